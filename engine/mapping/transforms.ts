/** Transforms of the catalogue, made ready for use from what a rule says. */
import {
  type Entry,
  entries,
  type Options,
  type Tables,
  type TransformDescription,
  type TransformOption,
} from "./catalogue";
import { unchanged } from "./code-table";
import * as shapes from "./shapes";
import { builtInTables } from "./tables";
import type { OneTransform, TransformSpec } from "./template";
import { chain, type Transform } from "./transform";

export type { TransformDescription, TransformOption };

const byName = new Map(entries.map((entry) => [entry.name, entry]));

/** Every transform with its options, in the order a form would offer them. */
export const transformCatalogue: readonly TransformDescription[] = entries.map(
  ({ make: _, ...described }) => described,
);

/** Names a template may use. */
export const transformNames: readonly string[] = entries.map(({ name }) => name);

const CHECKS: Readonly<
  Record<TransformOption["type"], (value: unknown, option: TransformOption) => string | undefined>
> = {
  text: (value) => (typeof value === "string" ? undefined : "has to be a text"),
  table: (value) => (typeof value === "string" ? undefined : "has to be the name of a table"),
  expression: (value) => (typeof value === "string" && value !== "" ? undefined : "has to be an expression"),
  number: (value) => (Number.isInteger(value) && Number(value) > 0 ? undefined : "has to be a whole number above 0"),
  boolean: (value) => (typeof value === "boolean" ? undefined : "has to be true or false"),
  choice: (value, { choices = [] }) =>
    choices.includes(value as string) ? undefined : `has to be one of ${choices.join(", ")}`,
  pairs: (value) =>
    typeof value === "object" && value !== null && Object.values(value).every((one) => typeof one === "string")
      ? undefined
      : "has to be pairs of texts",
};

function checkOptions(entry: Entry, options: Options): void {
  for (const [name, value] of Object.entries(options)) {
    const known = entry.options.find((one) => one.name === name);
    if (!known) throw new TypeError(`transform "${entry.name}" has no option "${name}"`);
    const wrong = CHECKS[known.type](value, known);
    if (wrong) throw new TypeError(`option "${name}" of transform "${entry.name}" ${wrong}`);
  }
  for (const { name, required } of entry.options) {
    if (required && options[name] === undefined) {
      throw new TypeError(`transform "${entry.name}" needs its option "${name}"`);
    }
  }
}

function made(spec: OneTransform, tables: Tables) {
  const { name, ...options } = typeof spec === "string" ? { name: spec } : spec;
  const entry = byName.get(name);
  if (!entry) throw new TypeError(`there is no transform "${name}"`);
  checkOptions(entry, options);
  return { name, ...entry.make(options, tables) };
}

/**
 * A transform ready for use. Of several the first may give the shape, the others change text.
 * @throws TypeError for a name that is not in the catalogue, wrong options, or a shape that is not first
 */
export function transformOrFail(spec: TransformSpec | undefined, tables: Tables = {}): Transform {
  const parts = (Array.isArray(spec) ? spec : [spec ?? "text"]).map((one) => made(one, tables));
  const [first, ...rest] = parts;
  const begins = first && "shape" in first;
  const changing = (begins ? rest : parts).map((one) => {
    if ("change" in one) return one.change;
    throw new TypeError(`transform "${one.name}" has to be the first`);
  });
  // Codes stand in the first component of their field, whether or not the rule says so.
  const coded = !begins && first && (first.name in builtInTables || first.name === "table");
  return chain(
    begins ? first.shape : coded ? { ...shapes.text, firstComponent: true } : shapes.text,
    changing.filter((change) => change !== unchanged),
  );
}
