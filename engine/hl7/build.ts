/** Writing new messages from values addressed by path. Values are escaped; empty ends are trimmed. */
import { encodeText } from "./charset";
import { DEFAULT_DELIMITERS } from "./delimiters";
import { fieldType } from "./dictionary";
import { escapeText, isPlain, unsafeAscii } from "./escape";
import { fieldPathOrFail } from "./path";
import { putValue, type Value, type Values } from "./segment-values";
import type { Charset, Delimiters } from "./types";

export { DEFAULT_DELIMITERS, encodeText };

/**
 * A segment to be written. Its values by path inside the segment, `{ id: "PID", fields: { "3.1": "M-1", "5[2].1": "Alias" } }`,
 * or level by level as {@link putValue} gathers them.
 */
export interface SegmentDraft {
  readonly id: string;
  readonly fields: Readonly<Record<string, string | undefined>> | Values;
}

export interface BuildOptions {
  readonly delimiters?: Delimiters;
  /** The standard's carriage return unless a partner insists. */
  readonly terminator?: "\r" | "\n" | "\r\n";
  readonly charset?: Charset;
}

function valuesOf(fields: SegmentDraft["fields"]): Values {
  if (Array.isArray(fields)) return fields;
  const values: Values = [];
  for (const [path, value] of Object.entries(fields)) {
    if (value !== undefined && value !== "") putValue(values, fieldPathOrFail(path), value);
  }
  return values;
}

/** How the segments of a message become text. */
interface Manner {
  readonly delimiters: Delimiters;
  /** Between fields, repetitions, components and sub-components. */
  readonly separators: readonly string[];
  readonly charset: Charset;
  readonly unsafe: Uint8Array;
}

/** One segment on its way to text. */
interface Writing {
  readonly id: string;
  readonly fields: Values;
  readonly manner: Manner;
}

/** FT and TX fields keep their line breaks as `\.br\`; what OBX-5 is, OBX-2 says. */
function isFormatted({ id, fields }: Writing, field: number, value: string): boolean {
  // Only a line break makes a difference, and most values have none.
  if (!value.includes("\n") && !value.includes("\r")) return false;
  const type = id === "OBX" && field === 5 ? fields[1] : fieldType(id, field);
  return type === "FT" || type === "TX";
}

function textOf(value: Value, level: number, field: number, writing: Writing): string {
  if (Array.isArray(value)) return joined(value, level, field, writing);
  const { delimiters, charset, unsafe } = writing.manner;
  return isPlain(value, unsafe)
    ? value
    : escapeText(value, delimiters, { formatted: isFormatted(writing, field, value), charset });
}

/**
 * The values of a level as text; separators are written only before something, so that empty ends leave none.
 * @param field number of the field they are in; 0 for the fields themselves
 * @param from index of the first
 */
function joined(values: Values, level: number, field: number, writing: Writing, from = 0): string {
  const separator = writing.manner.separators[level];
  if (separator === undefined) throw new TypeError(`${writing.id}-${field} has more levels than HL7 knows`);
  let text = "";
  let owed = 0;
  for (let i = from; i < values.length; i++) {
    if (i > from) owed++;
    const value = values[i];
    const part = value === undefined ? "" : textOf(value, level + 1, field || i + 1, writing);
    if (part === "") continue;
    text += owed === 1 ? separator : separator.repeat(owed);
    text += part;
    owed = 0;
  }
  return text;
}

function segmentText({ id, fields }: SegmentDraft, manner: Manner): string {
  const { delimiters } = manner;
  const writing: Writing = { id, fields: valuesOf(fields), manner };
  const header = id === "MSH" || id === "FHS" || id === "BHS";
  if (!header) return `${id}${delimiters.field}${joined(writing.fields, 0, 0, writing)}`;
  const { field, component, repetition, escape: mark, subcomponent, truncation } = delimiters;
  const encoding = component + repetition + mark + subcomponent + truncation;
  return `${id}${field}${encoding}${field}${joined(writing.fields, 0, 0, writing, 2)}`;
}

/**
 * The text of a message made of these segments. MSH-1 and MSH-2 come from the delimiters. A segment without any value is
 * written as its bare name and separator.
 * @throws TypeError for a path that is not one
 * @throws RangeError when the character set lacks a character
 */
export function segmentsText(segments: readonly SegmentDraft[], options: BuildOptions = {}): string {
  const { delimiters = DEFAULT_DELIMITERS, terminator = "\r", charset = "utf-8" } = options;
  const separators = [delimiters.field, delimiters.repetition, delimiters.component, delimiters.subcomponent];
  const manner: Manner = { delimiters, separators, charset, unsafe: unsafeAscii(delimiters) };
  let text = "";
  for (const segment of segments) text += segmentText(segment, manner) + terminator;
  return text;
}

/** The bytes of {@link segmentsText}. */
export function buildMessage(segments: readonly SegmentDraft[], options: BuildOptions = {}): Uint8Array {
  return encodeText(segmentsText(segments, options), options.charset ?? "utf-8");
}
