/** What a path means, for people: used by the console's hover texts and by reports about fields. */
import { COMPONENT_ROWS, SEGMENT_ROWS } from "./dictionary";
import { parsePath } from "./path";

/** A field of the standard. `table` is the number of its HL7 table, such as `0085`. */
export interface FieldDefinition {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly repeats: boolean;
  readonly table?: string;
}

export interface SegmentDefinition {
  readonly name: string;
  /** Index 0 is field 1. */
  readonly fields: readonly FieldDefinition[];
}

function rows(text: string): string[] {
  return text
    .replace(/\n (?=\S)/g, " ")
    .split("\n")
    .filter(Boolean);
}

function fieldDefinition(text: string): FieldDefinition {
  const [, name = "", type = "", flags = "", table] = /^(.+):(\w+)([!*]*)(?: (\d+))?$/.exec(text.trim()) ?? [];
  return { name, type, required: flags.includes("!"), repeats: flags.includes("*"), ...(table && { table }) };
}

export const segmentDefinitions: ReadonlyMap<string, SegmentDefinition> = new Map(
  rows(SEGMENT_ROWS).map((row) => {
    const [head = "", fields = ""] = row.split(" = ");
    return [head.slice(0, 3), { name: head.slice(4), fields: fields.split(";").map(fieldDefinition) }];
  }),
);

const componentNames: ReadonlyMap<string, readonly string[]> = new Map(
  rows(COMPONENT_ROWS).map((row) => {
    const [type = "", names = ""] = row.split(" = ");
    return [type, names.split(";").map((name) => name.trim())];
  }),
);

/** Data type of a field, when the dictionary knows the segment. */
export function fieldType(segmentId: string, field: number): string | undefined {
  return segmentDefinitions.get(segmentId)?.fields[field - 1]?.type;
}

export interface Explanation {
  readonly name: string;
  readonly type?: string;
  readonly required?: boolean;
  readonly repeats?: boolean;
  readonly table?: string;
}

/** `PID-5.1` → `Patient name, family name`; a segment alone gives its name; undefined when not a path or not known. */
export function explain(path: string): Explanation | undefined {
  const target = parsePath(path);
  const segment = target && segmentDefinitions.get(target.segment);
  if (!segment) return undefined;
  if (target.field === undefined) return { name: segment.name };
  const field = segment.fields[target.field - 1];
  if (!field || target.component === undefined) return field;
  const component = componentNames.get(field.type)?.[target.component - 1];
  return { ...field, name: `${field.name}, ${component ?? `component ${target.component}`}` };
}
