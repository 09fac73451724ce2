/** The values of a segment being written, level by level: fields, repetitions, components, sub-components. */
import type { FieldPath } from "./path";

/** A text, or the values of the level below. A text is the same as a list with nothing but its first part. */
export type Value = string | Values;
/** Values of one level by number, counted from 0. */
export type Values = (Value | undefined)[];

/** The list at `index`, made when it is not there. */
function below(values: Values, index: number): Values {
  const there = values[index];
  if (Array.isArray(there)) return there;
  const made: Values = there === undefined ? [] : [there];
  values[index] = made;
  return made;
}

/** Fills in what is not there yet; what is there stays. */
function fill(values: Values, index: number, value: Value): void {
  const there = values[index];
  if (there === undefined) values[index] = value;
  else if (Array.isArray(value)) {
    const into = below(values, index);
    for (let i = 0; i < value.length; i++) {
      const part = value[i];
      if (part !== undefined) fill(into, i, part);
    }
  } else if (Array.isArray(there)) fill(there, 0, value);
}

/**
 * Puts a value at a place of a segment, where nothing is there yet. A list given becomes part of the segment.
 * @param values the fields of the segment, MSH-1 and MSH-2 included
 */
export function putValue(
  values: Values,
  { field, repetition, component, subcomponent }: FieldPath,
  value: Value,
): void {
  if (component === undefined) {
    const first = (repetition ?? 1) === 1;
    if (first && typeof value === "string") fill(values, field - 1, value);
    else if (first && values[field - 1] === undefined) values[field - 1] = [value];
    else fill(below(values, field - 1), (repetition ?? 1) - 1, value);
    return;
  }
  const repeated = below(below(values, field - 1), (repetition ?? 1) - 1);
  if (subcomponent === undefined) fill(repeated, component - 1, value);
  else fill(below(repeated, component - 1), subcomponent - 1, value);
}

const partOf = (value: Value | undefined, index: number) =>
  Array.isArray(value) ? value[index] : index === 0 ? value : undefined;

/** Whether there is a value at a place, or in a part of it. */
export function hasValue(values: Values, { field, repetition, component, subcomponent }: FieldPath): boolean {
  let there = values[field - 1];
  if (repetition !== undefined || component !== undefined) there = partOf(there, (repetition ?? 1) - 1);
  if (component !== undefined) there = partOf(there, component - 1);
  if (subcomponent !== undefined) there = partOf(there, subcomponent - 1);
  return there !== undefined;
}

/** Visits the texts of a segment until one is of the kind looked for. */
export function someText(values: Values, isWanted: (text: string) => boolean): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    if (Array.isArray(value) ? someText(value, isWanted) : isWanted(value)) return true;
  }
  return false;
}
