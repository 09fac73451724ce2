/**
 * Orders and results such as a message can carry: every optional field is sometimes there. What the contract itself says
 * is kept: the numbers at the top are the first test's, a word stands beside the code it was read from, and HL7's one
 * place for the placer group number and the requisition holds the same in both.
 */
import fc from "fast-check";
import {
  CONTRACT_VERSION,
  type Code,
  type Observation,
  type ObservationValue,
  type Order,
  orderSchema,
  type Provider,
  type Result,
  resultSchema,
} from "~/engine/contract";
import { wholeStatus } from "~/engine/mapping/result-status";

type Shape = Record<string, fc.Arbitrary<unknown>>;

/** Any text HL7 can hold: delimiters and escapes included, but not its explicit null, nor only blanks. */
const text = fc
  .string({ unit: fc.constantFrom(..."aZ09 .-/|^~\\&\"'<>éß中", "Fx"), minLength: 1, maxLength: 12 })
  .filter((one) => one !== '""' && one.trim() === one && one !== "");
const lines = fc.array(text, { minLength: 1, maxLength: 3 }).map((all) => all.join("\n"));
const id = fc.string({ unit: fc.constantFrom(..."ABC123-"), minLength: 1, maxLength: 10 }).map((one) => `D${one}`);

const pad = (number: number, width = 2) => String(number).padStart(width, "0");
const date = fc
  .tuple(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, day]) => [pad(year, 4), pad(month), pad(day)]);
const clock = fc.tuple(
  fc.integer({ min: 0, max: 23 }),
  fc.integer({ min: 0, max: 59 }),
  fc.integer({ min: 0, max: 59 }),
);
const zone = fc.constantFrom("", "-05:00", "+00:00", "+05:30");
/** At every precision. */
const time = fc.tuple(date, clock, zone, fc.integer({ min: 1, max: 7 })).map(([days, [h, m, s], offset, precision]) => {
  if (precision <= 3) return days.slice(0, precision).join("-");
  const parts = [pad(h), pad(m), pad(s)].slice(0, precision - 3).join(":");
  return `${days.join("-")}T${parts}${precision === 7 ? ".25" : ""}${offset}`;
});

const maybe = (shape: Shape, requiredKeys: readonly string[] = []) =>
  fc.record(shape, { requiredKeys: requiredKeys as never[] }) as fc.Arbitrary<Record<string, unknown>>;
const some = (shape: Shape) => maybe(shape).filter((value) => Object.keys(value).length > 0);
const list = <T>(of: fc.Arbitrary<T>, maxLength = 2) =>
  fc.uniqueArray(of, { minLength: 1, maxLength, selector: (one) => JSON.stringify(one) });

const coded = { code: text, text, system: id, systemVersion: id };
const code = maybe({ ...coded, alternate: maybe(coded, ["code"]), originalText: text }, ["code"]) as fc.Arbitrary<Code>;
const identifier = maybe({ value: text, type: id, authority: text, authorityId: id, authorityIdType: id }, ["value"]);
const nameParts = { family: text, given: text, middle: text, suffix: text, prefix: text, degree: text };
const name = some(nameParts);
const address = some({
  line1: text,
  line2: text,
  city: text,
  state: text,
  postalCode: text,
  country: text,
  type: id,
  county: text,
});
const phone = maybe({ number: text, email: text, extension: text, use: id, equipment: id }, ["number"]);
const providerParts = { ...nameParts, authority: id, authorityId: id, authorityIdType: id };
const provider = fc.oneof(
  maybe({ ...providerParts, id, idType: id }, ["id"]),
  maybe({ ...providerParts, npi: fc.constantFrom("1234567893", "1000000004") }, ["npi"]),
  maybe(providerParts, ["family"]),
) as fc.Arbitrary<Provider>;
const comment = maybe({ text: lines, source: fc.constantFrom("L", "P"), type: fc.constantFrom("PI", "GI") }, ["text"]);

/** A word and the code it is read from. */
const word = (key: string, codeKey: string, pairs: readonly (readonly [string, string])[]) =>
  fc.constantFrom(...pairs).map(([one, sent]) => ({ [key]: one, [codeKey]: sent }));
const optionally = (words: fc.Arbitrary<object>) => fc.oneof(fc.constant({}), words);
const merged = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Record<string, unknown>);

const sex = word("sex", "sexCode", [
  ["female", "F"],
  ["male", "M"],
  ["other", "X"],
  ["unknown", "U"],
]);
const patient = merged(
  maybe(
    {
      identifiers: list(identifier, 3),
      name,
      aliases: list(name),
      birthDate: time,
      race: list(code),
      ethnicGroup: list(code),
      language: code,
      maritalStatus: code,
      address,
      phones: list(phone),
      workPhones: list(phone),
      accountNumber: identifier,
      comments: list(comment),
    },
    ["identifiers", "name"],
  ),
  optionally(sex),
);
const visit = some({
  class: id,
  number: text,
  location: text,
  facility: text,
  attending: provider,
  referring: provider,
  financialClass: id,
  admittedAt: time,
  dischargedAt: time,
});
const practice = maybe({ id: text, name: text, siteId: text, siteName: text, address, phone }, ["id"]);
const specimenParts = {
  id: text,
  fillerId: text,
  type: code,
  additives: list(code),
  collectionMethod: code,
  site: code,
  role: list(code),
  volume: fc.constantFrom("5", "2.5"),
  volumeUnits: id,
  description: text,
  handling: list(code),
  condition: list(code),
  rejectReason: list(code),
  container: code,
};
/** Times of a specimen are read as its test's where the test has none of its own, so they are not there without those. */
const specimen = some(specimenParts);
const timedSpecimen = some({ ...specimenParts, collectedAt: time, collectedUntil: time, receivedAt: time });

const decimal = fc.constantFrom("0", "5.0", "-1.25", "105", "+3", ".5", "1e3");
const comparator = fc.constantFrom("<", "<=", ">", ">=");
const base64 = fc.base64String({ minLength: 4, maxLength: 24 });
type Typed = { value: ObservationValue; valueType?: string };
const value = fc.oneof(
  decimal.map((one): Typed => ({ value: { kind: "numeric", value: one }, valueType: "NM" })),
  fc
    .tuple(decimal, comparator)
    .map(
      ([one, sign]): Typed => ({ value: { kind: "numeric", value: one, comparator: sign as "<" }, valueType: "SN" }),
    ),
  text.map((one): Typed => ({ value: { kind: "text", text: one }, valueType: "ST" })),
  fc
    .tuple(lines, fc.constantFrom("TX", "FT"))
    .map(([one, valueType]): Typed => ({ value: { kind: "text", text: one, formatted: true }, valueType })),
  list(code).map((codes): Typed => ({ value: { kind: "coded", codes }, valueType: "CWE" })),
  fc.tuple(decimal, fc.constantFrom(":", "-", "/"), decimal).map(
    ([number1, separator, number2]): Typed => ({
      value: { kind: "structuredNumeric", number1, separator, number2 },
      valueType: "SN",
    }),
  ),
  time.map((one): Typed => ({ value: { kind: "dateTime", value: one }, valueType: one.length <= 10 ? "DT" : "TS" })),
  base64.map(
    (data): Typed => ({
      value: { kind: "document", mediaType: "application/pdf", encoding: "base64", data, source: "LAB" },
      valueType: "ED",
    }),
  ),
  fc.constant<Typed>({ value: { kind: "empty" } }),
);
const observationStatus = word("status", "statusCode", [
  ["final", "F"],
  ["preliminary", "P"],
  ["corrected", "C"],
  ["amended", "B"],
  ["cancelled", "X"],
  ["withdrawn", "W"],
]);
const performingLab = some({
  name: text,
  id: text,
  idType: id,
  authority: text,
  authorityId: id,
  authorityIdType: id,
  address,
  director: provider,
});
const observation = merged(
  maybe(
    {
      code,
      subId: text,
      units: code,
      referenceRange: text,
      flags: fc.array(fc.constantFrom("H", "A", "LL"), { minLength: 1, maxLength: 2 }),
      observedAt: time,
      analysedAt: time,
      method: code,
      equipment: text,
      observer: provider,
      performingLab,
      comments: list(comment),
    },
    ["code"],
  ),
  value,
  optionally(observationStatus),
) as unknown as fc.Arbitrary<Observation>;

const testParts = {
  collector: provider,
  specimenSource: text,
  specimenSourceCode: id,
  specimenAction: id,
  clinicalInformation: text,
  reason: list(code),
  placerField1: text,
  placerField2: text,
  comments: list(comment),
};
/** What is stated for one test is stated for all: the fields the top of the order repeats. */
const numbers = (kind: "order" | "result") =>
  fc.constantFrom(
    ...[
      ["placerOrderNumber"],
      ["placerOrderNumber", "placerOrderNamespace", "fillerOrderNumber", "fillerOrderNamespace"],
    ].map((keys) => (kind === "order" ? keys : [...keys, "fillerOrderNumber"])),
  );
const numbered = (keys: readonly string[]) => maybe(Object.fromEntries(keys.map((key) => [key, text])), keys);
const numberItems = <T extends object>(items: readonly T[]) =>
  items.map((one, i) => ({ ...one, setId: String(i + 1) }));
const group = optionally(text.map((one) => ({ placerGroupNumber: one, requisition: one })));

const control = word("control", "controlCode", [
  ["new", "NW"],
  ["cancel", "CA"],
  ["change", "XO"],
]);
const priority = word("priority", "priorityCode", [
  ["stat", "S"],
  ["routine", "R"],
  ["asap", "A"],
]);
const insurance = some({
  planId: text,
  planName: text,
  companyId: text,
  companyName: text,
  companyAddress: address,
  companyPhone: phone,
  groupNumber: text,
  groupName: text,
  effectiveFrom: time,
  effectiveTo: time,
  policyNumber: text,
  planType: id,
  insuredName: name,
  insuredRelationship: id,
  insuredBirthDate: time,
  insuredAddress: address,
  insuredSexCode: id,
  priority: fc.constantFrom("1", "2"),
});
const diagnosis = maybe(
  { code: code.map((one) => ({ text: "T", ...one })), description: text, type: id, diagnosedAt: time },
  ["code", "type"],
);

function topOf(tests: readonly Record<string, unknown>[], keys: readonly string[]): object {
  const [first = {}] = tests;
  return Object.fromEntries(keys.filter((key) => first[key] !== undefined).map((key) => [key, first[key]]));
}

export const anyOrder: fc.Arbitrary<Order> = fc
  .record({ keys: numbers("order"), withPriority: fc.boolean(), withCollection: fc.boolean() })
  .chain(({ keys, withPriority, withCollection }) => {
    const test = merged(
      maybe({ code, statusCode: id, answers: list(observation).map(numberItems), ...testParts }, ["code"]),
      numbered(keys),
      control,
      withPriority ? priority : fc.constant({}),
      withCollection ? time.map((collectedAt) => ({ collectedAt })) : fc.constant({}),
    );
    const top = maybe(
      {
        orderedAt: time,
        patient,
        visit,
        practice,
        orderingProvider: provider,
        enteredBy: provider,
        copyTo: list(provider),
        specimens: list(withCollection ? timedSpecimen : specimen),
        diagnoses: list(diagnosis),
        insurance: list(insurance),
        guarantor: some({ number: text, name, address, phone, relationship: id }),
        comments: list(comment),
      },
      ["orderedAt", "patient", "practice"],
    );
    return fc.tuple(top, group, fc.array(test, { minLength: 1, maxLength: 3 })).map(([rest, tied, tests]) =>
      orderSchema.parse({
        contractVersion: CONTRACT_VERSION,
        ...rest,
        ...tied,
        ...topOf(tests, [...keys, "control", "controlCode", "priority", "priorityCode", "collectedAt"]),
        tests: numberItems(tests),
      }),
    );
  });

const testStatus = word("status", "statusCode", [
  ["final", "F"],
  ["preliminary", "P"],
  ["corrected", "C"],
  ["partial", "A"],
  ["cancelled", "X"],
]);
const parent = some({
  observationCode: text,
  observationSubId: text,
  value: text,
  placerOrderNumber: text,
  fillerOrderNumber: text,
});

export const anyResult: fc.Arbitrary<Result> = fc.tuple(numbers("result"), fc.boolean()).chain(([keys, timed]) => {
  const test = merged(
    maybe(
      {
        code,
        priorityCode: fc.constantFrom("S", "R"),
        requestedAt: time,
        collectedAt: time,
        receivedAt: time,
        reportedAt: time,
        section: id,
        fillerField1: text,
        fillerField2: text,
        parent,
        observations: fc.array(observation, { maxLength: 3 }).map(numberItems),
        ...testParts,
      },
      ["code", "observations", "reportedAt", ...(timed ? ["collectedAt", "receivedAt"] : [])],
    ),
    numbered(keys),
    testStatus,
  );
  const top = maybe(
    {
      patient,
      visit,
      practice,
      orderingProvider: provider,
      copyTo: list(provider),
      comments: list(maybe({ text: lines }, ["text"])),
    },
    ["patient", "practice"],
  );
  const specimens = optionally(list(timed ? timedSpecimen : specimen).map((all) => ({ specimens: all })));
  return fc
    .tuple(top, specimens, group, fc.array(test, { minLength: 1, maxLength: 3 }))
    .map(([rest, sampled, tied, tests]) =>
      resultSchema.parse({
        contractVersion: CONTRACT_VERSION,
        ...rest,
        ...sampled,
        ...tied,
        ...topOf(tests, [...keys, "reportedAt"]),
        status: wholeStatus(tests),
        tests: numberItems(tests),
      }),
    );
});
