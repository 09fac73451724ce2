/** What one connection does otherwise than its template, in the shape a template has over its base. */
import { z } from "zod";
import type { TemplateOverrides } from "~/db/schema/connections";
import { resolveTemplate, type Template, templateSchema } from "~/engine/mapping";

export const overridesSchema = z.strictObject({
  orders: templateSchema.shape.orders,
  results: templateSchema.shape.results,
});

/** How many rules the overrides replace, add or remove. */
export const overrideCount = (overrides: TemplateOverrides): number =>
  [overrides.orders, overrides.results].reduce(
    (sum, spec) => sum + (spec?.rules?.length ?? 0) + (spec?.remove?.length ?? 0) + (spec?.ignore?.length ?? 0),
    Object.keys(overrides.tables ?? {}).length,
  );

/** The whole template as one connection runs it. Name and version stay those of the template. */
export function withOverrides(whole: Template, overrides: TemplateOverrides): Template {
  if (Object.keys(overrides).length === 0) return whole;
  const { orders, results } = overrides;
  const { orders: _orders, results: _results, ...head } = whole;
  return resolveTemplate(
    { ...head, extends: whole.name, ...(orders && { orders }), ...(results && { results }) },
    () => whole,
  );
}

/** Names the overrides remove although the template has no such rule, as `orders NAME`. */
export function removedInVain(whole: Template, overrides: TemplateOverrides): string[] {
  return (["orders", "results"] as const).flatMap((direction) => {
    const known = new Set(whole[direction]?.rules?.map((rule) => rule.name));
    return (overrides[direction]?.remove ?? [])
      .filter((name) => !known.has(name))
      .map((name) => `${direction} ${name}`);
  });
}
