import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dataType, explain, get, getRawIn, parse, segmentDefinition, segmentIds, segments } from "~/engine/hl7";

const CORPUS = new URL("../../../../shared/corpus/hl7/", import.meta.url);
const present = existsSync(CORPUS);
if (!present) console.log("The message corpus is not here; its fields are not looked up.");

test("a segment gives its name and what it is for", () => {
  expect(explain("PID")).toMatchObject({ name: "Patient identification" });
  expect(explain("SPM")).toMatchObject({ name: "Specimen", since: "2.5" });
  expect(explain("OBX[3]")?.description).toContain("observation");
});

test("a field gives all that is known of it", () => {
  expect(explain("PID-8")).toEqual({
    name: "Administrative sex",
    type: "IS",
    typeName: "Code from a user-defined table",
    optionality: "O",
    required: false,
    repeats: false,
    table: "0001",
    tableName: "Administrative sex",
    description: "Sex on record, which reference ranges often depend on.",
    codes: expect.arrayContaining([{ code: "F", meaning: "Female" }]),
  });
  expect(explain("PID-3")).toMatchObject({ required: true, repeats: true, type: "CX" });
  expect(explain("PID-3")?.components?.[3]).toEqual({ number: 4, name: "Assigning authority", type: "HD" });
});

test.each([
  ["PID-5.1", "Patient name, family name", "FN"],
  ["PID-5.1.1", "Patient name, family name, surname", "ST"],
  ["PID-3[2].4.2", "Patient identifier list, assigning authority, universal ID", "ST"],
  ["OBR-16.9.2", "Ordering provider, assigning authority, universal ID", "ST"],
  ["OBR-16.1", "Ordering provider, ID number", "ST"],
  ["SPM-17.1", "Specimen collection date/time, range start date/time", "TS"],
  ["PID-8.1", "Administrative sex", "IS"],
  ["MSH-9.2", "Message type, trigger event", "ID"],
])("%s is %s", (path, name, type) => {
  expect(explain(path)).toMatchObject({ name, type });
});

test("a part the type does not have is still named", () => {
  expect(explain("OBX-5.2")).toEqual({
    name: "Observation value, component 2",
    description: "The result itself, in the data type the value type names.",
  });
  expect(explain("PID-8.3")?.name).toBe("Administrative sex, component 3");
});

test("a coded field's table belongs to its identifier", () => {
  expect(explain("PID-10.1")).toMatchObject({ table: "0005" });
  expect(explain("PID-10.2")?.table).toBeUndefined();
  expect(explain("PID-3.5")).toMatchObject({ table: "0203", tableName: "Identifier type" });
  expect(explain("OBX-8", "2.9")).toMatchObject({ type: "CWE", name: "Interpretation codes", table: "0078" });
});

test("the version counts, and what came later is explained as it came", () => {
  expect(explain("PID-7", "2.5.1^USA")).toMatchObject({ type: "TS" });
  expect(explain("PID-7", "2.6")).toMatchObject({ type: "DTM" });
  expect(explain("OM1-57", "2.5.1")).toMatchObject({ name: "Typical turn-around time", type: "CQ", since: "2.8" });
});

test.each(["ZZZ-1", "PID-99", "PID-0", "pid-3", "", "MSH-29"])("%j is not explained", (path) => {
  expect(explain(path)).toBeUndefined();
});

test("every field and every component of it has an explanation in every version", () => {
  const field = fc.record({
    id: fc.constantFrom(...segmentIds()),
    version: fc.constantFrom("2.2", "2.3.1", "2.5.1", "2.7", "2.9"),
    place: fc.nat(1000),
  });
  fc.assert(
    fc.property(field, ({ id, version, place }) => {
      const fields = segmentDefinition(id, version)!.fields;
      const number = (place % fields.length) + 1;
      const about = explain(`${id}-${number}`, version);
      expect(about).toMatchObject({ name: fields[number - 1]!.name, type: fields[number - 1]!.type });
      expect(about?.components?.length ?? 0).toBe(dataType(about!.type!, version)!.components.length);
      for (const part of about?.components ?? []) {
        const deeper = explain(`${id}-${number}.${part.number}`, version);
        expect(deeper).toMatchObject({ type: part.type });
        expect(deeper?.name.toLowerCase()).toContain(part.name.toLowerCase());
      }
    }),
    { seed: 51, numRuns: 500 },
  );
});

test.skipIf(!present)("of the valued fields in real messages, hardly one goes unexplained", () => {
  let [valued, unexplained] = [0, 0];
  for (const entry of readdirSync(CORPUS, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(csv|md)$/.test(entry.name)) continue;
    const parsed = parse(new Uint8Array(readFileSync(`${entry.path}/${entry.name}`)));
    if (parsed.kind === "malformed") continue;
    const version = get(parsed.message, "MSH-12.1");
    for (const segment of segments(parsed.message)) {
      if (!segmentDefinition(segment.id, version)) continue;
      for (let field = 1; field <= segment.lastField; field++) {
        if (!getRawIn(segment, String(field))) continue;
        valued += 1;
        if (!explain(`${segment.id}-${field}`, version)) unexplained += 1;
      }
    }
  }
  expect(valued).toBeGreaterThan(100_000);
  expect(unexplained / valued).toBeLessThan(0.002);
});
