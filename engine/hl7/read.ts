import { unescapeText } from "./escape";
import { type FieldPath, fieldPathOrFail, type Path, pathOrFail } from "./path";
import type { Segment } from "./segment";
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
  return end < 0 ? text.slice(from) : text.slice(from, end);
}

/** MSH-1 and MSH-2 hold the delimiters and are never split or unescaped. */
function isDelimiterField(segment: Segment, field: number): boolean {
  return field <= 2 && segment.isHeader;
}

/** Raw text at a place; the first repetition unless the path says which. */
export function rawAt(segment: Segment, path: FieldPath, repetition = path.repetition ?? 1): string | undefined {
  let raw = segment.field(path.field);
  if (raw === undefined) return undefined;
  const { component, subcomponent } = path;
  if (isDelimiterField(segment, path.field)) {
    return repetition === 1 && (component ?? 1) === 1 && (subcomponent ?? 1) === 1 ? raw : undefined;
  }
  raw = part(raw, segment.delimiters.repetition, repetition);
  if (raw === undefined || component === undefined) return raw;
  raw = part(raw, segment.delimiters.component, component);
  if (raw === undefined || subcomponent === undefined) return raw;
  return part(raw, segment.delimiters.subcomponent, subcomponent);
}

/** Value at a place: escapes resolved; undefined when absent or empty. */
export function valueAt(segment: Segment, path: FieldPath, repetition?: number): string | undefined {
  const raw = rawAt(segment, path, repetition);
  if (raw === undefined || raw === "") return undefined;
  return isDelimiterField(segment, path.field) ? raw : unescapeText(raw, segment.delimiters);
}

/** How many times field `number` repeats; 0 when absent or empty. */
export function countRepetitions(segment: Segment, number: number): number {
  const raw = segment.field(number);
  if (raw === undefined || raw === "") return 0;
  const { repetition } = segment.delimiters;
  if (repetition === "" || isDelimiterField(segment, number)) return 1;
  let count = 1;
  for (let at = raw.indexOf(repetition); at >= 0; at = raw.indexOf(repetition, at + 1)) count++;
  return count;
}

/** The segments of a message, all or those named `id`, in the order sent. */
export function segments(message: Message, id?: string): readonly Segment[] {
  return id === undefined ? message.segments : message.segments.filter((segment) => segment.id === id);
}

export function countSegments(message: Message, id: string): number {
  let count = 0;
  for (const segment of message.segments) if (segment.id === id) count++;
  return count;
}

/** Index in `message.segments` of the segment a path names, or -1. */
export function segmentIndex(message: Message, path: Path): number {
  let left = path.occurrence ?? 1;
  return message.segments.findIndex((segment) => segment.id === path.segment && --left === 0);
}

function toFieldPath(path: Path): FieldPath | undefined {
  return path.field === undefined ? undefined : { ...path, field: path.field };
}

/** Text as sent at a path, escapes and all; undefined when absent. A path without a field gives the whole segment. */
export function getRaw(message: Message, path: string): string | undefined {
  const target = pathOrFail(path);
  const segment = message.segments[segmentIndex(message, target)];
  if (!segment) return undefined;
  const within = toFieldPath(target);
  return within ? rawAt(segment, within) : segment.raw;
}

/**
 * Value at a path, escapes resolved; undefined when absent or empty, {@link NULL_VALUE} when explicitly null.
 * The first segment and the first repetition are meant unless the path says otherwise. A path says how deep it reads:
 * `PID-5` is the whole name with its `^`, `PID-5.1` the family name.
 * @throws TypeError when the path is not one
 */
export function get(message: Message, path: string): string | undefined {
  const target = pathOrFail(path);
  const segment = message.segments[segmentIndex(message, target)];
  if (!segment) return undefined;
  const within = toFieldPath(target);
  return within ? valueAt(segment, within) : segment.raw;
}

/** Every value a path can mean: each segment of that name and each repetition that the path does not pin down by number. */
export function getAll(message: Message, path: string): string[] {
  const target = pathOrFail(path);
  const within = toFieldPath(target);
  if (!within) return segments(message, target.segment).map((segment) => segment.raw);
  if (target.occurrence !== undefined) {
    const segment = message.segments[segmentIndex(message, target)];
    return segment ? valuesAt(segment, within) : [];
  }
  return segments(message, target.segment).flatMap((segment) => valuesAt(segment, within));
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
