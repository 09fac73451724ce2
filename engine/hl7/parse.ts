/**
 * Bytes to a message, in one pass over the text. Fields are split when read. Whatever arrives, nothing is thrown and
 * nothing is lost: line ends, byte order mark, MLLP bytes and blank lines stay where they were, so that
 * {@link encode} gives back the same bytes.
 */
import { type Decoded, decode } from "./charset";
import { Segment } from "./segment";
import type { Delimiters, Finding, MalformedCode, Message, ParseResult } from "./types";

const MLLP_START = "\x0b";
const MLLP_END = "\x1c";
const SEGMENT_START = /^[A-Z][A-Z0-9]{2}/;

function malformed(code: MalformedCode, reason: string, path?: string): ParseResult {
  return { kind: "malformed", code, reason, ...(path && { path }) };
}

/** Reads `input` as one message. A string counts as UTF-8. */
export function parse(input: Uint8Array | string): ParseResult {
  if (typeof input === "string") return fromText({ text: input, charset: "utf-8", findings: [] });
  if ((input[0] === 0xff && input[1] === 0xfe) || (input[0] === 0xfe && input[1] === 0xff)) {
    return malformed(
      "unsupported-charset",
      "The file is UTF-16; this system reads UTF-8 and single-byte character sets.",
    );
  }
  return fromText(decode(input, declaredCharset(input)), input);
}

/** MSH-18 before the character set is known: header bytes read one by one as Latin letters. */
function declaredCharset(bytes: Uint8Array): string {
  let start = 0;
  while (start < bytes.length && start < 64 && bytes[start] !== 0x4d) start++;
  let end = start;
  while (end < bytes.length && end - start < 4096 && bytes[end] !== 0x0d && bytes[end] !== 0x0a) end++;
  const header = String.fromCharCode(...bytes.subarray(start, end));
  const declared = header.split(header.charAt(3))[17] ?? "";
  return declared.split(header.charAt(5))[0] ?? "";
}

/** Byte order mark, MLLP start, blanks and blank lines. */
function leadLength(text: string): number {
  let length = 0;
  while (length < text.length && (text.charAt(length) <= " " || text.charAt(length) === "\uFEFF")) length++;
  return length;
}

function fromText({ text, charset, findings }: Decoded, source?: Uint8Array): ParseResult {
  const lead = text.slice(0, leadLength(text));
  if (lead.length === text.length) return malformed("empty", "There is nothing in it.");
  const id = text.slice(lead.length, lead.length + 3);
  if (id === "FHS" || id === "BHS") {
    return malformed("batch", "This is a batch file, not a single message; it has to be split first.");
  }
  if (id !== "MSH") return malformed("no-header", "It does not start with an MSH segment.", "MSH");
  const declared = delimitersAt(text, lead.length);
  if ("kind" in declared) return declared;
  const message: Message = {
    delimiters: declared,
    charset,
    lead,
    segments: splitSegments(text, lead.length, declared),
    ...(source && { source }),
  };
  return { kind: "message", message, findings: [...findings, ...observe(message)] };
}

/** MSH-1 is the character after `MSH`; MSH-2 runs to its next occurrence (HL7 v2.5.1 chapter 2.15.9.1). */
function delimitersAt(text: string, start: number): Delimiters | ParseResult {
  const field = text.charAt(start + 3);
  if (field === "") return malformed("header-too-short", "MSH ends before its field separator.", "MSH-1");
  if (field > "\x7f")
    return malformed("delimiter-not-ascii", "The field separator is not an ASCII character.", "MSH-1");
  if (/[A-Za-z0-9]/.test(field) || (field <= " " && field !== "\t")) {
    return malformed(
      "delimiters-clash",
      "The character after MSH is a letter, a digit or a blank, not a separator.",
      "MSH-1",
    );
  }
  const line = /^.*/.exec(text.slice(start + 4, start + 68))?.[0] ?? "";
  const end = line.indexOf(field);
  const encoding = (end < 0 ? line : line.slice(0, end)).slice(0, 5);
  if (encoding === "")
    return malformed("header-too-short", "MSH-2 does not say which delimiters the message uses.", "MSH-2");
  if (/[^\x21-\x7e]|[A-Za-z0-9]/.test(encoding)) {
    return malformed("delimiters-clash", "MSH-2 holds characters that cannot be delimiters.", "MSH-2");
  }
  if (new Set(field + encoding).size !== encoding.length + 1) {
    return malformed("delimiters-clash", "The delimiters in MSH-1 and MSH-2 are not all different.", "MSH-2");
  }
  return {
    field,
    component: encoding.charAt(0),
    repetition: encoding.charAt(1),
    escape: encoding.charAt(2),
    subcomponent: encoding.charAt(3),
    truncation: encoding.charAt(4),
  };
}

/** Position of the next `character` at or after `from`, found once and kept until passed; the text's length when none is left. */
function nextOf(text: string, character: string): (from: number) => number {
  let at = -1;
  return (from) => {
    if (at < from) {
      at = text.indexOf(character, from);
      if (at < 0) at = text.length;
    }
    return at;
  };
}

function isTerminator(character: string): boolean {
  return character === "\r" || character === "\n" || character === MLLP_END || character === MLLP_START;
}

/** Blank lines and indentation before a segment count as the previous segment's terminator. */
function endOfTerminator(text: string, from: number): number {
  let at = from;
  while (at < text.length && isTerminator(text.charAt(at))) at++;
  let blank = at;
  while (blank < text.length && text.charAt(blank) <= " ") blank++;
  const indented = blank > at && (blank === text.length || SEGMENT_START.test(text.slice(blank, blank + 3)));
  return indented ? blank : at;
}

function splitSegments(text: string, start: number, delimiters: Delimiters): Segment[] {
  const nextCr = nextOf(text, "\r");
  const nextLf = nextOf(text, "\n");
  const nextEnd = nextOf(text, MLLP_END);
  const found: Segment[] = [];
  for (let from = start; from < text.length; ) {
    const end = Math.min(nextCr(from), nextLf(from), nextEnd(from));
    const next = endOfTerminator(text, end);
    found.push(new Segment(text.slice(from, end), text.slice(end, next), delimiters));
    from = next;
  }
  return found;
}

function observe({ segments, delimiters }: Message): Finding[] {
  const findings: Finding[] = [];
  const note = (severity: Finding["severity"], code: string, path: string, message: string) =>
    findings.push({ severity, code, path, message });

  const [header] = segments;
  if (!header?.field(9)) note("error", "required-missing", "MSH-9", "MSH-9 does not say what type of message this is.");
  if (!header?.field(10)) note("warning", "required-missing", "MSH-10", "MSH-10 (control id) is empty.");
  if (!header?.field(12)) note("warning", "required-missing", "MSH-12", "MSH-12 (version) is empty.");
  if (delimiters.subcomponent === "" || (header?.field(2)?.length ?? 0) > 5) {
    note("warning", "unusual-delimiters", "MSH-2", "MSH-2 holds neither four nor five characters.");
  }
  let headers = 0;
  const strange: number[] = [];
  segments.forEach((segment, index) => {
    if (segment.id === "MSH") headers++;
    const next = segment.raw.charAt(3);
    if (!SEGMENT_START.test(segment.id) || (next !== "" && next !== delimiters.field)) strange.push(index + 1);
  });
  if (headers > 1)
    note("error", "several-messages", "MSH[2]", "More than one message; the file has to be split first.");
  if (strange.length > 0) {
    note(
      "warning",
      "not-a-segment",
      "",
      `Line ${strange.slice(0, 5).join(", ")} does not start with a segment name; a value may hold a line break.`,
    );
  }
  if (segments.at(-1)?.terminator === "") {
    note("info", "unterminated", "", "The last segment has no line end; the message may have been cut.");
  }
  return findings;
}
