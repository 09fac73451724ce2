import type { MapSpec, Overrides, Rule, Template } from "./template";

/** Finds a template by name; the shipped ones by default. */
export type TemplateLookup = (name: string) => Template | undefined;

const namesOf = (spec: MapSpec) => new Set((spec.rules ?? []).map(({ name }) => name));

/** Refuses two rules of one name before one hides the other. */
function checkNames(spec: MapSpec | undefined): void {
  const seen = new Set<string>();
  for (const { name } of spec?.rules ?? []) {
    if (seen.has(name)) throw new TypeError(`Two rules are called ${name}`);
    seen.add(name);
  }
}

/** Rules over those they change: same name replaces in place, new names follow, `remove` drops. */
function overlay(base: MapSpec | undefined, own: MapSpec | undefined): MapSpec | undefined {
  checkNames(base);
  checkNames(own);
  if (!base || !own) return own ?? base;
  const rules = new Map<string, Rule>();
  for (const rule of base.rules ?? []) rules.set(rule.name, rule);
  for (const name of own.remove ?? []) rules.delete(name);
  for (const rule of own.rules ?? []) rules.set(rule.name, rule);
  const lists = { ...base.lists, ...own.lists };
  const messageType = own.messageType ?? base.messageType;
  const hl7Version = own.hl7Version ?? base.hl7Version;
  return {
    ...(messageType && { messageType }),
    ...(hl7Version && { hl7Version }),
    rules: [...rules.values()],
    ignore: [...new Set([...(base.ignore ?? []), ...(own.ignore ?? [])])],
    ...(Object.keys(lists).length > 0 && { lists }),
  };
}

function dropOrders(whole: Template): Template {
  if (whole.mode !== "results-only") return whole;
  const { orders: _, ...results } = whole;
  return results;
}

/** The template for a practice that takes results only: without its orders, and without samples of them. */
export function forResultsOnly(template: Template): Template {
  const samples = template.samples.filter(({ kind }) => kind === "result");
  return dropOrders({ ...template, mode: "results-only", samples });
}

/**
 * The whole template, with everything it extends folded in.
 * @throws TypeError when a base is unknown, a template extends itself or two rules have one name; all are faults of the
 * template, not of a message
 */
export function resolveTemplate(template: Template, lookup: TemplateLookup, seen: readonly string[] = []): Template {
  const { extends: baseName, ...own } = template;
  if (baseName === undefined) {
    checkNames(own.orders);
    checkNames(own.results);
    return dropOrders(own);
  }
  if (baseName === template.name || seen.includes(baseName)) {
    throw new TypeError(`Template ${template.name} extends itself`);
  }
  const found = lookup(baseName);
  if (!found) throw new TypeError(`Template ${template.name} extends ${baseName}, which does not exist`);
  const base = resolveTemplate(found, lookup, [...seen, template.name]);
  const orders = overlay(base.orders, own.orders);
  const results = overlay(base.results, own.results);
  const tables = { ...base.tables, ...own.tables };
  const format = own.format ?? base.format;
  return dropOrders({
    ...own,
    ...(format && { format }),
    ...(orders && { orders }),
    ...(results && { results }),
    ...(Object.keys(tables).length > 0 && { tables }),
  });
}

/** As {@link overlay}, for a template whose base is not folded in yet: what is removed must stay removed. */
function overrideSpec(base: MapSpec | undefined, own: MapSpec | undefined): MapSpec | undefined {
  const changed = overlay(base, own);
  if (!base || !own || !changed) return changed;
  const back = namesOf(own);
  const remove = [...(base.remove ?? []).filter((name) => !back.has(name)), ...(own.remove ?? [])];
  return { ...changed, ...(remove.length > 0 && { remove: [...new Set(remove)] }) };
}

/** The template as one connection uses it. Name and version stay: they say which template was changed. */
export function withOverrides(template: Template, overrides: Overrides): Template {
  const orders = overrideSpec(template.orders, overrides.orders);
  const results = overrideSpec(template.results, overrides.results);
  return {
    ...template,
    ...(orders && { orders }),
    ...(results && { results }),
    ...(overrides.tables && { tables: { ...template.tables, ...overrides.tables } }),
  };
}
