import fc from "fast-check";
import { expect, test } from "vitest";
import {
  buildMessage,
  countSegments,
  DEFAULT_DELIMITERS,
  encode,
  escapeText,
  get,
  normalisedHashInput,
  parse,
  segments,
  set,
  splitFile,
  unescapeText,
} from "~/engine/hl7";

const awkward = fc.string({
  unit: fc.oneof(
    fc.constantFrom("|", "^", "~", "\\", "&", "\r", "\n", "\x1c", "\x0b", "\rOBX|", ".br", "\uFEFF"),
    fc.string({ unit: "binary", maxLength: 2 }),
  ),
  minLength: 1,
});
const bytesAfter = (start: string) =>
  fc.uint8Array({ maxLength: 300 }).map((tail) => Uint8Array.from([...new TextEncoder().encode(start), ...tail]));
const well = (text: string) => text !== "" && !/\p{Cs}/u.test(text);

test("parse never throws, and an unchanged message is byte-exact", () => {
  fc.assert(
    fc.property(fc.oneof(bytesAfter("MSH|^~\\&|"), bytesAfter("MSH"), fc.uint8Array()), (bytes) => {
      const parsed = parse(bytes);
      if (parsed.kind === "malformed") return;
      expect(encode(parsed.message)).toEqual(bytes);
      const { source: _, ...rebuilt } = parsed.message;
      expect(encode(rebuilt)).toEqual(bytes);
    }),
    { numRuns: 2000 },
  );
});

test("escaping comes back as it was", () => {
  fc.assert(
    fc.property(awkward, (value) => {
      const raw = escapeText(value, DEFAULT_DELIMITERS);
      for (const unsafe of "|^~&\r\n\x1c\x0b") expect(raw).not.toContain(unsafe);
      expect(unescapeText(raw, DEFAULT_DELIMITERS)).toBe(value);
    }),
    { numRuns: 1000 },
  );
});

test("set changes one value and nothing else", () => {
  const paths = fc.constantFrom("PID-3", "PID-3[2].4.2", "PID-5.1", "PID-30.2", "OBX[2]-5", "MSH-10");
  const source = "MSH|^~\\&|A|B\nPID|1||X^^^H&1~Y||N^M\r\nOBX|1|ST|\rOBX|2|ST|||old|||";
  fc.assert(
    fc.property(paths, awkward.filter(well), (path, value) => {
      const parsed = parse(source);
      if (parsed.kind === "malformed") throw new Error(parsed.reason);
      const again = parse(encode(set(parsed.message, path, value)));
      if (again.kind === "malformed") throw new Error(again.reason);
      expect(get(again.message, path)).toBe(value);
      const same = (id: string) =>
        segments(again.message).filter((s, i) => s.raw !== parsed.message.segments[i]?.raw && s.id !== id);
      expect(same(path.slice(0, 3))).toEqual([]);
      expect(again.message.segments.map((s) => s.terminator)).toEqual(parsed.message.segments.map((s) => s.terminator));
    }),
    { numRuns: 1000 },
  );
});

test("what is built is read back", () => {
  fc.assert(
    fc.property(awkward.filter(well), awkward.filter(well), (a, b) => {
      const parsed = parse(
        buildMessage([
          { id: "MSH", fields: { "9": "ORU" } },
          { id: "PID", fields: { "3[2].1": a, "5.2.2": b } },
        ]),
      );
      if (parsed.kind === "malformed") throw new Error(parsed.reason);
      expect([get(parsed.message, "PID-3[2].1"), get(parsed.message, "PID-5.2.2")]).toEqual([a, b]);
      expect(countSegments(parsed.message, "OBX")).toBe(0);
    }),
  );
});

test("splitting a file never throws and loses no byte that is not framing", () => {
  const chunk = fc.constantFrom(
    "MSH|^~\\&|A\r",
    "PID|1\r",
    "FHS|^~\\&\r",
    "BHS|^~\\&\n",
    "BTS|1\r\n",
    "FTS|1\r",
    "junk\r",
    "\x0b",
    "\x1c\r",
    "\r",
    "MSH",
  );
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 12 }), (chunks) => {
      const file = new TextEncoder().encode(chunks.join(""));
      const { messages } = splitFile(file);
      messages.forEach((one, i) => {
        expect(one.ordinal).toBe(i + 1);
        expect(file.subarray(one.offset, one.offset + one.bytes.length)).toEqual(one.bytes);
      });
      const kept = messages.reduce((sum, one) => sum + normalisedHashInput(one.bytes).length, 0);
      const envelope = new TextDecoder()
        .decode(normalisedHashInput(file))
        .split("\r")
        .filter((line) => /^(FHS|BHS|BTS|FTS)/.test(line));
      expect(kept + envelope.join("").length + envelope.length).toBe(normalisedHashInput(file).length);
    }),
  );
});
