import { unescapeText } from "./escape";
import { locate } from "./locate";
import { type CompiledPath, compilePath, type FieldPath, fieldPathOrFail } from "./path";
import { type Segment, segmentCode } from "./segment";
import type { Message } from "./types";

/** HL7's explicit null: "delete what you have", unlike an empty field, which says nothing (v2.5.1 chapter 2.5.3). */
export const NULL_VALUE = '""';

/** The nth part of `text`, counted from 1, without splitting the rest. */
export function part(text: string, separator: string, number: number): string | undefined {
  if (separator === "") return number === 1 ? text : undefined;
  let from = 0;
  for (let n = 1; n < number; n++) {
    const next = text.indexOf(separator, from);
    if (next < 0) return undefined;
    from = next + 1;
  }
  const end = text.indexOf(separator, from);
  return end < 0 ? (from === 0 ? text : text.slice(from)) : text.slice(from, end);
}

/** MSH-1 and MSH-2 hold the delimiters and are never split or unescaped. */
function isDelimiterField(segment: Segment, field: number): boolean {
  return field <= 2 && segment.isHeader;
}

/** Beyond this many repetitions a field is split once and the parts remembered, so that reading all of them stays linear. */
const FEW = 8;
const splitFields = new WeakMap<Segment, { readonly field: number; readonly parts: readonly string[] }>();

function repetitionOf(segment: Segment, field: number, whole: string, number: number): string | undefined {
  const { repetition } = segment.form.delimiters;
  if (number <= FEW || repetition === "") return part(whole, repetition, number);
  let split = splitFields.get(segment);
  if (split?.field !== field) {
    split = { field, parts: whole.split(repetition) };
    splitFields.set(segment, split);
  }
  return split.parts[number - 1];
}

/** As {@link rawAt}, as the segment keeps it. */
export function keptAt(segment: Segment, path: FieldPath, repetition = path.repetition ?? 1): string | undefined {
  const { field, component, subcomponent } = path;
  const whole = segment.kept(field);
  if (whole === undefined) return undefined;
  if (isDelimiterField(segment, field)) {
    return repetition === 1 && (component ?? 1) === 1 && (subcomponent ?? 1) === 1 ? whole : undefined;
  }
  const { delimiters } = segment.form;
  const repeated = repetitionOf(segment, field, whole, repetition);
  if (repeated === undefined || component === undefined) return repeated;
  const of = part(repeated, delimiters.component, component);
  if (of === undefined || subcomponent === undefined) return of;
  return part(of, delimiters.subcomponent, subcomponent);
}

/** Raw text at a place; the first repetition unless the path says which. */
export function rawAt(segment: Segment, path: FieldPath, repetition?: number): string | undefined {
  const kept = keptAt(segment, path, repetition);
  return kept === undefined ? undefined : segment.readable(kept);
}

/** Value at a place: escapes resolved; undefined when absent or empty. */
export function valueAt(segment: Segment, path: FieldPath, repetition?: number): string | undefined {
  const kept = keptAt(segment, path, repetition);
  if (kept === undefined || kept === "") return undefined;
  if (isDelimiterField(segment, path.field)) return kept;
  const { delimiters, charset, codec } = segment.form;
  return unescapeText(codec ? codec.decode(kept) : kept, delimiters, charset);
}

/** How many times field `number` repeats; 0 when absent or empty. */
export function countRepetitions(segment: Segment, number: number): number {
  const kept = segment.kept(number);
  if (kept === undefined || kept === "") return 0;
  const { repetition } = segment.delimiters;
  if (repetition === "" || isDelimiterField(segment, number)) return 1;
  let count = 1;
  for (let at = kept.indexOf(repetition); at >= 0; at = kept.indexOf(repetition, at + 1)) count++;
  return count;
}

/** The segments of a message, all or those named `id`, in the order sent. */
export function segments(message: Message, id?: string): readonly Segment[] {
  if (id === undefined) return message.segments;
  const code = segmentCode(id);
  return message.segments.filter((segment) => segment.code === code && segment.id === id);
}

export function countSegments(message: Message, id: string): number {
  const code = segmentCode(id);
  let count = 0;
  for (const segment of message.segments) if (segment.code === code) count++;
  return count;
}

/** A path as text, understood and remembered, or already compiled. */
const compiled = (path: string | CompiledPath) => (typeof path === "string" ? compilePath(path) : path);

/** Text as sent at a path, escapes and all; undefined when absent. A path without a field gives the whole segment. */
export function getRaw(message: Message, path: string | CompiledPath): string | undefined {
  const target = compiled(path);
  const segment = message.segments[locate(message, target)];
  return segment && (target.within ? rawAt(segment, target.within) : segment.raw);
}

/**
 * Value at a path, escapes resolved; undefined when absent or empty, {@link NULL_VALUE} when explicitly null.
 * The first segment and the first repetition are meant unless the path says otherwise. A path says how deep it reads:
 * `PID-5` is the whole name with its `^`, `PID-5.1` the family name.
 * @throws TypeError when the path is not one, or names groups and no structure says what they are
 */
export function get(message: Message, path: string | CompiledPath): string | undefined {
  const target = compiled(path);
  const segment = message.segments[locate(message, target)];
  return segment && (target.within ? valueAt(segment, target.within) : segment.raw);
}

/** One value of a message with the path that means it and nothing else, such as `OBX[3]-5[1]`. */
export interface PlacedValue {
  readonly path: string;
  readonly value: string;
  /** Index in `message.segments`. */
  readonly segmentIndex: number;
}

/**
 * Every value a path can mean, in the order sent: each segment of that name and each repetition that the path does not
 * pin down by number. Empty places are left out.
 * @throws TypeError as {@link get}
 */
export function* each(message: Message, path: string | CompiledPath): Generator<PlacedValue> {
  const target = compiled(path);
  const { within, code } = target;
  const { segment: name, occurrence: wanted, groups } = target.path;
  const pinned = wanted !== undefined || groups !== undefined;
  const only = pinned ? locate(message, target) : -1;
  let occurrence = 0;
  for (let segmentIndex = 0; segmentIndex < message.segments.length; segmentIndex++) {
    const segment = message.segments[segmentIndex];
    if (segment?.code !== code) continue;
    occurrence++;
    if (pinned && segmentIndex !== only) continue;
    const at = `${name}[${occurrence}]`;
    if (!within) {
      yield { path: at, value: segment.raw, segmentIndex };
      continue;
    }
    const depth = `${within.component ? `.${within.component}` : ""}${within.subcomponent ? `.${within.subcomponent}` : ""}`;
    const last = within.repetition ?? countRepetitions(segment, within.field);
    for (let repetition = within.repetition ?? 1; repetition <= last; repetition++) {
      const value = valueAt(segment, within, repetition);
      if (value !== undefined) yield { path: `${at}-${within.field}[${repetition}]${depth}`, value, segmentIndex };
    }
  }
}

/** The values of {@link each} alone. */
export function getAll(message: Message, path: string | CompiledPath): string[] {
  return Array.from(each(message, path), ({ value }) => value);
}

export function valuesAt(segment: Segment, path: FieldPath): string[] {
  const values: string[] = [];
  const first = path.repetition ?? 1;
  const last = path.repetition ?? countRepetitions(segment, path.field);
  for (let repetition = first; repetition <= last; repetition++) {
    const value = valueAt(segment, path, repetition);
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** As {@link get}, inside one segment: `getIn(obx, "3.1")`. */
export function getIn(segment: Segment, path: string): string | undefined {
  return valueAt(segment, fieldPathOrFail(path));
}

/** As {@link getRaw}, inside one segment. */
export function getRawIn(segment: Segment, path: string): string | undefined {
  return rawAt(segment, fieldPathOrFail(path));
}

/** As {@link getAll}, inside one segment: every repetition. */
export function getAllIn(segment: Segment, path: string): string[] {
  return valuesAt(segment, fieldPathOrFail(path));
}
