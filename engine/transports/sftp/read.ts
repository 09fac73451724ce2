import { failpoint } from "../failpoint";
import { sha256Of } from "./compare";
import type { ReadOptions, ReadResult } from "./contract";
import { codeOf } from "./failures";
import { pathOf } from "./names";
import { type Attributes, closeFile, fileType, look, lookAtOpen, openForReading } from "./remote-file";
import { readSmall, readToEnd, SMALL } from "./transfer";
import type { Wire } from "./wire";

/**
 * Reads a whole file, or says why these bytes must not be trusted. A file still being written shows itself by a size
 * or time that moved between opening and the end, by fewer or more bytes than its size, or by another file under
 * its name.
 */
export async function readFile(
  wire: Wire,
  directory: string,
  name: string,
  { maxBytes, listed }: ReadOptions,
): Promise<ReadResult> {
  const path = pathOf(directory, name);
  let handle: Buffer;
  try {
    handle = await openForReading(wire, path);
  } catch (error) {
    if (codeOf(error) === "no-such-file") return { kind: "gone" };
    throw error;
  }
  const { size, mtime } = listed ?? {};
  if (wire.isOpenSsh && typeof size === "number" && size < Math.min(SMALL, maxBytes)) {
    return readBriefly(wire, handle, path, { size, mtime: mtime ?? undefined });
  }
  try {
    const before = await lookAtOpen(wire, handle, path);
    if ((before.size ?? 0) > maxBytes) return { kind: "too-large", size: before.size ?? 0 };
    const bytes = await readToEnd(wire, handle, path, before.size ?? 0, maxBytes);
    if (!bytes) {
      // With a size that was small enough, more bytes mean growth; without one they mean a large file.
      return before.size === undefined ? { kind: "too-large", size: maxBytes + 1 } : { kind: "changed" };
    }
    await failpoint("I7");
    const after = await lookAtOpen(wire, handle, path);
    const named = await look(wire, directory, name);
    if (!named) return { kind: "gone" };
    const same = sameVersion(before, after) && sameVersion(before, named) && fileType(named) !== "other";
    if (!same || (before.size !== undefined && before.size !== bytes.length)) return { kind: "changed" };
    return { kind: "read", bytes, sha256: sha256Of(bytes), size: bytes.length, mtime: named.mtime ?? null };
  } finally {
    if (wire.alive) await closeFile(wire, handle, path).catch(ignoreLateClose);
  }
}

/**
 * A small file of a listing, with the fewest requests that can tell whether it is still the listed one. Another file put
 * under its name meanwhile is noticed when this one is disposed of.
 */
async function readBriefly(
  wire: Wire,
  handle: Buffer,
  path: string,
  listed: { size: number; mtime: number | undefined },
): Promise<ReadResult> {
  const bytes = await readSmall(wire, handle, path, listed.size);
  await failpoint("I7");
  const [after] = await Promise.all([
    lookAtOpen(wire, handle, path),
    closeFile(wire, handle, path).catch(ignoreLateClose),
  ]);
  if (bytes.length !== listed.size || !sameVersion(listed, after)) return { kind: "changed" };
  return { kind: "read", bytes, sha256: sha256Of(bytes), size: bytes.length, mtime: after.mtime ?? null };
}

/** The bytes are already judged; a close that fails on a read handle changes nothing about them. */
const ignoreLateClose = () => undefined;

type Version = Pick<Attributes, "size"> & { mtime?: number | undefined };
const sameVersion = (a: Version, b: Version): boolean => equalIfKnown(a.size, b.size) && equalIfKnown(a.mtime, b.mtime);

const equalIfKnown = (a: number | undefined, b: number | undefined): boolean =>
  a === undefined || b === undefined || a === b;
