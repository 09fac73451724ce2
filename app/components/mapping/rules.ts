/** A template's rules as the editor sees and changes them. Every change gives a new body; nothing is changed in place. */
import type { EffectiveRule, Flow, MapBody, RuleBody, RuleSet, TemplateBody } from "./types";

const ownRules = (body: TemplateBody, flow: Flow): RuleBody[] => body[flow]?.rules ?? [];

/** The rules in the order they run: the base's with overrides in their place, then the template's own. */
export function effectiveRules(body: TemplateBody, base: RuleSet | null, flow: Flow): EffectiveRule[] {
  const own = new Map(ownRules(body, flow).map((rule) => [rule.name, rule]));
  const removed = new Set(body[flow]?.remove ?? []);
  const inherited = (base?.[flow] ?? []).filter((rule) => !removed.has(rule.name));
  const names = new Set(inherited.map((rule) => rule.name));
  const rows: Omit<EffectiveRule, "number">[] = inherited.map((rule) => {
    const override = own.get(rule.name);
    return override ? { rule: override, origin: "override" } : { rule, origin: "inherited" };
  });
  for (const rule of own.values()) if (!names.has(rule.name)) rows.push({ rule, origin: "own" });
  return rows.map((row, i) => ({ ...row, number: i + 1 }));
}

/** Rules of the base that this template takes out. */
export function removedRules(body: TemplateBody, base: RuleSet | null, flow: Flow): RuleBody[] {
  const removed = new Set(body[flow]?.remove ?? []);
  return (base?.[flow] ?? []).filter((rule) => removed.has(rule.name));
}

function withMap(body: TemplateBody, flow: Flow, change: (map: MapBody) => MapBody): TemplateBody {
  const { remove, ...map } = change(body[flow] ?? {});
  return { ...body, [flow]: { ...map, ...(remove && remove.length > 0 && { remove }) } };
}

/** Empty parts of a rule are left out, so that a form that was only looked at changes nothing. */
export function tidyRule(rule: RuleBody): RuleBody {
  const empty = (value: unknown) =>
    value === undefined || value === "" || value === false || (Array.isArray(value) && value.length === 0);
  const kept = Object.entries(rule).filter(([key, value]) => key === "name" || key === "to" || !empty(value));
  const tidy = Object.fromEntries(kept) as unknown as RuleBody;
  if (Array.isArray(tidy.from) && tidy.from.length === 1) return { ...tidy, from: tidy.from[0] };
  return tidy;
}

/** Writes a rule under `name`: replaced where it stands, else added as the last of the template's own. */
export function putRule(body: TemplateBody, flow: Flow, name: string, rule: RuleBody): TemplateBody {
  const rules = ownRules(body, flow);
  const known = rules.some((one) => one.name === name);
  const next = known ? rules.map((one) => (one.name === name ? tidyRule(rule) : one)) : [...rules, tidyRule(rule)];
  return withMap(body, flow, (map) => ({ ...map, rules: next }));
}

/** Takes a rule out; one of the base is named as removed. */
export function deleteRule(body: TemplateBody, base: RuleSet | null, flow: Flow, name: string): TemplateBody {
  const inherited = base?.[flow].some((rule) => rule.name === name) ?? false;
  return withMap(body, flow, (map) => ({
    ...map,
    rules: (map.rules ?? []).filter((rule) => rule.name !== name),
    ...(inherited && { remove: [...(map.remove ?? []).filter((one) => one !== name), name] }),
  }));
}

/** Back to what the base says. */
export function restoreRule(body: TemplateBody, flow: Flow, name: string): TemplateBody {
  return withMap(body, flow, (map) => ({
    ...map,
    rules: (map.rules ?? []).filter((rule) => rule.name !== name),
    remove: (map.remove ?? []).filter((one) => one !== name),
  }));
}

/** A name no rule has yet: `priority`, `priority-2`. */
export function freeName(wanted: string, taken: readonly EffectiveRule[]): string {
  const names = new Set(taken.map(({ rule }) => rule.name));
  if (!names.has(wanted)) return wanted;
  let n = 2;
  while (names.has(`${wanted}-${n}`)) n += 1;
  return `${wanted}-${n}`;
}

/** Moves one of the template's own rules before another; a name that is not its own, or none, means the end. */
export function moveRule(body: TemplateBody, flow: Flow, name: string, before: string | undefined): TemplateBody {
  const rules = ownRules(body, flow);
  const moved = rules.find((rule) => rule.name === name);
  if (!moved || name === before) return body;
  const rest = rules.filter((rule) => rule.name !== name);
  const at = rest.findIndex((rule) => rule.name === before);
  const place = at === -1 ? rest.length : at;
  return withMap(body, flow, (map) => ({ ...map, rules: [...rest.slice(0, place), moved, ...rest.slice(place)] }));
}

/** Moves one of the template's own rules one step up (-1) or down (1) among the own rules that are shown. */
export function stepRule(
  body: TemplateBody,
  flow: Flow,
  name: string,
  step: -1 | 1,
  rules: readonly EffectiveRule[],
): TemplateBody {
  const own = rules.filter(({ origin }) => origin === "own").map(({ rule }) => rule.name);
  const here = own.indexOf(name);
  const target = step === -1 ? own[here - 1] : own[here + 2];
  if (here === -1 || (step === -1 && here === 0) || (step === 1 && here === own.length - 1)) return body;
  return moveRule(body, flow, name, target);
}

/** A source field is knowingly left behind from now on. */
export function ignorePlace(body: TemplateBody, flow: Flow, path: string): TemplateBody {
  return withMap(body, flow, (map) => ({ ...map, ignore: [...(map.ignore ?? []), path] }));
}

export function addSample(body: TemplateBody, name: string, flow: Flow, message: string): TemplateBody {
  const kind = flow === "orders" ? "order" : "result";
  return { ...body, samples: [...body.samples, { name, kind, message }] };
}

export const sourcesOf = (rule: RuleBody): string[] => [rule.from ?? []].flat();
