import { posix } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { and, desc, eq, gte, sql } from "drizzle-orm";
import { anyOf } from "~/db/any-of";
import { database } from "~/db/client";
import type { EndpointOver, EndpointRow } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { insertRows } from "~/db/insert-rows";
import { fence, type Lease, stillOurs } from "~/db/queries/claim-lanes";
import { raiseAlert, resolveAlerts } from "~/db/raise-alert";
import { inboundFiles, messages } from "~/db/schema/messages";
import { type Transaction, withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import type { RemoteFile } from "~/engine/transports/sftp";
import { readAgain } from "./claims";
import { type Files, foldersOf } from "./files-at";
import { claimNameOf, originOf, placeOf, signOf } from "./places";
import { recordHops } from "./record";
import { connectionsUsing } from "./setting";

/**
 * The record of a file at a source, from the moment we are about to read it: claimed → stored → disposed, or quarantined
 * with a reason. A file that stays and cannot be moved away is undisposed, and is never read twice.
 */
export type Endpoint = EndpointRow;
export type FileRow = typeof inboundFiles.$inferSelect;

/**
 * A failure may be another file's, which was taken beside this one: after two of them it is taken with few others, after
 * three alone, and after four more it is set aside. Where it is known that no file was at fault, it does not count.
 */
const attemptsAtMost = 7;
const companies = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 20, 1];

/** Writes down that we are about to read these files, so that a file that kills the process is counted. */
export async function claimFiles(
  lease: Lease,
  endpoint: Endpoint,
  files: readonly RemoteFile[],
  known: ReadonlyMap<string, FileRow>,
): Promise<FileRow[]> {
  const claims = endpoint.reach.transport === "sftp" && endpoint.reach.claim;
  const rows = files.map((file): FileRow => {
    const before = known.get(file.name);
    if (before && sameGeneration(before, file) && before.state === "claimed") {
      const claimedAs = before.claimedAs ?? (claims ? claimNameOf(before) : null);
      return { ...before, claimedAs, attempts: before.attempts + 1 };
    }
    const id = newId("fil");
    return {
      id,
      endpointId: endpoint.id,
      name: file.name,
      size: file.size ?? -1,
      mtime: file.mtime ?? -1,
      generation: (before?.generation ?? 0) + 1,
      state: "claimed",
      attempts: 1,
      sha256: null,
      messageCount: null,
      claimedAs: claims ? claimNameOf({ id, name: file.name }) : null,
      archiveName: null,
      reason: null,
      receipts: null,
      seenAt: new Date(),
      storedAt: null,
      disposedAt: null,
    };
  });
  const recorded = new Set([...known.values()].map((row) => row.id));
  const again = rows.filter((row) => recorded.has(row.id));
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    if (again.length > 0) {
      const renamed = JSON.stringify(again.map(({ id, claimedAs }) => ({ id, name: claimedAs })));
      await tx.db.execute(sql`
        update ${inboundFiles} f set attempts = f.attempts + 1, claimed_as = r.name
        from json_to_recordset(${renamed}::json) as r(id text, name text) where f.id = r.id`);
    }
    await insertRows(
      tx.db,
      inboundFiles,
      // The database's clock: another worker, with a clock of its own, may be the one that looks again.
      rows.filter((row) => !recorded.has(row.id)).map(({ seenAt: _, ...row }) => row),
      { constants: { seenAt: sql`now()` } },
    );
  });
  const spent = rows.filter((row) => row.attempts > attemptsAtMost);
  for (const row of spent) await quarantine(lease, endpoint, row, `Reading it failed ${attemptsAtMost} times.`);
  return rows.filter((row) => row.attempts <= attemptsAtMost);
}

/**
 * Not this time: a file changed or vanished while it was read, or what failed was no file. What was counted for a try is
 * taken off for it, whoever has the file by now; so no lease is needed.
 */
export async function unclaim(rows: readonly FileRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  await withTransaction((tx) =>
    tx.db
      .update(inboundFiles)
      .set({ attempts: sql`greatest(0, ${inboundFiles.attempts} - 1)` })
      .where(and(eq(inboundFiles.state, "claimed"), anyOf(inboundFiles.id, ids))),
  );
}

/** As `unclaim`, of which nobody has to wait for the end: the database may be what failed, and is asked until it answers. */
export function unclaimSoon(rows: readonly FileRow[]): void {
  const ask = async (tries: number): Promise<void> => {
    await unclaim(rows).catch(async () => {
      await pause(1_000, undefined, { ref: false });
      if (tries > 1) await ask(tries - 1);
    });
  };
  void ask(triesAtMost);
}
const triesAtMost = 60;

/** Sets a file aside: it stays where it is at the source, is not read again, and a person is told. */
export async function quarantine(lease: Lease, endpoint: Endpoint, row: FileRow, reason: string): Promise<void> {
  const using = await connectionsUsing(endpoint);
  const connectionId = endpoint.side === "emr" ? (using[0] ?? null) : null;
  const left = row.claimedAs
    ? `It was moved into .processing as ${row.claimedAs}. Mend it and put it back, or remove it there.`
    : "It was left where it is. Mend or remove it there; a changed file is taken again.";
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    await tx.db.update(inboundFiles).set({ state: "quarantined", reason }).where(eq(inboundFiles.id, row.id));
    await raiseAlert(tx, {
      key: `file/${row.id}`,
      kind: "file",
      severity: "stop",
      connectionId,
      title: "A file could not be taken",
      detail: `${row.name} at ${endpoint.name}: ${reason} ${left}`,
    });
    tx.audit({
      chain: connectionId ?? "system",
      actor: "worker",
      action: "file.quarantine",
      objectId: row.id,
      outcome: "failed",
      reason,
    });
    tx.notify("messages", ...using.map((id) => `connection:${id}`));
  });
}

/** A message as those are told of it who follow it. */
export type Told = {
  messageId: string;
  receivedAt: Date;
  connectionId: string | null;
  testRunId: string | null;
  fileId: string | null;
};

/** Moves stored files away at the source and writes down how that went, once for all of them. */
export async function disposeAll(
  lease: Lease,
  endpoint: EndpointOver<"sftp" | "hosted-sftp">,
  session: Files,
  rows: readonly FileRow[],
  told?: readonly Told[],
): Promise<void> {
  if (rows.length === 0) return;
  const { archive } = foldersOf(endpoint);
  const stamp = new Date().toISOString().replace(/[-:]/g, "").slice(0, 15);
  await failpoint("I9");
  // Who has the lane by now has moved them away; what stands under their names may be new, and read by nobody.
  await stillOurs(lease);
  const outcomes = await Promise.all(
    rows.map(async (row) => {
      const { name: called } = originOf(endpoint, row);
      const as = `${called}.${stamp}.${(row.sha256 ?? "").slice(0, 8)}`;
      const below = posix.dirname(row.name);
      const how = archive
        ? { kind: "archive" as const, directory: posix.join(archive, below), as }
        : { kind: "delete" as const };
      const expect = { size: row.size, mtime: row.mtime < 0 ? null : row.mtime };
      const { directory, name } = placeOf(endpoint, row);
      const result = await session.dispose(directory, name, { expect, how, sign: signOf(endpoint, row) });
      return { row, as, below, result };
    }),
  );
  const gone = outcomes.flatMap(({ row, as, below, result }) => {
    if (result.kind === "not-permitted") return [];
    const archived = result.kind === "disposed" && archive ? posix.join(below, result.archivedAs ?? as) : null;
    return [{ id: row.id, archiveName: archived }];
  });
  // Nobody lists a file that was moved aside: what changed there is looked after here.
  const grown = outcomes.flatMap(({ row, result }) =>
    row.claimedAs !== null && result.kind === "changed" ? [row] : [],
  );
  const kept = outcomes.flatMap(({ row, result }) =>
    result.kind === "not-permitted" ? [{ id: row.id, reason: result.why }] : [],
  );
  const archiveNames = new Map(gone.map((one) => [one.id, one.archiveName]));
  await failpoint("I10");
  const messagesOfFiles = told ?? (await messagesIn(rows));
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    await tx.db.execute(sql`
      update ${inboundFiles} f set state = 'disposed', archive_name = r.name, disposed_at = now()
      from json_to_recordset(${JSON.stringify(gone.map(({ id, archiveName }) => ({ id, name: archiveName })))}::json)
        as r(id text, name text)
      where f.id = r.id`);
    await readAgain(tx, grown);
    for (const { id, reason } of kept) {
      await tx.db.update(inboundFiles).set({ state: "undisposed", reason }).where(eq(inboundFiles.id, id));
    }
    if (kept.length > 0) await raiseAlert(tx, undisposedAlert(endpoint));
    else if (rows.some((row) => row.state === "undisposed")) await endUndisposed(tx, endpoint);
    const moved = messagesOfFiles.filter(({ fileId }) => fileId !== null && archiveNames.has(fileId));
    await recordHops(
      tx,
      moved.map(({ messageId, receivedAt, connectionId, fileId }) => {
        const where = archiveNames.get(fileId ?? "") ? `moved to ${archive}` : "removed";
        const detail = `Their file was ${where}`;
        return { messageId, receivedAt, connectionId, hop: "acknowledged" as const, ok: true, detail };
      }),
    );
    for (const one of moved) {
      if (one.testRunId) tx.notify(`run:${one.testRunId}`);
      if (one.connectionId) tx.notify(`connection:${one.connectionId}`);
    }
  });
}

/** Nothing is left that could not be moved away. */
async function endUndisposed(tx: Transaction, endpoint: Endpoint): Promise<void> {
  const [left] = await tx.db
    .select({ id: inboundFiles.id })
    .from(inboundFiles)
    .where(and(eq(inboundFiles.endpointId, endpoint.id), eq(inboundFiles.state, "undisposed")))
    .limit(1);
  if (!left) await resolveAlerts(tx, [undisposedAlert(endpoint).key]);
}

const undisposedAlert = (endpoint: Endpoint) => ({
  key: `undisposed/${endpoint.id}`,
  kind: "file",
  severity: "warn" as const,
  connectionId: null,
  title: `Files stay in the folder of ${endpoint.name}`,
  detail:
    "They were taken in, but the server does not let us move them away. Nothing is lost or sent twice; please give the account that right, or make room in the archive.",
});

/** Milliseconds: a message bears its worker's time, a file's record the database's. */
const clockMayDiffer = 86_400_000;

/** The messages that came in these files, found by the time they can have come at. */
async function messagesIn(rows: readonly FileRow[]): Promise<Told[]> {
  const ids = rows.map((row) => row.id);
  const earliest = new Date(Math.min(...rows.map((row) => row.seenAt.getTime())) - clockMayDiffer);
  return database()
    .select({
      messageId: messages.id,
      receivedAt: messages.receivedAt,
      connectionId: messages.connectionId,
      testRunId: messages.testRunId,
      fileId: messages.fileId,
    })
    .from(messages)
    .where(and(gte(messages.receivedAt, earliest), anyOf(messages.fileId, ids)));
}

/** The newest record of each of these files, by name. */
export async function latestGenerations(
  endpointId: string,
  files: readonly RemoteFile[],
): Promise<Map<string, FileRow>> {
  if (files.length === 0) return new Map();
  const rows = await database()
    .selectDistinctOn([inboundFiles.name])
    .from(inboundFiles)
    .where(
      and(
        eq(inboundFiles.endpointId, endpointId),
        anyOf(
          inboundFiles.name,
          files.map((file) => file.name),
        ),
      ),
    )
    .orderBy(inboundFiles.name, desc(inboundFiles.generation));
  return new Map(rows.map((row) => [row.name, row]));
}

/** Whether the record is of this very file: same size and time. */
export const sameGeneration = (row: FileRow | undefined, file: RemoteFile) =>
  row !== undefined && row.size === (file.size ?? -1) && row.mtime === (file.mtime ?? -1);

/** How many files may be taken together with this one, itself counted: the fewer, the more often that has failed. */
export function companyOf(row: FileRow | undefined, file: RemoteFile): number {
  const failed = row?.state === "claimed" && sameGeneration(row, file) ? row.attempts : 0;
  return companies[failed] ?? 1;
}

/** Taken in and still there, or set aside: not read again until it changes. One that was gone and is back is new. */
export const isKept = (row: FileRow | undefined) =>
  row !== undefined && !["claimed", "disposed", "elsewhere"].includes(row.state);
