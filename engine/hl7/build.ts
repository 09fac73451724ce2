/** Writing new messages from values addressed by path. Values are escaped; empty ends are trimmed. */
import { encodeText } from "./charset";
import { DEFAULT_DELIMITERS } from "./delimiters";
import { fieldType } from "./dictionary";
import { escapeText } from "./escape";
import { fieldPathOrFail } from "./path";
import type { Charset, Delimiters } from "./types";

export { DEFAULT_DELIMITERS };

/** A segment to be written: values by path inside the segment, `{ id: "PID", fields: { "3.1": "M-1", "5[2].1": "Alias" } }`. */
export interface SegmentDraft {
  readonly id: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

export interface BuildOptions {
  readonly delimiters?: Delimiters;
  /** The standard's carriage return unless a partner insists. */
  readonly terminator?: "\r" | "\n" | "\r\n";
  readonly charset?: Charset;
}

/** Sparse tree of one field: repetitions, components, sub-components; a leaf is raw text. */
type Level = (Level | string | undefined)[];

function place(tree: Level, indexes: readonly number[], raw: string): void {
  const [index = 1, ...deeper] = indexes;
  if (deeper.length === 0) {
    tree[index - 1] = raw;
    return;
  }
  const existing = tree[index - 1];
  const below: Level = Array.isArray(existing) ? existing : existing === undefined ? [] : [existing];
  tree[index - 1] = below;
  place(below, deeper, raw);
}

function join(level: Level | string | undefined, separators: readonly string[]): string {
  if (level === undefined || typeof level === "string") return level ?? "";
  const [separator = "", ...deeper] = separators;
  const parts = Array.from(level, (below) => join(below, deeper));
  while (parts.length > 0 && parts.at(-1) === "") parts.pop();
  return parts.join(separator);
}

/** FT and TX fields keep their line breaks as `\.br\`; what OBX-5 is, OBX-2 says. */
function isFormatted(draft: SegmentDraft, field: number): boolean {
  const type = draft.id === "OBX" && field === 5 ? draft.fields["2"] : fieldType(draft.id, field);
  return type === "FT" || type === "TX";
}

function segmentText(draft: SegmentDraft, delimiters: Delimiters, charset: Charset): string {
  const { field: separator, repetition, component, subcomponent } = delimiters;
  const header = draft.id === "MSH" || draft.id === "FHS" || draft.id === "BHS";
  const fields: Level = [];
  for (const [path, value] of Object.entries(draft.fields)) {
    if (value === undefined || value === "") continue;
    const target = fieldPathOrFail(path);
    if (header && target.field <= 2) continue;
    const raw = escapeText(value, delimiters, { formatted: isFormatted(draft, target.field), charset });
    const indexes = [target.field, target.repetition ?? 1];
    if (target.component !== undefined) indexes.push(target.component);
    if (target.subcomponent !== undefined) indexes.push(target.subcomponent);
    place(fields, indexes, raw);
  }
  if (!header) return `${draft.id}${separator}${join(fields, [separator, repetition, component, subcomponent])}`;
  const encoding = component + repetition + delimiters.escape + subcomponent + delimiters.truncation;
  const rest = join(fields.slice(2), [separator, repetition, component, subcomponent]);
  return `${draft.id}${separator}${encoding}${separator}${rest}`;
}

/**
 * The bytes of a message made of these segments. MSH-1 and MSH-2 come from the delimiters. A segment without any value is
 * written as its bare name and separator.
 * @throws TypeError for a path that is not one
 * @throws RangeError when the character set lacks a character
 */
export function buildMessage(segments: readonly SegmentDraft[], options: BuildOptions = {}): Uint8Array {
  const { delimiters = DEFAULT_DELIMITERS, terminator = "\r", charset = "utf-8" } = options;
  return encodeText(
    segments.map((segment) => segmentText(segment, delimiters, charset) + terminator).join(""),
    charset,
  );
}
