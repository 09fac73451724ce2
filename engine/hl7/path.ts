/**
 * Paths as people write them: `PID-3[2].1`, `OBX[3]-5`, `OBR-4.1.2`, `MSH-9.2`. All numbers count from 1, and MSH-1 is
 * the field separator, as in the standard. A path is understood once and remembered.
 */

export interface FieldPath {
  readonly field: number;
  readonly repetition?: number;
  readonly component?: number;
  readonly subcomponent?: number;
}

export interface Path extends Partial<FieldPath> {
  readonly segment: string;
  /** Which of the segments of this name; the first when absent. */
  readonly occurrence?: number;
}

const NUMBER = "[1-9]\\d{0,5}";
const FIELD = `(${NUMBER})(?:\\[(${NUMBER})\\])?(?:\\.(${NUMBER})(?:\\.(${NUMBER}))?)?`;
const WITHIN = new RegExp(`^${FIELD}$`);
const FULL = new RegExp(`^([A-Z][A-Z0-9]{2})(?:\\[(${NUMBER})\\])?(?:-(.+))?$`);
const REMEMBERED = 4096;

function remember<T>(understand: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const hit = known.get(text);
    if (hit !== undefined) return hit;
    const fresh = understand(text);
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, fresh);
    return fresh;
  };
}

/** A path inside one segment, such as `3[2].1`; undefined when it is not one. */
export const parseFieldPath = remember((text: string): FieldPath | undefined => {
  const [, field, repetition, component, subcomponent] = WITHIN.exec(text) ?? [];
  if (field === undefined) return undefined;
  return {
    field: Number(field),
    ...(repetition && { repetition: Number(repetition) }),
    ...(component && { component: Number(component) }),
    ...(subcomponent && { subcomponent: Number(subcomponent) }),
  };
});

/** A path into a message, or undefined when the text is not one. A segment alone (`PID`) is a path too. */
export const parsePath = remember((text: string): Path | undefined => {
  const [, segment, occurrence, rest] = FULL.exec(text) ?? [];
  if (segment === undefined) return undefined;
  const within = rest === undefined ? {} : parseFieldPath(rest);
  return within && { segment, ...(occurrence && { occurrence: Number(occurrence) }), ...within };
});

/** @throws TypeError when the text is not a path: paths are written by programmers and checked before they are stored. */
export function pathOrFail(text: string): Path {
  const path = parsePath(text);
  if (!path) throw new TypeError(`"${text}" is not an HL7 path such as PID-3[2].1`);
  return path;
}

/** @throws TypeError as {@link pathOrFail} */
export function fieldPathOrFail(text: string): FieldPath {
  const path = parseFieldPath(text);
  if (!path) throw new TypeError(`"${text}" is not a path within a segment such as 3[2].1`);
  return path;
}

/** The text of a path; the inverse of {@link parsePath}. */
export function formatPath(path: Path): string {
  const at = (index: number | undefined) => (index === undefined ? "" : `[${index}]`);
  const dot = (index: number | undefined) => (index === undefined ? "" : `.${index}`);
  const segment = `${path.segment}${at(path.occurrence)}`;
  if (path.field === undefined) return segment;
  return `${segment}-${path.field}${at(path.repetition)}${dot(path.component)}${dot(path.subcomponent)}`;
}
