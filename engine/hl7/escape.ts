/**
 * Escape sequences (HL7 v2.5.1 chapter 2.7). Reading is one scan from left to right; what is not a known sequence stays
 * as it is, so that `C:\tmp` survives. Highlighting and layout commands carry no text and are dropped from the value;
 * the raw text keeps them.
 */
import { decodeUtf8 } from "./charset";
import type { Delimiters } from "./types";

const windows1252 = new TextDecoder("windows-1252");

function hexText(digits: string): string | undefined {
  if (digits.length === 0 || digits.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return decodeUtf8(bytes) ?? windows1252.decode(bytes);
}

/** `.sp`, `.sk` and the other commands of formatted text; counts are capped so that a message cannot ask for megabytes. */
function formattedText(command: string): string | undefined {
  if (command === ".br" || command === ".ce") return "\n";
  const [, name, digits] = /^\.(sp|sk|in|ti|fi|nf) *[+-]?(\d{0,4})$/.exec(command) ?? [];
  if (name === undefined) return undefined;
  const count = Math.min(digits ? Number(digits) : 1, 200);
  if (name === "sp") return "\n".repeat(count);
  return name === "sk" ? " ".repeat(count) : "";
}

function sequenceText(code: string, delimiters: Delimiters): string | undefined {
  switch (code) {
    case "F":
      return delimiters.field;
    case "S":
      return delimiters.component || undefined;
    case "T":
      return delimiters.subcomponent || undefined;
    case "R":
      return delimiters.repetition || undefined;
    case "E":
      return delimiters.escape;
    case "P":
      return delimiters.truncation || undefined;
    case "H":
    case "N":
      return "";
  }
  if (code.startsWith("X")) return hexText(code.slice(1));
  return code.startsWith(".") ? formattedText(code) : undefined;
}

/** The value that raw text stands for. */
export function unescapeText(raw: string, delimiters: Delimiters): string {
  const mark = delimiters.escape;
  let start = mark === "" ? -1 : raw.indexOf(mark);
  if (start < 0) return raw;
  let value = "";
  let from = 0;
  while (start >= 0) {
    const end = raw.indexOf(mark, start + 1);
    if (end < 0) break;
    const text = sequenceText(raw.slice(start + 1, end), delimiters);
    if (text === undefined) {
      value += raw.slice(from, end);
      from = end;
      start = end;
    } else {
      value += raw.slice(from, start) + text;
      from = end + 1;
      start = raw.indexOf(mark, from);
    }
  }
  return value + raw.slice(from);
}

const patterns = new Map<string, RegExp>();

/** Everything that could end a field or a segment: the message's own delimiters and the control characters. */
function unsafePattern(delimiters: Delimiters): RegExp {
  const characters = Object.values(delimiters).join("");
  let pattern = patterns.get(characters);
  if (!pattern) {
    const listed = characters.replace(/[\\\]^-]/g, "\\$&");
    pattern = new RegExp(`\\r\\n|[${listed}\\x00-\\x08\\x0A-\\x1F\\x7F\\uFEFF]`, "g");
    if (patterns.size < 64) patterns.set(characters, pattern);
  }
  return pattern;
}

function hexOf(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(
    "",
  );
}

export interface EscapeOptions {
  /** The field is formatted or plain text (FT, TX): line breaks become `\.br\` instead of hexadecimal. */
  readonly formatted?: boolean | undefined;
}

/**
 * Raw text for a value; it can never end the field, the segment or the message.
 * A message that declares no escape character cannot carry its own delimiters: they become spaces.
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
    return options.formatted && lineBreak ? `${mark}.br${mark}` : `${mark}X${hexOf(found)}${mark}`;
  });
}
