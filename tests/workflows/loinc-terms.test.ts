import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readShortList } from "~/db/loinc-short-list";
import type { LoincStatus } from "~/db/schema/loinc";
import { catalogueCodes, catalogueTest } from "~/engine/sandbox/catalogue";
import { demoEarlier, demoTests } from "~/server/demo/compendium";
import { readItem } from "~/workflows/compendium/item";
import { isLoinc } from "~/workflows/compendium/loinc";
import { isUnit } from "~/workflows/compendium/ucum";
import { loincWarnings } from "~/workflows/loinc/check-terms";
import { readLoinc } from "~/workflows/loinc/read-file";
import { likely } from "~/workflows/loinc/suggest";
import type { KnownTerm } from "~/workflows/loinc/terms";
import { isLater } from "~/workflows/loinc/versions";
import { codeOf, coreColumns, loincFile, madeUpRows, textFile } from "../support/loinc-file";

const shortList = readShortList("db/loinc-short-list.csv");

describe("the short list", () => {
  test("has codes with their check digits, each once, and units that are UCUM", () => {
    expect(shortList.filter(({ code }) => !isLoinc(code))).toEqual([]);
    expect(new Set(shortList.map(({ code }) => code)).size).toBe(shortList.length);
    expect(shortList.filter(({ unit }) => !isUnit(unit))).toEqual([]);
    expect(shortList.filter(({ name, component, system }) => !name || !component || !system)).toEqual([]);
  });

  test("tells each term from every other by its parts", () => {
    const parts = shortList.map(({ component, property, time_aspect: time, system, scale, method }) =>
      [component, property, time, system, scale, method].join("|"),
    );
    expect(parts.filter((one, i) => parts.indexOf(one) !== i)).toEqual([]);
    const names = shortList.map(({ name }) => name);
    expect(names.filter((one, i) => names.indexOf(one) !== i)).toEqual([]);
  });

  test("has every LOINC code of the demo's catalogue and of what its laboratory reports", () => {
    const known = new Set(shortList.map(({ code }) => code));
    const analytes = catalogueCodes().flatMap((code) => catalogueTest(code, "").analytes.map(({ loinc }) => loinc));
    const codes = [...demoTests, ...demoEarlier].map((row) => row[7]);
    expect([...codes, ...analytes].filter((code) => code && !known.has(code))).toEqual([]);
  });

  test("means by a code what the demo's catalogue means: specimen and unit fit", () => {
    const terms = new Map(shortList.map((term) => [term.code, term]));
    const systems: Record<string, string[]> = {
      Serum: ["Ser/Plas", "Ser", "Bld"],
      Plasma: ["Ser/Plas", "Plas", "PPP"],
      "Whole blood": ["Bld", "BldV"],
    };
    const odd = [...demoTests, ...demoEarlier].filter(([, , specimen, , , , , loinc]) => {
      const expected = systems[specimen];
      return expected && !expected.includes(terms.get(loinc)?.system ?? "");
    });
    expect(odd.map(([code]) => code)).toEqual([]);
    for (const code of catalogueCodes())
      for (const { loinc, units } of catalogueTest(code, "").analytes)
        expect(`${loinc} ${units.replace(/IU/, "[IU]").replace(/^$/, terms.get(loinc)?.unit ?? "")}`).toBe(
          `${loinc} ${terms.get(loinc)?.unit}`,
        );
  });
});

describe("a file of LOINC's", () => {
  const whole = `${coreColumns.join(",")}\n`;
  const line = (code: string, change: Record<string, string> = {}) => {
    const cells: Record<string, string> = { LOINC_NUM: code, COMPONENT: "Zinc", STATUS: "ACTIVE", ...change };
    return `${coreColumns.map((column) => cells[column] ?? "").join(",")}\n`;
  };
  const read = (text: string) => readLoinc(textFile(text));

  test("is read term by term, whatever breaks its bytes apart", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 97 }), async (count, size) => {
        const bytes: Uint8Array[] = [];
        for await (const chunk of loincFile(madeUpRows(count))) bytes.push(chunk);
        const all = Buffer.concat(bytes);
        async function* pieces() {
          for (let at = 0; at < all.length; at += size * 64) yield all.subarray(at, at + size * 64);
        }
        const found = await readLoinc(pieces());
        expect(found).toMatchObject({ kind: "terms", version: "2.79" });
        if (found.kind === "terms")
          expect(found.terms.map(({ code }) => code)).toEqual([...madeUpRows(count)].map((row) => row.LOINC_NUM));
      }),
      { numRuns: 20 },
    );
  });

  test("says which release it is by the latest change in it", async () => {
    const found = await read(
      `${whole}${line(codeOf(1), { VersionLastChanged: "2.8" })}${line(codeOf(2), { VersionLastChanged: "2.80" })}${line(codeOf(3), { VersionLastChanged: "1.0m" })}`,
    );
    expect(found).toMatchObject({ version: "2.80" });
    expect([isLater("2.80", "2.73"), isLater("2.8", "2.80"), isLater("2.80", "2.80"), isLater("2.1", "")]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test("with one thing wrong is refused with row and column", async () => {
    const places = async (text: string) => {
      const found = await read(text);
      return found.kind === "wrong" ? `${found.place} ${found.field}` : found.kind;
    };
    expect(await places(`${whole}${line("2345-7")}${line("2345-6")}`)).toBe("row 3 LOINC_NUM");
    expect(await places(`${whole}${line("2345-7")}${line("2345-7")}`)).toBe("row 3 LOINC_NUM");
    expect(await places(`${whole}${line("2345-7", { STATUS: "GONE" })}`)).toBe("row 2 STATUS");
    expect(await places(`${whole}${line("2345-7", { COMPONENT: "" })}`)).toBe("row 2 COMPONENT");
    expect(await places(`${whole}2345-7,Glucose\n`)).toBe("row 2 PROPERTY");
    expect(await places(`${whole.replace(",STATUS", "")}`)).toBe("row 1 STATUS");
    expect(await places(`LOINC,MAP_TO,COMMENT\n2345-7,2339-1,\n`)).toBe("row 2 MAP_TO");
  });

  test("that is none is said to be none, and a packed one is to be unpacked", async () => {
    const reasonOf = async (text: string) => {
      const found = await read(text);
      return found.kind === "unreadable" ? found.reason : found.kind;
    };
    expect(await reasonOf("")).toContain("empty");
    expect(await reasonOf("Code,Name\nGLU,Glucose\n")).toContain("none of LOINC's files");
    expect(await reasonOf("PK\u0003\u0004\u0014,more")).toContain("Unzip it first");
    expect(await reasonOf(`${whole}${line("2345-7")}"2339-0,never closed`)).toContain("not a CSV file");
  });
});

describe("what is said of the codes of items", () => {
  const made = readItem("test", {
    code: "GLU",
    name: "Glucose",
    specimen: "Serum",
    listPriceCents: "1",
    loinc: "2345-7",
  });
  const item = made.kind === "item" ? made.item : undefined;
  const term = (status: LoincStatus, replacedBy: string[] = []) =>
    new Map([["2345-7", { code: "2345-7", status, replacedBy }]]);
  const said = (terms: Parameters<typeof loincWarnings>[1], whole = true) =>
    loincWarnings(item ? [item] : [], terms, { whole, version: "2.80" }).map(
      ({ field, message }) => `${field}: ${message}`,
    );

  test("an unknown code is told only where a whole release is loaded", () => {
    expect(said(new Map())).toEqual(["loinc: 2345-7 is not in the table of LOINC 2.80."]);
    expect(said(new Map(), false)).toEqual([]);
    expect(said(term("ACTIVE")).concat(said(term("TRIAL")))).toEqual([]);
  });

  test("one that LOINC gives up names what to use instead", () => {
    expect(said(term("DEPRECATED", ["14749-6"]))).toEqual([
      "loinc: 2345-7 is deprecated in LOINC 2.80. Use 14749-6 instead.",
    ]);
    expect(said(term("DISCOURAGED"))).toEqual(["loinc: 2345-7 is discouraged in LOINC 2.80."]);
  });

  test("components are looked at too, and a code with a wrong check digit is told elsewhere", () => {
    const component = { code: "A", name: "A", unit: "", ranges: [] };
    const components = [
      { ...component, loinc: "2345-6" },
      { ...component, code: "B", loinc: "2339-0" },
    ];
    const test = item?.kind === "test" ? [{ ...item, components }] : [];
    const fields = loincWarnings(test, term("ACTIVE"), { whole: true, version: "2.80" }).map(({ field }) => field);
    expect(fields).toEqual(["components.1.loinc"]);
  });
});

describe("terms suggested for a test", () => {
  const term = (code: string, change: Partial<KnownTerm> = {}): KnownTerm => ({
    code,
    component: "Glucose",
    property: "MCnc",
    timeAspect: "Pt",
    system: "Ser/Plas",
    scale: "Qn",
    method: "",
    longName: "Glucose [Mass/volume] in Serum or Plasma",
    shortName: "",
    plainName: "",
    class: "CHEM",
    status: "ACTIVE",
    replacedBy: [],
    orderObs: "",
    units: "mg/dL",
    rank: null,
    search: null,
    ...change,
  });
  const glucose = { name: "Glucose", shortName: "", synonyms: [], specimen: "Serum", components: [] };

  test("fit its specimen, may be used, and say little more than its name", () => {
    const terms = [
      term("1-8", { component: "Glucose^2H post 75 g glucose PO", longName: "Glucose --2 hours post dose glucose" }),
      term("2-6", { system: "Urine" }),
      term("3-4", { status: "DEPRECATED" }),
      term("4-2", { method: "Glucometer" }),
      term("5-9"),
    ];
    expect(likely(glucose, ["glucose"], terms).map(({ code }) => code)).toEqual(["5-9", "4-2"]);
    expect(likely({ ...glucose, specimen: "Hair" }, ["glucose"], terms)).toEqual([]);
  });

  test("are led by the unit it reports", () => {
    const component = { code: "G", name: "Glucose", loinc: "", unit: "mmol/L", ranges: [] };
    const terms = [term("5-9"), term("6-7", { property: "SCnc", units: "mmol/L" })];
    expect(likely({ ...glucose, components: [component] }, ["glucose"], terms)[0]?.code).toBe("6-7");
  });
});
