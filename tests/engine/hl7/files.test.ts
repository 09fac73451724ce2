import { expect, test } from "vitest";
import { splitFile } from "~/engine/hl7";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (part: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(part);
const A = "MSH|^~\\&|A||||||ORU^R01|1|P|2.3\rPID|1\r";
const B = "MSH#*!?%#B######ORU*R01#2#P#2.3\rPID#1\r";

test.each<[string, string, string[], boolean, string[]]>([
  ["a single message", A, [A], true, []],
  ["messages in a row, each with its own delimiters", A + B, [A, B], true, []],
  ["a batch file", `FHS|^~\\&|||||||f.hl7||F1\rBHS|^~\\&|||||||||B1\r${A}${B}BTS|2\rFTS|1\r`, [A, B], true, []],
  ["an empty batch", "BHS|^~\\&\rBTS|0\r", [], true, []],
  ["two batches", `FHS|^~\\&\rBHS|^~\\&\r${A}BTS|1\rBHS|^~\\&\r${B}BTS|1\rFTS|2\r`, [A, B], true, []],
  ["MLLP frames", `\x0b${A}\x1c\r\x0b${B}\x1c\r`, [A, B], true, []],
  ["a byte order mark and blank lines", `\uFEFF\r\n\r\n${A}\r\n${B}`, [A, B], true, []],
  ["a wrong message count", `BHS|^~\\&\r${A}BTS|3\r`, [A], true, ["batch-count"]],
  ["a wrong batch count", `FHS|^~\\&\rBHS|^~\\&\r${A}BTS|1\rFTS|4\r`, [A], true, ["batch-count"]],
  ["a file without its FTS", `FHS|^~\\&\rBHS|^~\\&\r${A}BTS|1\r`, [A], false, ["trailer-missing"]],
  ["a batch without its BTS", `BHS|^~\\&\r${A}`, [A], false, ["trailer-missing"]],
  ["a cut last line", A.slice(0, -1), [A.slice(0, -1)], false, ["unterminated"]],
  ["an open MLLP frame", `\x0b${A}`, [A], false, ["unterminated"]],
  ["text before the first message", `PID|9\r${A}`, ["PID|9\r", A], true, ["text-outside-message"]],
  ["text after the trailer", `BHS|^~\\&\r${A}BTS|1\rjunk\r`, [A, "junk\r"], true, ["text-outside-message"]],
  ["nothing", "", [], false, ["unterminated", "empty"]],
  ["a line that merely begins like MSH", `${A}MSHX|1\r`, [`${A}MSHX|1\r`], true, []],
])("splits %s", (_, file, messages, complete, problems) => {
  const contents = splitFile(bytes(file));
  expect(contents.messages.map((one) => text(one.bytes))).toEqual(messages);
  expect(contents.messages.map((one) => one.ordinal)).toEqual(messages.map((_m, i) => i + 1));
  expect(contents.complete).toBe(complete);
  expect(contents.problems.map((problem) => problem.code)).toEqual(problems);
});

test("says what the batch headers say", () => {
  const { batch } = splitFile(bytes(`FHS|^~\\&|||||||f.hl7||F1\rBHS|^~\\&|||||||||B1\r${A}BTS|1\rFTS|1\r`));
  expect(batch).toEqual({
    fileName: "f.hl7",
    fileControlId: "F1",
    declaredBatches: 1,
    batches: [{ controlId: "B1", declaredMessages: 1, messages: 1 }],
  });
});

test("a large file is split", () => {
  const many = bytes(A.repeat(100_000));
  expect(splitFile(many).messages).toHaveLength(100_000);
});
