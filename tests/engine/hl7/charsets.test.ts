import { describe, expect, test } from "vitest";
import {
  buildMessage,
  DEFAULT_DELIMITERS,
  encode,
  get,
  type Message,
  parse,
  set,
  textOf,
  unescapeText,
} from "~/engine/hl7";

function read(bytes: Uint8Array, charset?: string): { message: Message; codes: string[] } {
  const parsed = parse(bytes, charset === undefined ? {} : { charset });
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return { message: parsed.message, codes: parsed.findings.map(({ code }) => code) };
}
const bytesOf = (...parts: (string | readonly number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? Array.from(part, (c) => c.charCodeAt(0)) : part)),
  );
const header = (charset: string) => `MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.5.1||||||${charset}\r`;

describe.each<[string, readonly number[], string, string]>([
  ["8859/1", [0x4d, 0xfc, 0x6c], "Mül", "é"],
  ["ISO-8859-1", [0x4d, 0xfc, 0x6c], "Mül", "é"],
  ["ISO IR100", [0x4d, 0xfc, 0x6c], "Mül", "é"],
  ["8859/2", [0xb1], "ą", "ł"],
  ["8859/5", [0xbf], "П", "Ж"],
  ["8859/7", [0xc1], "Α", "ω"],
  ["8859/9", [0xfe], "ş", "ğ"],
  ["8859/15", [0xa4], "€", "œ"],
  ["UNICODE UTF-8", [0xe5, 0xb1, 0xb1], "山", "é"],
  ["KS X 1001", [0xb0, 0xa1], "가", "나"],
  ["BIG-5", [0xa5, 0x5c], "功", "許"],
  ["GB 18030-2000", [0x81, 0x30, 0x81, 0x30, 0x81, 0x7c], "\u0080亅", "丂𠀀"],
  ["SHIFT_JIS", [0x83, 0x5c, 0x95, 0x5c], "ソ表", "能"],
  ["EUC-JP", [0xbb, 0xb3], "山", "田"],
  ["~ISO IR87", [0x1b, 0x24, 0x42, 0x3b, 0x7c, 0x1b, 0x28, 0x42], "慈", "山田"],
])("%s", (charset, raw, value, other) => {
  const bytes = bytesOf(header(charset), "PID|1||X~Y||", raw, "^Z|||F\rOBX|1||", raw, "\r");

  test("is read, and its bytes are never taken for delimiters", () => {
    const { message, codes } = read(bytes);
    expect(codes).toEqual([]);
    expect([get(message, "PID-5.1"), get(message, "PID-5.2"), get(message, "PID-8")]).toEqual([value, "Z", "F"]);
    expect(get(message, "OBX-3")).toBe(value);
    expect(textOf(message)).toContain(`|X~Y||${value}^Z|`);
    const { source: _, ...rebuilt } = message;
    expect(encode(rebuilt)).toEqual(bytes);
  });

  test("is written, and only the changed place changes", () => {
    const { message } = read(bytes);
    const written = encode(set(message, "PID-8", other));
    expect(get(read(written).message, "PID-8")).toBe(other);
    expect(get(read(written).message, "PID-5.1")).toBe(value);
    expect(encode(set(read(written).message, "PID-8", "F"))).toEqual(bytes);
  });
});

test("a plain ASCII message is written in the set it declares, and refuses what does not fit", () => {
  for (const [charset, value] of [
    ["8859/1", "é"],
    ["BIG-5", "功"],
    ["~ISO IR87", "山"],
    ["KS X 1001", "가"],
  ] as const) {
    const changed = encode(set(read(bytesOf(header(charset), "PID|1\r")).message, "PID-5", value));
    expect(new TextDecoder().decode(changed)).not.toContain(value);
    expect(get(read(changed).message, "PID-5")).toBe(value);
  }
  for (const [charset, value] of [
    ["8859/1", "€"],
    ["8859/1", "山"],
    ["8859/5", "é"],
    ["ASCII", "é"],
    ["BIG-5", "\u{1F600}"],
    ["~ISO IR87", "é\u{1F600}"],
    ["UNICODE UTF-8", "\ud800"],
  ] as const) {
    const { message } = read(bytesOf(header(charset), "PID|1\r"));
    expect(() => set(message, "PID-5", value), `${charset} ${value}`).toThrow(RangeError);
  }
});

const wide = (text: string, width: 2 | 4, little: boolean) => {
  const units =
    width === 4
      ? Array.from(text, (c) => c.codePointAt(0)!)
      : Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return units.flatMap((unit) => {
    const bytes = Array.from({ length: width }, (_, i) => (unit >>> (8 * i)) & 0xff);
    return little ? bytes : bytes.reverse();
  });
};

test.each([
  [2, true],
  [2, false],
  [4, true],
  [4, false],
] as const)("UTF of %d bytes, little endian %s, with and without mark", (width, little) => {
  const text = `${header("UNICODE UTF-16")}PID|1||||山\u{1F600}^B\r`;
  for (const start of ["", "\uFEFF", "\r\n", "\uFEFF\r\n"]) {
    for (const tail of [[], [0x1c]]) {
      const bytes = Uint8Array.from([...wide(start + text, width, little), ...tail]);
      const { message } = read(bytes);
      expect(get(message, "PID-5.1")).toBe("山\u{1F600}");
      const changed = encode(set(message, "PID-5.2", "田"));
      expect(changed).toEqual(Uint8Array.from([...wide(start + text.replace("^B", "^田"), width, little), ...tail]));
    }
  }
});

test("bytes that are not in the declared set stay, all but the changed field's", () => {
  const bytes = bytesOf(header("UNICODE UTF-8"), "PID|1||||M\xfcller^", [0xc3, 0xa9], "|||F\rNTE|1||\xff\x00\xfe\r");
  const { message, codes } = read(bytes);
  expect(codes).toContain("charset-invalid");
  expect([get(message, "PID-5.1"), get(message, "PID-5.2")]).toEqual(["Müller", "é"]);
  const changed = encode(set(message, "PID-8", "é"));
  expect(changed).toEqual(
    bytesOf(
      header("UNICODE UTF-8"),
      "PID|1||||M\xfcller^",
      [0xc3, 0xa9],
      "|||",
      [0xc3, 0xa9],
      "\rNTE|1||\xff\x00\xfe\r",
    ),
  );
  const korean = bytesOf(header("KS X 1001"), "PID|1||||\xb0\xff|||F\r");
  expect(read(korean).codes).toContain("charset-invalid");
  expect(encode(set(read(korean).message, "PID-8", "M"))).toEqual(
    bytesOf(header("KS X 1001"), "PID|1||||\xb0\xff|||M\r"),
  );
  const arabic = bytesOf(header("8859/6"), "PID|1||||\xa1|||F\r");
  expect(read(arabic).codes).toContain("charset-invalid");
  expect(encode(set(read(arabic).message, "PID-8", "M"))).toEqual(bytesOf(header("8859/6"), "PID|1||||\xa1|||M\r"));
});

test("an unknown name is said and the bytes are kept; what the caller knows overrules it", () => {
  const bytes = bytesOf(header("CAN"), "PID|1||||\xb1\r");
  expect(read(bytes).codes).toEqual(["charset-unknown", "charset-guessed"]);
  expect(get(read(bytes, "8859/2").message, "PID-5")).toBe("ą");
  expect(get(read(bytes, "iso-8859-5").message, "PID-5")).toBe("Б");
  expect(encode(read(bytes).message)).toEqual(bytes);
});

test("a byte order mark that its bytes bear out says UTF-8, whatever MSH-18 says", () => {
  const bytes = bytesOf([0xef, 0xbb, 0xbf], header("8859/1"), "PID|1||||", [0xc3, 0xa9], "\r");
  expect(get(read(bytes).message, "PID-5")).toBe("é");
});

test("windows characters in a Latin-1 message are read and kept", () => {
  const bytes = bytesOf(header("8859/1"), "PID|1||||O\x92Fictus\r");
  const { message } = read(bytes);
  expect(get(message, "PID-5")).toBe("O’Fictus");
  expect(encode(set(set(message, "PID-8", "F"), "PID-8", ""))).toEqual(
    bytesOf(header("8859/1"), "PID|1||||O\x92Fictus|||\r"),
  );
});

test("a message is built in any of these sets", () => {
  for (const [charset, name] of [
    ["iso-8859-1", "8859/1"],
    ["utf-8", "UNICODE UTF-8"],
    ["utf-16le", "UNICODE UTF-16"],
    ["utf-16be", "UNICODE UTF-16"],
    ["windows-1252", "WINDOWS-1252"],
    ["gb18030", "GB 18030-2000"],
  ] as const) {
    const fields = { "9": "ACK", "10": "é", "12": "2.5.1", "18": name };
    expect(get(read(buildMessage([{ id: "MSH", fields }], { charset })).message, "MSH-10")).toBe("é");
  }
  expect(() => buildMessage([{ id: "MSH", fields: { "10": "é" } }], { charset: "no-such-set" })).toThrow(RangeError);
});

test.each([
  ["hexadecimal in the message's set", "\\XFC\\", "iso-8859-1", "ü"],
  ["hexadecimal in UTF-8", "\\XC3A9\\", "utf-8", "é"],
  ["a character spread over several sequences", "\\XC3\\\\XA9\\!", "utf-8", "é!"],
  ["hexadecimal in Shift_JIS", "\\X835C\\", "shift_jis", "ソ"],
  ["a switch to JIS X 0208 and back", "a\\M2442\\;3ED\\C2842\\b", "utf-8", "a山田b"],
  ["a switch to the right half of 8859/5", "\\C2D4C\\\u00bf", "windows-1252", "П"],
  ["a switch to KS X 1001", "\\M242943\\\u00b0\u00a1\\C2842\\.", "windows-1252", "가."],
  ["a switch that is not known", "\\C9999\\x\\M999999\\", "utf-8", "\\C9999\\x\\M999999\\"],
  ["a switch whose bytes mean nothing", "\\M2442\\\u4e00", "utf-8", "\\M2442\\\u4e00"],
  ["an unfinished hexadecimal", "\\X4\\ \\X\\ \\XZZ\\", "utf-8", "\\X4\\ \\X\\ \\XZZ\\"],
  ["highlighting", "\\H\\loud\\N\\ quiet", "utf-8", "loud quiet"],
  ["layout", "a\\.br\\b\\.sp+2\\c\\.in+4\\d\\.ti-2\\e\\.sk 3\\f\\.fi\\\\.nf\\\\.ce\\g", "utf-8", "a\nb\n\ncde   f\ng"],
  ["a line as long as one likes to ask for", "\\.sp9999\\", "utf-8", "\n".repeat(200)],
])("unescapes %s", (_, raw, charset, value) => {
  expect(unescapeText(raw, DEFAULT_DELIMITERS, charset)).toBe(value);
});
