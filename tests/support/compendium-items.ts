import fc from "fast-check";
import type { Item, PanelItem, ReferenceRange, ResultComponent, TestItem } from "~/db/schema/compendium";

/** Any compendium a release may hold: codes once, members there, dates that agree with the status. */

/** What HL7, CSV and spreadsheets would trip over, and letters of other scripts. */
const sign = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }) },
  fc.constantFrom(
    "|",
    "^",
    "~",
    "&",
    "\\",
    ";",
    ",",
    '"',
    "'",
    "=",
    "＝",
    "+",
    "é",
    "ß",
    "µ",
    "±",
    "°",
    "Ж",
    "中",
    "💉",
  ),
);
/** Any text of a form field: trimmed and on one line. */
const text = fc
  .string({ unit: sign, maxLength: 24 })
  .map((value) => value.replace(/[\p{C}\p{Z}]+/gu, " ").trim())
  // HL7's explicit null, and a guard against formulas where there is none.
  .filter((value) => value !== '""' && !/^'[=+\-@＝]/.test(value));
const someText = text.map((value) => value || "Serum");
const code = fc.stringMatching(/^[A-Z][A-Z0-9-]{1,8}$/);
const loinc = fc.constantFrom("", "2345-7", "4548-4", "2951-2", "1742-6");
const day = fc
  .integer({ min: 0, max: 700 })
  .map((days) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10));

const range: fc.Arbitrary<ReferenceRange> = fc.record({
  sex: fc.constantFrom("any" as const, "female" as const, "male" as const),
  ageFrom: fc.option(fc.nat(60)),
  ageTo: fc.option(fc.integer({ min: 60, max: 120 })),
  low: fc.nat(50).map(String),
  high: fc.integer({ min: 50, max: 900 }).map(String),
  text,
});
const component: fc.Arbitrary<ResultComponent> = fc.record({
  code,
  name: someText,
  loinc,
  unit: fc.constantFrom("", "mmol/L", "10*3/uL", "%"),
  ranges: fc.array(range, { maxLength: 3 }),
});
const question = fc
  .record({
    code,
    text: someText,
    answer: fc.constantFrom("text" as const, "number" as const, "date" as const, "choice" as const),
    choices: fc.uniqueArray(someText, { minLength: 1, maxLength: 3 }),
    required: fc.boolean(),
  })
  .map((one) => ({ ...one, choices: one.answer === "choice" ? one.choices : [] }));
const price = fc.record({ list: someText.map((list) => `L ${list}`), cents: fc.nat(99_999), from: day });

const ending = fc.oneof(
  fc.constant({ status: "active" as const, discontinuedOn: null }),
  fc.constant({ status: "active" as const, discontinuedOn: "2099-12-31" }),
  fc.constant({ status: "discontinued" as const, discontinuedOn: "2024-06-30" }),
  fc.constant({ status: "discontinued" as const, discontinuedOn: null }),
);

const test: fc.Arbitrary<TestItem> = fc
  .tuple(
    fc.record({
      code,
      name: someText,
      shortName: text,
      // Another name is not the name itself.
      synonyms: fc.uniqueArray(
        someText.map((name) => `Also ${name}`),
        { maxLength: 3 },
      ),
      specimen: someText,
      container: someText,
      volume: fc.oneof(fc.constantFrom("3 mL", "0.5 mL", "10 drops"), someText),
      stability: text,
      turnaroundDays: fc.nat(60),
      cpt: fc.constantFrom("", "83036", "87491, 87591"),
      loinc,
      components: fc.uniqueArray(component, { maxLength: 3, selector: (one) => one.code }),
      questions: fc.uniqueArray(question, { maxLength: 2, selector: (one) => one.code }),
      listPriceCents: fc.nat(999_999),
      prices: fc.uniqueArray(price, { maxLength: 2, selector: (one) => `${one.list} ${one.from}` }),
      replacementCode: fc.option(code),
    }),
    ending,
    fc.option(day),
  )
  .map(([item, end, from]) => ({ ...item, ...end, orderableFrom: end.status === "active" ? from : null }));

/** A test whose only value is itself. */
const itself = fc.tuple(test, component).map(([item, { unit, ranges }]) => ({
  ...item,
  components: [{ code: item.code, name: item.name, loinc: item.loinc, unit, ranges }],
}));

const panelOf = (members: readonly string[]): fc.Arbitrary<PanelItem> =>
  fc
    .record({
      code: code.map((value) => `P-${value}`),
      name: someText,
      shortName: text,
      members: fc.shuffledSubarray([...members], { minLength: Math.min(2, members.length) }),
      preferredPriceCents: fc.nat(999_999),
      replacementCode: fc.constant(null),
    })
    .chain((item) => ending.map((end) => ({ ...item, ...end, scope: "all", practiceIds: [], salesOwnerId: null })));

/** A whole compendium, tests before panels; panels may hold panels. */
export const compendium = (most: number): fc.Arbitrary<Item[]> =>
  fc
    .uniqueArray(fc.oneof(test, itself), { minLength: 2, maxLength: most, selector: ({ code: one }) => one })
    .chain((tests) =>
      fc
        .uniqueArray(panelOf(tests.map((one) => one.code)), { maxLength: 4, selector: ({ code: one }) => one })
        .map((panels): Item[] => [
          ...tests.map((one) => ({ kind: "test" as const, ...one })),
          ...panels.map((one, i) => ({
            kind: "panel" as const,
            ...one,
            members: i > 0 && panels[i - 1] ? [...one.members, panels[i - 1]?.code ?? ""] : one.members,
          })),
        ]),
    );
