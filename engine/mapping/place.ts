/** Where an inbound rule reads: one HL7 path over the segments its scope offers. */
import { countRepetitions, type FieldPath, NULL_VALUE, type Segment, valueAt } from "~/engine/hl7";
import type { ComponentReader } from "./datatypes";

export interface PlaceText {
  readonly segments: readonly Segment[];
  readonly path: FieldPath;
}

export interface Place extends PlaceText {
  /** Version of the message, MSH-12. */
  readonly version: string;
  /** Notes a value that was left out or altered; `message` continues a sentence that begins with the field's name. */
  warn(segment: Segment, code: string, message: string): void;
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

/** Reads the components of one repetition. */
export function componentsOf(segment: Segment, field: number, repetition: number): ComponentReader {
  return (component, subcomponent = 1) => present(valueAt(segment, { field, component, subcomponent }, repetition));
}

/** A reader for every repetition of the field in every segment. */
export function* repetitionsAt({ segments, path }: PlaceText): Generator<ComponentReader> {
  for (const segment of segments) {
    const last = path.repetition ?? countRepetitions(segment, path.field);
    for (let repetition = path.repetition ?? 1; repetition <= last; repetition++) {
      yield componentsOf(segment, path.field, repetition);
    }
  }
}
