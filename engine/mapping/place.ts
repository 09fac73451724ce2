/** Where an inbound rule reads: one HL7 path over the segments its scope offers. */
import { countRepetitions, type FieldPath, NULL_VALUE, type Segment, valueAt } from "~/engine/hl7";
import type { ComponentReader } from "./datatypes";
import type { Remark } from "./map-finding";
import { repetitions } from "./repetitions";

/** Segments and the path within them. */
export interface PlaceText {
  readonly segments: readonly Segment[];
  readonly path: FieldPath;
}

/** The answers of expressions that have to be asked beforehand; see expressions.ts. */
export interface Answers {
  answer(expression: string, input: unknown, remark: (remark: Remark) => void): unknown;
}

/** One reading of one rule. It is used for one rule after the other and must not be kept. */
export interface Place extends PlaceText {
  /** Version of the message, MSH-12. */
  readonly version: string;
  readonly answers: Answers | undefined;
  /** The values at all places of the rule, by path: what an expression is given. */
  fields(): Record<string, readonly string[]>;
  /** Notes something about the value in a segment, or about the rule's first segment. */
  remark(remark: Remark, segment?: Segment): void;
}

/** An explicit null carries no value into the contract. */
function present(value: string | undefined): string | undefined {
  return value === NULL_VALUE ? undefined : value;
}

/** The value exactly where the path points: the first segment that has one. */
export function textAt({ segments, path }: PlaceText): { text: string; segment: Segment } | undefined {
  for (const segment of segments) {
    const text = present(valueAt(segment, path));
    if (text !== undefined) return { text, segment };
  }
  return undefined;
}

/** As {@link textAt}, the text alone. */
export function plainTextAt({ segments, path }: PlaceText): string | undefined {
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    const text = segment && valueAt(segment, path);
    if (text !== undefined && text !== NULL_VALUE) return text;
  }
  return undefined;
}

/** Every repetition, in every segment, of the value the path points at. */
export function textsAt({ segments, path }: PlaceText): string[] {
  const texts: string[] = [];
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as Segment;
    const last = path.repetition ?? countRepetitions(segment, path.field);
    for (let repetition = path.repetition ?? 1; repetition <= last; repetition++) {
      const text = present(valueAt(segment, path, repetition));
      if (text !== undefined) texts.push(text);
    }
  }
  return texts;
}

/** Reads the components of one repetition; see {@link eachRepetition}. */
export function componentsOf(segment: Segment, field: number, repetition: number): ComponentReader {
  repetitions.open(segment, field);
  for (let skipped = 1; skipped <= repetition; skipped++) if (!repetitions.next()) break;
  return repetitions.at;
}

/**
 * Visits every repetition of the field in every segment, until a visit gives something; that is returned. There is one
 * reader for all: a visit has to read what it wants before it looks elsewhere.
 */
export function eachRepetition<T>(
  { segments, path }: PlaceText,
  visit: (at: ComponentReader) => T | undefined,
): T | undefined {
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as Segment;
    if (!segment.isValued(path.field)) continue;
    repetitions.open(segment, path.field);
    for (let number = 1; repetitions.next(); number++) {
      if (path.repetition !== undefined && path.repetition !== number) continue;
      const found = visit(repetitions.at);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
