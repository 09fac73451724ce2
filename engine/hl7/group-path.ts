/**
 * Segments found by the groups they are in: the first OBX of the second ORDER_OBSERVATION. Groups between may be left
 * out of the path. Ranges are indexed once for a message, so that each look-up is a few binary searches.
 */
import type { GroupStep, Path } from "./path";
import { type GroupNode, structure } from "./structure";
import type { Message } from "./types";

interface GroupIndex {
  readonly groups: ReadonlyMap<string, readonly GroupNode[]>;
  readonly segments: ReadonlyMap<string, readonly number[]>;
  /** Per segment the groups around it, as a chain from the innermost outward. */
  readonly around: readonly Enclosing[];
}

/** A group with the one around it. */
export interface Enclosing {
  readonly group: GroupNode;
  readonly parent?: Enclosing;
}

const known = new WeakMap<Message, GroupIndex>();

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function indexOf(message: Message): GroupIndex {
  const before = known.get(message);
  if (before) return before;
  const groups = new Map<string, GroupNode[]>();
  const segments = new Map<string, number[]>();
  const around: Enclosing[] = [];
  const visit = (enclosing: Enclosing) => {
    push(groups, enclosing.group.name, enclosing.group);
    for (const child of enclosing.group.children) {
      if (child.kind === "group") {
        visit({ group: child, parent: enclosing });
      } else {
        push(segments, child.id, child.index);
        around[child.index] = enclosing;
      }
    }
  };
  visit({ group: structure(message).root });
  const fresh = { groups, segments, around };
  known.set(message, fresh);
  return fresh;
}

/** Position of the first element whose key is at least `low`, in a list sorted by key. */
function lowerBound<T>(sorted: readonly T[], low: number, key: (one: T) => number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (key(sorted[middle] as T) < low) from = middle + 1;
    else to = middle;
  }
  return from;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const start = (group: GroupNode) => group.from;
const itself = (index: number) => index;

/** Indexes in `message.segments` of the segments named `id` within a range, in order. */
export function segmentsWithin(message: Message, { from, to }: Range, id: string): readonly number[] {
  const all = indexOf(message).segments.get(id) ?? [];
  return all.slice(lowerBound(all, from, itself), lowerBound(all, to + 1, itself));
}

/** Index in `message.segments` of the nth segment named `id` within a range. */
export function nthWithin(message: Message, { from, to }: Range, id: string, occurrence = 1): number | undefined {
  const all = indexOf(message).segments.get(id) ?? [];
  const found = all[lowerBound(all, from, itself) + occurrence - 1];
  return found !== undefined && found <= to ? found : undefined;
}

/** The groups of this name, in order. */
export function groupsNamed(message: Message, name: string): readonly GroupNode[] {
  return indexOf(message).groups.get(name) ?? [];
}

/** The innermost group a segment is in, and those around it; undefined when there is no such segment. */
export function groupsAround(message: Message, index: number): Enclosing | undefined {
  return indexOf(message).around[index];
}

/**
 * Index in `message.segments` of the nth `segment` inside the groups named from the outside in, or -1. Each step counts
 * within the one before it; with no step, the whole message counts. Segments of deeper groups are found too.
 */
export function findInGroups(message: Message, groups: readonly GroupStep[], segment: string, occurrence = 1): number {
  const index = indexOf(message);
  let range: Range = { from: 0, to: message.segments.length - 1 };
  for (const step of groups) {
    const named = index.groups.get(step.name) ?? [];
    const found: GroupNode | undefined = named[lowerBound(named, range.from, start) + (step.occurrence ?? 1) - 1];
    if (!found || found.to > range.to) return -1;
    range = found;
  }
  return nthWithin(message, range, segment, occurrence) ?? -1;
}

/** Index in `message.segments` of the segment a path with groups means, or -1. */
export function findSegment(message: Message, { groups = [], segment, occurrence }: Path): number {
  return findInGroups(message, groups, segment, occurrence);
}
