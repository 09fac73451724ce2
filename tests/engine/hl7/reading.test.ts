import { expect, test } from "vitest";
import {
  buildAck,
  describe as describeHeader,
  encode,
  explain,
  formatDtm,
  formatPath,
  get,
  isPatientData,
  type Message,
  maskedPaths,
  normalisedHashInput,
  orderGroups,
  parse,
  parseDtm,
  parsePath,
} from "~/engine/hl7";

function message(lines: string | readonly string[]): Message {
  const parsed = parse(typeof lines === "string" ? lines : lines.map((line) => `${line}\r`).join(""));
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
}
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const MSH = "MSH|^~\\&|EMR|CLINIC|LAB|SITE|20260102093000-0500||ORU^R01^ORU_R01|C\\F\\1|T|2.5.1|||AL|NE||8859/1";

test("groups belong together, and notes to the segment before them", () => {
  const groups = orderGroups(
    message([
      MSH,
      "PID|1",
      "NTE|1||p",
      "PV1|1|O",
      "ORC|RE|1",
      "OBR|1",
      "NTE|1||t",
      "OBX|1",
      "NTE|1||o",
      "OBX|2",
      "SPM|1",
      "OBX|1",
      "ZZZ|1",
      "OBR|2",
      "OBX|1",
      "ORC|RE|2",
      "DG1|1",
      "GT1|1",
    ]),
  );
  expect(
    groups.map((one) => [
      one.orc?.raw,
      one.orcShared,
      one.obr?.raw,
      one.notes.length,
      one.observations.length,
      one.observations[0]?.notes.length,
    ]),
  ).toEqual([
    ["ORC|RE|1", false, "OBR|1", 1, 2, 1],
    ["ORC|RE|1", true, "OBR|2", 0, 1, 0],
    ["ORC|RE|2", false, undefined, 0, 0, undefined],
  ]);
  expect(groups[0]?.specimens[0]?.observations).toHaveLength(1);
  expect(groups[0]?.others.map((one) => one.id)).toEqual(["ZZZ"]);
  expect(groups[0]?.patient.notes).toHaveLength(1);
  expect(groups[2]?.diagnoses).toHaveLength(1);
  expect(groups[2]?.patient.guarantors).toHaveLength(1);
});

test("in a result whose only observations follow SPM they are the results", () => {
  const [group] = orderGroups(message([MSH, "PID|1", "OBR|1", "SPM|1", "OBX|1"]));
  expect(group?.observations).toHaveLength(1);
  expect(group?.specimens[0]?.observations).toEqual([]);
});

test("a second PID starts another patient", () => {
  const groups = orderGroups(message([MSH, "PID|1", "OBR|1", "PID|2", "OBR|2"]));
  expect(groups.map((one) => one.patient.pid?.raw)).toEqual(["PID|1", "PID|2"]);
});

test("describes the header", () => {
  expect(describeHeader(message(MSH))).toEqual({
    type: "ORU",
    trigger: "R01",
    structure: "ORU_R01",
    controlId: "C|1",
    version: "2.5.1",
    charset: "utf-8",
    processingId: "T",
    sendingApplication: "EMR",
    sendingFacility: "CLINIC",
    receivingApplication: "LAB",
    receivingFacility: "SITE",
    sentAt: "2026-01-02T09:30:00-05:00",
    segmentCount: 1,
  });
});

test.each([
  ["20261120094107-0500", "2026-11-20T09:41:07-05:00"],
  ["20261120094107.2500+0000", "2026-11-20T09:41:07.2500+00:00"],
  ["202611200941", "2026-11-20T09:41"],
  ["20261120", "2026-11-20"],
  ["202611", "2026-11"],
  ["2026", "2026"],
])("time %s is %s and back", (hl7, iso) => {
  expect(parseDtm(hl7)).toBe(iso);
  expect(formatDtm(iso)).toBe(hl7);
});

test("times that do not exist are none", () => {
  for (const text of ["", "0", "20261301", "20260230", "2026112025", "yesterday", "20261120 0941"]) {
    expect(parseDtm(text)).toBeUndefined();
  }
  expect(formatDtm("2026-11-20T09:41:07-05:00", "day")).toBe("20261120");
  expect(formatDtm("2026-11-20T09:41:07-05:00", "minute")).toBe("202611200941-0500");
});

test("an acknowledgment answers in the sender's own terms", () => {
  const original = message(MSH.replaceAll("|", "#"));
  const findings = [
    { severity: "error", code: "required-missing", path: "PID[1]-3.4", message: "PID-3 is empty | sorry" },
  ] as const;
  const ack = message(text(buildAck(original, { code: "AE", controlId: "A-1", at: "2026-01-02T10:00:00Z", findings })));
  expect(ack.delimiters.field).toBe("#");
  const read = (...paths: string[]) => paths.map((path) => get(ack, path));
  expect(read("MSH-3", "MSH-5", "MSH-7", "MSH-9", "MSH-10", "MSH-11", "MSH-12")).toEqual([
    "LAB",
    "EMR",
    "20260102100000+0000",
    "ACK^R01^ACK",
    "A-1",
    "T",
    "2.5.1",
  ]);
  expect(read("MSA-1", "MSA-2")).toEqual(["AE", get(original, "MSH-10")]);
  expect(read("ERR-2", "ERR-3.1", "ERR-4", "ERR-8")).toEqual(["PID^1^3^1^4", "101", "E", "PID-3 is empty | sorry"]);
  const old = message(
    text(buildAck(message(MSH.replace("2.5.1", "2.3")), { code: "AE", controlId: "A", at: "2026", findings })),
  );
  expect([get(old, "MSH-9"), get(old, "ERR-1"), get(old, "ERR-3")]).toEqual([
    "ACK^R01",
    "PID^1^3^101&Required field missing",
    undefined,
  ]);
  expect(text(buildAck(undefined, { code: "AR", controlId: "A", at: "2026-01-02", text: "unreadable" }))).toContain(
    "\rMSA|AR||unreadable\r",
  );
});

test("the hash input ignores framing and nothing else", () => {
  const plain = `${MSH}\rPID|1|a \rOBX|1\r`;
  const framed = `\x0b\uFEFF${MSH}\r\nPID|1|a \n\nOBX|1\x1c\r`;
  expect(text(normalisedHashInput(message(framed.slice(1))))).toBe(plain);
  expect(text(normalisedHashInput(encode(message(plain))))).toBe(plain);
  expect(text(normalisedHashInput(new TextEncoder().encode(`${MSH}\nPID|1|a\n`)))).not.toBe(plain);
});

test("paths are explained, formatted, and known to be about a patient", () => {
  expect(explain("PID-5.1")).toMatchObject({ name: "Patient name, family name", type: "FN" });
  expect(explain("OBX[3]-11")).toMatchObject({ name: "Observation result status", table: "0085" });
  expect(explain("SPM")).toMatchObject({ name: "Specimen", since: "2.5" });
  expect(explain("ZZZ-1")).toBeUndefined();
  expect(explain("PID-99")).toBeUndefined();
  for (const path of ["PID-3[2].4.1", "OBX[3]-5", "MSH", "OBR-4"])
    expect(formatPath(parsePath(path) ?? { segment: "" })).toBe(path);
  expect([isPatientData("PID", 5), isPatientData("PID", 8), isPatientData("OBX", 5), isPatientData("ZPI", 1)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(maskedPaths(message([MSH, "PID|1||A||F^A|||F", "NK1|1|N", "NK1|2|M"]))).toEqual([
    "PID-3",
    "PID-5",
    "NK1-1",
    "NK1-2",
    "NK1[2]-1",
    "NK1[2]-2",
  ]);
});
