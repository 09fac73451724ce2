import type { MapSpec, Rule, Template } from "./template";

/** Finds a template by name; the shipped ones by default. */
export type TemplateLookup = (name: string) => Template | undefined;

/** A template's own rules over those it inherits: same name replaces in place, new names follow, `remove` drops. */
function overlay(base: MapSpec | undefined, own: MapSpec | undefined): MapSpec | undefined {
  if (!base || !own) return own ?? base;
  const rules = new Map<string, Rule>();
  for (const rule of base.rules ?? []) rules.set(rule.name, rule);
  for (const name of own.remove ?? []) rules.delete(name);
  for (const rule of own.rules ?? []) rules.set(rule.name, rule);
  return {
    messageType: own.messageType ?? base.messageType,
    hl7Version: own.hl7Version ?? base.hl7Version,
    rules: [...rules.values()],
    ignore: [...(base.ignore ?? []), ...(own.ignore ?? [])],
  };
}

/**
 * The whole template, with everything it extends folded in.
 * @throws TypeError when a base is unknown or a template extends itself; both are faults of the template, not of a message
 */
export function resolveTemplate(template: Template, lookup: TemplateLookup, seen: readonly string[] = []): Template {
  const { extends: baseName, ...own } = template;
  const dropOrders = (whole: Template): Template => {
    if (whole.mode !== "results-only") return whole;
    const { orders: _, ...results } = whole;
    return results;
  };
  if (baseName === undefined) return dropOrders(own);
  if (seen.includes(baseName)) throw new TypeError(`Template ${template.name} extends itself`);
  const found = lookup(baseName);
  if (!found) throw new TypeError(`Template ${template.name} extends ${baseName}, which does not exist`);
  const base = resolveTemplate(found, lookup, [...seen, template.name]);
  return dropOrders({
    ...own,
    orders: overlay(base.orders, own.orders),
    results: overlay(base.results, own.results),
  });
}
