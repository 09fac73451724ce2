import type { RuleBody } from "./types";

export interface TransformBody {
  name: string;
  options: Record<string, unknown>;
}

/** A transform as name and options; undefined for a chain of several, which only the JSON view edits. */
export function transformOf(spec: unknown): TransformBody | undefined {
  if (spec === undefined) return { name: "", options: {} };
  if (typeof spec === "string") return { name: spec, options: {} };
  if (Array.isArray(spec)) return spec.length === 1 ? transformOf(spec[0]) : undefined;
  if (typeof spec !== "object" || spec === null) return undefined;
  const { name, ...options } = spec as { name?: unknown } & Record<string, unknown>;
  return typeof name === "string" ? { name, options } : undefined;
}

/** The shortest form that says the same: nothing, a name, or a name with options. */
export function transformSpec({ name, options }: TransformBody): unknown {
  const given = Object.entries(options).filter(([, value]) => value !== "" && value !== undefined);
  if (name === "") return undefined;
  return given.length === 0 ? name : { name, ...Object.fromEntries(given) };
}

/** A few words at the end of a rule's row: "copy", "date", "table, keep". */
export function ruleWords(rule: RuleBody): string {
  if (rule.constant !== undefined) return "constant";
  const names = Array.isArray(rule.transform)
    ? rule.transform.map((one) => transformOf(one)?.name ?? "")
    : [transformOf(rule.transform)?.name ?? ""];
  const words = names.map((name) => (name === "" || name === "text" ? "copy" : name.replaceAll("-", " ")));
  const extra = [rule.default === undefined ? "" : "with default", rule.when === undefined ? "" : "when"];
  return [...words, ...extra.filter(Boolean)].join(", ");
}
