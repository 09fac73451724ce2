import type { RuleBody, TransformChoice } from "./types";

/** One of the transforms a rule applies: its name, empty for the text as it is, and its options. */
export interface TransformStep {
  name: string;
  options: Record<string, unknown>;
}

/** A transform, or several one after another, as steps; none is one step that changes nothing. */
export function stepsOf(spec: unknown): TransformStep[] {
  if (Array.isArray(spec)) return spec.flatMap(stepsOf);
  if (typeof spec === "string") return [{ name: spec, options: {} }];
  if (typeof spec !== "object" || spec === null) return [{ name: "", options: {} }];
  const { name, ...options } = spec as { name?: unknown } & Record<string, unknown>;
  return [{ name: typeof name === "string" ? name : "", options }];
}

function stepSpec({ name: given, options }: TransformStep): string | Record<string, unknown> {
  const name = given || "text";
  const said = Object.entries(options).filter(([, value]) => value !== "" && value !== undefined);
  return said.length === 0 ? name : { name, ...Object.fromEntries(said) };
}

/** The shortest form that says the same: nothing, a name, a name with options, or a list of them. */
export function transformSpec(steps: readonly TransformStep[]): unknown {
  const [first, ...more] = steps.map(stepSpec);
  if (more.length > 0) return [first, ...more];
  return first === "text" ? undefined : first;
}

/** The table a step looks codes up in, if it does. */
export function tableOf({ name, options }: TransformStep, transforms: readonly TransformChoice[]): string | undefined {
  const about = transforms.find((one) => one.name === name);
  const named = about?.options.find(({ type }) => type === "table");
  const given = named ? options[named.name] : undefined;
  return typeof given === "string" ? given : about?.table;
}

/** A few words at the end of a rule's row: "copy", "date", "table, keep". */
export function ruleWords(rule: RuleBody): string {
  if (rule.constant !== undefined) return "constant";
  const words = stepsOf(rule.transform).map(({ name }) =>
    name === "" || name === "text" ? "copy" : name.replaceAll("-", " "),
  );
  const extra = [
    rule.all ? "all places" : "",
    rule.default === undefined ? "" : "with default",
    rule.when === undefined ? "" : "when",
  ];
  return [...words, ...extra.filter(Boolean)].join(", ");
}

/** Transforms with their options in words: "trim, then table (table: kinds, onMiss: hold)". */
export function transformWords(spec: unknown): string {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return stepsOf(spec)
    .map(({ name, options }) => {
      const said = Object.entries(options).map(([option, value]) => `${option}: ${text(value)}`);
      return said.length > 0 ? `${name} (${said.join(", ")})` : name;
    })
    .join(", then ");
}

/** What happens to a code that its table does not list, in words. */
export const missWords: Readonly<Record<string, string>> = {
  omit: "Leave it out, with a warning",
  keep: "Pass it on as it is",
  default: "Use another value",
  hold: "Hold for a person",
  error: "Refuse the message",
};
