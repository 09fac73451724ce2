/**
 * Escape sequences (HL7 v2.5.1 chapter 2.7). Reading is one scan from left to right; what is not a known sequence stays
 * as it is, so that `C:\tmp` survives. Highlighting and layout commands carry no text and are dropped from the value;
 * the raw text keeps them.
 */
import { encodeText } from "./charset";
import { hexBytes, textOfHexBytes } from "./escape-hex";
import { isShift, shiftedText } from "./escape-shift";
import type { Charset, Delimiters } from "./types";

/** `.sp`, `.sk` and the other commands of formatted text; counts are capped so that a message cannot ask for megabytes. */
function formattedText(command: string): string | undefined {
  if (command === ".br" || command === ".ce") return "\n";
  const [, name, digits] = /^\.(sp|sk|in|ti|fi|nf) *[+-]?(\d{0,4})$/.exec(command) ?? [];
  if (name === undefined) return undefined;
  const count = Math.min(digits ? Number(digits) : 1, 200);
  if (name === "sp") return "\n".repeat(count);
  return name === "sk" ? " ".repeat(count) : "";
}

/** Longest code worth looking at, but for hexadecimal data. */
const LONGEST_CODE = 16;

const LETTERS: Record<string, (delimiters: Delimiters) => string> = {
  F: (delimiters) => delimiters.field,
  S: (delimiters) => delimiters.component,
  T: (delimiters) => delimiters.subcomponent,
  R: (delimiters) => delimiters.repetition,
  E: (delimiters) => delimiters.escape,
  P: (delimiters) => delimiters.truncation,
};

/** What the code between two escape characters says; undefined when it is none that says text. */
function sequenceText(code: string, delimiters: Delimiters): string | undefined {
  if (code.length > LONGEST_CODE) return undefined;
  if (code === "H" || code === "N") return "";
  if (code.startsWith(".")) return formattedText(code);
  return LETTERS[code]?.(delimiters) || undefined;
}

/**
 * The value that raw text stands for.
 * @param charset the message's, in which the bytes of `\X..\` are
 */
export function unescapeText(raw: string, delimiters: Delimiters, charset: Charset = "utf-8"): string {
  const first = delimiters.escape === "" ? -1 : raw.indexOf(delimiters.escape);
  return first < 0 ? raw : unescapeFrom(raw, first, delimiters, charset);
}

/** @param first where the first escape character is; apart, because most values have none and need none of this */
function unescapeFrom(raw: string, first: number, delimiters: Delimiters, charset: Charset): string {
  const mark = delimiters.escape;
  let start = first;
  let value = "";
  let from = 0;
  /** Bytes of hexadecimal sequences that follow each other directly: one character may be spread over several. */
  let bytes: number[] = [];
  /** The set that `\C` or `\M` switched to; text is gathered until the next switch. */
  let shift: string | undefined;
  let gathered = "";
  const say = (text: string, literal: boolean) => {
    if (bytes.length > 0) {
      const read = textOfHexBytes(bytes, charset);
      bytes = [];
      say(read, false);
    }
    if (shift !== undefined && literal) {
      gathered += text;
      return;
    }
    if (gathered !== "") {
      value += shiftedText(gathered, shift, charset, mark);
      gathered = "";
    }
    value += text;
  };

  while (start >= 0) {
    const end = raw.indexOf(mark, start + 1);
    if (end < 0) break;
    const code = raw.slice(start + 1, end);
    const hex = hexBytes(code);
    const text = hex || isShift(code) ? "" : sequenceText(code, delimiters);
    if (text === undefined) {
      say(raw.slice(from, end), true);
      from = end;
      start = end;
      continue;
    }
    if (start > from) say(raw.slice(from, start), true);
    if (hex) for (const byte of hex) bytes.push(byte);
    else say(text, false);
    if (isShift(code)) shift = code;
    from = end + 1;
    start = raw.indexOf(mark, from);
  }
  say(raw.slice(from), true);
  say("", false);
  return value;
}

const patterns = new WeakMap<Delimiters, RegExp>();

/** Everything that could end a field or a segment: the message's own delimiters and the control characters. */
function unsafePattern(delimiters: Delimiters): RegExp {
  let pattern = patterns.get(delimiters);
  if (!pattern) {
    const listed = Object.values(delimiters)
      .join("")
      .replace(/[\\\]^-]/g, "\\$&");
    pattern = new RegExp(`\\r\\n|[${listed}\\x00-\\x08\\x0A-\\x1F\\x7F\\uFEFF]`, "g");
    patterns.set(delimiters, pattern);
  }
  return pattern;
}

const unsafeCodes = new WeakMap<Delimiters, Uint8Array>();

/** For each character of ASCII 1 where {@link unsafePattern} finds it; for {@link isPlain}. */
export function unsafeAscii(delimiters: Delimiters): Uint8Array {
  let unsafe = unsafeCodes.get(delimiters);
  if (!unsafe) {
    const found = (code: number) => (String.fromCharCode(code).search(unsafePattern(delimiters)) < 0 ? 0 : 1);
    unsafe = Uint8Array.from({ length: 0x80 }, (_, code) => found(code));
    unsafeCodes.set(delimiters, unsafe);
  }
  return unsafe;
}

/** Whether a value is its own raw text, as nearly all are: plain ASCII without anything that could end a field. */
export function isPlain(value: string, unsafe: Uint8Array): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code >= 0x80 || unsafe[code] === 1) return false;
  }
  return true;
}

function hexOf(text: string, charset: Charset): string {
  const bytes = encodeText(text, charset.startsWith("utf-") ? "utf-8" : charset);
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
}

export interface EscapeOptions {
  /** The field is formatted or plain text (FT, TX): line breaks become `\.br\` instead of hexadecimal. */
  readonly formatted?: boolean | undefined;
  /** The message's character set, in which `\X..\` gives its bytes. @default "utf-8" */
  readonly charset?: Charset | undefined;
}

/**
 * Raw text for a value; it can never end the field, the segment or the message.
 * A message that declares no escape character cannot carry its own delimiters: they become spaces.
 * @throws RangeError when a byte order mark is to be written in a set that has none
 */
export function escapeText(value: string, delimiters: Delimiters, options: EscapeOptions = {}): string {
  const mark = delimiters.escape;
  return value.replace(unsafePattern(delimiters), (found) => {
    if (mark === "") return " ";
    switch (found) {
      case mark:
        return `${mark}E${mark}`;
      case delimiters.field:
        return `${mark}F${mark}`;
      case delimiters.component:
        return `${mark}S${mark}`;
      case delimiters.subcomponent:
        return `${mark}T${mark}`;
      case delimiters.repetition:
        return `${mark}R${mark}`;
      case delimiters.truncation:
        return `${mark}P${mark}`;
    }
    const lineBreak = found === "\r" || found === "\n" || found === "\r\n";
    if (lineBreak && options.formatted && !Object.values(delimiters).includes(".")) return `${mark}.br${mark}`;
    return `${mark}X${hexOf(found, options.charset ?? "utf-8")}${mark}`;
  });
}
