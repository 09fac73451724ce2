import { builtInTables } from "./tables";
import type { Template, TransformSpec } from "./template";

/** Names of the value tables a transform looks codes up in; a built-in one also goes by its transform's name. */
export function tablesOf(transform: TransformSpec | undefined): string[] {
  return [transform ?? []].flat().flatMap((one) => {
    const { name, table } = typeof one === "string" ? { name: one, table: undefined } : one;
    if (typeof table === "string") return [table];
    return name in builtInTables ? [name] : [];
  });
}

/** Names of the value tables a whole template's rules look codes up in, each once, in the order of the rules. */
export function tablesUsed({ orders, results }: Pick<Template, "orders" | "results">): string[] {
  const rules = [orders, results].flatMap((spec) => spec?.rules ?? []);
  return [...new Set(rules.flatMap(({ transform }) => tablesOf(transform)))];
}
