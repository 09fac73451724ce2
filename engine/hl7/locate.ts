/** Finding a segment of a message by name and number. */
import { findSegment } from "./group-path";
import type { CompiledPath } from "./path";
import type { Segment } from "./segment";
import type { Message } from "./types";

/** Messages with more segments get an index by name when one beyond the first is asked for. */
const WALKED = 64;

const indexes = new WeakMap<readonly Segment[], ReadonlyMap<number, readonly number[]>>();

function indexOf(segments: readonly Segment[]): ReadonlyMap<number, readonly number[]> {
  const known = indexes.get(segments);
  if (known) return known;
  const index = new Map<number, number[]>();
  segments.forEach(({ code }, at) => {
    const places = index.get(code);
    if (places) places.push(at);
    else index.set(code, [at]);
  });
  indexes.set(segments, index);
  return index;
}

/**
 * Index in `message.segments` of the segment a path means, or -1.
 * @throws TypeError for a path with groups when no structure says what they are
 */
export function locate(message: Message, { path, code, occurrence }: CompiledPath): number {
  if (path.groups) return findSegment(message, path);
  const { segments } = message;
  if (occurrence > 1 && segments.length > WALKED) return indexOf(segments).get(code)?.[occurrence - 1] ?? -1;
  let left = occurrence;
  for (let at = 0; at < segments.length; at++) if (segments[at]?.code === code && --left === 0) return at;
  return -1;
}
