/**
 * Bytes to a message: one pass finds the segments, everything else waits until it is read. Whatever arrives, nothing is
 * thrown and nothing is lost: line ends, byte order mark, MLLP bytes and blank lines stay where they were, so that
 * {@link encode} gives back the same bytes.
 */
import { type Decoded, decode, decodeAsBytes, decodeUtf8 } from "./charset";
import { delimitersAt } from "./delimiters";
import { observe } from "./observe";
import { Segment, segmentCode } from "./segment";
import { splitSegments } from "./split-segments";
import type { Form, MalformedCode, Message, ParseResult, Surround } from "./types";
import { decodeWide, recogniseWide } from "./wide-text";

export interface ParseOptions {
  /** The character set as the sender agreed it, by its HL7 or WHATWG name; it overrules MSH-18. Unicode of two or four bytes is recognised without. */
  readonly charset?: string;
}

/** No platform holds a longer string; nobody sends one either. */
const LARGEST = 400 * 1024 * 1024;
const MSH = segmentCode("MSH");
const FHS = segmentCode("FHS");
const BHS = segmentCode("BHS");

function malformed(code: MalformedCode, reason: string, path?: string): ParseResult {
  return { kind: "malformed", code, reason, ...(path && { path }) };
}

/**
 * Reads `input` as one message. A string counts as UTF-8, whatever its MSH-18 says.
 * Everything that is wrong is in the result: this function does not throw.
 */
export function parse(input: Uint8Array | string, options: ParseOptions = {}): ParseResult {
  if (input.length > LARGEST) return malformed("too-large", "It is larger than 400 MiB.");
  if (typeof input === "string") return fromText({ text: input, charset: "utf-8", findings: [] });
  const wide = recogniseWide(input);
  if (wide) {
    const { form, start } = wide;
    const end = start + Math.floor((input.length - start) / form.width) * form.width;
    const text = decodeWide(input.subarray(start, end), form);
    if (text === undefined) return malformed("unsupported-charset", "The file looks like UTF-32 but is not.");
    const surround =
      start > 0 || end < input.length ? { before: input.subarray(0, start), after: input.subarray(end) } : undefined;
    return fromText({ text, charset: form.charset, findings: [] }, input, surround);
  }
  const utf8 = decodeUtf8(input);
  const declared = declaredCharsets(utf8 ?? decodeAsBytes(input));
  return fromText(decode(input, utf8, declared, options.charset), input);
}

/** Byte order mark, MLLP start, blanks and blank lines; in text of single bytes the mark is three characters. */
function leadLength(text: string): number {
  let length = 0;
  while (length < text.length) {
    const code = text.charCodeAt(length);
    if (code <= 0x20 || code === 0xfeff) length++;
    else if (code === 0xef && text.startsWith("\u00ef\u00bb\u00bf", length)) length += 3;
    else return length;
  }
  return length;
}

/** MSH-18, its repetitions, as far as the header can be read at all. */
function declaredCharsets(text: string): string[] {
  const start = leadLength(text);
  if (segmentCode(text, start) !== MSH) return [];
  const delimiters = delimitersAt(text, start);
  if ("kind" in delimiters) return [];
  const cr = text.indexOf("\r", start);
  const line = text.slice(start, cr < 0 ? text.length : cr);
  const lf = line.indexOf("\n");
  const end = lf < 0 ? line.length : lf;
  const declared = new Segment({ delimiters, charset: "utf-8" }, line, 0, end, end).kept(18) ?? "";
  return delimiters.repetition === "" ? [declared] : declared.split(delimiters.repetition);
}

function fromText({ text, charset, codec, findings }: Decoded, source?: Uint8Array, surround?: Surround): ParseResult {
  const start = leadLength(text);
  if (start === text.length) return malformed("empty", "There is nothing in it.");
  const code = segmentCode(text, start);
  if (code === FHS || code === BHS) {
    return malformed("batch", "This is a batch file, not a single message; it has to be split first.");
  }
  if (code !== MSH) return malformed("no-header", "It does not start with an MSH segment.", "MSH");
  const delimiters = delimitersAt(text, start);
  if ("kind" in delimiters) return malformed(delimiters.code, delimiters.reason, delimiters.path);
  const form: Form = codec ? { delimiters, charset, codec } : { delimiters, charset };
  const segments = splitSegments(text, start, form);
  // Built by hand: spreading costs more here than finding the segments does.
  const message: { -readonly [K in keyof Message]: Message[K] } = {
    delimiters,
    charset,
    lead: start === 0 ? "" : text.slice(0, start),
    segments,
  };
  if (source) message.source = source;
  if (codec) message.codec = codec;
  if (surround) message.surround = surround;
  return { kind: "message", message, findings: observe(segments, form, findings) };
}
