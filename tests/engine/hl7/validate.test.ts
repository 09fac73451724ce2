import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BUILT_IN_PROFILES,
  buildMessage,
  CLIA_ITEMS,
  cliaReport,
  encode,
  FINDINGS,
  type Message,
  type Profile,
  parse,
  readProfile,
  segmentIds,
  set,
  validate,
} from "~/engine/hl7";
import { corpusMessages, corpusThere } from "./support/corpus";
import { header, message, segment } from "./support/message";

const PID = "PID|1||A1^^^HOSP&1.2.3&ISO^MR||Fictus^Alma||19800102|F";
const OBR = segment("OBR", {
  ...{ 1: "1", 2: "P-1", 3: "F-1", 4: "GLU^Glucose^L", 7: "20260101", 16: "^Ordering^Doc" },
  ...{ 22: "20260102101000-0500", 24: "LAB", 25: "F" },
});
const OBX = `OBX|1|NM|GLU^Glucose^L||5.1|mmol/L|3.9-5.5|N|||F|||20260101|||||||||Example Lab^^^^^^^^^10D|1 Sample Street^^Town`;
const SPM = "SPM|1|S-1||SER^Serum^L|||||||||||||20260101";
const good = message([header("ORU^R01^ORU_R01"), PID, "ORC|RE|P-1|F-1", OBR, OBX, SPM]);
const found = (m: Message, profile?: Profile | string) =>
  validate(m, profile).map(({ code, path, severity }) => `${severity} ${code} ${path}`);
/** Findings of the standard about one result segment in an otherwise good report. */
const about = (obx: string, version = "2.5.1") =>
  found(message([header("ORU^R01", version), PID, OBR, "OBX|1|ST|A||x||||||F", obx])).filter((one) =>
    / OBX\[2\]/.test(one),
  );

test("a good report is good by the standard, for the laboratory and for CLIA", () => {
  for (const profile of ["base", "lab-result", "clia-report"]) expect(found(good, profile)).toEqual([]);
});

test.each<[string, string, string[], string?]>([
  ["a number that is text", "OBX|2|NM|A||>100||||||F", ["warning not-a-number OBX[2]-5"]],
  ["its second repetition", "OBX|2|NM|A||5~six||||||F", ["warning not-a-number OBX[2]-5[2]"]],
  ["numbers as they may be", "OBX|2|NM|A||+1.5~-.5~2.||||||F", []],
  ["a structured number", "OBX|2|SN|A||>^100||||||F", []],
  ["a range", "OBX|2|SN|A||^1^-^8||||||F", []],
  ["a strange comparator", "OBX|2|SN|A||circa^100||||||F", ["warning pattern-mismatch OBX[2]-5"]],
  ["a word in a structured number", "OBX|2|SN|A||>^many||||||F", ["warning not-a-number OBX[2]-5.2"]],
  ["a coded value", "OBX|2|CWE|A||POS^Positive^L||||||F", []],
  ["a coded value that says nothing", "OBX|2|CE|A||^^L||||||F", ["warning component-missing OBX[2]-5"]],
  ["a document", "OBX|2|ED|A||LAB^application^pdf^Base64^JVBERi0=||||||F", []],
  [
    "a document without encoding",
    "OBX|2|ED|A||LAB^application^pdf^^JVBERi0=||||||F",
    ["error not-encapsulated OBX[2]-5"],
  ],
  ["half a byte", "OBX|2|ED|A||LAB^application^pdf^Hex^ABC||||||F", ["error not-encapsulated OBX[2]-5"]],
  ["a date that does not exist", "OBX|2|DT|A||20260230||||||F", ["error not-a-time OBX[2]-5"]],
  ["a time of day", "OBX|2|TM|A||0930~2561||||||F", ["error not-a-time OBX[2]-5[2]"]],
  ["a time with a zone HL7 does not write", "OBX|2|ST|A||x||||||F|||20260101101500Z", ["warning not-a-time OBX[2]-14"]],
  ["a time with fractions and a zone", "OBX|2|ST|A||x||||||F|||20260101101500.1234+0130", []],
  ["the explicit null", 'OBX|2|NM|A||""||||||F', []],
  ["a value without its type", "OBX|2||A||x||||||F", ["warning unknown-type OBX[2]-2"]],
  ["no status and no test", "OBX|2|ST|||x", ["error required-missing OBX[2]-3", "error required-missing OBX[2]-11"]],
  ["a status nobody knows", "OBX|2|ST|A||x||||||?", ["error not-in-table OBX[2]-11"]],
  ["an authority with half an id", "OBX|2|CX|A||7^^^LAB&1.2.3||||||F", ["warning component-missing OBX[2]-5.4"]],
  ["a set id that does not count", "OBX|two|ST|A||x||||||F", ["error not-a-number OBX[2]-1"]],
  ["a newer field", `OBX|2|ST|A||x||||||F${"|".repeat(12)}Lab`, ["info field-newer OBX[2]-23"], "2.4"],
])("fields: %s", (_, obx, expected, version) => {
  expect(about(obx, version)).toEqual(expected);
});

describe("profiles", () => {
  const profile = (rules: Profile["rules"], more: Partial<Profile> = {}): Profile => ({
    name: "test",
    ...more,
    ...(rules && { rules }),
  });
  const two = message([
    header("ORU^R01"),
    PID,
    OBR,
    OBX,
    segment("OBR", { 1: "2", 3: "F-2", 4: "K", 25: "X" }),
    "OBX|2|ST|K||||||||X",
  ]);

  test("a rule without numbers means every segment and every repetition", () => {
    expect(found(two, profile([{ path: "OBX-6", usage: "R" }]))).toEqual(["error required-missing OBX[2]-6"]);
    const names = message([header("ORU^R01"), "PID|1||A~B^^^LAB"]);
    expect(found(names, profile([{ path: "PID-3.4", usage: "R" }]))).toEqual(["error required-missing PID-3.4"]);
    expect(found(names, profile([{ path: "PID-3[2].5", usage: "R" }]))).toEqual(["error required-missing PID-3[2].5"]);
    expect(found(two, profile([{ path: "OBX[1]-24.3", usage: "R" }]))).toEqual([]);
  });

  test("conditions are answered in the nearest group", () => {
    const rules = profile([{ path: "OBX-5", usage: "C", otherwise: "X", when: { path: "OBR-25", in: ["F"] } }]);
    expect(found(two, rules)).toEqual([]);
    const turned = set(set(two, "OBR-25", "X"), "OBR[2]-25", "F");
    expect(found(turned, rules)).toEqual(["warning not-supported OBX-5", "error required-missing OBX[2]-5"]);
  });

  test.each<[string, NonNullable<Profile["rules"]>[number], string[]]>([
    [
      "missing in one group",
      { path: "SPM", group: "ORDER_OBSERVATION", usage: "R" },
      ["error segment-missing SPM", "error segment-missing SPM"],
    ],
    [
      "missing where it matters",
      { path: "SPM", group: "ORDER_OBSERVATION", usage: "C", when: { path: "OBR-25", in: ["F"] } },
      ["error segment-missing SPM"],
    ],
    ["too many", { path: "OBX", max: 1 }, ["warning too-many OBX[2]"]],
    ["few enough in each group", { path: "OBX", max: 1, group: "ORDER_OBSERVATION" }, []],
    ["not wanted", { path: "OBR", usage: "X", severity: "info" }, ["info not-supported OBR"]],
    ["nothing asked of the receiver", { path: "NTE", usage: "RE" }, []],
    [
      "only when",
      {
        path: "OBX-6",
        usage: "R",
        when: { all: [{ path: "OBX-2", in: ["ST"] }, { not: { path: "SPM", valued: true } }] },
      },
      ["error required-missing OBX[2]-6"],
    ],
    [
      "either",
      { path: "OBX-6", usage: "R", when: { any: [{ path: "OBX-5", valued: false }] } },
      ["error required-missing OBX[2]-6"],
    ],
  ])("segments and conditions: %s", (_, rule, expected) => {
    expect(found(two, profile([rule]))).toEqual(expected);
  });

  test("a child replaces and takes back rules of its parents, and judges anew", () => {
    const missing = set(good, "PID-3", "");
    expect(found(missing, "lab-result")).toEqual(["error required-missing PID-3", "error required-missing PID-3.1"]);
    const lenient = profile([{ path: "PID-3[1].1", usage: "O" }], {
      extends: ["lab-result"],
      severities: { "required-missing": "info", "field-newer": "off" },
    });
    expect(found(missing, lenient)).toEqual(["info required-missing PID-3"]);
  });

  test("a message of another type is only told so", () => {
    expect(
      found(message([header("ADT^A01"), PID]), profile([{ path: "OBR", usage: "R" }], { messageTypes: ["ORU^R01"] })),
    ).toEqual(["error unsupported-type MSH-9"]);
  });

  test.each<[string, unknown, string]>([
    ["no object", 7, "profile"],
    ["no name", {}, "profile"],
    ["an unknown part", { name: "a", rule: [] }, "profile"],
    ["a path that is none", { name: "a", rules: [{ path: "PID-3" }, { path: "patient" }] }, "rules[1].path"],
    ["a usage that is none", { name: "a", rules: [{ path: "PID-3", usage: "M" }] }, "rules[0].usage"],
    [
      "a condition that asks nothing",
      { name: "a", rules: [{ path: "PID-3", when: { path: "PV1-2" } }] },
      "rules[0].when",
    ],
    [
      "a deep bad condition",
      { name: "a", rules: [{ path: "PID-3", when: { all: [{ not: { path: "x", valued: true } }] } }] },
      "rules[0].when.all[0].not.path",
    ],
    ["a bad pattern", { name: "a", rules: [{ path: "PID-3", pattern: "(" }] }, "rules[0].pattern"],
    ["a condition without its when", { name: "a", rules: [{ path: "PID-3", usage: "C" }] }, "rules[0]"],
    ["a group for a field", { name: "a", rules: [{ path: "PID-3", group: "ORDER" }] }, "rules[0]"],
    ["a value of a segment", { name: "a", rules: [{ path: "PID", fixed: "x" }] }, "rules[0]"],
    ["a parent nobody knows", { name: "a", extends: ["b"] }, "extends[0]"],
    ["a circle", { name: "a", extends: ["a"] }, "extends"],
    ["a severity that is none", { name: "a", severities: { "too-long": "fatal" } }, "severities.too-long"],
    ["a finding that is none", { name: "a", severities: { nonsense: "off" } }, "severities.nonsense"],
  ])("unreadable: %s", (_, input, at) => {
    expect(readProfile(input, { a: input })).toMatchObject({ kind: "unreadable", at });
  });

  test("an unreadable profile stops validation and names the rule", () => {
    expect(() => validate(good, profile([{ path: "?" }]))).toThrow("rules[0].path is not a path");
    expect(() => validate(good, "nobody")).toThrow(TypeError);
  });

  test("every built-in profile survives JSON and can be read", () => {
    for (const one of BUILT_IN_PROFILES) {
      expect(readProfile(JSON.parse(JSON.stringify(one)))).toMatchObject({ kind: "profile" });
    }
  });

  test("orders: what the laboratory needs", () => {
    const order = message([
      header("OML^O21^OML_O21"),
      PID,
      "ORC|NW|P-1||||||||||^Ordering^Doc",
      "OBR|1|P-1||GLU^Glucose^L|||20260101|||||||||^Ordering^Doc",
      SPM,
    ]);
    expect(found(order, "lab-order")).toEqual([]);
    expect(found(set(order, "ORC-1", ""), "lab-order")).toContain("error required-missing ORC-1");
    const guide = validate(order, "loi-order");
    expect(guide.map((one) => one.path)).toEqual(expect.arrayContaining(["MSH-15", "MSH-16", "MSH-21", "ORC-9"]));
    expect(guide.filter((one) => one.severity === "error")).toEqual([]);
  });

  test("results by the guide: what is not confirmed is a warning", () => {
    expect(found(good, "lri-result").filter((one) => one.startsWith("error"))).toEqual([]);
    expect(found(good, "lri-result")).toContain("warning required-missing MSH-21");
  });
});

describe("CLIA", () => {
  const missing = (m: Message) =>
    cliaReport(m)
      .items.filter(({ ok }) => !ok)
      .map(({ name, path }) => `${name} ${path}`);
  test("a complete report scores 1", () => {
    expect(cliaReport(good)).toMatchObject({ score: 1 });
    expect(cliaReport(good).items.map(({ name }) => name)).toEqual(CLIA_ITEMS);
  });
  test.each<[string, string, string[]]>([
    ["the name", "PID-5", ["patient-name PID-5"]],
    ["the number", "PID-3", ["patient-id PID-3"]],
    ["the laboratory", "OBX-23", ["laboratory-name OBX-23"]],
    ["its address", "OBX-24", ["laboratory-address OBX-24"]],
    ["the date", "OBR-22", ["report-date OBR-22"]],
    ["the test", "OBR-4", ["test-performed OBR-4"]],
    ["the specimen", "SPM-4", ["specimen-source SPM-4"]],
    ["units, when range and flag say it", "OBX-6", []],
  ])("without %s", (_, path, expected) => {
    expect(missing(set(good, path, ""))).toEqual(expected);
  });
  test("a rejected specimen needs a reason, and a cancelled test no value", () => {
    const cancelled = [
      header("ORU^R01"),
      PID,
      segment("OBR", { 1: "1", 3: "F-1", 4: "GLU", 22: "20260102", 25: "X" }),
      segment("OBX", { 1: "1", 2: "ST", 3: "GLU", 11: "X", 23: "Example Lab", 24: "1 Sample Street" }),
      "SPM|1|S-1||SER",
    ];
    expect(missing(message(cancelled))).toEqual(["specimen-disposition OBR-25"]);
    expect(missing(message([...cancelled.slice(0, 4), "NTE|1|L|Haemolysed", "SPM|1|S-1||SER"]))).toEqual([]);
  });
  test("a message that is no report has a score near nothing", () => {
    expect(cliaReport(message([header("ADT^A01")])).score).toBe(0);
  });
});

test("validation throws nothing, its codes are known, its places are real, and it repeats no value", () => {
  const secret = "Xyzzyx";
  const value = fc.constantFrom(
    secret,
    `${secret}^${secret}`,
    `${secret}&1~2`,
    "",
    '""',
    "20261399",
    "F",
    "1.5",
    "NM",
    "\\X41\\",
  );
  const line = fc
    .tuple(fc.constantFrom(...segmentIds(), "ZZZ"), fc.array(value, { maxLength: 30 }))
    .map(([id, fields]) => [id, ...fields].join("|"));
  const profile = fc.constantFrom(...BUILT_IN_PROFILES.map(({ name }) => name));
  const type = fc.constantFrom("ORU^R01", "OML^O21", "ORM^O01", "MFN^M08", "ACK", "ADT^A01");
  const version = fc.constantFrom("2.1", "2.3", "2.5.1", "2.7", "2.9", "?");
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), type, version, profile, (lines, t, v, p) => {
      const parsed = parse(`${[header(t, v), ...lines.filter((one) => !/^(MSH|FHS|BHS)/.test(one))].join("\r")}\r`);
      if (parsed.kind === "malformed") throw new Error(parsed.reason);
      let last = 0;
      for (const one of validate(parsed.message, p)) {
        expect(Object.keys(FINDINGS)).toContain(one.code);
        expect(one.message).not.toContain(secret);
        expect(parsed.message.segments[one.segmentIndex ?? 0]).toBeDefined();
        expect(one.segmentIndex ?? 0).toBeGreaterThanOrEqual(last);
        last = one.segmentIndex ?? 0;
      }
      cliaReport(parsed.message);
    }),
    { numRuns: 150 },
  );
});

test("what is built in a segment's own types is right by the standard", () => {
  const when = fc.date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(when, fc.integer({ min: -9999, max: 9999 }), fc.nat(9999), (date, number, id) => {
      const at = date.toISOString().replace(/\D/g, "").slice(0, 14);
      const bytes = buildMessage([
        { id: "MSH", fields: { "7": at, "9.1": "ORU", "9.2": "R01", "10": String(id), "11": "P", "12": "2.5.1" } },
        { id: "PID", fields: { "3.1": String(id), "5.1": "Fictus" } },
        { id: "OBR", fields: { "4.1": "T", "7": at } },
        { id: "OBX", fields: { "1": "1", "2": "NM", "3.1": "T", "5": String(number), "11": "F", "14": at } },
      ]);
      const parsed = parse(bytes);
      if (parsed.kind === "malformed") throw new Error(parsed.reason);
      expect(validate(parsed.message)).toEqual([]);
      expect(encode(parsed.message)).toEqual(bytes);
    }),
  );
});

test("a report with 20,000 results is validated in one pass", () => {
  const m = message([header("ORU^R01"), PID, OBR, ...Array.from({ length: 20_000 }, () => OBX)]);
  expect(validate(m, "lab-result")).toEqual([]);
  expect(cliaReport(m).score).toBeGreaterThan(0.8);
});

test.skipIf(!corpusThere)(
  "messages written by others are validated without a throw, each by one of the profiles in turn",
  () => {
    const codes = new Set<string>();
    const profiles = ["lab-order", "lab-result", "clia-report"];
    let nth = 0;
    for (const { message: m } of corpusMessages()) {
      for (const one of validate(m, profiles[nth++ % profiles.length])) codes.add(one.code);
    }
    for (const code of codes) expect(Object.keys(FINDINGS)).toContain(code);
  },
  60_000,
);
