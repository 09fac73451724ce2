import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ackCodeFor,
  acknowledgmentMode,
  acknowledgmentsDue,
  buildAck,
  buildReply,
  FINDINGS,
  type Finding,
  get,
  type Message,
  parse,
  replyTypeFor,
  structure,
  validate,
} from "~/engine/hl7";
import { header, message } from "./support/message";

const enhanced = (accept: string, application: string) => message([`${header("ORU^R01")}|||${accept}|${application}`]);
const finding = (code: string, severity: Finding["severity"], path = "OBX[3]-5[2].1"): Finding => ({
  code,
  severity,
  path,
  message: "Something is not right.",
});
const answer = (bytes: Uint8Array): Message => {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
};
const given = { code: "AE", controlId: "A-1", at: "2026-01-02T10:00:00-05:00" } as const;

test.each<[string, string, string, "original" | "enhanced", string[], string[]]>([
  ["nothing asked", "", "", "original", ["application"], ["application"]],
  ["both always", "AL", "AL", "enhanced", ["accept", "application"], ["accept", "application"]],
  ["accept only", "AL", "NE", "enhanced", ["accept"], ["accept"]],
  ["the other one empty", "AL", "", "enhanced", ["accept"], ["accept"]],
  ["errors only", "NE", "ER", "enhanced", [], ["application"]],
  ["successes only", "SU", "NE", "enhanced", ["accept"], []],
  ["a word outside the table", "??", "NE", "enhanced", [], []],
])("acknowledgments due: %s", (_, accept, application, mode, good, bad) => {
  const m = enhanced(accept, application);
  expect(acknowledgmentMode(m)).toBe(mode);
  expect(acknowledgmentsDue(m, true)).toEqual(good);
  expect(acknowledgmentsDue(m, false)).toEqual(bad);
});

test.each<[string, Finding[], string, string]>([
  ["nothing", [], "AA", "CA"],
  ["warnings", [finding("segment-unexpected", "warning")], "AA", "CA"],
  ["an error", [finding("required-missing", "error")], "AE", "CE"],
  ["a type nobody handles", [finding("required-missing", "error"), finding("unsupported-type", "error")], "AR", "CR"],
])("the code for %s", (_, findings, application, accept) => {
  expect(ackCodeFor(findings)).toBe(application);
  expect(ackCodeFor(findings, "accept")).toBe(accept);
});

test("errors are told in the layout of the sender's version", () => {
  const findings = [finding("not-a-time", "error"), finding("field-unknown", "warning", "")];
  const now = answer(buildAck(message([header("ORU^R01")]), { ...given, findings }));
  expect(get(now, "ERR-2")).toBe("OBX^3^5^2^1");
  expect([get(now, "ERR-3.1"), get(now, "ERR-3.3"), get(now, "ERR-4")]).toEqual(["102", "HL70357", "E"]);
  expect([get(now, "ERR[2]-2"), get(now, "ERR[2]-4")]).toEqual([undefined, "W"]);
  const before = answer(buildAck(message([header("ORU^R01", "2.4")]), { ...given, findings }));
  expect([get(before, "ERR-1"), get(before, "ERR-2")]).toEqual(["OBX^3^5^102&Data type error", undefined]);
});

test("an acceptance carries no errors", () => {
  const ack = answer(
    buildAck(message([header("ORU^R01")]), { ...given, code: "AA", findings: [finding("x", "error")] }),
  );
  expect(structure(ack).root.children).toHaveLength(2);
});

test("an answer is itself a good message, in the sender's delimiters, version and character set", () => {
  const original = answer(
    Uint8Array.from(
      `MSH#*!?%#EMR#CLINIC#LIS#LAB#20260102##ORU*R01*ORU_R01#C?F?1#P#2.5.1######8859/1\rPID#1##A1##M\xfcster\r`,
      (c) => c.charCodeAt(0),
    ),
  );
  const bytes = buildAck(original, { ...given, text: "M\xfchsam" });
  const ack = answer(bytes);
  expect(ack.delimiters).toEqual(original.delimiters);
  expect(ack.charset).toBe(original.charset);
  expect(get(ack, "MSA-2")).toBe("C#1");
  expect(get(ack, "MSA-3")).toBe("M\xfchsam");
  expect([get(ack, "MSH-3"), get(ack, "MSH-5"), get(ack, "MSH-10"), get(ack, "MSH-7")]).toEqual([
    "LIS",
    "EMR",
    "A-1",
    "20260102100000-0500",
  ]);
  expect(validate(ack).filter((one) => one.severity === "error")).toEqual([]);
});

test("every kind of finding can be told to a sender of any version", () => {
  fc.assert(
    fc.property(
      fc.subarray(Object.keys(FINDINGS)),
      fc.constantFrom("2.3", "2.3.1", "2.4", "2.5.1", "2.8", ""),
      fc.constantFrom("ORU^R01", "OML^O21", ""),
      (codes, version, type) => {
        const findings = codes.map((code) => finding(code, "error"));
        const ack = answer(buildAck(message([header(type, version)]), { ...given, findings }));
        expect(structure(ack).findings).toEqual([]);
        expect(structure(ack).root.children).toHaveLength(2 + codes.length);
      },
    ),
  );
});

test.each([
  ["OML^O21^OML_O21", "ORL^O22^ORL_O22"],
  ["ORM^O01", "ORR^O02^ORR_O02"],
  ["MFN^M08^MFN_M08", "MFK^M08^MFK_M01"],
  ["ORU^R01", "ACK^R01^ACK"],
  ["", "ACK^^ACK"],
])("%s is answered with %s", (type, expected) => {
  const original = message([header(type)]);
  const reply = answer(buildReply(original, { ...given, messageType: replyTypeFor(original) }));
  expect(get(reply, "MSH-9")).toBe(expected);
});

test("an application's reply carries its own segments and wants no answer in enhanced mode", () => {
  const original = message([`${header("OML^O21")}|||AL|AL`]);
  const reply = answer(
    buildReply(original, {
      ...given,
      code: "AA",
      messageType: replyTypeFor(original),
      segments: [
        { id: "PID", fields: { "3": "M-1", "5.1": "Fictus" } },
        { id: "ORC", fields: { "1": "OK", "2": "P-1", "3": "F-1" } },
      ],
    }),
  );
  expect(get(reply, "MSH-16")).toBe("NE");
  expect(get(reply, "ORC-1")).toBe("OK");
  expect(structure(reply).findings).toEqual([]);
});
