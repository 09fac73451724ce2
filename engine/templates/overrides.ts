/** What one connection does otherwise than its template: overrides in the shape a template has over its base, and its mode. */
import { forResultsOnly, type Overrides, type Template, withOverrides } from "~/engine/mapping";

/** How one connection uses a template. `mode`: whether orders flow on it; the template's own when absent. */
export type TemplateUse = { readonly overrides?: Overrides | undefined; readonly mode?: Template["mode"] | undefined };

/** The whole template as a connection runs it: changed by its overrides, and without orders where it takes results only. */
export function asUsed(whole: Template, { overrides = {}, mode = whole.mode }: TemplateUse): Template {
  const changed = Object.keys(overrides).length > 0 ? withOverrides(whole, overrides) : whole;
  return mode === "results-only" && whole.mode !== mode ? forResultsOnly(changed) : changed;
}

/** How many rules and tables the overrides replace, add or remove. */
export const overrideCount = (overrides: Overrides): number =>
  [overrides.orders, overrides.results].reduce(
    (sum, spec) => sum + (spec?.rules?.length ?? 0) + (spec?.remove?.length ?? 0) + (spec?.ignore?.length ?? 0),
    Object.keys(overrides.tables ?? {}).length,
  );

/** Rules the overrides remove although the template has none of that name. */
export function removedInVain(whole: Template, overrides: Overrides) {
  return (["orders", "results"] as const).flatMap((direction) => {
    const known = new Set(whole[direction]?.rules?.map((rule) => rule.name));
    const names = (overrides[direction]?.remove ?? []).filter((name) => !known.has(name));
    return names.map((rule) => ({ direction, rule }));
  });
}
