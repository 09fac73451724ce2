/**
 * The groups of a message by its structure (HL7 v2.5.1 chapter 2.12), found without insisting on it. One pass: each
 * segment goes to the nearest place after the one before it that its grammar allows. What fits nowhere stays behind the
 * segment before it and is reported; nothing is moved and nothing is lost, so the tree read from left to right is the
 * message.
 */
import { type FindingCode, finding, segmentPath } from "./findings";
import { type GrammarItem, type GroupItem, grammarFor, structureName } from "./grammar";
import type { Finding, Message } from "./types";

export interface SegmentNode {
  readonly kind: "segment";
  readonly id: string;
  /** Index in `message.segments`, from 0. */
  readonly index: number;
}

export interface GroupNode {
  readonly kind: "group";
  /** Such as `ORDER_OBSERVATION`; the root is named after the structure, or `MESSAGE` when it is not known. */
  readonly name: string;
  /** 1 for the first of this name in its parent. */
  readonly occurrence: number;
  /** Indexes in `message.segments` of its first and last segment; it holds every segment between. */
  readonly from: number;
  readonly to: number;
  readonly children: readonly StructureNode[];
}

export type StructureNode = SegmentNode | GroupNode;

export interface MessageStructure {
  /** Such as `ORU_R01`; absent when there is no grammar for the message, whose segments then all hang on the root. */
  readonly name?: string;
  readonly root: GroupNode;
  readonly findings: readonly Finding[];
}

type OpenGroup = { -readonly [K in keyof GroupNode]: GroupNode[K] } & { readonly children: StructureNode[] };

/** A group being filled: `at` is the item of its grammar reached, `counts` how often each item was there. */
interface Frame {
  readonly grammar: GroupItem;
  readonly node: OpenGroup;
  readonly counts: number[];
  at: number;
}

interface Pass {
  readonly message: Message;
  readonly version: number;
  /** The open groups, the root first. */
  readonly frames: Frame[];
  readonly findings: Finding[];
  /** Where each segment name was met last. */
  readonly last: Map<string, number>;
  readonly newer: Set<string>;
}

/** Segments that stand for their group even where one segment before them is left out. */
const STAND_ALONE = new Set(
  ["PID", "PV1", "ORC", "OBR", "RXO", "RQD", "RQ1", "ODS", "ODT", "OBX"].concat("MFE", "OM1", "CDM", "PM1", "MCP"),
);
/** Of these, a second one begins the next group although the segment that opens it is left out. */
const REOPENS = new Set(["OBR", "RXO", "RQD", "RQ1", "ODS", "ODT", "OM1", "CDM"]);
const DEFAULT_VERSION = 2.5;

/** MSH-12 as a number, 2.5 for `2.5.1`; 2.5 when it does not say. */
export function versionNumber(version: string | undefined): number {
  const number = Number.parseFloat(version ?? "");
  return Number.isFinite(number) ? number : DEFAULT_VERSION;
}

/** How many required items have to be left out for `id` to begin `item`; undefined when it cannot. */
function leftOut(item: GrammarItem, id: string): number | undefined {
  if (item.first.has(id)) return 0;
  if (item.kind === "segment" || item.strict || !item.contains.has(id)) return undefined;
  let missed = 0;
  for (const inner of item.items) {
    const deeper = leftOut(inner, id);
    if (deeper !== undefined) return missed + deeper;
    if (inner.required) missed++;
  }
  return undefined;
}

/** Item of the frame, where it stands or later, that takes `id` with at most `tolerance` required items left out; or -1. */
function nextItem({ grammar, counts, at }: Frame, id: string, tolerance: number): number {
  let missed = 0;
  for (let i = at; i < grammar.items.length; i++) {
    const item = grammar.items[i] as GrammarItem;
    const times = counts[i] ?? 0;
    if (times === 0 || item.repeats) {
      const deeper = leftOut(item, id);
      if (deeper !== undefined && missed + deeper <= tolerance) return i;
    }
    if (item.required && times === 0 && ++missed > tolerance) return -1;
  }
  return -1;
}

function open(pass: Pass, grammar: GroupItem, occurrence: number, index: number): Frame {
  const node: OpenGroup = { kind: "group", name: grammar.name, occurrence, from: index, to: index, children: [] };
  pass.frames.at(-1)?.node.children.push(node);
  const frame: Frame = { grammar, node, counts: [], at: 0 };
  pass.frames.push(frame);
  return frame;
}

/** The segment a reader would miss most in an absent item. */
function anchor(item: GrammarItem): string {
  if (item.kind === "segment") return item.name;
  const first = item.items.find((inner) => inner.required) ?? item.items[0];
  return first ? anchor(first) : item.name;
}

function reportMissing(pass: Pass, { grammar, node, counts }: Frame): void {
  const where = pass.frames.length === 0 ? "The message" : `${node.name} ${node.occurrence}`;
  grammar.items.forEach((item, i) => {
    if (!item.required || (counts[i] ?? 0) > 0) return;
    const words = `${where} has no ${item.kind === "group" ? `${item.name} group` : `${item.name} segment`}.`;
    const shared = item.name === "ORC" && (pass.last.get("ORC") ?? node.from) < node.from;
    const more = { segmentIndex: node.from, ...(shared && { severity: "warning" as const }) };
    pass.findings.push(finding("segment-missing", anchor(item), words, more));
  });
}

function reportResultsAfterSpecimen(pass: Pass, { grammar, node }: Frame): void {
  if (grammar.name !== "ORDER_OBSERVATION") return;
  const child = (name: string) => node.children.find((one) => one.kind === "group" && one.name === name);
  const specimen = child("SPECIMEN");
  if (specimen?.kind !== "group" || child("OBSERVATION") || (pass.last.get("OBX") ?? -1) < specimen.from) return;
  const words = `The OBX of ORDER_OBSERVATION ${node.occurrence} come after SPM, where they describe the specimen.`;
  const path = segmentPath(pass.message, specimen.from);
  pass.findings.push(finding("results-after-specimen", path, words, { segmentIndex: specimen.from }));
}

/** Closes groups until `depth` are open. `index` is the first segment after them. */
function closeTo(pass: Pass, depth: number, index: number): void {
  while (pass.frames.length > depth) {
    const frame = pass.frames.pop() as Frame;
    frame.node.to = index - 1;
    reportMissing(pass, frame);
    reportResultsAfterSpecimen(pass, frame);
  }
}

/** Puts the segment into item `i` of the frame at `depth`, opening the groups on the way. */
function enter(pass: Pass, depth: number, i: number, id: string, index: number): true {
  closeTo(pass, depth + 1, index);
  let frame = pass.frames[depth] as Frame;
  for (let next = i; next >= 0; ) {
    const item = frame.grammar.items[next] as GrammarItem;
    const times = (frame.counts[next] ?? 0) + 1;
    frame.at = next;
    frame.counts[next] = times;
    if (item.kind === "segment") {
      if (pass.version < item.since) reportNewer(pass, id, index, item.since);
      break;
    }
    frame = open(pass, item, times, index);
    next = nextItem(frame, id, 0);
    if (next < 0) next = nextItem(frame, id, 1);
  }
  frame.node.children.push({ kind: "segment", id, index });
  return true;
}

function reportNewer(pass: Pass, id: string, index: number, since: number): void {
  if (pass.newer.has(id)) return;
  pass.newer.add(id);
  report(pass, index, "segment-newer", `came with v${since}, later than this message's version.`);
}

/**
 * After a prior order ORC can open the next one or the next order: a prior one's says so with PR, previous results
 * (table 0119), or says nothing.
 */
function opensNextOrder(pass: Pass, group: string, index: number): boolean {
  const segment = pass.message.segments[index];
  if (group !== "ORDER_PRIOR" || segment?.id !== "ORC") return false;
  const control = segment.field(1) ?? "";
  return control !== "" && control !== "PR";
}

/** The nearest place by the grammar: later in an open group, else one more repetition of it. */
function placeStrictly(pass: Pass, id: string, index: number): boolean {
  for (let depth = pass.frames.length - 1; depth >= 0; depth--) {
    const frame = pass.frames[depth] as Frame;
    const i = nextItem(frame, id, 0);
    const item = frame.grammar.items[i];
    const begun = (frame.counts[i] ?? 0) > 0;
    if (item && !(begun && opensNextOrder(pass, item.name, index))) return enter(pass, depth, i, id, index);
    const again = depth > 0 && frame.grammar.repeats && frame.grammar.first.has(id);
    if (again && !opensNextOrder(pass, frame.grammar.name, index)) return reopen(pass, depth, id, index);
  }
  return false;
}

/** As {@link placeStrictly} with one required segment left out; a repetition comes first, for what was there already. */
function placeTolerantly(pass: Pass, id: string, index: number): boolean {
  if (!STAND_ALONE.has(id)) return false;
  for (let depth = pass.frames.length - 1; depth >= 0; depth--) {
    const frame = pass.frames[depth] as Frame;
    const again = depth > 0 && frame.grammar.repeats && REOPENS.has(id) && leftOut(frame.grammar, id) === 1;
    if (again && (pass.last.get(id) ?? -1) >= frame.node.from) return reopen(pass, depth, id, index);
    const i = nextItem(frame, id, 1);
    if (i >= 0) return enter(pass, depth, i, id, index);
  }
  return false;
}

function reopen(pass: Pass, depth: number, id: string, index: number): true {
  const parent = pass.frames[depth - 1] as Frame;
  return enter(pass, depth - 1, parent.at, id, index);
}

/** No place by the grammar: behind the segment before, in the innermost open group that knows such segments. */
function keep(pass: Pass, id: string, index: number): void {
  const root = pass.frames[0] as Frame;
  const expected = root.grammar.contains.has(id);
  // A note belongs to the segment before it, whatever group that is in.
  const home = id === "NTE" ? -1 : pass.frames.findLastIndex(({ grammar }) => takes(grammar, id));
  if (home > 0) closeTo(pass, home + 1, index);
  const { grammar, node } = pass.frames.at(-1) as Frame;
  node.children.push({ kind: "segment", id, index });
  if (/^Z[A-Z0-9]{2}$/.test(id)) report(pass, index, "segment-local", "is outside the standard; it is kept.");
  else if (!/^[A-Z][A-Z0-9]{2}$/.test(id)) report(pass, index, "segment-unreadable", "does not begin with a name.");
  else if (!expected) report(pass, index, "segment-unexpected", `is not part of ${root.grammar.name}; it is kept.`);
  else if (grammar.items.some((item) => item.kind === "segment" && !item.repeats && item.first.has(id)))
    report(pass, index, "segment-repeated", `is there once too often in ${node.name}, or too late.`);
  else report(pass, index, "segment-out-of-place", "does not belong after the segment before it.");
}

function takes(grammar: GroupItem, id: string): boolean {
  return grammar.items.some((item) => item.first.has(id));
}

function report(pass: Pass, index: number, code: FindingCode, words: string): void {
  const path = segmentPath(pass.message, index);
  const subject = path === "" ? `Line ${index + 1}` : path;
  pass.findings.push(finding(code, path, `${subject} ${words}`, { segmentIndex: index }));
}

function grouped(message: Message, grammar: GroupItem, version: number): MessageStructure {
  const pass: Pass = { message, version, frames: [], findings: [], last: new Map(), newer: new Set() };
  const root = open(pass, grammar, 1, 0).node;
  message.segments.forEach(({ id }, index) => {
    if (!placeStrictly(pass, id, index) && !placeTolerantly(pass, id, index)) keep(pass, id, index);
    pass.last.set(id, index);
  });
  closeTo(pass, 0, message.segments.length);
  return { name: grammar.name, root, findings: pass.findings };
}

function ungrouped({ segments }: Message): MessageStructure {
  const children = segments.map(({ id }, index): SegmentNode => ({ kind: "segment", id, index }));
  const words = "There is no grammar for this type of message; its groups are not checked.";
  return {
    root: { kind: "group", name: "MESSAGE", occurrence: 1, from: 0, to: segments.length - 1, children },
    findings: [finding("structure-unknown", "MSH-9", words, { segmentIndex: 0 })],
  };
}

const known = new WeakMap<Message, MessageStructure>();

/**
 * The groups of a message, every segment in exactly one place and in the order sent. Findings are `segment-…`,
 * `results-after-specimen` and `structure-unknown`. Linear in the number of segments; computed once for a message.
 */
export function structure(message: Message): MessageStructure {
  const before = known.get(message);
  if (before) return before;
  const [header] = message.segments;
  const parts = (field: number) => (header?.field(field) ?? "").split(message.delimiters.component || "^");
  const version = versionNumber(parts(12)[0]);
  const [type, trigger, named] = parts(9);
  const name = structureName(type || undefined, trigger || undefined, named || undefined);
  const grammar = name === undefined ? undefined : grammarFor(name, version);
  const fresh = grammar ? grouped(message, grammar, version) : ungrouped(message);
  known.set(message, fresh);
  return fresh;
}
