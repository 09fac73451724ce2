/** What a transform is: the shape a value has in the contract, and how it gets there and back. */
import type { Value, Values } from "~/engine/hl7";
import type { Remark } from "./map-finding";
import type { Place } from "./place";
import type { TextChange } from "./text-transforms";

/** Where an outbound rule writes: a field of the segment being made, or a further segment after it. */
export interface Target {
  readonly version: string;
  /** The item the rule's scope is at, such as an observation. */
  readonly item: unknown;
  readonly answers: Place["answers"];
  /** Writes to the rule's place, or to a repetition of its field, what is not written yet. A list becomes the message's. */
  put(value: Value | undefined, repetition?: number): void;
  /** Writes to another field of the segment. */
  putField(field: number, value: string | undefined): void;
  /** Adds an NTE with these fields after the segment. */
  note(fields: Values): void;
  remark(remark: Remark): void;
}

/** Shape of a value in the contract; `any` fits all. */
export type Gives = "text" | "list" | "object" | "any";

/** A transform ready for use. */
export interface Transform {
  readonly gives: Gives;
  /** HL7 to contract; undefined when there is nothing to read. */
  read(place: Place): unknown;
  /** Contract to HL7. */
  write(value: unknown, target: Target): void;
  /** JSON to contract and back; a text stays a text when absent. */
  readonly json?: {
    read(value: unknown, remark: (remark: Remark) => void): unknown;
    write(value: unknown, remark: (remark: Remark) => void): unknown;
  };
  /** Reads every repetition of its field, and all its components. */
  readonly whole: boolean;
  /** Reads the first component when the rule's path names only a field: codes and times stand there. */
  readonly firstComponent?: boolean;
  /** The HL7 fields it reads besides the rule's own. */
  readonly reads?: readonly string[];
  /** Takes its notes from here instead of from the scope's; see {@link NOTES_AFTER_HEADER}. */
  readonly reach?: string;
  /** Has something to say of an empty field too, such as that a note or a value is empty. */
  readonly readsEmpty?: boolean;
  /** Asks questions that are answered asynchronously. */
  readonly asks?: boolean;
}

/** Name under which the message scope offers the notes right after the header, apart from the patient's. */
export const NOTES_AFTER_HEADER = "NTE after MSH";

type Code = { code?: string | undefined; text?: string | undefined };

/** A change of text applied to a text, to each text of a list, or to the code of coded values; others stay. */
function changed(value: unknown, change: (text: string) => string | undefined): unknown {
  if (typeof value === "string") return change(value);
  if (typeof value === "number") return change(String(value));
  if (Array.isArray(value)) {
    const kept = value.map((one) => changed(one, change)).filter((one) => one !== undefined);
    return kept.length > 0 ? kept : undefined;
  }
  if (typeof value !== "object" || value === null || typeof (value as Code).code !== "string") return value;
  const { code = "", ...rest } = value as Code;
  const next = change(code);
  if (next !== undefined) return { ...rest, code: next };
  return rest.text === undefined ? undefined : rest;
}

/** A shape followed by changes of its text; they are taken back in the other order when writing. */
export function chain(shape: Transform, changes: readonly TextChange[]): Transform {
  if (changes.length === 0) return shape;
  const reading = (value: unknown, remark: (remark: Remark) => void) =>
    changes.reduce((now, change) => changed(now, (text) => change.read(text, remark)), value);
  const writing = (value: unknown, remark: (remark: Remark) => void) =>
    changes.reduceRight((now, change) => changed(now, (text) => change.write(text, remark)), value);
  return {
    ...shape,
    read(place) {
      const value = shape.read(place);
      return value === undefined ? undefined : reading(value, (remark) => place.remark(remark));
    },
    write(value, target) {
      const written = writing(value, (remark) => target.remark(remark));
      if (written !== undefined) shape.write(written, target);
    },
    json: {
      read: (value, remark) => {
        const read = shape.json ? shape.json.read(value, remark) : value;
        return read === undefined ? undefined : reading(read, remark);
      },
      write: (value, remark) => {
        const written = writing(value, remark);
        return written === undefined || !shape.json ? written : shape.json.write(written, remark);
      },
    },
  };
}
