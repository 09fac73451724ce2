/**
 * Bytes to text and back, without loss (HL7 v2.5.1 chapter 2.15.9.18, table 0211).
 *
 * The byte order mark counts first, then MSH-18, then UTF-8 when the bytes are valid UTF-8, then windows-1252, which
 * gives every byte a character and so loses nothing even when the guess is wrong.
 */
import type { Charset, Finding } from "./types";

const SINGLE_BYTE: Record<string, string> = {
  "8859/1": "windows-1252",
  "8859/2": "iso-8859-2",
  "8859/3": "iso-8859-3",
  "8859/4": "iso-8859-4",
  "8859/5": "iso-8859-5",
  "8859/6": "iso-8859-6",
  "8859/7": "iso-8859-7",
  "8859/8": "iso-8859-8",
  "8859/9": "windows-1254",
  "8859/15": "iso-8859-15",
};
const FALLBACK = "windows-1252";
const UTF8_NAMES = new Set(["UNICODE UTF-8", "UTF-8", "UTF8", "UNICODE"]);

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

interface SingleByteTable {
  readonly decoder: TextDecoder;
  readonly byteOf: ReadonlyMap<string, number>;
}
const tables = new Map<string, SingleByteTable>();

function singleByteTable(charset: Charset): SingleByteTable {
  const known = tables.get(charset);
  if (known) return known;
  const decoder = new TextDecoder(charset);
  const all = decoder.decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  const byteOf = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const character = all.charAt(byte);
    if (character !== "\uFFFD") byteOf.set(character, byte);
  }
  const table = { decoder, byteOf };
  tables.set(charset, table);
  return table;
}

export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

export interface Decoded {
  readonly text: string;
  readonly charset: Charset;
  readonly findings: readonly Finding[];
}

function warning(code: string, message: string): Finding {
  return { severity: "warning", code, path: "MSH-18", message };
}

/** @param declared MSH-18, first repetition, as sent; "" when empty. */
export function decode(bytes: Uint8Array, declared: string): Decoded {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const name = declared
    .trim()
    .toUpperCase()
    .replace(/^ISO[- ]?(?=8859)/, "")
    .replace(/^8859-/, "8859/");
  const label = bom ? undefined : SINGLE_BYTE[name];
  if (label) {
    const text = singleByteTable(label).decoder.decode(bytes);
    if (!text.includes("\uFFFD")) return { text, charset: label, findings: [] };
  }
  const findings: Finding[] = [];
  const utf8Declared = UTF8_NAMES.has(name);
  if (name !== "" && name !== "ASCII" && !utf8Declared && !label) {
    findings.push(
      warning("charset-unknown", "MSH-18 names a character set this system does not read; bytes are kept as they are."),
    );
  }
  const text = decodeUtf8(bytes);
  if (text !== undefined) return { text, charset: "utf-8", findings };
  findings.push(
    utf8Declared || bom
      ? warning("charset-invalid", "The message says UTF-8 but its bytes are not; read as windows-1252.")
      : warning(
          "charset-guessed",
          "The bytes are not UTF-8 and MSH-18 does not say what they are; read as windows-1252.",
        ),
  );
  return { text: singleByteTable(FALLBACK).decoder.decode(bytes), charset: FALLBACK, findings };
}

/** @throws RangeError when a character does not exist in the message's character set. */
export function encodeText(text: string, charset: Charset): Uint8Array {
  if (charset === "utf-8") return utf8Encoder.encode(text);
  const { byteOf } = singleByteTable(charset);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const byte = byteOf.get(text.charAt(i));
    if (byte === undefined) throw new RangeError(`A character cannot be written in ${charset}.`);
    bytes[i] = byte;
  }
  return bytes;
}
