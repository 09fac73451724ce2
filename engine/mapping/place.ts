/** Where an inbound rule reads: one HL7 path over the segments its scope offers. */
import {
  countRepetitions,
  type FieldPath,
  NULL_VALUE,
  part,
  rawAt,
  type Segment,
  unescapeText,
  valueAt,
} from "~/engine/hl7";
import type { ComponentReader } from "./datatypes";
import type { Remark } from "./map-finding";

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
export function* textsAt({ segments, path }: PlaceText): Generator<string> {
  for (const segment of segments) {
    const last = path.repetition ?? countRepetitions(segment, path.field);
    for (let repetition = path.repetition ?? 1; repetition <= last; repetition++) {
      const text = present(valueAt(segment, path, repetition));
      if (text !== undefined) yield text;
    }
  }
}

/** Reads the components of one repetition; the text is cut once, however many components are asked for. */
export function componentsOf(segment: Segment, field: number, repetition: number): ComponentReader {
  const { delimiters, charset } = segment.form;
  const raw = rawAt(segment, { field }, repetition) ?? "";
  const components = delimiters.component === "" ? [raw] : raw.split(delimiters.component);
  return (component, subcomponent = 1) => {
    const whole = components[component - 1];
    if (whole === undefined || whole === "") return undefined;
    const text = part(whole, delimiters.subcomponent, subcomponent);
    if (text === undefined || text === "" || text === NULL_VALUE) return undefined;
    return delimiters.escape !== "" && text.includes(delimiters.escape)
      ? unescapeText(text, delimiters, charset)
      : text;
  };
}

/** Visits every repetition of the field in every segment, until a visit gives something; that is returned. */
export function eachRepetition<T>(
  { segments, path }: PlaceText,
  visit: (at: ComponentReader) => T | undefined,
): T | undefined {
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as Segment;
    const last = path.repetition ?? countRepetitions(segment, path.field);
    for (let repetition = path.repetition ?? 1; repetition <= last; repetition++) {
      const found = visit(componentsOf(segment, path.field, repetition));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
