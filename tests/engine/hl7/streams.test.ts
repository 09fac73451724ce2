import fc from "fast-check";
import { expect, test } from "vitest";
import { type FilePart, get, parse, splitFile, splitStream } from "~/engine/hl7";

const encoder = new TextEncoder();
const A = "MSH|^~\\&|A||||||ORU^R01|1|P|2.3\rPID|1\r";
const B = "MSH#*!?%#B######ORU*R01#2#P#2.3\rPID#1\r";

/** `bytes` cut at these places, which wrap around. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.slice(from, at[i] ?? bytes.length));
}
async function collect(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, largestMessage?: number) {
  const parts: FilePart[] = [];
  for await (const part of splitStream(chunks, largestMessage === undefined ? {} : { largestMessage }))
    parts.push(part);
  return parts;
}
const codes = (parts: readonly FilePart[]) =>
  parts.flatMap((part) => (part.kind === "finding" ? [part.finding.code] : []));
const texts = (parts: readonly FilePart[]) =>
  parts.flatMap((part) =>
    part.kind === "message" ? [new TextDecoder("utf-8", { ignoreBOM: true }).decode(part.bytes)] : [],
  );

const utf16 = (text: string, little: boolean) =>
  Uint8Array.from(
    Array.from(text, (c) => [c.charCodeAt(0) & 0xff, c.charCodeAt(0) >> 8]).flatMap((pair) =>
      little ? pair : pair.reverse(),
    ),
  );
const piece = fc.constantFrom(
  A,
  B,
  A.replaceAll("\r", "\r\n"),
  A.replaceAll("\r", "\n"),
  "FHS|^~\\&|||||||f.hl7||F1\r",
  "BHS|^~\\&|||||||||B1\n",
  "BTS|1\r\n",
  "FTS|1\r",
  "junk\r",
  "\x0b",
  "\x1c\r",
  "\r\n",
  "  ",
  "\uFEFF",
  "MSH",
  "Ł|x\r",
);

test("a stream gives what the whole file gives, however it is cut and however wide its characters", async () => {
  const width = fc.constantFrom("utf-8", "utf-16le", "utf-16be");
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 14 }),
      fc.array(fc.nat(2000), { maxLength: 20 }),
      width,
      async (pieces, places, kind) => {
        const text = pieces.join("");
        const file = kind === "utf-8" ? encoder.encode(text) : utf16(text, kind === "utf-16le");
        const whole = splitFile(file);
        const parts = await collect(cut(file, places));
        const end = parts.at(-1);
        expect(parts.filter((part) => part.kind === "end")).toHaveLength(1);
        expect(end).toEqual({ kind: "end", ...(whole.batch && { batch: whole.batch }), complete: whole.complete });
        expect(parts.flatMap((part) => (part.kind === "finding" ? [part.finding] : []))).toEqual(whole.problems);
        const messages = parts.flatMap((part) => (part.kind === "message" ? [part] : []));
        expect(messages.map(({ bytes, ordinal, from }) => ({ bytes, ordinal, offset: from }))).toEqual(
          whole.messages.map((one) => ({ ...one, bytes: one.bytes.slice() })),
        );
        for (const { bytes, from, to } of messages) expect(file.slice(from, to)).toEqual(bytes.slice());
      },
    ),
    { numRuns: 600, seed: 7 },
  );
});

test("batches that are joined come apart into the same messages, byte by byte", async () => {
  const file = encoder.encode(
    `\uFEFFFHS|^~\\&|||||||f.hl7||F1\rBHS|^~\\&|||||||||B1\r${A}${B}BTS|2\rBHS#*!?%\r${A}BTS#1\rFTS|2\r`,
  );
  const parts = await collect(Array.from(file, (byte) => Uint8Array.of(byte)));
  expect(texts(parts)).toEqual([A, B, A]);
  expect(parts.at(-1)).toEqual({
    kind: "end",
    complete: true,
    batch: {
      fileName: "f.hl7",
      fileControlId: "F1",
      declaredBatches: 2,
      batches: [
        { controlId: "B1", declaredMessages: 2, messages: 2 },
        { declaredMessages: 1, messages: 1 },
      ],
    },
  });
});

test("a UTF-16 batch is split and its messages are read", async () => {
  for (const little of [true, false]) {
    const text = `\uFEFFFHS|^~\\&|||||||名.hl7\r\nBHS|^~\\&\r\n${A.replaceAll("\r", "\r\n")}${A}BTS|2\r\nFTS|1\r\n`;
    const { messages, batch, complete, problems } = splitFile(utf16(text, little));
    expect([batch?.fileName, complete, problems]).toEqual(["名.hl7", true, []]);
    expect(messages).toHaveLength(2);
    for (const { bytes } of messages) {
      const parsed = parse(bytes);
      expect(parsed.kind === "message" && get(parsed.message, "MSH-10")).toBe("1");
    }
  }
});

test("each message comes as soon as the next begins or its frame ends", async () => {
  const seen: string[] = [];
  async function* source() {
    yield encoder.encode(`\x0b${A}\x1c\r`);
    seen.push("after the frame");
    yield encoder.encode(`\x0b${A}${A}`);
    seen.push("after the third header");
    yield encoder.encode("\x1c\r");
  }
  for await (const part of splitStream(source())) seen.push(part.kind);
  expect(seen).toEqual(["message", "after the frame", "message", "after the third header", "message", "end"]);
});

test("text after a frame belongs to no message", () => {
  const { messages, problems } = splitFile(encoder.encode(`\x0b${A}\x1c\rjunk\r\x0b${B}\x1c\r`));
  expect(messages.map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual([A, "junk\r", B]);
  expect(problems.map(({ code }) => code)).toEqual(["text-outside-message"]);
});

test("what is too large is said and left out, and costs nothing else", async () => {
  const large = `${A}OBX|1|ED|PDF||${"x".repeat(3000)}\rNTE|1\r`;
  const file = encoder.encode(`BHS|^~\\&\r${A}${large}${B}BTS|3|${"y".repeat(2000)}\r${A}`);
  for (const size of [1, 7, 512, file.length]) {
    const chunks = Array.from({ length: Math.ceil(file.length / size) }, (_, i) =>
      file.slice(i * size, (i + 1) * size),
    );
    const parts = await collect(chunks, 1000);
    expect(texts(parts)).toEqual([A, B, A]);
    expect(codes(parts)).toEqual(["too-large", "too-large"]);
    expect(parts.flatMap((part) => (part.kind === "message" ? [part.ordinal] : []))).toEqual([1, 3, 4]);
  }
});

test("a file of any length needs the memory of one message and one chunk", async () => {
  const chunk = encoder.encode(A.repeat(1000));
  const chunks = 2000;
  function* source() {
    for (let i = 0; i < chunks; i++) yield chunk;
  }
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  let messages = 0;
  let most = 0;
  for await (const part of splitStream(source())) {
    if (part.kind === "message" && ++messages % 100_000 === 0) {
      most = Math.max(most, process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before);
    }
  }
  expect(messages).toBe(chunks * 1000);
  expect(most).toBeLessThan(0.8 * chunks * chunk.length);
}, 60_000);
