/** A place that two JSON values have otherwise; undefined where one of them has nothing or null there. */
export type PlaceDifference = { path: string; before: string | undefined; after: string | undefined };

type Leaves = Map<string, string>;

function leavesOf(value: unknown, path = "", into: Leaves = new Map()): Leaves {
  if (Array.isArray(value)) for (const [i, one] of value.entries()) leavesOf(one, `${path}[${i + 1}]`, into);
  else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) leavesOf(one, path ? `${path}.${key}` : key, into);
  } else if (value !== null) into.set(path, String(value));
  return into;
}

/** The places in which two values differ, as `tests[1].code`, list items counted from 1. */
export function differingPlaces(before: unknown, after: unknown): PlaceDifference[] {
  const [left, right] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((path) => left.get(path) !== right.get(path))
    .map((path) => ({ path, before: left.get(path), after: right.get(path) }));
}
