import { expect, test } from "vitest";
import { encode, get, getAll, getIn, getRaw, type Message, NULL_VALUE, parse, segments, set } from "~/engine/hl7";

function message(text: string | Uint8Array): Message {
  const parsed = parse(text);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
}
const text = (m: Message) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(encode(m));
const HEAD = "MSH|^~\\&|EMR|CLINIC|LAB|LAB|20260102||ORU^R01^ORU_R01|C-1|P|2.5.1\r";
const PID = 'PID|1||A1^^^HOSP&1.2.3&ISO^MR~B2^^^LAB^PI||Fictus^Alma|""|19800102\r';
const obx = (value: string) => `${HEAD}OBX|1|TX|X||${value}\r`;

test.each<[string, string, string, string | undefined]>([
  ["MSH-1", HEAD, "MSH-1", "|"],
  ["MSH-2", HEAD, "MSH-2", "^~\\&"],
  ["MSH-9.2", HEAD, "MSH-9.2", "R01"],
  ["MSH-10", HEAD, "MSH-10", "C-1"],
  ["component", HEAD + PID, "PID-5.2", "Alma"],
  ["repetition", HEAD + PID, "PID-3[2].1", "B2"],
  ["sub-component", HEAD + PID, "PID-3.4.2", "1.2.3"],
  ["deeper than sent", HEAD + PID, "PID-5.2.1", "Alma"],
  ["escapes of the delimiters", obx("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f"), "OBX-5", "a|b^c&d~e\\f"],
  ["hexadecimal escape", obx("\\X41\\\\X0D0A\\"), "OBX-5", "A\r\n"],
  ["unknown escape kept", obx("\\Zxx\\ and \\Q\\"), "OBX-5", "\\Zxx\\ and \\Q\\"],
  ["line break not lost", obx("one\\.br\\two\\.sp2\\three"), "OBX-5", "one\ntwo\n\nthree"],
  ["lone escape kept", obx("C:\\tmp"), "OBX-5", "C:\\tmp"],
  ["two lone escapes kept", obx("C:\\tmp\\F\\x"), "OBX-5", "C:\\tmp|x"],
  ["explicit null", HEAD + PID, "PID-6", NULL_VALUE],
  ["empty is undefined", HEAD + PID, "PID-4", undefined],
  ["absent is undefined", HEAD + PID, "PID-40", undefined],
  ["custom delimiters", "MSH#*!?%#EMR*X#F\rPID#1##A!B*2%3\r", "PID-3[2].2.2", "3"],
  ["LF", (HEAD + PID).replaceAll("\r", "\n"), "PID-5.1", "Fictus"],
  ["CRLF leaves the last field clean", (HEAD + PID).replaceAll("\r", "\r\n"), "PID-7", "19800102"],
  ["byte order mark", `\uFEFF${HEAD}`, "MSH-10", "C-1"],
  ["MLLP", `\x0b${HEAD}${PID}\x1c\r`, "PID-7", "19800102"],
  ["Z segment", `${HEAD}ZPV|1|own^thing\r`, "ZPV-2.2", "thing"],
  ["segment occurrence", `${HEAD}OBX|1\rOBX|2\r`, "OBX[2]-1", "2"],
])("reads %s", (_, source, path, expected) => {
  const m = message(source);
  expect(get(m, path)).toBe(expected);
  expect(text(m)).toBe(source);
});

test("a fifth character of MSH-2 is the truncation character and is kept", () => {
  const m = message(HEAD.replace("^~\\&", "^~\\&#"));
  expect(m.delimiters.truncation).toBe("#");
  expect(get(m, "MSH-2")).toBe("^~\\&#");
  expect(getRaw(set(m, "MSH-10", "a#b"), "MSH-10")).toBe("a\\P\\b");
});

test("a written value cannot leave its field", () => {
  const value = "a|b^c&d~e\\f\rOBX|9||evil\n";
  const changed = message(encode(set(message(HEAD + PID), "PID-5.1", value)));
  expect(get(changed, "PID-5.1")).toBe(value);
  expect(get(changed, "PID-5.2")).toBe("Alma");
  expect(segments(changed)).toHaveLength(2);
});

test("four segments stay four, whatever ends them", () => {
  const lines = ["MSH|^~\\&|A", "PID|1", "OBR|1", "OBX|1"];
  for (const end of ["\r", "\n", "\r\n", "\r\r", "\n\n\n"])
    expect(segments(message(lines.join(end) + end))).toHaveLength(4);
});

test("only the changed field's bytes change", () => {
  const source = `\x0b\uFEFF${HEAD}\r\n${PID}OBX|1|ST|X||é||||||\n\n\x1c\r`;
  const before = message(source);
  expect(text(set(before, "MSH-10", "C-2"))).toBe(source.replace("|C-1|", "|C-2|"));
  expect(text(set(before, "PID-3[2].4.2", "9"))).toBe(source.replace("B2^^^LAB^PI", "B2^^^LAB&9^PI"));
  expect(text(set(before, "PID-10.2", "x"))).toBe(source.replace("|19800102\r", "|19800102|||^x\r"));
  expect(text(before)).toBe(source);
});

test("every repetition, in every segment not pinned down", () => {
  const m = message(`${HEAD}${PID}OBX|1||A^x\rOBX|2||B~C\r`);
  expect(getAll(m, "PID-3.1")).toEqual(["A1", "B2"]);
  expect(getAll(m, "OBX-3.1")).toEqual(["A", "B", "C"]);
  expect(getAll(m, "OBX[2]-3")).toEqual(["B", "C"]);
  expect(segments(m, "OBX").map((one) => getIn(one, "1"))).toEqual(["1", "2"]);
});

test.each([
  ["", "empty"],
  ["\r\n\r\n", "empty"],
  ["PID|1", "no-header"],
  ["FHS|^~\\&", "batch"],
  ["MSH", "header-too-short"],
  ["MSH|", "header-too-short"],
  ["MSHA^~\\&A", "delimiters-clash"],
  ["MSH|^^\\&|", "delimiters-clash"],
  ["MSH§^~\\&§", "delimiter-not-ascii"],
])("%j is malformed: %s", (source, code) => {
  expect(parse(source)).toMatchObject({ kind: "malformed", code });
});

test("Latin-1 bytes are read, kept, and said to be a guess", () => {
  const bytes = Uint8Array.from(`${HEAD}PID|1||||M\xfcller\r`, (c) => c.charCodeAt(0));
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  expect(get(parsed.message, "PID-5")).toBe("Müller");
  expect(parsed.findings.map((finding) => finding.code)).toContain("charset-guessed");
  expect(encode(parsed.message)).toEqual(bytes);
  expect(encode(set(parsed.message, "PID-8", "é")).at(-2)).toBe(0xe9);
  expect(() => set(parsed.message, "PID-8", "日")).toThrow(RangeError);
});

test("a bad path is a programmer's error", () => {
  for (const path of ["PID-0", "pid-3", "PID3", "PID-3[0]", "", "PID-3.1.2.3"]) {
    expect(() => get(message(HEAD), path)).toThrow(TypeError);
  }
  expect(() => set(message(HEAD), "MSH-2", "x")).toThrow(TypeError);
  expect(() => set(message(HEAD), "PID-3", "x")).toThrow(RangeError);
});
