/** Structure grammars as data: the notation of `structure-grammar.ts` read once, with what the grouping pass asks of it. */
import { STRUCTURE_GRAMMARS, STRUCTURE_OF_TYPE } from "./structure-grammar";

interface ItemBase {
  /** Segment id, or the group's name. A choice is named after its first segment. */
  readonly name: string;
  readonly required: boolean;
  readonly repeats: boolean;
  /** Ids that can begin it without leaving out anything required. */
  readonly first: ReadonlySet<string>;
  /** Every id that can occur in it. */
  readonly contains: ReadonlySet<string>;
}

export interface SegmentItem extends ItemBase {
  readonly kind: "segment";
  /** First version that has it; 0 when it has long been there. */
  readonly since: number;
}

export interface GroupItem extends ItemBase {
  readonly kind: "group";
  /** Entered by one of its `first` segments only. */
  readonly strict: boolean;
  readonly items: readonly GrammarItem[];
}

export type GrammarItem = SegmentItem | GroupItem;

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "{": "}", "(": ")" };
const SEGMENT = /^([A-Z][A-Z0-9]{2})(?:@([\d.]+))?$/;

type Repetition = { readonly required: boolean; readonly repeats: boolean };

function firstOf(items: readonly GrammarItem[]): Set<string> {
  const first = new Set<string>();
  for (const item of items) {
    for (const id of item.first) first.add(id);
    if (item.required) break;
  }
  return first;
}

function group(name: string, strict: boolean, items: readonly GrammarItem[], repetition: Repetition): GroupItem {
  const contains = new Set(items.flatMap((item) => [...item.contains]));
  return { kind: "group", name, strict, items, first: firstOf(items), contains, ...repetition };
}

function segment(token: string, repetition: Repetition): SegmentItem {
  const ids = new Set<string>();
  let since = 0;
  for (const one of token.replace(/[<>]/g, "").split("|")) {
    const [, id, version] = SEGMENT.exec(one) ?? [];
    if (id === undefined) throw new TypeError(`"${token}" is not part of a structure grammar`);
    ids.add(id);
    if (version) since = Number(version);
  }
  const [name = ""] = ids;
  return { kind: "segment", name, first: ids, contains: ids, since, ...repetition };
}

/**
 * A grammar in bracket notation as items.
 * @throws TypeError when the text is not in that notation
 */
export function readGrammar(name: string, text: string): GroupItem {
  const tokens = text.match(/[[\]{}()]|[^\s[\]{}()]+/g) ?? [];
  let at = 0;

  const sequence = (closing: string | undefined, repetition: Repetition): GrammarItem[] => {
    const items: GrammarItem[] = [];
    while (at < tokens.length && tokens[at] !== closing) items.push(item(repetition));
    if (tokens[at] !== closing) throw new TypeError(`The grammar of ${name} lacks a ${closing}`);
    at++;
    return items;
  };
  const item = (outer: Repetition): GrammarItem => {
    const token = tokens[at++] ?? "";
    const closing = CLOSING[token];
    if (closing === undefined) return segment(token, outer);
    const repetition = {
      required: outer.required && token !== "[",
      repeats: outer.repeats || token === "{",
    };
    const named = /^([A-Z][A-Z0-9_]*)(!?):$/.exec(tokens[at] ?? "");
    if (named) {
      at++;
      return group(named[1] ?? "", named[2] === "!", sequence(closing, ONCE), repetition);
    }
    const [only, ...others] = sequence(closing, repetition);
    if (!only || others.length > 0) throw new TypeError(`A bracket in the grammar of ${name} needs a name`);
    return only;
  };

  return group(name, false, sequence(undefined, ONCE), ONCE);
}

const ONCE: Repetition = { required: true, repeats: false };
const known = new Map<string, GroupItem>();

/** The structure's grammar for a version such as 2.5; undefined when this library has none. */
export function grammarFor(structure: string, version: number): GroupItem | undefined {
  const variants = Object.hasOwn(STRUCTURE_GRAMMARS, structure) ? STRUCTURE_GRAMMARS[structure] : undefined;
  const variant = variants?.findLast((one) => one.since <= version) ?? variants?.[0];
  if (!variant) return undefined;
  const key = `${structure} ${variant.since}`;
  const grammar = known.get(key) ?? readGrammar(structure, variant.grammar);
  known.set(key, grammar);
  return grammar;
}

/** Names of the structures this library knows, such as `ORU_R01`. */
export const structureNames: readonly string[] = Object.keys(STRUCTURE_GRAMMARS);

/** The structure MSH-9 names or implies: its third component, else type and trigger, else what the type usually means. */
export function structureName(type: string | undefined, trigger: string | undefined, structure: string | undefined) {
  const candidates = [structure, `${type}_${trigger}`, type === "ACK" || type === "MFK" || !trigger ? type : undefined];
  for (const candidate of candidates) {
    if (candidate === undefined) continue;
    if (Object.hasOwn(STRUCTURE_GRAMMARS, candidate)) return candidate;
    if (Object.hasOwn(STRUCTURE_OF_TYPE, candidate)) return STRUCTURE_OF_TYPE[candidate];
  }
  return undefined;
}
