import { eq, inArray, sql } from "drizzle-orm";
import { newId } from "~/db/ids";
import { fence, type Lease } from "~/db/queries/claim-lanes";
import { fileAge } from "~/db/queries/file-age";
import { openFiles } from "~/db/queries/open-files";
import { inboundFiles } from "~/db/schema/messages";
import { type Transaction, withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import type { ReadOptions, ReadResult, RemoteFile } from "~/engine/transports/sftp";
import { TransportError } from "~/engine/transports/transport-error";
import type { Files } from "./files-at";
import type { FileRow } from "./inbound-files";
import { type FileEndpoint, originOf, placeOf } from "./places";

/**
 * Which of several readers has a file. Where that is agreed, a file is moved aside before it is read, and its name there
 * is on record before it is moved: whatever dies in between, the record and the two names say whose it is.
 */

/** Not one of ours to read now: `refused` is tried again, `gone` is not. */
export type NotHeld = { kind: "refused" } | { kind: "gone" };

/** The first thing that went wrong in a run which took all the rest; it is told at its end. */
export type Trouble = { first: TransportError | undefined };

/** A file that cannot be moved aside for this long is told to somebody, in seconds. */
const refusedSeconds = 600;

/** Moves a file aside where that is agreed, and reads it. */
export async function readHeld(
  { lease, endpoint, session, trouble }: { lease: Lease; endpoint: FileEndpoint; session: Files; trouble: Trouble },
  row: FileRow,
  options: ReadOptions,
): Promise<ReadResult | NotHeld> {
  const place = placeOf(endpoint, row);
  if (row.claimedAs === null) {
    await failpoint("I6");
    return session.read(place.directory, place.name, options);
  }
  const origin = originOf(endpoint, row);
  await failpoint("I5b");
  const held = await session.claim(origin.directory, origin.name, { directory: place.directory, as: place.name });
  if (held.kind === "refused" && (await fileAge(row)) > refusedSeconds) {
    const message = `${held.why} A file cannot be moved into ${place.directory}: does its sender have it open, or does the account lack the right?`;
    trouble.first ??= new TransportError("permanent", "claim-refused", message);
  }
  if (held.kind !== "claimed") return held;
  await failpoint("I6");
  const read = await session.read(place.directory, place.name, options);
  if (read.kind !== "read" || isVersion(row, read)) return read;
  // Its sender went on writing after it was moved, or this server dates what it moves: it is another version.
  await recordVersion(lease, row, read);
  return { kind: "changed" };
}

/** Whether a record is of what lies there, as far as the server tells. */
const isVersion = (row: FileRow, { size, mtime }: { size: number | null; mtime: number | null }) =>
  (row.size < 0 || size === null || size === row.size) && (row.mtime < 0 || mtime === null || mtime === row.mtime);

/** These files are not ours to read any more. */
export async function giveUp(lease: Lease, rows: readonly FileRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    await tx.db
      .update(inboundFiles)
      .set({ state: "elsewhere", reason: "It was gone before it was read." })
      .where(inArray(inboundFiles.id, ids));
  });
}

/** What has to be done first, of files whose way was cut short. */
export type CutShort = { toRead: FileRow[]; toDispose: FileRow[] };

/**
 * Finds out what became of files whose way was cut short and that are not offered now: those we moved aside are read or
 * moved on, those that are nowhere any more are written off. Those that are offered take their usual way.
 */
export async function takeUp(
  lease: Lease,
  endpoint: FileEndpoint,
  session: Files,
  { files, truncated }: { files: readonly RemoteFile[]; truncated: boolean },
): Promise<CutShort> {
  const names = new Set(files.map((file) => file.name));
  const toRead = new Map<string, FileRow>();
  const toDispose: FileRow[] = [];
  const lost: FileRow[] = [];
  for (const row of await openFiles(endpoint)) {
    // Of a folder that was not seen whole nobody can say what is gone from it.
    if (row.claimedAs === null && (truncated || names.has(row.name))) continue;
    if (row.state !== "claimed") {
      toDispose.push(row);
      continue;
    }
    const place = placeOf(endpoint, row);
    const found = await session.stat(place.directory, place.name);
    if (found && row.claimedAs !== null) toRead.set(row.name, await asFound(lease, row, found));
    else if (!found && !names.has(row.name) && !(await isAtOrigin(endpoint, session, row))) lost.push(row);
  }
  await giveUp(lease, lost);
  return { toRead: [...toRead.values()], toDispose };
}

async function isAtOrigin(endpoint: FileEndpoint, session: Files, row: FileRow): Promise<boolean> {
  if (row.claimedAs === null) return false;
  const { directory, name } = originOf(endpoint, row);
  return (await session.stat(directory, name)) !== undefined;
}

/** The record of a file that was moved aside, brought up to what lies there now. */
async function asFound(lease: Lease, row: FileRow, found: RemoteFile): Promise<FileRow> {
  const version = { size: found.size ?? -1, mtime: found.mtime ?? -1 };
  if (version.size === row.size && version.mtime === row.mtime) return row;
  await recordVersion(lease, row, found);
  return { ...row, ...version };
}

async function recordVersion(
  lease: Lease,
  row: FileRow,
  { size, mtime }: { size: number | null; mtime: number | null },
): Promise<void> {
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    await tx.db
      .update(inboundFiles)
      .set({ size: size ?? -1, mtime: mtime ?? -1 })
      .where(eq(inboundFiles.id, row.id));
  });
}

/** A file as the listing would show it. */
export const asListed = ({ name, size, mtime }: FileRow): RemoteFile => ({
  name,
  size: size < 0 ? null : size,
  mtime: mtime < 0 ? null : mtime,
});

/** Gives files that grew after they were taken in a record of their own, under the same name aside. */
export async function readAgain(tx: Transaction, rows: readonly FileRow[]): Promise<void> {
  for (const { endpointId, name, claimedAs } of rows) {
    await tx.db.insert(inboundFiles).values({
      id: newId("fil"),
      endpointId,
      name,
      claimedAs,
      size: -1,
      mtime: -1,
      generation: sql`(select max(generation) + 1 from inbound_files where endpoint_id = ${endpointId} and name = ${name})`,
      state: "claimed",
      attempts: 0,
      seenAt: sql`now()`,
    });
  }
}
