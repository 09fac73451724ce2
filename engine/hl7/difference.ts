import { getRawIn, segments } from "./read";
import type { Message } from "./types";

/** A field that two messages have otherwise. */
export interface FieldDifference {
  /** Segment, its place among those of its name when it is not the first, and field: `OBX[2]-5`. */
  readonly path: string;
  readonly segment: string;
  readonly field: number;
  /** As written, escapes included; undefined where the field is empty or its segment is not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Place = Pick<FieldDifference, "segment" | "field"> & { text: string };

/** The fields in which two messages differ, those of the first message first. Repeated segments are told by their place. */
export function differingFields(before: Message, after: Message): FieldDifference[] {
  const [left, right] = [fieldsOf(before), fieldsOf(after)];
  return [...new Map([...left, ...right])]
    .filter(([path]) => left.get(path)?.text !== right.get(path)?.text)
    .map(([path, { segment, field }]) => ({
      path,
      segment,
      field,
      before: left.get(path)?.text,
      after: right.get(path)?.text,
    }));
}

function fieldsOf(message: Message): Map<string, Place> {
  const seen = new Map<string, number>();
  const fields = new Map<string, Place>();
  for (const segment of segments(message)) {
    const nth = (seen.get(segment.id) ?? 0) + 1;
    seen.set(segment.id, nth);
    for (let field = 1; field <= segment.lastField; field++) {
      const text = getRawIn(segment, String(field)) ?? "";
      if (text === "") continue;
      fields.set(`${segment.id}${nth > 1 ? `[${nth}]` : ""}-${field}`, { segment: segment.id, field, text });
    }
  }
  return fields;
}
