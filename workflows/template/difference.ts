import type { MapSpec, Rule, Template } from "~/engine/mapping";

/** What differs between two whole templates: rules by name, and the places outside of rules. Pure. */
export type TemplateDifference = {
  rules: { direction: "orders" | "results"; name: string; change: "added" | "changed" | "removed"; fields: string[] }[];
  /** Rules of both that are tried in another order: the first that gives a value wins, so the order matters. */
  reordered: ("orders" | "results")[];
  /** Names of other parts that differ: `title`, `samples`, `orders.ignore`. */
  other: string[];
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** From `before` to `after`. The version number itself is no difference. */
export function templateDifference(before: Template, after: Template): TemplateDifference {
  const difference: TemplateDifference = { rules: [], reordered: [], other: [] };
  for (const direction of ["orders", "results"] as const) {
    const [old, now] = [before[direction], after[direction]];
    const [left, right] = [rulesOf(old), rulesOf(now)];
    for (const name of new Set([...left.keys(), ...right.keys()])) {
      const [one, two] = [left.get(name), right.get(name)];
      if (same(one, two)) continue;
      const change = !one ? "added" : !two ? "removed" : "changed";
      difference.rules.push({ direction, name, change, fields: one && two ? changedKeys(one, two) : [] });
    }
    const [kept, stayed] = [
      [...left.keys()].filter((name) => right.has(name)),
      [...right.keys()].filter((name) => left.has(name)),
    ];
    if (!same(kept, stayed)) difference.reordered.push(direction);
    const parts = changedKeys(old ?? {}, now ?? {}).filter((key) => key !== "rules");
    difference.other.push(...parts.map((key) => `${direction}.${key}`));
  }
  const outside = new Set(["version", "extends", "orders", "results"]);
  difference.other.push(...changedKeys(before, after).filter((key) => !outside.has(key)));
  return difference;
}

const rulesOf = (spec: MapSpec | undefined) =>
  new Map((spec?.rules ?? []).map((rule): [string, Rule] => [rule.name, rule]));

function changedKeys(before: object, after: object): string[] {
  const [one, two] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(one), ...Object.keys(two)])].filter((key) => !same(one[key], two[key])).sort();
}
