import type { Segment } from "./segment";

/**
 * The shapes of a parsed HL7 v2 message.
 *
 * Terminology:
 * - message: the segments from one MSH to the next, with the bytes they came in
 * - segment: one line, named by its first three characters
 * - field, repetition, component, sub-component: the four levels inside a segment, all counted from 1
 * - raw text: as sent, escapes included; a value is raw text with its escapes resolved
 */

/** The separators a message declares in MSH-1 and MSH-2 (HL7 v2.5.1 chapter 2.5.4). An undeclared one is "". */
export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
  /** Fifth character of MSH-2, from v2.7. */
  readonly truncation: string;
}

/** `error`: the content cannot be relied on. `warning`: tolerated. `info`: worth knowing. */
export type Severity = "error" | "warning" | "info";

/** Something noticed about a message. `message` is plain words and never repeats a value, so it may be logged and sent back. */
export interface Finding {
  readonly severity: Severity;
  /** Stable kebab-case name of the kind of finding. */
  readonly code: string;
  /** HL7 path at fault, such as `PID-3`; empty when it concerns the whole message. */
  readonly path: string;
  /** Index in `message.segments` (from 0) of the segment at fault; absent when it concerns the whole message. */
  readonly segmentIndex?: number;
  readonly message: string;
}

/**
 * How a message's bytes become text: `utf-8`, `utf-16le`, `utf-16be`, `utf-32le`, `utf-32be`, or the WHATWG label of a
 * single-byte or multi-byte set such as `windows-1252` or `iso-2022-jp`.
 */
export type Charset = string;

/**
 * Text kept as the bytes it came in, one character for each byte, where decoding could lose something. A byte below 0x80
 * that belongs to a longer character has 0x100 added, so that it is never taken for a delimiter or a line end.
 */
export interface ByteCodec {
  /** Coded text to readable text; bytes that mean nothing become U+FFFD. */
  decode(coded: string): string;
  /** @throws RangeError when the character set lacks a character */
  encode(text: string): string;
}

/** What all segments of a message share: how its text is cut and how its bytes are read. */
export interface Form {
  readonly delimiters: Delimiters;
  readonly charset: Charset;
  /** Absent when the text is kept decoded. */
  readonly codec?: ByteCodec;
}

/** Bytes around a UTF-16 or UTF-32 text that are not part of it: single-byte framing, a cut last character. */
export interface Surround {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** An immutable message. Read it with {@link get}; change it with {@link set}, which returns another one. */
export interface Message extends Form {
  /** What stood before MSH: byte order mark, MLLP start, blank lines. */
  readonly lead: string;
  readonly surround?: Surround;
  readonly segments: readonly Segment[];
  /** The bytes as received; absent once changed. */
  readonly source?: Uint8Array;
}

/** Why bytes are not a message. */
export type MalformedCode =
  | "empty"
  | "no-header"
  | "batch"
  | "header-too-short"
  | "delimiters-clash"
  | "delimiter-not-ascii"
  | "unsupported-charset"
  | "too-large";

export type ParseResult =
  | { readonly kind: "message"; readonly message: Message; readonly findings: readonly Finding[] }
  | { readonly kind: "malformed"; readonly code: MalformedCode; readonly reason: string; readonly path?: string };
