import { expect, test } from "vitest";
import { FINDINGS, type Finding, type FindingCode, parse, type Rule, splitFile, validate } from "~/engine/hl7";
import { hl7Parse } from "~/server/hl7-command";
import { header, message } from "./support/message";

const text = (words: string) => new TextEncoder().encode(words);
const MSH = `${header("ORU^R01")}\r`;

function read(input: string | Uint8Array): readonly Finding[] {
  const parsed = parse(input);
  if (parsed.kind === "message") return parsed.findings;
  const { code, path = "", reason } = parsed;
  return [{ severity: "error", code, path, message: reason }];
}
const file = (words: string) => splitFile(text(words)).problems;
/** A report of these segments, by the standard. */
const report = (...segments: string[]) => validate(message([header("ORU^R01"), "PID|1||A1||F^A", ...segments]));
const result = (obx: string) => report("OBR|1|||T^Test", obx);
/** One rule against one patient. */
const rule = (one: Rule) =>
  validate(message([header("ORU^R01"), "PID|1||A1~B2||Fictus^Alma||19800102|F"]), { name: "test", rules: [one] });

/** Code to what provokes it, and the severity expected where it is not the usual one. */
const PROVOKED: Readonly<Record<FindingCode, () => readonly Finding[] | Promise<readonly Finding[]>>> = {
  empty: () => read(""),
  "no-header": () => read("PID|1\r"),
  batch: () => read("BHS|^~\\&\r"),
  "header-too-short": () => read("MSH|"),
  "delimiters-clash": () => read("MSH|^^~&|A\r"),
  "delimiter-not-ascii": () => read("MSH\u00a7^~\\&\r"),
  "unsupported-charset": () =>
    read(Uint8Array.from([..."MSH|"].flatMap((c) => [c.charCodeAt(0), 0, 0, 0]).concat(0, 0, 0x11, 0))),
  "too-large": () => splitFile(text(MSH.repeat(2)), { largestMessage: 20 }).problems,
  "charset-unknown": () => read(text(`${MSH.trim()}||||||KLINGON\r`)),
  "charset-invalid": () =>
    read(Uint8Array.from(`${MSH.trim()}||||||UNICODE UTF-8\rPID|\xff\r`, (c) => c.charCodeAt(0))),
  "charset-guessed": () => read(Uint8Array.from(`${MSH}PID|\xff\r`, (c) => c.charCodeAt(0))),
  "unusual-delimiters": () => read("MSH|^~|A\r"),
  "several-messages": () => read(MSH + MSH),
  "not-a-segment": () => read(`${MSH}of a comment\r`),
  unterminated: () => read(MSH.trim()),
  "text-outside-message": () => file(`PID|1\r${MSH}`),
  "batch-count": () => file(`BHS|^~\\&\r${MSH}BTS|7\r`),
  "trailer-missing": () => file(`BHS|^~\\&\r${MSH}`),
  unreadable: async () => {
    const found: Finding[] = [];
    for await (const { json } of hl7Parse(["no/such/file"])) found.push(...(json as { findings: Finding[] }).findings);
    return found;
  },

  "structure-unknown": () => validate(message([header("ADT^A01")])),
  "segment-missing": () => report(),
  "segment-out-of-place": () => report("PV1|1|O", "NTE|1||x", "OBR|1|||T"),
  "segment-repeated": () => report("PD1", "PD1", "OBR|1|||T"),
  "segment-unexpected": () => report("OBR|1|||T", "TXA|1"),
  "segment-local": () => report("OBR|1|||T", "ZLB|1"),
  "segment-unreadable": () => report("OBR|1|||T", "of a comment"),
  "segment-newer": () => validate(message([header("ORU^R01", "2.3"), "PID|1||A1||F", "OBR|1|||T", "OBX|1", "SPM|1"])),
  "results-after-specimen": () => report("OBR|1|||T", "SPM|1", "OBX|1"),

  "required-missing": () => report("OBR|1"),
  "component-missing": () => report("OBR|1|||^^L"),
  "not-repeatable": () => report("OBR|1|||T~U"),
  "too-many": () => rule({ path: "PID-3", max: 1 }),
  "too-few": () => rule({ path: "PID-3", min: 3 }),
  "too-long": () => rule({ path: "PID-5.1", maxLength: 3 }),
  "too-short": () => rule({ path: "PID-5.1", minLength: 30 }),
  "not-a-time": () => report("OBR|1|||T|||20260230"),
  "not-a-number": () => result("OBX|1|NM|T||>100|||||||F").map((one) => ({ ...one, severity: "error" as const })),
  "not-encapsulated": () => result("OBX|1|ED|T||^application^pdf^Base64^||||||F"),
  "not-in-table": () => result("OBX|1|ST|T||x||||||QQ").map((one) => ({ ...one, severity: "warning" as const })),
  "unknown-type": () => result("OBX|1|QX|T||x||||||F"),
  "field-withdrawn": () => validate(message([header("ORU^R01", "2.8"), "PID|1|OLD|A1||F^A", "OBR|1|||T"])),
  "field-newer": () =>
    validate(message([header("ORU^R01", "2.3"), "PID|1||A1||F", "OBR|1|||T", `OBX|1${"|".repeat(22)}Lab`])),
  "field-unknown": () => report(`OBR|1|||T${"|".repeat(80)}x`),
  "component-unknown": () => report("OBR|1|||T^Test^L^^^^^^^^^^^^^^^^^^^^^^^^^x"),

  "not-supported": () => rule({ path: "PID-8", usage: "X" }),
  "not-allowed-code": () => rule({ path: "PID-8", codes: ["M"] }),
  "pattern-mismatch": () => rule({ path: "PID-3.1", pattern: "\\d+" }),
  "fixed-mismatch": () => rule({ path: "PID-5.1", fixed: "Other" }),
  "unsupported-type": () => validate(message([header("ADT^A01")]), "lab-result"),
  "unsupported-version": () => validate(message([header("ORU^R01")]), { name: "test", versions: ["2.3"] }),
  "unsupported-processing-id": () => validate(message([header("ORU^R01")]), { name: "test", processingIds: ["T"] }),
  "report-incomplete": () => validate(message([header("ORU^R01"), "PID|1"]), "clia-report"),
};

test.each(Object.entries(PROVOKED))("%s can be provoked", async (code, provoke) => {
  const found = (await provoke()).find((one) => one.code === code);
  expect(found).toMatchObject({ code, severity: FINDINGS[code as FindingCode].severity });
  expect(found?.message).toMatch(/^[A-Z].*\.$/);
});
