import type { Path } from "./path";
import type { Message } from "./types";

/**
 * Where the segment of a path with groups stands in `message.segments`, or -1 when it is not there.
 * @throws TypeError always while no message structures are known: what belongs to a group, only a structure says
 */
export function findSegment(_message: Message, path: Path): number {
  throw new TypeError(`${path.groups?.[0]?.name ?? path.segment} is a group; groups need a message structure`);
}
