/**
 * Multi-byte character sets that the platform decodes: which bytes belong to longer characters, and the tables back,
 * made once by decoding every sequence there is.
 */
import { bytesOfCoded, textOfUnits } from "./byte-text";
import type { ByteCodec, Charset } from "./types";

/** Added to a byte below 0x80 that is part of a longer character, so that it is not read as ASCII. */
const HIDDEN = 0x100;
const ESCAPE = 0x1b;

/** Bytes with the parts of longer characters hidden. */
type Mask = (bytes: Uint8Array) => Uint16Array;

/** Sets in which a byte from 0x81 up starts a character of two bytes; GB 18030 has four where the second is a digit. */
function leadByteMask(isSingle: (byte: number) => boolean, fourBytes: boolean): Mask {
  return (bytes) => {
    const units = Uint16Array.from(bytes);
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte <= 0x80 || byte === 0xff || isSingle(byte)) continue;
      const second = bytes[at + 1] ?? 0;
      if (fourBytes && second >= 0x30 && second <= 0x39) {
        const fourth = bytes[at + 3] ?? 0;
        if ((bytes[at + 2] ?? 0) < 0x81 || fourth < 0x30 || fourth > 0x39) continue;
        units[at + 1] = second + HIDDEN;
        units[at + 3] = fourth + HIDDEN;
        at += 3;
      } else if (second >= 0x40 && second !== 0x7f && second !== 0xff) {
        if (second < 0x80) units[at + 1] = second + HIDDEN;
        at++;
      }
    }
    return units;
  };
}

/** ISO 2022: everything between an escape sequence to another set and the one back to ASCII or JIS-Roman. */
const iso2022Mask: Mask = (bytes) => {
  const units = Uint16Array.from(bytes);
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === ESCAPE) {
      const length = bytes[at + 1] === 0x24 && bytes[at + 2] === 0x28 ? 4 : 3;
      const toAscii = bytes[at + 1] === 0x28 && (bytes[at + 2] === 0x42 || bytes[at + 2] === 0x4a);
      const known = toAscii || bytes[at + 1] === 0x24 || (bytes[at + 1] === 0x28 && bytes[at + 2] === 0x49);
      if (!known || at + length > bytes.length) continue;
      for (let i = 0; i < length; i++) units[at + i] = (bytes[at + i] ?? 0) + HIDDEN;
      shifted = !toAscii;
      at += length - 1;
    } else if (byte === 0x0d || byte === 0x0a) {
      shifted = false;
    } else if (shifted && byte < 0x80) {
      units[at] = byte + HIDDEN;
    }
  }
  return units;
};

const none = () => false;
const MASKS: Record<string, Mask> = {
  "iso-2022-jp": iso2022Mask,
  "euc-jp": leadByteMask(none, false),
  "euc-kr": leadByteMask(none, false),
  big5: leadByteMask(none, false),
  gb18030: leadByteMask(none, true),
  shift_jis: leadByteMask((byte) => byte >= 0xa0 && byte <= 0xdf, false),
};

/** Every sequence of a set that may be one character, as the bytes that say it. */
function* sequences(charset: Charset): Generator<readonly number[]> {
  if (charset === "iso-2022-jp") {
    for (let a = 0x21; a <= 0x7e; a++) for (let b = 0x21; b <= 0x7e; b++) yield [a, b];
    return;
  }
  for (let a = 0x80; a <= 0xff; a++) yield [a];
  for (let a = 0x81; a <= 0xfe; a++) for (let b = 0x40; b <= 0xfe; b++) if (b !== 0x7f) yield [a, b];
  if (charset === "euc-jp") {
    for (let a = 0xa1; a <= 0xfe; a++) for (let b = 0xa1; b <= 0xfe; b++) yield [0x8f, a, b];
  }
  if (charset !== "gb18030") return;
  for (let a = 0x81; a <= 0x84; a++) {
    for (let b = 0x30; b <= 0x39; b++) {
      for (let c = 0x81; c <= 0xfe; c++) for (let d = 0x30; d <= 0x39; d++) yield [a, b, c, d];
    }
  }
}

const TO_JIS = [ESCAPE, 0x24, 0x42];
const TO_ASCII = [ESCAPE, 0x28, 0x42];
const reverseTables = new Map<Charset, ReadonlyMap<string, readonly number[]>>();

/** Bytes of each character, from decoding all sequences in one go, a line each; the first sequence of a character counts. */
function reverseTable(charset: Charset): ReadonlyMap<string, readonly number[]> {
  const known = reverseTables.get(charset);
  if (known) return known;
  const all = [...sequences(charset)];
  const jis = charset === "iso-2022-jp";
  const bytes = Uint8Array.from(
    all.flatMap((sequence) => (jis ? [...TO_JIS, ...sequence, ...TO_ASCII, 0x0a] : [...sequence, 0x0a])),
  );
  const table = new Map<string, readonly number[]>();
  const lines = new TextDecoder(charset).decode(bytes).split("\n");
  // A sequence cut short may swallow the line end; then the lines no longer match and each is decoded alone.
  const decoder = new TextDecoder(charset);
  const matching = lines.length === all.length + 1;
  all.forEach((sequence, i) => {
    const alone = jis ? [...TO_JIS, ...sequence, ...TO_ASCII] : sequence;
    const text = matching ? lines[i] : decoder.decode(Uint8Array.from(alone));
    if (text && !text.includes("\uFFFD") && [...text].length === 1 && text > "\x7f" && !table.has(text)) {
      table.set(text, sequence);
    }
  });
  reverseTables.set(charset, table);
  return table;
}

/** GB 18030 gives the characters beyond the first plane four bytes in plain order. */
function gb18030Supplementary(codePoint: number): readonly number[] {
  let rest = codePoint - 0x10000;
  const fourth = 0x30 + (rest % 10);
  rest = Math.floor(rest / 10);
  const third = 0x81 + (rest % 126);
  rest = Math.floor(rest / 126);
  return [0x90 + Math.floor(rest / 10), 0x30 + (rest % 10), third, fourth];
}

function bytesFor(character: string, charset: Charset): readonly number[] {
  const bytes = reverseTable(charset).get(character);
  if (bytes) return bytes;
  const codePoint = character.codePointAt(0) ?? 0;
  if (charset === "gb18030" && codePoint > 0xffff) return gb18030Supplementary(codePoint);
  throw new RangeError(`A character cannot be written in ${charset}.`);
}

function encodeMultiByte(text: string, charset: Charset): string {
  const units: number[] = [];
  const jis = charset === "iso-2022-jp";
  let shifted = false;
  const hide = (bytes: readonly number[]) => {
    for (const byte of bytes) units.push(byte < 0x80 ? byte + HIDDEN : byte);
  };
  for (const character of text) {
    const ascii = character <= "\x7f";
    if (jis && shifted === ascii) {
      hide(ascii ? TO_ASCII : TO_JIS);
      shifted = !ascii;
    }
    if (ascii) units.push(character.charCodeAt(0));
    else hide(bytesFor(character, charset));
  }
  if (shifted) hide(TO_ASCII);
  return textOfUnits(Uint16Array.from(units));
}

/** ASCII never passes through a decoder: some of them move control characters about. */
const BEYOND_ASCII = /[\u0080-\uffff]+/g;
const codecs = new Map<Charset, ByteCodec | undefined>();

/** The codec of a multi-byte set; undefined when it is none or the platform does not decode it. */
export function multiByteCodec(charset: Charset): ByteCodec | undefined {
  if (codecs.has(charset)) return codecs.get(charset);
  let codec: ByteCodec | undefined;
  try {
    if (charset in MASKS) {
      const decoder = new TextDecoder(charset);
      codec = {
        decode: (coded) => coded.replace(BEYOND_ASCII, (run) => decoder.decode(bytesOfCoded(run))),
        encode: (text) => encodeMultiByte(text, charset),
      };
    }
  } catch {
    codec = undefined;
  }
  codecs.set(charset, codec);
  return codec;
}

/** Bytes in a multi-byte set as coded text, for {@link multiByteCodec}. */
export function maskMultiByte(bytes: Uint8Array, charset: Charset): string {
  return textOfUnits((MASKS[charset] ?? Uint16Array.from)(bytes));
}
