import type { RemoteFile } from "~/engine/transports/sftp";

/** What was seen of a file that may still be growing; in memory, because forgetting it only costs a second look. */
type Sighting = { size: number | null; mtime: number | null; since: number; first: number };
const sightings = new Map<string, ReadonlyMap<string, Sighting>>();

/** A file must look the same for this long, on our clock: the sender's says nothing about ours. Milliseconds, as those below. */
export const stableMs = 1_000;
/** A file that is known for longer holds up no other: it may grow for ever. */
const newMs = 3_000;
/** Nor is one held up that is known for longer. */
const heldMs = 30_000;

/**
 * The files at an endpoint that have stood still; with none left out that comes before them. A folder that is listed while
 * files appear in it shows some and not others that were there sooner: one that has stood still waits for one of an earlier
 * name and no later time that is seen for the first time now.
 *
 * @param now milliseconds on a clock that never goes back
 */
export function settledFiles(
  endpointId: string,
  files: readonly RemoteFile[],
  now: number = performance.now(),
): RemoteFile[] {
  const before = sightings.get(endpointId);
  const seen = new Map(files.map((file) => [file.name, look(file, before?.get(file.name), now)]));
  sightings.set(endpointId, seen);
  const standsStill = ({ name }: RemoteFile) => now - (seen.get(name)?.since ?? now) >= stableMs;
  const knownFor = ({ name }: RemoteFile) => now - (seen.get(name)?.first ?? now);
  const held = new Set<RemoteFile>();
  let newcomer = Number.POSITIVE_INFINITY;
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const mtime = file.mtime ?? 0;
    if (!standsStill(file)) {
      if (knownFor(file) < newMs) newcomer = Math.min(newcomer, mtime);
    } else if (newcomer <= mtime && knownFor(file) < heldMs) held.add(file);
  }
  return files.filter((file) => standsStill(file) && !held.has(file));
}

function look({ size, mtime }: RemoteFile, before: Sighting | undefined, now: number): Sighting {
  if (before && before.size === size && before.mtime === mtime) return before;
  return { size, mtime, since: now, first: before?.first ?? now };
}
