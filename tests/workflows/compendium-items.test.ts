import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Item, PanelItem, TestItem } from "~/db/schema/compendium";
import { checkItems } from "~/workflows/compendium/check-items";
import { actionOf, changedFields, readItem } from "~/workflows/compendium/item";
import { checkDigit, isLoinc } from "~/workflows/compendium/loinc";
import { isUnit } from "~/workflows/compendium/ucum";

function testItem(code: string, change: Partial<TestItem> = {}): Item & { kind: "test" } {
  const read = readItem("test", { code, name: `Test ${code}`, specimen: "Serum", listPriceCents: "12.60" });
  if (read.kind === "broken" || read.item.kind !== "test") throw new Error(JSON.stringify(read));
  return { ...read.item, ...change };
}
function panelItem(code: string, members: string[], change: Partial<PanelItem> = {}): Item {
  const read = readItem("panel", { code, name: `Panel ${code}`, members, preferredPriceCents: "40" });
  if (read.kind === "broken" || read.item.kind !== "panel") throw new Error(JSON.stringify(read));
  return { ...read.item, ...change };
}
const catalogueOf = (...items: Item[]) => new Map(items.map((item) => [item.code, item]));
const found = (changed: Item[], catalogue: ReadonlyMap<string, Item> = new Map()) =>
  checkItems(changed, catalogue).map(({ index, field, later }) => `${index} ${field}${later ? " later" : ""}`);

describe("an item read from text", () => {
  const whole = { code: "abc", name: " A ", specimen: "Serum", listPriceCents: "12.6", synonyms: "one, two;three" };
  test("has its price in cents, its lists apart and everything left out empty", () => {
    expect(readItem("test", whole)).toMatchObject({
      kind: "item",
      item: {
        code: "ABC",
        name: "A",
        listPriceCents: 1260,
        synonyms: ["one", "two", "three"],
        components: [],
        status: "active",
      },
    });
  });
  test("is refused with the field named", () => {
    const fieldsOf = (input: object) => {
      const read = readItem("test", { ...whole, ...input });
      return read.kind === "broken" ? read.findings.map(({ field }) => field) : [];
    };
    expect(fieldsOf({ listPriceCents: "12.605" })).toEqual(["listPriceCents"]);
    expect(fieldsOf({ listPriceCents: "-1" })).toEqual(["listPriceCents"]);
    expect(fieldsOf({ code: "A^B" })).toEqual(["code"]);
    expect(fieldsOf({ name: undefined })).toEqual(["name"]);
    expect(fieldsOf({ turnaroundDays: "soon" })).toEqual(["turnaroundDays"]);
    expect(fieldsOf({ components: [{ code: "X", name: "" }] })).toEqual(["components.0.name"]);
    expect(fieldsOf({ components: "[{" })).not.toEqual([]);
  });
  test("comes back from its own JSON as it is", () => {
    const item = testItem("A", {
      prices: [{ list: "Clinic", cents: 900, from: "2026-01-01" }],
      orderableFrom: "2026-02-01",
    });
    expect(readItem("test", JSON.parse(JSON.stringify(item)))).toEqual({ kind: "item", item });
  });
});

describe("what became of an item", () => {
  const item = testItem("A");
  test("is named by whether it can still be ordered", () => {
    const ending = { ...item, discontinuedOn: "2026-12-31" };
    expect([actionOf(null, item), actionOf(item, { ...item, name: "B" })]).toEqual(["add", "change"]);
    expect([actionOf(item, ending), actionOf(ending, item)]).toEqual(["discontinue", "restore"]);
  });
  test("is said field by field, whatever the order of the fields within", () => {
    const one = testItem("A", { questions: [{ code: "Q", text: "?", answer: "text", choices: [], required: true }] });
    const other = {
      ...one,
      questions: [{ required: true, choices: [], answer: "text" as const, text: "?", code: "Q" }],
    };
    expect(changedFields(one, other)).toEqual([]);
    expect(changedFields(one, { ...other, name: "B" })).toEqual([{ field: "name", from: "Test A", to: "B" }]);
    expect(changedFields(null, item).map(({ field }) => field)).not.toContain("synonyms");
  });
});

describe("items alone", () => {
  const component = { code: "X", name: "X", loinc: "", unit: "", ranges: [] };
  const range = { sex: "any" as const, ageFrom: null, ageTo: null, low: "", high: "", text: "" };
  const question = { code: "Q", text: "?", answer: "text" as const, choices: [], required: true };
  test.each([
    [{ loinc: "4548-5" }, "loinc"],
    [{ components: [{ ...component, unit: "mgs/dl" }] }, "components.0.unit"],
    [{ components: [component, component] }, "components.1.code"],
    [{ components: [{ ...component, ranges: [{ ...range, low: "9", high: "2" }] }] }, "components.0.ranges.0.low"],
    [{ components: [{ ...component, ranges: [{ ...range, ageFrom: 9, ageTo: 2 }] }] }, "components.0.ranges.0.ageFrom"],
    [{ questions: [question, question] }, "questions.1.code"],
    [{ questions: [{ ...question, answer: "choice" as const }] }, "questions.0.choices"],
    [{ discontinuedOn: "2026-02-30" }, "discontinuedOn"],
    [{ orderableFrom: "2026-03-01", discontinuedOn: "2026-02-01" }, "discontinuedOn"],
    [{ listPriceCents: 12.5 }, "listPriceCents"],
    [{ replacementCode: "A" }, "replacementCode"],
    [{ replacementCode: "NONE" }, "replacementCode"],
  ])("%j is found at %s", (change: Partial<TestItem>, field) => {
    expect(found([testItem("A", change)])).toEqual([`0 ${field}`]);
  });
  test("a bound that reads like <5 is no number to compare", () => {
    const ranges = [{ ...range, low: ">9", high: "2" }];
    expect(found([testItem("A", { components: [{ ...component, ranges }] })])).toEqual([]);
  });
});

describe("items with each other", () => {
  test("a code twice, or one of the other kind", () => {
    expect(found([testItem("A"), testItem("A")])).toEqual(["1 code"]);
    expect(found([panelItem("A", ["B"])], catalogueOf(testItem("A"), testItem("B")))).toEqual(["0 code"]);
  });
  test("members must be there, in what is changed or in the catalogue", () => {
    expect(found([panelItem("P", ["A", "B"]), testItem("B")])).toEqual(["0 members"]);
    expect(found([panelItem("P", ["A", "B"]), testItem("B")], catalogueOf(testItem("A")))).toEqual([]);
  });
  test("panels in a circle, however long; one that leads into it is none of it", () => {
    const rest = catalogueOf(panelItem("P2", ["P3"]), panelItem("P3", ["A"]), testItem("A"));
    expect(found([panelItem("P1", ["P2"]), panelItem("P3", ["P1"])], rest)).toEqual(["0 members", "1 members"]);
    expect(
      found([panelItem("P0", ["P1"]), panelItem("P3", ["P2"])], new Map([...rest, ["P1", panelItem("P1", ["P2"])]])),
    ).toEqual(["1 members"]);
    expect(found([panelItem("P", ["P"])])).toEqual(["0 members"]);
  });
  test("an ending member of an active panel is put off to the release, from either side", () => {
    const ending = testItem("A", { discontinuedOn: "2026-12-31" });
    expect(found([ending], catalogueOf(testItem("A"), panelItem("P", ["A"])))).toEqual(["0 status later"]);
    expect(found([panelItem("P", ["A"])], catalogueOf(ending))).toEqual(["0 members later"]);
    expect(found([ending, panelItem("P", ["B"])], catalogueOf(panelItem("P", ["A"]), testItem("B")))).toEqual([]);
    expect(found([ending], catalogueOf(panelItem("P", ["A"], { status: "discontinued" })))).toEqual([]);
  });
  test("panels built only on earlier ones are never a circle", () => {
    const layered = fc
      .array(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 })
      .map((all) =>
        all.map((picks, i) => panelItem(`P${i}`, [...new Set(picks.map((n) => (i === 0 ? "T" : `P${n % i}`)))])),
      );
    fc.assert(
      fc.property(layered, (panels) => {
        expect(found(panels, catalogueOf(testItem("T")))).toEqual([]);
      }),
    );
  });
  test("a panel is found in a circle exactly when it can reach itself", () => {
    const graph = fc.array(fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 3 }), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(graph, (edges) => {
        const panels = edges.map((to, i) => panelItem(`P${i}`, [...new Set(to.map((n) => `P${n}`))]));
        const reaches = (from: number, seen = new Set<number>()): Set<number> => {
          for (const n of edges[from] ?? []) if (!seen.has(n)) reaches(n, seen.add(n));
          return seen;
        };
        const circular = panels.flatMap((_, i) => (reaches(i).has(i) ? [`${i} members`] : []));
        expect(found(panels)).toEqual(circular);
      }),
    );
  });
});

describe("LOINC and UCUM", () => {
  test("check digits of codes that are known", () => {
    for (const code of ["4548-4", "2345-7", "57021-8", "24323-8", "1989-3", "718-7"]) expect(isLoinc(code)).toBe(true);
    for (const code of ["4548-5", "4548", "x-1", "12345678-1", ""]) expect(isLoinc(code)).toBe(false);
  });
  test("the check digit finds every single wrong digit", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[1-9]\d{0,6}$/),
        fc.nat({ max: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (digits, at, by) => {
          const place = at % digits.length;
          const wrong = [...digits].map((digit, i) => (i === place ? (Number(digit) + by) % 10 : digit)).join("");
          expect(checkDigit(wrong)).not.toBe(checkDigit(digits));
        },
      ),
    );
  });
  test("units laboratories use", () => {
    const units =
      "mg/dL g/L 10*3/uL 10*6/uL % mmol/L u[IU]/mL [IU]/L mL/min/{1.73_m2} fL pg s mm/h {ratio} [pH] /[HPF] mm[Hg] mg/g{creat} ug/(24.h) kg/m2 mosm/kg [arb'U]/mL umol/L U/L Cel 1";
    for (const unit of units.split(" ")) expect([unit, isUnit(unit)]).toEqual([unit, true]);
  });
  test("what is none", () => {
    for (const unit of ["mgs/dl", "mg//dL", "mg/", "IU", "ratio", "mg dL", "(mg", "{x", "µg/L", "0/L", "."]) {
      expect([unit, isUnit(unit)]).toEqual([unit, false]);
    }
  });
  test("any text at all is answered", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isUnit(text) === "boolean"));
  });
});
