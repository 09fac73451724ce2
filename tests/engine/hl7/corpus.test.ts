import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encode, get, getRaw, type Message, parse, segments, set, splitFile, textOf } from "~/engine/hl7";

/** Real messages of other people; not part of the project. */
const CORPUS = "../shared/corpus/hl7";
const present = existsSync(CORPUS);
if (!present) console.log("The message corpus is not here; tests that read it are skipped.");
/** Mutations tried: few by default; `HL7_FUZZ_RUNS=100000` for a long run. */
const RUNS = Number(process.env.HL7_FUZZ_RUNS ?? 1500);

const files: { name: string; bytes: Uint8Array }[] = present
  ? readdirSync(CORPUS, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !["index.csv", "SOURCES.md"].includes(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((name) => ({ name, bytes: new Uint8Array(readFileSync(name)) }))
  : [];

/** Rebuilt from its segments rather than handed back. */
function rebuilt(message: Message): Uint8Array {
  const { source: _, ...rest } = message;
  return encode(rest);
}
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

test.skipIf(!present)("every file of the corpus is read, and every message comes back byte for byte", () => {
  let messages = 0;
  for (const { name, bytes } of files) {
    const whole = parse(bytes);
    if (whole.kind === "message") expect(same(rebuilt(whole.message), bytes), name).toBe(true);
    for (const part of splitFile(bytes).messages) {
      expect(same(bytes.subarray(part.offset, part.offset + part.bytes.length), part.bytes), name).toBe(true);
      const parsed = parse(part.bytes);
      if (parsed.kind === "malformed") continue;
      messages++;
      expect(same(rebuilt(parsed.message), part.bytes), name).toBe(true);
    }
  }
  console.log(`corpus: ${files.length} files, ${messages} messages, all byte-exact`);
  expect(messages).toBeGreaterThan(2500);
});

test.skipIf(!present)("in every message of the corpus one field is changed and no other byte", () => {
  for (const { name, bytes } of files) {
    const [part] = splitFile(bytes).messages;
    const parsed = part && parse(part.bytes);
    if (!part || parsed?.kind !== "message") continue;
    const id = getRaw(parsed.message, "MSH-10");
    if (!id || /[^A-Za-z0-9]/.test(id) || id.length < 4) continue;
    const changed = encode(set(parsed.message, "MSH-10", "GATEHOUSE1"));
    expect(same(encode(set(parse2(changed), "MSH-10", id)), part.bytes), name).toBe(true);
    expect(changed.length - part.bytes.length, name).toBe(10 - id.length);
  }
});

function parse2(bytes: Uint8Array): Message {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
}

const tokens = [
  "\r",
  "\n",
  "|",
  "^",
  "~",
  "\\",
  "&",
  "\x0b",
  "\x1c\r",
  "MSH|^~\\&|",
  "BHS|^~\\&\r",
  "FTS|1\r",
  "\\X4",
  "\\M2442\\",
  "\uFEFF",
].map((text) => new TextEncoder().encode(text));
const mutation = fc.oneof(
  fc.record({
    kind: fc.constant("insert" as const),
    at: fc.nat(),
    bytes: fc.oneof(fc.constantFrom(...tokens), fc.uint8Array({ maxLength: 6 })),
  }),
  fc.record({ kind: fc.constant("remove" as const), at: fc.nat(), length: fc.nat(40) }),
  fc.record({ kind: fc.constant("flip" as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({
    kind: fc.constant("repeat" as const),
    at: fc.nat(),
    length: fc.nat(60),
    times: fc.integer({ min: 1, max: 20 }),
  }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(bytes: Uint8Array, change: Mutation): Uint8Array {
  const at = change.at % (bytes.length + 1);
  const [before, after] = [[...bytes.subarray(0, at)], [...bytes.subarray(at)]];
  switch (change.kind) {
    case "insert":
      return Uint8Array.from([...before, ...change.bytes, ...after]);
    case "remove":
      return Uint8Array.from([...before, ...after.slice(change.length)]);
    case "flip":
      return Uint8Array.from([...before, ...after.map((byte, i) => (i === 0 ? byte ^ (1 << change.bit) : byte))]);
    case "repeat":
      return Uint8Array.from([
        ...before,
        ...Array.from({ length: change.times }, () => after.slice(0, change.length)).flat(),
        ...after,
      ]);
    case "cut":
      return Uint8Array.from(before);
  }
}

test.skipIf(!present)(
  "mutated messages are read or refused, never thrown at, and what is read comes back",
  () => {
    const small = files.filter(({ bytes }) => bytes.length > 0 && bytes.length < 8_000);
    fc.assert(
      fc.property(fc.nat(small.length - 1), fc.array(mutation, { minLength: 1, maxLength: 4 }), (which, changes) => {
        const bytes = changes.reduce(mutate, small[which]!.bytes);
        const { messages } = splitFile(bytes);
        for (const part of [{ bytes }, ...messages.slice(0, 3)]) {
          const parsed = parse(part.bytes);
          if (parsed.kind === "malformed") continue;
          expect(same(rebuilt(parsed.message), part.bytes)).toBe(true);
          expect(typeof textOf(parsed.message)).toBe("string");
          for (const path of ["MSH-18", "PID-5.1", "OBX-5", "NTE-3"]) get(parsed.message, path);
          const index = segments(parsed.message).findIndex(({ id }) => id === "PID");
          if (index < 0) continue;
          const again = parse(encode(set(parsed.message, "PID-8", "X")));
          if (again.kind === "malformed") throw new Error(again.reason);
          expect(segments(again.message)).toHaveLength(segments(parsed.message).length);
        }
      }),
      { numRuns: RUNS, seed: 20260102, ...(RUNS > 10_000 && { interruptAfterTimeLimit: 3_600_000 }) },
    );
  },
  4_000_000,
);
