import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findInGroups, type GroupNode, type Message, parse, structure, structureNames } from "~/engine/hl7";
import { readGrammar } from "~/engine/hl7/grammar";
import { corpusMessages, corpusThere } from "./support/corpus";
import { header, message } from "./support/message";

/** The tree as text: groups in brackets with their names, segments by id. */
function drawn(group: GroupNode): string {
  const inner = group.children.map((child) => (child.kind === "segment" ? child.id : drawn(child))).join(" ");
  return `${group.name}(${inner})`;
}
const draw = (type: string, ids: string, version?: string) =>
  drawn(structure(message([header(type, version), ...ids.split(" ").map((id) => `${id}|1`)])).root);
const codes = (type: string, ids: string, version?: string) =>
  structure(
    message([
      header(type, version),
      ...ids
        .split(" ")
        .filter(Boolean)
        .map((id) => `${id}|1`),
    ]),
  ).findings.map((one) => `${one.code} ${one.path} ${one.severity}`);
const indexes = (group: GroupNode): number[] =>
  group.children.flatMap((child) => (child.kind === "segment" ? [child.index] : indexes(child)));

test.each([
  [
    "a report with two orders, comments and a specimen",
    "ORU^R01",
    "PID NTE PV1 ORC OBR NTE OBX NTE OBX SPM OBX OBR OBX",
    "ORU_R01(MSH PATIENT_RESULT(PATIENT(PID NTE VISIT(PV1)) ORDER_OBSERVATION(ORC OBR NTE OBSERVATION(OBX NTE) OBSERVATION(OBX) SPECIMEN(SPM OBX)) ORDER_OBSERVATION(OBR OBSERVATION(OBX))))",
  ],
  [
    "a report about two patients",
    "ORU^R01",
    "PID OBR OBX PID OBR",
    "ORU_R01(MSH PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBR OBSERVATION(OBX))) PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBR)))",
  ],
  [
    "an order with diagnosis, answers, specimen and container",
    "OML^O21^OML_O21",
    "PID PV1 IN1 IN2 GT1 ORC TQ1 OBR DG1 OBX SPM SAC ORC OBR",
    "OML_O21(MSH PATIENT(PID PATIENT_VISIT(PV1) INSURANCE(IN1 IN2) GT1) ORDER(ORC TIMING(TQ1) OBSERVATION_REQUEST(OBR DG1 OBSERVATION(OBX) SPECIMEN(SPM CONTAINER(SAC)))) ORDER(ORC OBSERVATION_REQUEST(OBR)))",
  ],
  [
    "prior results of an order",
    "OML^O21",
    "PID ORC OBR OBX PID ORC OBR OBX",
    "OML_O21(MSH PATIENT(PID) ORDER(ORC OBSERVATION_REQUEST(OBR OBSERVATION(OBX) PRIOR_RESULT(PATIENT_PRIOR(PID) ORDER_PRIOR(ORC OBR OBSERVATION_PRIOR(OBX))))))",
  ],
  [
    "orders that share one ORC",
    "ORM^O01",
    "PID ORC OBR OBX OBR DG1",
    "ORM_O01(MSH PATIENT(PID) ORDER(ORC ORDER_DETAIL(OBR OBSERVATION(OBX))) ORDER(ORDER_DETAIL(OBR DG1)))",
  ],
  [
    "an answer to an order",
    "ORL^O22",
    "MSA ERR PID ORC OBR SPM",
    "ORL_O22(MSH MSA ERR RESPONSE(PATIENT(PID ORDER(ORC OBSERVATION_REQUEST(OBR SPECIMEN(SPM))))))",
  ],
  ["an acknowledgment of anything", "ACK^R01^ACK", "MSA ERR ERR", "ACK(MSH MSA ERR ERR)"],
  [
    "tests of a catalogue",
    "MFN^M08",
    "MFI MFE OM1 OM2 OM4 MFE OM1",
    "MFN_M08(MSH MFI MF_TEST_NUMERIC(MFE OM1 OM2 OM4) MF_TEST_NUMERIC(MFE OM1))",
  ],
  [
    "panels of a catalogue",
    "MFN^M10",
    "MFI MFE OM1 OM5 OM4",
    "MFN_M10(MSH MFI MF_TEST_BATTERIES(MFE OM1 MF_TEST_BATT_DETAIL(OM5 OM4)))",
  ],
  [
    "payer coverage",
    "MFN^M18",
    "MFI MFE PM1 MCP DPS MCP",
    "MFN_M18(MSH MFI MF_PAYER(MFE PAYER_MF_ENTRY(PM1 PAYER_MF_COVERAGE(MCP DPS) PAYER_MF_COVERAGE(MCP))))",
  ],
  ["the answer to a catalogue", "MFK^M08^MFK_M01", "MSA MFI MFA MFA", "MFK_M01(MSH MSA MFI MFA MFA)"],
  [
    "a misplaced diagnosis, kept where it stands",
    "ORM^O01",
    "PID DG1 ORC OBR",
    "ORM_O01(MSH PATIENT(PID DG1) ORDER(ORC ORDER_DETAIL(OBR)))",
  ],
  [
    "a late next of kin, given to its patient",
    "ORU^R01",
    "PID PV1 NK1 OBR",
    "ORU_R01(MSH PATIENT_RESULT(PATIENT(PID VISIT(PV1) NK1) ORDER_OBSERVATION(OBR)))",
  ],
  ["a message without a grammar, flat", "ADT^A01", "EVN PID PV1", "MESSAGE(MSH EVN PID PV1)"],
])("groups %s", (_, type, ids, expected) => {
  expect(draw(type, ids)).toBe(expected);
});

test("from v2.7 what is observed on a specimen is a group of its own", () => {
  expect(draw("ORU^R01", "PID OBR OBX SPM OBX", "2.8")).toContain("SPECIMEN(SPM SPECIMEN_OBSERVATION(OBX))");
});

test("an ORC after prior results opens the next order unless it says previous results", () => {
  const ids = (control: string) =>
    drawn(structure(message([header("OML^O21"), "PID|1", "ORC|NW", "OBR|1", "PID|1", "OBR|1", "OBX|1", control])).root);
  expect(ids("ORC|NW")).toMatch(/ ORDER\(ORC\)\)$/);
  expect(ids("ORC|PR")).toMatch(/ ORDER_PRIOR\(ORC\)/);
});

test.each<[string, string, string, string[], string?]>([
  ["nothing about a good message", "ORU^R01", "PID OBR OBX", []],
  ["a report without orders", "ORU^R01", "PID", ["segment-missing OBR error"]],
  ["a result without its order", "ORU^R01", "PID OBX", ["segment-missing OBR error"]],
  ["an order that shares the ORC before", "ORM^O01", "PID ORC OBR OBR", ["segment-missing ORC warning"]],
  ["an order without any ORC", "ORM^O01", "PID OBR", ["segment-missing ORC error"]],
  ["an answer without MSA", "ACK", "ERR", ["segment-out-of-place ERR warning", "segment-missing MSA error"]],
  ["a second PD1", "ORU^R01", "PID PD1 PD1 OBR", ["segment-repeated PD1[2] warning"]],
  ["a comment after the visit", "ORU^R01", "PID PV1 NTE OBR", ["segment-out-of-place NTE warning"]],
  ["a segment of other messages", "ORU^R01", "PID OBR TXA OBX", ["segment-unexpected TXA warning"]],
  ["a local segment", "ORU^R01", "PID OBR ZLB", ["segment-local ZLB info"]],
  ["a line that is no segment", "ORU^R01", "PID OBR of", ["segment-unreadable  warning"]],
  ["a specimen before its time", "ORU^R01", "PID OBR OBX SPM OBR OBX SPM", ["segment-newer SPM info"], "2.3.1"],
  ["results behind the specimen", "ORU^R01", "PID OBR SPM OBX", ["results-after-specimen SPM warning"]],
  ["an unknown structure", "ADT^A01", "EVN", ["structure-unknown MSH-9 info"]],
])("reports %s", (_, type, ids, expected, version) => {
  expect(codes(type, ids, version)).toEqual(expected);
});

describe("segments are found by their groups", () => {
  const report = message([
    header("ORU^R01"),
    ...["PID|1", "OBR|1", "OBX|1", "OBX|2", "SPM|1", "OBX|3", "OBR|2", "OBX|4", "NTE|1"],
  ]);
  test.each<[string, { name: string; occurrence?: number }[], string, number, number]>([
    ["second order, first result", [{ name: "ORDER_OBSERVATION", occurrence: 2 }], "OBX", 1, 8],
    [
      "all groups named",
      [{ name: "PATIENT_RESULT" }, { name: "ORDER_OBSERVATION" }, { name: "SPECIMEN" }],
      "OBX",
      1,
      6,
    ],
    ["counted across orders", [{ name: "OBSERVATION", occurrence: 3 }], "NTE", 1, 9],
    [
      "counted within the order",
      [
        { name: "ORDER_OBSERVATION", occurrence: 1 },
        { name: "OBSERVATION", occurrence: 2 },
      ],
      "OBX",
      1,
      4,
    ],
    ["no group", [], "OBX", 2, 4],
    ["beyond the group", [{ name: "ORDER_OBSERVATION", occurrence: 2 }], "OBX", 2, -1],
    ["a group too many", [{ name: "ORDER_OBSERVATION", occurrence: 3 }], "OBR", 1, -1],
    ["a step outside the one before", [{ name: "SPECIMEN" }, { name: "OBSERVATION" }], "OBX", 1, -1],
    ["no such group", [{ name: "INSURANCE" }], "IN1", 1, -1],
  ])("%s", (_, groups, segment, occurrence, expected) => {
    expect(findInGroups(report, groups, segment, occurrence)).toBe(expected);
  });
});

function expectWhole(m: Message): void {
  const { root } = structure(m);
  expect(indexes(root)).toEqual(m.segments.map((_, index) => index));
}

test("every segment is in the tree once and in order, whatever the message", () => {
  const id = fc.constantFrom(
    ...["PID", "PD1", "PV1", "NTE", "ORC", "OBR", "OBX", "SPM", "SAC", "TQ1", "DG1", "IN1", "FT1", "MSA", "ERR"],
    ...["MFI", "MFE", "OM1", "OM4", "OM5", "PM1", "MCP", "PRT", "DSC", "ZZZ", "MSH", "x"],
  );
  const type = fc.constantFrom(...structureNames.map((name) => name.replace("_", "^")), "ADT^A01", "");
  const version = fc.constantFrom("2.3", "2.5.1", "2.8", "");
  fc.assert(
    fc.property(type, version, fc.array(id, { maxLength: 40 }), (messageType, v, ids) => {
      const m = message([header(messageType, v), ...ids.map((one) => `${one}|1`)]);
      expectWhole(m);
      const check = (group: GroupNode) => {
        const own = indexes(group);
        expect([group.from, group.to]).toEqual([own[0], own.at(-1)]);
        for (const child of group.children) if (child.kind === "group") check(child);
      };
      check(structure(m).root);
    }),
    { numRuns: 1500 },
  );
});

test("what a grammar generates is grouped without complaint", () => {
  const plain = "MSH PID PD1 NTE NK1 PV1 PV2 ORC OBR NTE TQ1 TQ2 CTD OBX NTE FT1 CTI SPM OBX".split(" ").slice(1);
  fc.assert(
    fc.property(fc.array(fc.subarray(plain.slice(6), { minLength: 0 }), { minLength: 1, maxLength: 5 }), (orders) => {
      const ids = orders.flatMap((order) => {
        const with_ = new Set(order.filter((one) => one !== "TQ2" || order.includes("TQ1")));
        const results = with_.has("OBX") ? ["OBX", "NTE", "OBX"] : [];
        const specimen = with_.has("SPM") && results.length > 0 ? ["SPM", "OBX"] : [];
        const optional = (one: string) => (with_.has(one) ? [one] : []);
        return [
          ...optional("ORC"),
          "OBR",
          "NTE",
          ...optional("TQ1"),
          ...optional("CTD"),
          ...results,
          ...optional("FT1"),
          ...specimen,
        ];
      });
      expect(codes("ORU^R01", `PID NTE PV1 ${ids.join(" ")}`)).toEqual([]);
    }),
  );
});

test("a report with 100,000 results is one pass", () => {
  const m = message([header("ORU^R01"), "PID|1", "OBR|1", ...Array.from({ length: 100_000 }, () => "OBX|1")]);
  expect(structure(m).findings).toEqual([]);
  expect(findInGroups(m, [{ name: "OBSERVATION", occurrence: 99_999 }], "OBX")).toBe(100_001);
});

test("every grammar can be read, and a broken one says so", () => {
  for (const name of structureNames) {
    const parsed = parse(`${header(name.replace("_", "^"))}\r`);
    if (parsed.kind === "message") expect(structure(parsed.message).name).toBe(name);
  }
  for (const broken of ["MSH [PID", "MSH [PID PD1]", "MSH pid"])
    expect(() => readGrammar("X", broken)).toThrow(TypeError);
});

test.skipIf(!corpusThere)("messages written by others are grouped whole", () => {
  for (const { message: m } of corpusMessages()) expectWhole(m);
});
