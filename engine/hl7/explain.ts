/** What a path means, for people: hover texts of the console, names in findings, reports about fields. */
import {
  dataType,
  fieldDefinition,
  LATEST_VERSION,
  type Optionality,
  publishedVersion,
  segmentDefinition,
  table as tableDefinition,
} from "./dictionary";
import { parsePath } from "./path";

/** A code of the table that applies, with its meaning in plain words. */
export interface ExplainedCode {
  readonly code: string;
  readonly meaning: string;
}

/** A part of the thing at the path, numbered from 1. */
export interface ExplainedPart {
  readonly number: number;
  readonly name: string;
  readonly type: string;
}

/** The thing at a path: a segment has name, description and perhaps `since`; a field, component or sub-component the rest. */
export interface Explanation {
  /** From the outside in: `Patient name, family name`. */
  readonly name: string;
  /** Data type of the thing at the path, such as `FN` for PID-5.1; absent when the dictionary does not know the part. */
  readonly type?: string;
  /** The data type in words, such as `Family name`. */
  readonly typeName?: string;
  readonly optionality?: Optionality;
  readonly required?: boolean;
  /** Whether the field repeats; absent for a part of it. */
  readonly repeats?: boolean;
  readonly length?: number;
  /** Number of the HL7 table, such as `0085`. */
  readonly table?: string;
  readonly tableName?: string;
  /** What the segment or field holds; inside a field, what the field holds. */
  readonly description?: string;
  /** First version that has the segment or field; absent when all have it. */
  readonly since?: string;
  /** Absent when the data type is a primitive one. */
  readonly components?: readonly ExplainedPart[];
  /** Absent when there is no table or its codes are not known. */
  readonly codes?: readonly ExplainedCode[];
}

/** What {@link fieldDefinition} and a component have in common. */
interface Part {
  readonly name: string;
  readonly type?: string;
  readonly optionality?: Optionality;
  readonly repeats?: boolean;
  readonly length?: number;
  readonly table?: string;
}

const REMEMBERED = 4096;
const explained = new Map<string, Explanation>();

/** `Family name` as it reads in the middle of a name; `ID number` keeps its capitals. */
function inside(name: string): string {
  return /^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

/** One level down. The first part of a primitive type is the thing itself, as in PID-8.1. */
function partOf(whole: Part, number: number, version: string | undefined): Part {
  const components = whole.type ? (dataType(whole.type, version)?.components ?? []) : [];
  if (components.length === 0 && number === 1 && whole.type !== undefined && whole.type !== "varies") return whole;
  const component = components[number - 1];
  const name = `${whole.name}, ${component ? inside(component.name) : `component ${number}`}`;
  return { ...component, name };
}

/** The table says what the codes are; a coded type carries it over to its first component. */
function tableOf(part: Part, outer: Part): string | undefined {
  const coded = outer.type !== undefined && /^(CE|CWE|CNE|FC|PT|VID|DLD|CCD)$/.test(outer.type);
  return part.table ?? (coded ? outer.table : undefined);
}

function explanation(part: Part, table: string | undefined, version: string | undefined): Explanation {
  const { name, type, optionality, repeats, length } = part;
  const known = type === undefined ? undefined : dataType(type, version);
  const definition = table === undefined ? undefined : tableDefinition(table);
  const components = (known?.components ?? []).map((one, i) => ({ number: i + 1, name: one.name, type: one.type }));
  const codes = [...(definition?.codes ?? [])].map(([code, meaning]) => ({ code, meaning }));
  return {
    name,
    ...(type !== undefined && { type }),
    ...(known && { typeName: known.name }),
    ...(optionality && { optionality, required: optionality === "R" }),
    ...(repeats !== undefined && { repeats }),
    ...(length !== undefined && { length }),
    ...(table !== undefined && { table }),
    ...(definition && { tableName: definition.name }),
    ...(components.length > 0 && { components }),
    ...(codes.length > 0 && { codes }),
  };
}

/**
 * What stands at `PID`, `PID-5`, `PID-5.1` or `OBR-16.9.2`, in the version MSH-12 names (2.5.1 when absent). A field that
 * is younger than the version is explained as the latest version has it, with `since`. Undefined when the text is not a
 * path, or when no version knows the segment or field.
 */
export function explain(path: string, version?: string): Explanation | undefined {
  const key = `${publishedVersion(version)} ${path}`;
  const known = explained.get(key);
  if (known) return known;
  const fresh = explainAfresh(path, version);
  if (!fresh) return undefined;
  if (explained.size >= REMEMBERED) explained.clear();
  explained.set(key, fresh);
  return fresh;
}

function explainAfresh(path: string, version?: string): Explanation | undefined {
  const target = parsePath(path);
  const segment = target && segmentDefinition(target.segment, version);
  if (!segment) return undefined;
  const { name, description, since } = segment;
  if (target.field === undefined) return { name, description, ...(since && { since }) };
  const inVersion = fieldDefinition(target.segment, target.field, version);
  const field = inVersion ?? fieldDefinition(target.segment, target.field, LATEST_VERSION);
  if (!field) return undefined;
  const read = inVersion ? publishedVersion(version) : LATEST_VERSION;
  const about = { description: field.description, ...(field.since && { since: field.since }) };
  if (target.component === undefined) return { ...explanation(field, field.table, read), ...about };
  const component = partOf(field, target.component, read);
  const first = target.component === 1 ? tableOf(component, field) : component.table;
  if (target.subcomponent === undefined) return { ...explanation(component, first, read), ...about };
  const sub = partOf(component, target.subcomponent, read);
  const table = target.subcomponent === 1 ? tableOf(sub, { ...component, ...(first && { table: first }) }) : sub.table;
  return { ...explanation(sub, table, read), ...about };
}
