/** What a draft changes, rule by rule. */
import type { EffectiveRule, Flow, RuleBody, RuleSet } from "./types";

export interface RuleChange {
  flow: Flow;
  kind: "added" | "changed" | "removed";
  name: string;
  /** The parts that differ, as text; a part that is not there is empty. */
  parts: { part: string; before: string; after: string }[];
}

const partText = (value: unknown): string => {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ");
  if (value === true) return "yes";
  return JSON.stringify(value);
};

function partsOf(before: RuleBody | undefined, after: RuleBody | undefined): RuleChange["parts"] {
  const [left, right] = [{ ...before } as Record<string, unknown>, { ...after } as Record<string, unknown>];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((part) => part !== "name");
  return names
    .map((part) => ({ part, before: partText(left[part]), after: partText(right[part]) }))
    .filter((one) => one.before !== one.after);
}

/** Changes from one set of rules to another, in the order of the new one; what was removed comes last. */
export function ruleChanges(before: readonly RuleBody[], after: readonly RuleBody[], flow: Flow): RuleChange[] {
  const old = new Map(before.map((rule) => [rule.name, rule]));
  const kept = new Set(after.map((rule) => rule.name));
  const changes = after.flatMap((rule): RuleChange[] => {
    const was = old.get(rule.name);
    const parts = partsOf(was, rule);
    if (was && parts.length === 0) return [];
    return [{ flow, kind: was ? "changed" : "added", name: rule.name, parts }];
  });
  const removed = before
    .filter((rule) => !kept.has(rule.name))
    .map((rule): RuleChange => ({ flow, kind: "removed", name: rule.name, parts: partsOf(rule, undefined) }));
  return [...changes, ...removed];
}

/** Both flows of a draft against a version or a base. */
export function draftChanges(before: RuleSet | null, after: Record<Flow, readonly EffectiveRule[]>): RuleChange[] {
  return (["orders", "results"] as const).flatMap((flow) =>
    ruleChanges(
      before?.[flow] ?? [],
      after[flow].map(({ rule }) => rule),
      flow,
    ),
  );
}
