/**
 * Paths as people write them: `PID-3[2].1`, `OBX[3]-5`, `OBR-4.1.2`, `MSH-9.2`, and with the groups of a message
 * structure before the segment, `ORDER_OBSERVATION[2].OBX-5`. All numbers count from 1, and MSH-1 is the field separator,
 * as in the standard. A path is understood once and remembered.
 */
import { segmentCode } from "./segment";

/** A place inside a segment. Every one is made with all four keys, so that reading at one is the same work as at any other. */
export interface FieldPath {
  readonly field: number;
  readonly repetition?: number | undefined;
  readonly component?: number | undefined;
  readonly subcomponent?: number | undefined;
}

/** One step through the groups of a message structure (HL7 v2.5.1 chapter 2.12), such as `ORDER_OBSERVATION[2]`. */
export interface GroupStep {
  readonly name: string;
  /** Which of the groups of this name inside the one before; the first when absent. */
  readonly occurrence?: number;
}

export interface Path extends Partial<FieldPath> {
  /** The groups the segment is looked for in, outermost first; outer groups that go without saying may be left out. */
  readonly groups?: readonly GroupStep[];
  readonly segment: string;
  /** Which of the segments of this name; the first when absent. */
  readonly occurrence?: number;
}

/** A path made ready for reading many messages; see {@link compilePath}. */
export interface CompiledPath {
  readonly text: string;
  readonly path: Path;
  /** The segment's name as a number. */
  readonly code: number;
  /** Which segment of that name, counted from 1. */
  readonly occurrence: number;
  /** What is meant inside the segment; undefined for the whole of it. */
  readonly within: FieldPath | undefined;
}

const NUMBER = "[1-9]\\d{0,5}";
const FIELD = `(${NUMBER})(?:\\[(${NUMBER})\\])?(?:\\.(${NUMBER})(?:\\.(${NUMBER}))?)?`;
const WITHIN = new RegExp(`^${FIELD}$`);
const GROUP = `([A-Z][A-Z0-9_]*)(?:\\[(${NUMBER})\\])?\\.`;
const FULL = new RegExp(`^((?:${GROUP})*)([A-Z][A-Z0-9]{2})(?:\\[(${NUMBER})\\])?(?:-(.+))?$`);
const REMEMBERED = 4096;
/** A longer text is no path that anybody wrote. */
const LONGEST = 512;

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
  const number = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits));
  return {
    field: Number(field),
    repetition: number(repetition),
    component: number(component),
    subcomponent: number(subcomponent),
  };
});

function groupSteps(text: string): GroupStep[] {
  return Array.from(text.matchAll(new RegExp(GROUP, "g")), ([, name = "", occurrence]) => ({
    name,
    ...(occurrence && { occurrence: Number(occurrence) }),
  }));
}

/** A path into a message, or undefined when the text is not one. A segment alone (`PID`) is a path too. */
export const parsePath = remember((text: string): Path | undefined => {
  if (text.length > LONGEST) return undefined;
  const [, groups, , , segment, occurrence, rest] = FULL.exec(text) ?? [];
  if (segment === undefined) return undefined;
  const within = rest === undefined ? {} : parseFieldPath(rest);
  return (
    within && {
      ...(groups && { groups: groupSteps(groups) }),
      segment,
      ...(occurrence && { occurrence: Number(occurrence) }),
      ...within,
    }
  );
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

/**
 * A path understood once, to be given to {@link get} and the others in place of its text. They remember what texts they
 * were given, so this is for paths read so often that even looking them up counts.
 * @throws TypeError as {@link pathOrFail}
 */
export const compilePath = remember((text: string): CompiledPath => {
  const path = pathOrFail(text);
  const { field, repetition, component, subcomponent } = path;
  return {
    text,
    path,
    code: segmentCode(path.segment),
    occurrence: path.occurrence ?? 1,
    within: field === undefined ? undefined : { field, repetition, component, subcomponent },
  };
});

/** The text of a path; the inverse of {@link parsePath}. */
export function formatPath(path: Path): string {
  const at = (index: number | undefined) => (index === undefined ? "" : `[${index}]`);
  const dot = (index: number | undefined) => (index === undefined ? "" : `.${index}`);
  const groups = (path.groups ?? []).map((group) => `${group.name}${at(group.occurrence)}.`).join("");
  const segment = `${groups}${path.segment}${at(path.occurrence)}`;
  if (path.field === undefined) return segment;
  return `${segment}-${path.field}${at(path.repetition)}${dot(path.component)}${dot(path.subcomponent)}`;
}
