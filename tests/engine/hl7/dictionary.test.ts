import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dataType,
  dataTypeIds,
  fieldDefinition,
  fieldType,
  publishedVersion,
  segmentDefinition,
  segmentIds,
  table,
  tableNumbers,
} from "~/engine/hl7";
import { VERSIONS } from "~/engine/hl7/dictionary";

const everyField = VERSIONS.flatMap((version) =>
  segmentIds().flatMap((id) =>
    segmentDefinition(id, version)!.fields.map((field, i) => ({ ...field, path: `${id}-${i + 1} in ${version}` })),
  ),
);
const everyComponent = VERSIONS.flatMap((version) =>
  dataTypeIds().flatMap((id) =>
    dataType(id, version)!.components.map((one, i) => ({ ...one, path: `${id}.${i + 1} in ${version}` })),
  ),
);
const pathsOf = (found: { path: string }[]) => found.map((one) => one.path);

describe("the dictionary hangs together", () => {
  test("every field says in a few words what it holds", () => {
    const wanting = (text: string) => text.split(" ").length < 3 || !/^[A-Z].*\.$/.test(text) || /TODO|\?\?/.test(text);
    expect(pathsOf(everyField.filter((field) => wanting(field.description)))).toEqual([]);
    expect(segmentIds().filter((id) => wanting(segmentDefinition(id)!.description))).toEqual([]);
  });

  test("every type that is named exists", () => {
    const types = new Set(dataTypeIds());
    expect(pathsOf([...everyField, ...everyComponent].filter((one) => !types.has(one.type)))).toEqual([]);
  });

  test("every table that is named exists, by four digits", () => {
    const tables = new Set(tableNumbers());
    expect(tableNumbers().filter((number) => !/^\d{4}$/.test(number))).toEqual([]);
    const missing = [...everyField, ...everyComponent].filter((one) => one.table && !tables.has(one.table));
    expect(pathsOf(missing)).toEqual([]);
  });

  test("a closed table has its codes, and no code is empty", () => {
    expect(tableNumbers().filter((number) => table(number)!.closed && table(number)!.codes.size === 0)).toEqual([]);
    for (const number of tableNumbers()) {
      expect(table(number)!.name, number).toMatch(/^\S/);
      for (const [code, meaning] of table(number)!.codes) expect(`${code}:${meaning}`).toMatch(/^\S.*:\S/);
    }
  });

  test("nothing is there twice", () => {
    for (const ids of [segmentIds(), dataTypeIds(), tableNumbers()]) expect(new Set(ids).size).toBe(ids.length);
    for (const number of tableNumbers()) {
      const meanings = [...table(number)!.codes.values()];
      if (number !== "0301") expect(new Set(meanings).size, number).toBe(meanings.length);
    }
  });

  test("fields are added at the end, and a later version keeps them", () => {
    for (const id of segmentIds()) {
      const counts = VERSIONS.map((version) => segmentDefinition(id, version)!.fields.length);
      expect(counts, id).toEqual([...counts].sort((a, b) => a - b));
      const ages = segmentDefinition(id, "2.9")!.fields.map((field) =>
        VERSIONS.findIndex((version) => version === (field.since ?? "2.1")),
      );
      expect(ages, id).toEqual([...ages].sort((a, b) => a - b));
    }
  });

  test("required is optionality R, and withdrawn fields are not required", () => {
    for (const field of everyField) expect(field.required).toBe(field.optionality === "R");
  });

  test("hard lengths are positive", () => {
    expect(pathsOf(everyField.filter((field) => field.length !== undefined && !(field.length > 0)))).toEqual([]);
  });
});

describe("versions", () => {
  test.each([
    ["PID", { "2.1": 19, "2.2": 27, "2.3": 30, "2.4": 38, "2.5.1": 39, "2.7": 40 }],
    ["MSH", { "2.1": 14, "2.2": 17, "2.3": 19, "2.3.1": 20, "2.5.1": 21, "2.7": 25, "2.9": 28 }],
    ["OBX", { "2.1": 13, "2.2": 17, "2.3.1": 17, "2.5": 19, "2.5.1": 25, "2.8": 28, "2.9": 33 }],
    ["OBR", { "2.2": 36, "2.3": 43, "2.3.1": 45, "2.4": 47, "2.5": 49, "2.5.1": 50, "2.9": 55 }],
    ["ORC", { "2.2": 19, "2.3.1": 24, "2.4": 25, "2.5": 30, "2.5.1": 31, "2.9": 38 }],
    ["SPM", { "2.5": 29, "2.5.1": 29, "2.7": 31, "2.9": 35 }],
    ["OM1", { "2.5.1": 47, "2.9": 59 }],
  ])("%s grows", (id, counts) => {
    for (const [version, count] of Object.entries(counts))
      expect(segmentDefinition(id, version)!.fields.length, version).toBe(count);
  });

  test.each([
    ["PID", 7, { "2.3": "TS", "2.5.1": "TS", "2.6": "DTM", "2.9": "DTM" }],
    ["PID", 8, { "2.5.1": "IS", "2.6": "IS", "2.7": "CWE" }],
    ["PID", 5, { "2.2": "PN", "2.3": "XPN" }],
    ["OBR", 4, { "2.5.1": "CE", "2.6": "CWE", "2.9": "CWE" }],
    ["OBR", 44, { "2.5.1": "CE", "2.7": "CNE" }],
    ["OBX", 4, { "2.5.1": "ST", "2.8.2": "OG" }],
    ["OBX", 5, { "2.5.1": "varies" }],
  ])("%s-%i changes its type", (id, field, types) => {
    for (const [version, type] of Object.entries(types)) expect(fieldType(id, field, version), version).toBe(type);
  });

  test("a withdrawn field says so", () => {
    expect(fieldDefinition("ORC", 7, "2.5.1")).toMatchObject({ optionality: "B", withdrawn: "2.7" });
    expect(fieldDefinition("ORC", 7, "2.7")).toMatchObject({ optionality: "W", required: false });
    expect(fieldDefinition("MSH", 10, "2.5.1")).toMatchObject({ length: 20, required: true });
    expect(fieldDefinition("MSH", 10, "2.7")).toMatchObject({ length: 199 });
  });

  test("a segment adopted early is given as it began", () => {
    expect(segmentDefinition("SPM", "2.3.1")).toMatchObject({ since: "2.5" });
    expect(segmentDefinition("SPM", "2.3.1")!.fields).toHaveLength(29);
    expect(segmentDefinition("OMC", "2.5.1")!.fields).toHaveLength(13);
  });

  test("components grow too", () => {
    expect(dataType("CWE", "2.5.1")!.components).toHaveLength(9);
    expect(dataType("CWE", "2.7")!.components).toHaveLength(22);
    expect(dataType("TS", "2.5.1")!.components[0]).toMatchObject({ type: "DTM", optionality: "R" });
    expect(dataType("ST")!.components).toEqual([]);
    expect(dataType("QQ")).toBeUndefined();
  });

  test.each([
    ["2.5.1^USA", "2.5.1"],
    ["", "2.5.1"],
    [undefined, "2.5.1"],
    ["3", "2.5.1"],
    ["2.5.2", "2.5.1"],
    [" 2.3.1 ", "2.3.1"],
    ["2.0", "2.1"],
    ["2.12", "2.9"],
  ])("%j is read as %s", (text, version) => {
    expect(publishedVersion(text)).toBe(version);
  });

  test("whatever a version field says, every segment has a definition", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...segmentIds()), (version, id) => {
        expect(segmentDefinition(id, version)!.fields.length).toBeGreaterThan(0);
      }),
      { seed: 25, numRuns: 300 },
    );
  });
});

describe("tables", () => {
  test.each([
    ["0085", true, "C", "Correction, replaces a final result"],
    ["0119", true, "NW", "New order"],
    ["0078", false, ">", "Above the measuring range"],
    ["0211", true, "UNICODE UTF-8", "Unicode in UTF-8"],
    ["0505", true, "#", "Last of the cycle"],
    ["0487", false, "SER", "Serum"],
  ])("%s", (number, closed, code, meaning) => {
    expect(table(number)).toMatchObject({ closed });
    expect(table(number)!.codes.get(code)).toBe(meaning);
  });

  test("what is not there is undefined", () => {
    expect(table("9999")).toBeUndefined();
    expect(segmentDefinition("ZZZ")).toBeUndefined();
    expect(fieldDefinition("PID", 0)).toBeUndefined();
    expect(fieldDefinition("PID", 99)).toBeUndefined();
  });
});

interface ReferenceField {
  readonly type: string;
  readonly opt: string;
  readonly rep: string;
  readonly table: string | null;
}
const REFERENCE = new URL("../../../../shared/corpus/ref/", import.meta.url);
const present = existsSync(REFERENCE);
if (!present) console.log("The reference of fields is not here; comparisons with it are skipped.");
const read = (name: string) => JSON.parse(readFileSync(new URL(name, REFERENCE), "utf8"));

/** The reference repeats a misprint: 0427 is about incidents; conjunctions are 0472, as it says itself for v2.9. */
const MISPRINTED: ReadonlySet<string> = new Set(["TQ1-12"]);
/** The reference marks a table it has no number for with 0000. */
const tableOf = (field: ReferenceField) => (field.table === "HL70000" ? null : (field.table?.slice(3) ?? null));

describe.skipIf(!present)("the reference", () => {
  test("every field of every v2.5.1 segment has the type, need, repetition and table of the reference", () => {
    const differences: string[] = [];
    for (const [name, fields] of Object.entries(read("segments-2.5.1.json") as Record<string, ReferenceField[]>)) {
      if (fields.length === 0) continue;
      const id = name === "CON1" ? "CON" : name;
      if (segmentDefinition(id)?.fields.length !== fields.length)
        differences.push(`${id} has another number of fields`);
      for (const [i, theirs] of fields.entries()) {
        const path = `${id}-${i + 1}`;
        const ours = fieldDefinition(id, i + 1);
        if (!ours) {
          differences.push(`${path} is missing`);
          continue;
        }
        const repetition = ours.repeats ? String(ours.maxRepetitions ?? "*") : "1";
        if (ours.type.toLowerCase() !== theirs.type.toLowerCase()) differences.push(`${path} type ${ours.type}`);
        if (ours.required !== (theirs.opt === "R")) differences.push(`${path} optionality ${ours.optionality}`);
        if (repetition !== theirs.rep) differences.push(`${path} repetition ${repetition}`);
        const number = tableOf(theirs);
        if (number && number !== ours.table && !MISPRINTED.has(path)) differences.push(`${path} table ${ours.table}`);
      }
    }
    expect(differences).toEqual([]);
  });

  test("every component of every v2.5.1 data type has the type of the reference", () => {
    const differences: string[] = [];
    for (const [id, components] of Object.entries(read("datatypes-2.5.1.json") as Record<string, { type: string }[]>)) {
      const ours = dataType(id)?.components.map((one) => one.type);
      const theirs = components.map((one) => (one.type === "TSComponentOne" ? "DTM" : one.type));
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) differences.push(id);
    }
    expect(differences).toEqual([]);
  });

  test("laboratory segments have the types and needs of the v2.9 reference", () => {
    const differences: string[] = [];
    type Row = [string, string, string, number, number | string, string];
    for (const [id, fields] of Object.entries(read("segments-2.9.json") as Record<string, Row[]>)) {
      fields.forEach(([, , type, least, most], i) => {
        const ours = fieldDefinition(id, i + 1, "2.9");
        const same =
          type === ""
            ? ours?.optionality === "W"
            : ours?.type.toLowerCase() === type.toLowerCase() &&
              ours.required === (least === 1) &&
              (ours.repeats ? String(ours.maxRepetitions ?? "*") : "1") === String(most);
        if (!same) differences.push(`${id}-${i + 1}`);
      });
    }
    expect(differences).toEqual([]);
  });
});
