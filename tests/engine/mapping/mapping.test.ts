import { expect, test } from "vitest";
import type { Order, Result } from "~/engine/contract";
import { get, getAll, getRaw, type Message, parse } from "~/engine/hl7";
import {
  compileTemplate,
  type Envelope,
  findTemplate,
  type MapResult,
  readOrder,
  readResult,
  translateOrder,
  translateResult,
  writeOrder,
  writeResult,
} from "~/engine/mapping";

function compiled(name: string) {
  const template = findTemplate(name);
  if (!template) throw new Error(name);
  return compileTemplate(template);
}
const emr = compiled("generic-orm-2.3");
const lis = compiled("lis-generic");

function message(input: readonly string[] | Uint8Array): Message {
  const parsed = parse(input instanceof Uint8Array ? input : input.map((line) => `${line}\r`).join(""));
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
}
function mapped<T>(result: MapResult<T>): T {
  if (result.kind === "unmappable") throw new Error(result.findings.map((finding) => finding.message).join(" "));
  return result.value;
}
const envelope: Envelope = {
  sendingApplication: "GATEHOUSE",
  sendingFacility: "LAB",
  receivingApplication: "X|Y",
  receivingFacility: "CLINIC",
  controlId: "77",
  sentAt: "2026-01-02T03:04:05Z",
  processingId: "P",
};
const MSH_ORU = "MSH|^~\\&|LIS|LAB|GH|LAB|20260102||ORU^R01|1|P|2.3";
const MSH_ORM = "MSH|^~\\&|EMR|CL|GH|LAB|20260102||ORM^O01|1|P|2.3";
const PID = "PID|1||A1^^^H^MR~B2^^^G^PI||Fictus^Alma||198001|F";
const OBR = "OBR|1|P1|F1|GLU^Glucose^L|||20260102|||||||||||||||||||F";
const valueRead = (type: string, value: string) =>
  mapped(readResult(lis, message([MSH_ORU, PID, OBR, `OBX|1|${type}|X^Y||${value}||||||F`]))).tests[0]?.observations[0]
    ?.value;

test.each<[string, string, unknown]>([
  ["NM", "5.0", { kind: "numeric", value: "5.0" }],
  ["NM", ">100", { kind: "numeric", value: "100", comparator: ">" }],
  ["NM", "see note", { kind: "text", text: "see note" }],
  ["SN", ">^100", { kind: "numeric", value: "100", comparator: ">" }],
  ["SN", "^1^+", { kind: "structuredNumeric", number1: "1", separator: "+" }],
  ["SN", "^1^:^128", { kind: "structuredNumeric", number1: "1", separator: ":", number2: "128" }],
  [
    "CE",
    "A^Alpha^L~B^Beta",
    {
      kind: "coded",
      codes: [
        { code: "A", text: "Alpha", system: "L" },
        { code: "B", text: "Beta" },
      ],
    },
  ],
  ["CWE", "^only text", { kind: "coded", codes: [{ text: "only text" }] }],
  ["FT", "one\\.br\\two~three", { kind: "text", text: "one\ntwo\nthree", formatted: true }],
  ["ST", "a^b", { kind: "text", text: "a^b" }],
  [
    "ED",
    "^application^pdf^Base64^JVBE",
    { kind: "document", mediaType: "application/pdf", encoding: "base64", data: "JVBE" },
  ],
  [
    "ED",
    "LAB^PDF^^BASE64^JVBE",
    { kind: "document", mediaType: "application/pdf", encoding: "base64", data: "JVBE", source: "LAB" },
  ],
  ["TS", "20260102", { kind: "dateTime", value: "2026-01-02" }],
  ["TS", "soon", { kind: "text", text: "soon" }],
  ["", "x", { kind: "text", text: "x" }],
  ["ST", "", { kind: "empty" }],
])("OBX-5 of type %s with %s", (type, value, expected) => {
  expect(valueRead(type, value)).toEqual(expected);
});

test.each([
  ["both", "ORC|NW|P1", "OBR|1|P1||GLU"],
  ["ORC-2 only", "ORC|NW|P1", "OBR|1|||GLU"],
  ["OBR-2 only", "ORC|NW", "OBR|1|P1||GLU"],
  ["no ORC", undefined, "OBR|1|P1||GLU"],
])("the placer order number is found in %s", (_, orc, obr) => {
  const order = mapped(readOrder(emr, message([MSH_ORM, PID, orc, obr].filter((line) => line !== undefined))));
  expect([order.placerOrderNumber, order.tests[0]?.placerOrderNumber, order.control]).toEqual(["P1", "P1", "new"]);
});

test("an order of several tests keeps each test's own", () => {
  const order = mapped(
    readOrder(
      emr,
      message([
        MSH_ORM,
        PID,
        "ORC|NW|P1",
        "OBR|1|P1||A^Alpha",
        "NTE|1||for A",
        "OBX|1|ST|Q||yes",
        "ORC|NW|P2",
        "OBR|2|P2||B^Beta",
      ]),
    ),
  );
  expect(
    order.tests.map((one) => [one.placerOrderNumber, one.code.code, one.comments?.length, one.answers?.length]),
  ).toEqual([
    ["P1", "A", 1, 1],
    ["P2", "B", undefined, undefined],
  ]);
  expect(order.patient).toMatchObject({
    birthDate: "1980-01",
    sex: "female",
    identifiers: [{ value: "A1" }, { value: "B2", type: "PI" }],
  });
});

test.each<[string, string[], string, string]>([
  ["no patient", [MSH_ORM, "ORC|NW|P1", "OBR|1|P1||A"], "PID-3", "no PID segment"],
  ["no order number", [MSH_ORM, PID, "ORC|NW", "OBR|1|||A"], "ORC-2.1", "ORC-2.1 or OBR-2.1"],
  ["no test code", [MSH_ORM, PID, "ORC|NW|P1", "OBR|1|P1||^Alpha"], "OBR-4", "test code"],
  ["an empty test", [MSH_ORM, PID, "ORC|NW|P1", "OBR|1|P1", "ORC|NW|P2", "OBR|2|P2||B"], "OBR-4", "is required"],
  ["no test", [MSH_ORM, PID, "ORC|NW|P1"], "OBR", "no OBR"],
  ["a message of another kind", [MSH_ORU, PID, OBR], "MSH-9", "ORM^O01"],
  [
    "two patients",
    [MSH_ORM, PID, "ORC|NW|P1", "OBR|1|P1||A", "PID|2||Z9", "OBR|1|P2||B"],
    "PID[2]-3",
    "more than one patient",
  ],
])("an order with %s is unmappable, and says where", (_, lines, path, words) => {
  const result = readOrder(emr, message(lines));
  expect(result.kind).toBe("unmappable");
  const found = result.findings.find((finding) => finding.severity === "error" && finding.path === path);
  expect(found?.message).toContain(words);
});

test.each([
  ["F", "F", "final"],
  ["F", "C", "corrected"],
  ["P", "F", "partial"],
  ["X", "X", "cancelled"],
  ["", "", "final"],
])("tests of status %s and %s make a %s or so result", (a, b, expected) => {
  const obr = (status: string, id: string) => `OBR|1|P${id}|F${id}|GLU^Glucose^L|||||||||||||||||||||${status}`;
  const result = mapped(
    readResult(lis, message([MSH_ORU, PID, obr(a, "1"), "OBX|1|NM|X||1||||||F", obr(b, "2"), "OBX|1|NM|X||1||||||F"])),
  );
  expect(result.status).toBe(expected);
  expect([result.placerOrderNumber, result.fillerOrderNumber, result.tests[1]?.fillerOrderNumber]).toEqual([
    "P1",
    "F1",
    "F2",
  ]);
});

test("fields nobody reads are named, without their values", () => {
  const result = readResult(
    lis,
    message([MSH_ORU, `${PID}|||||||||||SECRET`, OBR, "OBX|1|NM|X||1||||||F|||||||E1", "ZZZ|1|SECRET"]),
    { trace: true },
  );
  if (result.kind === "unmappable") throw new Error("unmappable");
  expect(result.unmapped.map((field) => field.path)).toEqual(["PID-19", "ZZZ-1", "ZZZ-2"]);
  expect(JSON.stringify([result.unmapped, result.findings, result.trace])).not.toContain("SECRET");
  expect(result.trace).toContainEqual({ rule: "observation-value", from: "OBX-5", to: "observation[1].value" });
  expect(result.findings.filter((finding) => finding.code === "other-version")).toHaveLength(1);
});

const ORU = [
  MSH_ORU,
  PID,
  "ORC|RE|P1^EMR|F1^LIS",
  OBR,
  "NTE|1|L|first~second",
  "OBX|1|NM|G^Gluc||>100|mg/dL|70-99|H~A|||F",
  "OBX|2|FT|R^Rem||a\\.br\\b \\F\\ c||||||C",
  "OBX|3|ED|D^Doc||^application^pdf^Base64^JVBE||||||F",
  "NTE|1||bad\\X0D\\OBX",
];

test("a result written for an EMR says what the laboratory said", () => {
  const result = mapped(readResult(lis, message(ORU)));
  const bytes = writeResult(emr, result, envelope);
  const out = message(bytes);
  expect(["MSH-5", "MSH-7", "MSH-9", "MSH-10", "MSH-11", "MSH-12"].map((path) => get(out, path))).toEqual([
    "X|Y",
    "20260102030405+0000",
    "ORU^R01^ORU_R01",
    "77",
    "P",
    "2.5.1",
  ]);
  expect(getAll(out, "OBX-2")).toEqual(["SN", "FT", "ED"]);
  expect(getAll(out, "OBX-8")).toEqual(["H", "A"]);
  expect(getAll(out, "OBX-11")).toEqual(["F", "C", "F"]);
  expect(get(out, "OBX[2]-5")).toBe("a\nb | c");
  expect(getAll(out, "NTE-3")).toEqual(["first\nsecond", "bad\nOBX"]);
  expect(out.segments.map((one) => one.id)).toEqual(["MSH", "PID", "ORC", "OBR", "NTE", "OBX", "OBX", "OBX", "NTE"]);
  expect(out.segments.every((one) => one.terminator === "\r" && !one.raw.endsWith("||"))).toBe(true);
  expect(writeResult(emr, result, envelope)).toEqual(bytes);
});

test("hostile text cannot leave its field", () => {
  const evil = "x|y^z~\\&\rOBX|9|ST|evil";
  const result = mapped(readResult(lis, message(ORU)));
  const first = result.tests[0];
  if (!first) throw new Error("no test");
  const hostile: Result = {
    ...result,
    patient: { ...result.patient, name: { family: evil } },
    tests: [{ ...first, code: { code: evil, text: evil } }],
  };
  const out = message(writeResult(emr, hostile, envelope));
  expect([get(out, "PID-5.1"), get(out, "OBR-4.1"), get(out, "OBR-4.2")]).toEqual([evil, evil, evil]);
  expect(getAll(out, "OBX-1")).toHaveLength(3);
});

test("an order written for the laboratory reads back the same", () => {
  const [sample] = emr.template.samples;
  const order = mapped(readOrder(emr, message([...(sample?.message.split("\r") ?? [])])));
  const written = message(writeOrder(lis, order, envelope));
  const again = mapped(readOrder(compiled("generic-orm-2.5.1"), written));
  expect(again).toMatchObject({ ...order, tests: order.tests.map(({ priority: _, ...one }) => one) });
});

test("orders take the laboratory's codes and keep the EMR's beside them; results go the other way", () => {
  const order: Order = mapped(readOrder(emr, message([MSH_ORM, PID, "ORC|NW|P1", "OBR|1|P1||E-GLU^Sugar^EMR"])));
  const codeMap = [{ labCode: "GLU", emrCode: "E-GLU", emrText: "Sugar" }];
  const translated = translateOrder(order, codeMap);
  expect(translated.unknown).toEqual([]);
  expect(translated.value.tests[0]?.code).toMatchObject({
    code: "GLU",
    alternate: { code: "E-GLU", text: "Sugar", system: "EMR" },
  });
  expect(translateOrder(order, [])).toEqual({
    value: order,
    unknown: [{ position: 0, code: "E-GLU", text: "Sugar" }],
  });

  const result = mapped(readResult(lis, message(ORU)));
  expect(translateResult(result, codeMap).value.tests[0]?.code).toMatchObject({
    code: "E-GLU",
    text: "Sugar",
    alternate: { code: "GLU" },
  });
  const unknown = translateResult(result, []);
  expect(unknown.value).toEqual(result);
  expect(unknown.findings.map((finding) => finding.code)).toEqual(["unknown-code"]);
});

test("an NPI is one when it says so or checks out", () => {
  const provider = (xcn: string) =>
    mapped(readOrder(emr, message([MSH_ORM, PID, `ORC|NW|P1||||||||||${xcn}`, "OBR|1|P1||A"]))).orderingProvider;
  expect(provider("1234567893^Example")).toEqual({ npi: "1234567893", family: "Example" });
  expect(provider("1234567890^Example")).toEqual({ id: "1234567890", family: "Example" });
  expect(provider("77^Example^^^^^^^^^^^NPI")).toEqual({ npi: "77", family: "Example" });
});

test.each([
  "Sandbox Laboratory^^^^^CLIA^XX^^^99D9999999",
  "Sandbox Laboratory^^^^^CLIA&2.16.840.1.113883.4.7&ISO^XX^^^99D9999999",
])("the performing laboratory goes out as it came: %s", (organization) => {
  const obx = `OBX|1|NM|G^Gluc||5||||||F||||||||||||${organization}`;
  const result = mapped(readResult(lis, message([MSH_ORU, PID, OBR, obx])));
  expect(result.tests[0]?.observations[0]?.performingLab).toMatchObject({ id: "99D9999999", idType: "XX" });
  expect(getRaw(message(writeResult(emr, result, envelope)), "OBX-23")).toBe(organization);
});
