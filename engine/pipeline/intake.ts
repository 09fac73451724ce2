import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { endpointSettings } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { fence, type Lease, LeaseLostError } from "~/db/queries/claim-lanes";
import { endpoints } from "~/db/schema/connections";
import { inboundFiles, messages } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { splitFile } from "~/engine/hl7";
import {
  type RemoteFile,
  type SftpPool,
  type SftpSession,
  TransportError,
  withSession,
} from "~/engine/transports/sftp";
import { connectionsUsing, loadRoutes, loadSettings } from "./setting";
import { type Arrival, arrivalId, raiseAlert, recordHops, type StoredFile, storeArrivals } from "./store";
import { peek, routeResult, understand } from "./understand";

/**
 * The intake of one endpoint: list, wait until a file stands still, claim, read, store in one commit, and only then move
 * it away at the source. Whatever dies in between is found again by the rows, never by luck.
 */
type Endpoint = typeof endpoints.$inferSelect;
type FileRow = typeof inboundFiles.$inferSelect;

/** A file must look the same for this long, on our clock: the sender's says nothing about ours. */
const stableMs = 1_000;
const limits = {
  filesPerBatch: 50,
  bytesPerFile: 64 * 1024 * 1024,
  bytesPerBatch: 32 * 1024 * 1024,
  entries: 5_000,
  readsAtOnce: 8,
};
/** A file that took three processes with it is set aside. */
const attemptsAtMost = 3;

/** What was seen of a file that may still be growing; in memory, because forgetting it only costs a second look. */
type Sighting = { size: number | null; mtime: number | null; since: number };
const sightings = new Map<string, Map<string, Sighting>>();

/** Runs the intake once. Returns when to look again, in seconds. */
export async function runIntake(lease: Lease, endpointId: string, pool: SftpPool): Promise<number> {
  const [endpoint] = await database().select().from(endpoints).where(eq(endpoints.id, endpointId));
  if (!endpoint?.hostKeySha256) return 60;
  return withSession(pool, endpoint.id, endpointSettings(endpoint), async (session) => {
    const listing = await session.list(endpoint.pickupDirectory, {
      pattern: endpoint.filePattern,
      maxEntries: limits.entries,
    });
    const known = await latestGenerations(endpoint.id, listing.files);
    const settled = listing.files.filter((file) => hasSettled(endpoint.id, file));
    forgetAbsent(endpoint.id, listing.files);

    // Stored but not moved away: a process died between, or the source refused. Only that step is repeated.
    const leftOver = settled.flatMap((file) => {
      const row = known.get(file.name);
      return row && sameGeneration(row, file) && ["stored", "undisposed"].includes(row.state) ? [row] : [];
    });
    await disposeAll(lease, endpoint, session, leftOver);

    const fresh = settled.filter(
      (file) => !isKept(known.get(file.name)) || !sameGeneration(known.get(file.name), file),
    );
    let done = 0;
    while (done < fresh.length) {
      const batch = takeBatch(fresh.slice(done));
      await intakeApart(lease, endpoint, session, batch, known);
      done += batch.length;
    }
    const waiting = listing.files.length > settled.length || listing.truncated;
    return waiting ? Math.min(stableMs / 1_000, endpoint.pollSeconds) : endpoint.pollSeconds;
  });
}

/**
 * Takes a batch; when that fails for a reason that is neither the network nor the lease, each file alone, so that a file
 * we cannot digest costs only itself. It is tried three times and then set aside.
 */
async function intakeApart(
  lease: Lease,
  endpoint: Endpoint,
  session: SftpSession,
  batch: readonly RemoteFile[],
  known: ReadonlyMap<string, FileRow>,
): Promise<void> {
  try {
    return await intakeBatch(lease, endpoint, session, batch, known);
  } catch (error) {
    if (error instanceof TransportError || error instanceof LeaseLostError || batch.length === 1) throw error;
  }
  let failure: unknown;
  for (const file of batch) {
    const fresh = await latestGenerations(endpoint.id, [file]);
    await intakeBatch(lease, endpoint, session, [file], fresh).catch((error: unknown) => {
      if (error instanceof TransportError || error instanceof LeaseLostError) throw error;
      failure = error;
    });
  }
  if (failure) throw failure;
}

async function intakeBatch(
  lease: Lease,
  endpoint: Endpoint,
  session: SftpSession,
  files: readonly RemoteFile[],
  known: ReadonlyMap<string, FileRow>,
): Promise<void> {
  const claimed = await claimFiles(lease, endpoint, files, known);
  const read: { row: FileRow; bytes: Buffer; sha256: string }[] = [];
  for (let start = 0; start < claimed.length; start += limits.readsAtOnce) {
    const results = await Promise.all(
      claimed.slice(start, start + limits.readsAtOnce).map(async (row) => ({
        row,
        result: await session.read(endpoint.pickupDirectory, row.name, { maxBytes: limits.bytesPerFile }),
      })),
    );
    for (const { row, result } of results) {
      if (result.kind === "read") read.push({ row, bytes: result.bytes, sha256: result.sha256 });
      else if (result.kind === "too-large")
        await quarantine(lease, endpoint, row, `It is larger than ${limits.bytesPerFile / 1_048_576} MiB.`);
      else await unclaim(lease, row);
    }
  }
  const whole = [];
  for (const file of read) {
    const contents = splitFile(file.bytes);
    const problem = wholeness(contents, file.row);
    if (problem === "wait") await unclaim(lease, file.row);
    else if (problem) await quarantine(lease, endpoint, file.row, problem);
    else whole.push({ ...file, contents });
  }
  if (whole.length === 0) return;

  const arrivals = await understandFiles(
    endpoint,
    whole.map(({ row, contents }) => ({ row, parts: contents.messages.map((part) => Buffer.from(part.bytes)) })),
  );
  const stored: StoredFile[] = whole.map(({ row, sha256, contents }) => ({
    id: row.id,
    sha256,
    messageCount: contents.messages.length,
  }));
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    await storeArrivals(tx, stored, arrivals);
  });
  await disposeAll(
    lease,
    endpoint,
    session,
    whole.map(({ row, sha256 }) => ({ ...row, sha256, state: "stored" as const })),
  );
}

/**
 * What keeps a file from being taken now: `wait` while it may still be cut off, a sentence when it never will be whole.
 * A file without any message in it is set aside, not thrown away.
 */
function wholeness(contents: ReturnType<typeof splitFile>, row: FileRow): "wait" | string | undefined {
  const age = Date.now() - row.seenAt.getTime();
  if (!contents.complete && age < 60_000) return "wait";
  if (contents.messages.length === 0) return row.size === 0 ? "It is empty." : "There is no HL7 message in it.";
  const cut = contents.batch !== undefined && !contents.complete;
  return cut ? "Its batch is not complete: the trailer is missing or counts something else." : undefined;
}

/** Understands every message of the files; results are routed to their connections first. */
async function understandFiles(
  endpoint: Endpoint,
  files: readonly { row: FileRow; parts: Buffer[] }[],
): Promise<Arrival[]> {
  const parts = files.flatMap(({ row, parts }) =>
    parts.map((bytes, i) => ({ row, bytes, ordinal: i + 1, peeked: peek(bytes), ...arrivalId() })),
  );
  const from = `${endpoint.name}, SFTP`;
  if (endpoint.side === "emr") {
    const [connectionId = ""] = await connectionsUsing(endpoint);
    const setting = (await loadSettings(connectionId ? [connectionId] : [])).get(connectionId);
    return parts.map((part) => ({
      ...arrivalOf(part, endpoint, from, connectionId || endpoint.id),
      understanding: understand(part.bytes, part.peeked, setting, {
        direction: "order",
        messageId: part.id,
        receivedAt: part.receivedAt,
      }),
    }));
  }
  const numbers = [...new Set(parts.map((part) => part.peeked.placerOrderNumber).filter(Boolean))];
  const facilities = [...new Set(parts.map((part) => part.peeked.facility).filter(Boolean))];
  const routes = await loadRoutes(numbers, facilities);
  const targets = parts.map((part) => routeResult(part.peeked, routes));
  const settings = await loadSettings([
    ...new Set(targets.flatMap((one) => ("connectionId" in one ? [one.connectionId] : []))),
  ]);
  const scope = `lis:${endpoint.host}:${endpoint.port}:${endpoint.username}`;
  return parts.map((part, i) => {
    const target = targets[i];
    const setting = target && "connectionId" in target ? settings.get(target.connectionId) : undefined;
    const reason = target && "reason" in target ? target.reason : undefined;
    return {
      ...arrivalOf(part, endpoint, from, scope),
      understanding: understand(
        part.bytes,
        part.peeked,
        setting,
        { direction: "result", messageId: part.id, receivedAt: part.receivedAt },
        { routes, ...(reason && { reason }) },
      ),
    };
  });
}

const arrivalOf = (
  part: { id: string; receivedAt: Date; bytes: Buffer; ordinal: number; row: FileRow },
  endpoint: Endpoint,
  from: string,
  scope: string,
) => ({
  id: part.id,
  receivedAt: part.receivedAt,
  bytes: part.bytes,
  ordinal: part.ordinal,
  fileId: part.row.id,
  fileName: part.row.name,
  sourceEndpointId: endpoint.id,
  scope,
  from,
});

/** Writes down that we are about to read these files, so that a file that kills the process is counted. */
async function claimFiles(
  lease: Lease,
  endpoint: Endpoint,
  files: readonly RemoteFile[],
  known: ReadonlyMap<string, FileRow>,
) {
  const claimed: FileRow[] = [];
  const spent: FileRow[] = [];
  await withTransaction(async (tx) => {
    claimed.length = 0;
    spent.length = 0;
    await fence(tx, lease);
    for (const file of files) {
      const before = known.get(file.name);
      const again = before && sameGeneration(before, file) && before.state === "claimed";
      const [row] = again
        ? await tx.db
            .update(inboundFiles)
            .set({ attempts: sql`${inboundFiles.attempts} + 1` })
            .where(eq(inboundFiles.id, before.id))
            .returning()
        : await tx.db
            .insert(inboundFiles)
            .values({
              id: newId("fil"),
              endpointId: endpoint.id,
              name: file.name,
              size: file.size ?? -1,
              mtime: file.mtime ?? -1,
              generation: (before?.generation ?? 0) + 1,
              state: "claimed",
              attempts: 1,
            })
            .returning();
      if (!row) continue;
      if (row.attempts > attemptsAtMost) spent.push(row);
      else claimed.push(row);
    }
  });
  for (const row of spent) await quarantine(lease, endpoint, row, "Reading it failed three times.");
  return claimed;
}

/** Not this time: the file changed or vanished while it was read. It does not count as a failure of the file. */
async function unclaim(lease: Lease, row: FileRow): Promise<void> {
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    await tx.db
      .update(inboundFiles)
      .set({ attempts: sql`greatest(0, ${inboundFiles.attempts} - 1)` })
      .where(eq(inboundFiles.id, row.id));
  });
}

/** Sets a file aside: it stays where it is at the source, is not read again, and a person is told. */
async function quarantine(lease: Lease, endpoint: Endpoint, row: FileRow, reason: string): Promise<void> {
  const using = await connectionsUsing(endpoint);
  const connectionId = endpoint.side === "emr" ? (using[0] ?? null) : null;
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    await tx.db.update(inboundFiles).set({ state: "quarantined", reason }).where(eq(inboundFiles.id, row.id));
    await raiseAlert(tx, {
      key: `file/${row.id}`,
      kind: "file",
      severity: "stop",
      connectionId,
      title: "A file could not be taken",
      detail: `${row.name} at ${endpoint.name}: ${reason} It was left where it is. Mend or remove it there; a changed file is taken again.`,
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

/** Moves stored files away at the source and writes down how that went, once for all of them. */
async function disposeAll(
  lease: Lease,
  endpoint: Endpoint,
  session: SftpSession,
  rows: readonly FileRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const stamp = new Date().toISOString().replace(/[-:]/g, "").slice(0, 15);
  const outcomes = await Promise.all(
    rows.map(async (row) => {
      const as = `${row.name}.${stamp}.${(row.sha256 ?? "").slice(0, 8)}`;
      const how = endpoint.archiveDirectory
        ? { kind: "archive" as const, directory: endpoint.archiveDirectory, as }
        : { kind: "delete" as const };
      const expect = { size: row.size, mtime: row.mtime < 0 ? null : row.mtime };
      return { row, as, result: await session.dispose(endpoint.pickupDirectory, row.name, { expect, how }) };
    }),
  );
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    for (const { row, as, result } of outcomes) {
      const gone = result.kind === "disposed" || result.kind === "gone" || result.kind === "changed";
      const archiveName =
        result.kind === "disposed" ? (result.archivedAs ?? (endpoint.archiveDirectory ? as : null)) : null;
      await tx.db
        .update(inboundFiles)
        .set(
          gone
            ? { state: "disposed", archiveName, disposedAt: sql`now()` }
            : { state: "undisposed", reason: result.kind === "not-permitted" ? result.why : "The source refused." },
        )
        .where(eq(inboundFiles.id, row.id));
      if (!gone) {
        await raiseAlert(tx, {
          key: `undisposed/${endpoint.id}`,
          kind: "file",
          severity: "warn",
          connectionId: null,
          title: `Files stay in the folder of ${endpoint.name}`,
          detail:
            "They were taken in, but the server does not let us move them away. Nothing is lost or sent twice; please give the account that right.",
        });
        continue;
      }
      const told = await tx.db
        .select({
          messageId: messages.id,
          receivedAt: messages.receivedAt,
          connectionId: messages.connectionId,
          testRunId: messages.testRunId,
        })
        .from(messages)
        .where(eq(messages.fileId, row.id));
      const detail = archiveName ? `Their file was moved to ${endpoint.archiveDirectory}` : "Their file was removed";
      await recordHops(
        tx,
        told.map(({ testRunId: _, ...hop }) => ({ ...hop, hop: "acknowledged" as const, ok: true, detail })),
      );
      for (const one of told) {
        if (one.testRunId) tx.notify(`run:${one.testRunId}`);
        if (one.connectionId) tx.notify(`connection:${one.connectionId}`);
      }
    }
  });
}

async function latestGenerations(endpointId: string, files: readonly RemoteFile[]): Promise<Map<string, FileRow>> {
  if (files.length === 0) return new Map();
  const rows = await database()
    .selectDistinctOn([inboundFiles.name])
    .from(inboundFiles)
    .where(
      and(
        eq(inboundFiles.endpointId, endpointId),
        inArray(
          inboundFiles.name,
          files.map((file) => file.name),
        ),
      ),
    )
    .orderBy(inboundFiles.name, desc(inboundFiles.generation));
  return new Map(rows.map((row) => [row.name, row]));
}

const sameGeneration = (row: FileRow | undefined, file: RemoteFile) =>
  row !== undefined && row.size === (file.size ?? -1) && row.mtime === (file.mtime ?? -1);

/** Taken in and still there, or set aside: not read again until it changes. One moved away that is back is new. */
const isKept = (row: FileRow | undefined) => row !== undefined && row.state !== "claimed" && row.state !== "disposed";

function hasSettled(endpointId: string, file: RemoteFile): boolean {
  const seen = sightings.get(endpointId) ?? new Map<string, Sighting>();
  sightings.set(endpointId, seen);
  const before = seen.get(file.name);
  const now = performance.now();
  if (before && before.size === file.size && before.mtime === file.mtime) return now - before.since >= stableMs;
  seen.set(file.name, { size: file.size, mtime: file.mtime, since: now });
  return false;
}

function forgetAbsent(endpointId: string, files: readonly RemoteFile[]): void {
  const present = new Set(files.map((file) => file.name));
  const seen = sightings.get(endpointId);
  for (const name of seen?.keys() ?? []) if (!present.has(name)) seen?.delete(name);
}

function takeBatch(files: readonly RemoteFile[]): RemoteFile[] {
  const batch: RemoteFile[] = [];
  let bytes = 0;
  for (const file of files) {
    bytes += file.size ?? 0;
    if (batch.length > 0 && (batch.length >= limits.filesPerBatch || bytes > limits.bytesPerBatch)) break;
    batch.push(file);
  }
  return batch;
}
