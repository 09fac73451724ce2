/** What a draft changes, part by part: rules and their order, code tables row by row, samples, and what is said of it. */
import { conditionWords } from "./conditions";
import { rowText } from "./row-marks";
import { transformWords } from "./transform-words";
import type { EffectiveRule, Flow, MapParts, RuleSet, TableBody, TableRowBody, TemplateBody } from "./types";

/** Where a change is. */
export type ChangeArea = Flow | "tables" | "samples" | "about";

/** A part that differs, as text; a part that is not there is empty. */
export interface ChangedPart {
  part: string;
  before: string;
  after: string;
}

export interface TemplateChange {
  area: ChangeArea;
  /** What it is about: a rule can be opened, and so can a table. */
  about: "rule" | "table" | "other";
  /** `moved`: the same rule is tried at another place. */
  kind: "added" | "changed" | "removed" | "moved";
  name: string;
  parts: ChangedPart[];
}

type Named = { readonly name: string };

const partText = (value: unknown, part: string): string => {
  if (value === undefined) return "";
  if (part === "when") return conditionWords(value);
  if (part === "transform") return transformWords(value);
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ");
  if (value === true) return "yes";
  return JSON.stringify(value);
};

function partsOf(before: object | undefined, after: object | undefined): ChangedPart[] {
  const [left, right] = [{ ...before } as Record<string, unknown>, { ...after } as Record<string, unknown>];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((part) => part !== "name");
  return names
    .map((part) => ({ part, before: partText(left[part], part), after: partText(right[part], part) }))
    .filter((one) => one.before !== one.after);
}

const kindOf = (before: unknown, after: unknown) =>
  before === undefined ? "added" : after === undefined ? "removed" : "changed";

/** Pairs of the same name, in the order of the new list; what was removed comes last. */
function pairs<T extends Named>(before: readonly T[], after: readonly T[]): { name: string; was?: T; is?: T }[] {
  const old = new Map(before.map((one) => [one.name, one]));
  const kept = new Set(after.map(({ name }) => name));
  return [
    ...after.map((is) => {
      const was = old.get(is.name);
      return { name: is.name, is, ...(was && { was }) };
    }),
    ...before.filter(({ name }) => !kept.has(name)).map((was) => ({ name: was.name, was })),
  ];
}

/**
 * Names that changed places among those both lists have: as few as explain the new order, which is all but a longest
 * run of names that kept their order.
 */
export function movedNames(before: readonly string[], after: readonly string[]): Set<string> {
  const place = new Map(before.map((name, i) => [name, i]));
  const kept = after.filter((name) => place.has(name));
  const at = kept.map((name) => place.get(name) ?? 0);
  // Patience sorting: `ends[n]` is the last of the run of n + 1 names whose end has the lowest place.
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  at.forEach((value, i) => {
    const last = ends.at(-1);
    const goesOn = last === undefined || (at[last] ?? 0) < value;
    const n = goesOn ? ends.length : ends.findIndex((end) => (at[end] ?? 0) >= value);
    previous[i] = ends[n - 1];
    ends[n] = i;
  });
  const still = new Set<number>();
  for (let i = ends.at(-1); i !== undefined; i = previous[i]) still.add(i);
  return new Set(kept.filter((_, i) => !still.has(i)));
}

function ruleChanges(before: RuleSet | null, after: RuleSet, flow: Flow): TemplateChange[] {
  const [old, now] = [before?.[flow] ?? [], after[flow]];
  const [oldNames, names] = [old, now].map((rules) => rules.map(({ name }) => name)) as [string[], string[]];
  const moved = movedNames(oldNames, names);
  const behind = (list: readonly string[], name: string) => {
    const place = list.indexOf(name);
    return place <= 0 ? "first" : `after ${list[place - 1]}`;
  };
  return pairs(old, now).flatMap(({ name, was, is }): TemplateChange[] => {
    const parts = partsOf(was, is);
    const place = moved.has(name)
      ? [{ part: "place", before: behind(oldNames, name), after: behind(names, name) }]
      : [];
    if (parts.length + place.length === 0) return [];
    const kind = parts.length === 0 ? "moved" : kindOf(was, is);
    return [{ area: flow, about: "rule", kind, name, parts: [...parts, ...place] }];
  });
}

/** Rows of a table by code; the order counts, as of several codes for one value the first is written. */
export function rowChanges(before: readonly TableRowBody[], after: readonly TableRowBody[]): ChangedPart[] {
  const named = (rows: readonly TableRowBody[]) => rows.map((row) => ({ ...row, name: row.code }));
  const parts = pairs(named(before), named(after)).map(({ name, was, is }) => ({
    part: name,
    before: rowText(was),
    after: rowText(is),
  }));
  const moved = movedNames(
    before.map(({ code }) => code),
    after.map(({ code }) => code),
  );
  const order = moved.size > 0 ? [{ part: "order", before: "", after: `moved: ${[...moved].join(", ")}` }] : [];
  return [...parts.filter((one) => one.before !== one.after), ...order];
}

function tableChanges(before: RuleSet | null, after: RuleSet): TemplateChange[] {
  const list = (set: RuleSet | null) =>
    Object.entries(set?.tables ?? {}).map(([name, table]: [string, TableBody]) => ({ name, table }));
  return pairs(list(before), list(after)).flatMap(({ name, was, is }): TemplateChange[] => {
    const title = partsOf({ title: was?.table.title }, { title: is?.table.title });
    const parts = [...title, ...rowChanges(was?.table.rows ?? [], is?.table.rows ?? [])];
    const kind = kindOf(was, is);
    return parts.length === 0 && kind === "changed" ? [] : [{ area: "tables", about: "table", kind, name, parts }];
  });
}

const linesOf = (message: string) => message.split(/\r\n|\r|\n/).filter((line) => line !== "");

/** Lines only one of the messages has. */
function messageParts(before = "", after = ""): ChangedPart[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const gone = old.filter((line) => !now.includes(line)).map((line) => ({ part: "message", before: line, after: "" }));
  const come = now.filter((line) => !old.includes(line)).map((line) => ({ part: "message", before: "", after: line }));
  if (gone.length + come.length > 0) return [...gone, ...come];
  return before === after ? [] : [{ part: "message", before: "", after: "its lines in another order or form" }];
}

function sampleChanges(before: RuleSet | null, after: RuleSet): TemplateChange[] {
  return pairs(before?.samples ?? [], after.samples).flatMap(({ name, was, is }): TemplateChange[] => {
    const kind = kindOf(was, is);
    const parts = [
      ...partsOf({ kind: was?.kind }, { kind: is?.kind }),
      ...(kind === "changed" ? messageParts(was?.message, is?.message) : []),
    ];
    return parts.length === 0 && kind === "changed"
      ? []
      : [{ area: "samples", about: "other", kind, name, parts: kind === "changed" ? parts : [] }];
  });
}

/** Each entry of a list that only one side has, as a part of its own. */
function entryParts(part: string, before: readonly string[], after: readonly string[]): ChangedPart[] {
  return [
    ...before.filter((one) => !after.includes(one)).map((one) => ({ part, before: one, after: "" })),
    ...after.filter((one) => !before.includes(one)).map((one) => ({ part, before: "", after: one })),
  ];
}

function mapChanges(before: RuleSet | null, after: RuleSet, flow: Flow): TemplateChange[] {
  const { ignore: old = [], ...was } = before?.maps[flow] ?? {};
  const { ignore: now = [], ...is } = after.maps[flow];
  const parts = [...entryParts("left behind", old, now), ...partsOf(was, is)];
  return parts.length === 0 ? [] : [{ area: flow, about: "other", kind: "changed", name: `About all ${flow}`, parts }];
}

function aboutChanges(before: RuleSet | null, after: RuleSet): TemplateChange[] {
  const { sources: old = [], ...was } = before?.about ?? {};
  const { sources: now = [], ...is } = after.about;
  const text = ({ title, url }: { title: string; url?: string | undefined }) => (url ? `${title}, ${url}` : title);
  const parts = [...partsOf(was, is), ...entryParts("source", old.map(text), now.map(text))];
  return parts.length === 0 ? [] : [{ area: "about", about: "other", kind: "changed", name: "The template", parts }];
}

/** Every change from one template, whole, to another; from none, everything is new. */
export function templateChanges(before: RuleSet | null, after: RuleSet): TemplateChange[] {
  const flows = (["orders", "results"] as const).flatMap((flow) => [
    ...ruleChanges(before, after, flow),
    ...mapChanges(before, after, flow),
  ]);
  return [...flows, ...tableChanges(before, after), ...sampleChanges(before, after), ...aboutChanges(before, after)];
}

/** The draft whole, with what it builds on, so that it can be compared. */
export function wholeDraft(
  body: TemplateBody,
  base: RuleSet | null,
  rulesOf: Record<Flow, readonly EffectiveRule[]>,
): RuleSet {
  const rules = (flow: Flow) => rulesOf[flow].map(({ rule }) => rule);
  const map = (flow: Flow): MapParts => {
    const { rules: _, remove: __, ignore, lists, ...own } = body[flow] ?? {};
    const { ignore: oldIgnore, lists: oldLists, ...old } = base?.maps[flow] ?? {};
    const both = [...new Set([...(oldIgnore ?? []), ...(ignore ?? [])])];
    const places = { ...oldLists, ...lists };
    return {
      ...old,
      ...own,
      ...(both.length > 0 && { ignore: both }),
      ...(Object.keys(places).length > 0 && { lists: places }),
    };
  };
  const { title, description, side, mode, hl7Version, sources } = body;
  const format = body.format ?? base?.about.format;
  return {
    label: "draft",
    orders: rules("orders"),
    results: rules("results"),
    tables: { ...base?.tables, ...body.tables },
    samples: body.samples,
    maps: { orders: map("orders"), results: map("results") },
    about: { title, description, side, mode, hl7Version, ...(format && { format }), ...(sources && { sources }) },
  };
}
