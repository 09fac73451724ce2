/** What one connection does otherwise than its template, in the shape a template has over its base. */
import type { Overrides, Template } from "~/engine/mapping";

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
