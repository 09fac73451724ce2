/**
 * Bytes to text and back, without loss (HL7 v2.5.1 chapter 2.14.9.18).
 *
 * What the caller knows counts first; then a byte order mark whose bytes bear it out, then MSH-18, then UTF-8 when the
 * bytes are valid UTF-8, then windows-1252, which has a character for every byte and so loses nothing even when the
 * guess is wrong. Text that could not come back as the same bytes is kept coded ({@link ByteCodec}).
 */
import { BEYOND_ASCII, bytesOfCoded, textOfUnits } from "./byte-text";
import { charsetNamed } from "./charset-names";
import { maskMultiByte, multiByteCodec } from "./multi-byte";
import { isWritable, type SingleByteTable, singleByteTable } from "./single-byte";
import type { ByteCodec, Charset, Finding } from "./types";
import { encodeWide, wideForm } from "./wide-text";

const FALLBACK = "windows-1252";
const NONE: readonly Finding[] = [];
const JAPANESE = "iso-2022-jp";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

/** Undefined when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

export interface Decoded {
  readonly text: string;
  readonly charset: Charset;
  readonly codec?: ByteCodec;
  readonly findings: readonly Finding[];
}

function warning(code: string, message: string): Finding {
  return { severity: "warning", code, path: "MSH-18", segmentIndex: 0, message };
}

function mapUnits(bytes: Uint8Array, { units }: SingleByteTable): string {
  const mapped = new Uint16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) mapped[i] = units[bytes[i] ?? 0] ?? 0xfffd;
  return textOfUnits(mapped);
}

/** Bytes one by one, whatever they mean; enough to find delimiters and header fields of every ASCII-compatible set. */
export function decodeAsBytes(bytes: Uint8Array): string {
  return textOfUnits(bytes);
}

const codedBytes = (text: string) => textOfUnits(utf8Encoder.encode(text));

/** For text that says it is UTF-8 and is so only in places: each place is UTF-8 where it can be, else windows-1252. */
const mixedUtf8: ByteCodec = {
  decode: (coded) => {
    if (!BEYOND_ASCII.test(coded)) return coded;
    const bytes = bytesOfCoded(coded);
    const table = singleByteTable(FALLBACK);
    return decodeUtf8(bytes) ?? (table ? mapUnits(bytes, table) : coded);
  },
  encode: (text) => codedBytes(wellFormed(text)),
};

/** For a single-byte set that has no character for some of the bytes received. */
function patchyCodec(charset: Charset, table: SingleByteTable): ByteCodec {
  return {
    decode: (coded) => (BEYOND_ASCII.test(coded) ? mapUnits(bytesOfCoded(coded), table) : coded),
    encode: (text) => textOfUnits(encodeText(text, charset)),
  };
}

function wellFormed(text: string): string {
  if (/\p{Cs}/u.test(text)) throw new RangeError("Half a surrogate pair is not a character and cannot be written.");
  return text;
}

const INVALID = warning(
  "charset-invalid",
  "Some bytes do not exist in the character set the message declares; they are kept as they are.",
);

function inSingleByte(bytes: Uint8Array, charset: Charset, table: SingleByteTable): Decoded {
  const text = mapUnits(bytes, table);
  if (table.complete || !text.includes("\uFFFD")) return { text, charset, findings: [] };
  return { text: decodeAsBytes(bytes), charset, codec: patchyCodec(charset, table), findings: [INVALID] };
}

function inMultiByte(bytes: Uint8Array, charset: Charset, codec: ByteCodec): Decoded {
  let findings: readonly Finding[] = [];
  try {
    new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    findings = [INVALID];
  }
  return { text: maskMultiByte(bytes, charset), charset, codec, findings };
}

const isUtf8Name = (name: string) => name === "" || charsetNamed(name) === "utf-8";

function inUtf8(text: string): Decoded {
  return { text, charset: "utf-8", findings: NONE };
}

/**
 * Reads bytes of an ASCII-compatible set.
 * @param utf8 the bytes as UTF-8; undefined when they are not valid
 * @param declared MSH-18, its repetitions as sent
 * @param known the set the caller knows it to be, by its HL7 or WHATWG name
 */
export function decode(
  bytes: Uint8Array,
  utf8: string | undefined,
  declared: readonly string[],
  known?: string,
): Decoded {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const names = known === undefined ? declared : [known];
  if (utf8 !== undefined && names.length === 1 && isUtf8Name(names[0] ?? "")) return inUtf8(utf8);
  const charsets = names.map(charsetNamed);
  const named = names.some((name, i) => name.trim() !== "" && charsets[i] === undefined);
  const findings: Finding[] = named
    ? [warning("charset-unknown", "MSH-18 names a character set that is not known here; its bytes are kept.")]
    : [];
  // Japanese messages name ISO 2022 in a later repetition than the first, and use none but seven-bit bytes.
  const ascii = utf8 !== undefined && utf8.length === bytes.length;
  const charset = ascii && charsets.includes(JAPANESE) ? JAPANESE : charsets[0];
  if (ascii && charset !== JAPANESE) return { text: utf8, findings, ...writtenIn(charset) };
  if (utf8 !== undefined && marked && known === undefined) return { text: utf8, charset: "utf-8", findings };
  if (charset && charset !== "utf-8" && charset !== "ascii") {
    const table = singleByteTable(charset);
    const codec = charset === JAPANESE && !ascii ? undefined : multiByteCodec(charset);
    const decoded = table ? inSingleByte(bytes, charset, table) : codec && inMultiByte(bytes, charset, codec);
    if (decoded) return { ...decoded, findings: [...findings, ...decoded.findings] };
    findings.push(INVALID);
  }
  if (utf8 !== undefined) return { text: utf8, charset: "utf-8", findings };
  if (marked || charset === "utf-8") {
    const message =
      "The message says UTF-8 but not all its bytes are; fields where they are not are read as windows-1252.";
    return {
      text: decodeAsBytes(bytes),
      charset: "utf-8",
      codec: mixedUtf8,
      findings: [...findings, warning("charset-invalid", message)],
    };
  }
  const guessed = warning(
    "charset-guessed",
    "The bytes are not UTF-8 and MSH-18 does not say what they are; read as windows-1252.",
  );
  const table = singleByteTable(FALLBACK);
  return {
    text: table ? mapUnits(bytes, table) : decodeAsBytes(bytes),
    charset: FALLBACK,
    findings: [...findings, guessed],
  };
}

/** How a message of nothing but ASCII is written once something else is put into it: as it declares. */
function writtenIn(charset: Charset | undefined): { charset: Charset; codec?: ByteCodec } {
  if (charset === undefined || charset.startsWith("utf-")) return { charset: "utf-8" };
  if (charset === "ascii" || singleByteTable(charset)) return { charset };
  const codec = multiByteCodec(charset);
  return codec ? { charset, codec } : { charset: "utf-8" };
}

function encodeSingleByte(text: string, charset: Charset, table: SingleByteTable, strict: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const byte = table.byteOf.get(unit);
    if (byte === undefined || (strict && !isWritable(charset, byte, unit))) throw unwritable(charset);
    bytes[i] = byte;
  }
  return bytes;
}

function unwritable(charset: Charset): RangeError {
  return new RangeError(`A character cannot be written in ${charset}.`);
}

/**
 * The bytes of new text.
 * @throws RangeError when a character does not exist in the character set, or the set is not known
 */
export function encodeText(text: string, charset: Charset): Uint8Array {
  if (charset === "utf-8") return utf8Encoder.encode(wellFormed(text));
  if (charset === "ascii") {
    if (BEYOND_ASCII.test(text)) throw unwritable(charset);
    return utf8Encoder.encode(text);
  }
  const wide = wideForm(charset);
  if (wide) return encodeWide(wellFormed(text), wide);
  const table = singleByteTable(charset);
  if (table) return encodeSingleByte(text, charset, table, true);
  const codec = multiByteCodec(charset);
  if (!codec) throw new RangeError(`${charset} is not a character set known here.`);
  return bytesOfCoded(codec.encode(text));
}

/** The bytes that kept text was read from; unlike {@link encodeText} it never refuses what was received. */
export function bytesOfKept(text: string, charset: Charset, codec: ByteCodec | undefined): Uint8Array {
  if (codec) return bytesOfCoded(text);
  const wide = wideForm(charset);
  if (wide) return encodeWide(text, wide);
  const table = singleByteTable(charset);
  return table ? encodeSingleByte(text, charset, table, false) : utf8Encoder.encode(text);
}

/**
 * New text as it is kept among the rest of a message.
 * @throws RangeError as {@link encodeText}
 */
export function keptText(text: string, charset: Charset, codec: ByteCodec | undefined): string {
  if (!BEYOND_ASCII.test(text)) return text;
  if (codec) return codec.encode(text);
  encodeText(text, charset);
  return text;
}
