import { eq } from "drizzle-orm";
import { DatabaseDeadlineError, database } from "~/db/client";
import { type EndpointOver, isConfirmed, isOver } from "~/db/endpoint-settings";
import { fence, type Lease, LeaseLostError } from "~/db/queries/claim-lanes";
import { fileAge } from "~/db/queries/file-age";
import { endpoints } from "~/db/schema/connections";
import { errorCode, withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import type { RemoteFile } from "~/engine/transports/sftp";
import { TransportError } from "~/engine/transports/transport-error";
import { owesAnswer, writeAnswers } from "./ack-files";
import { followArchive } from "./archive-check";
import { understandFiles } from "./arrivals";
import { asListed, giveUp, readHeld, type Trouble, takeUp } from "./claims";
import { type Files, withFiles } from "./files-at";
import { formatIn, type Reading } from "./glance";
import {
  claimFiles,
  companyOf,
  disposeAll,
  type FileRow,
  isKept,
  latestGenerations,
  quarantine,
  sameGeneration,
  unclaim,
} from "./inbound-files";
import type { Means } from "./means";
import { lookIn } from "./pickup";
import { pullPages } from "./pull";
import { keepReceipts } from "./receipts";
import { connectionsUsing } from "./setting";
import { readingAt } from "./source";
import { type SplitFile, splitAs } from "./split-as";
import { type StoredFile, storeArrivals } from "./store";
import { takeTrialFile } from "./trial-pickup";

/**
 * The intake of one endpoint: list, wait until a file stands still, claim, read, store in one commit, and only then move
 * it away at the source. Whatever dies in between is found again by the rows, never by luck.
 */
/** A file must look the same for this long, on our clock: the sender's says nothing about ours. */
const stableMs = 1_000;
/** What looks cut off is given this long to grow, on the database's clock. */
const growingSeconds = 60;
const limits = {
  filesPerBatch: 200,
  bytesPerFile: 64 * 1024 * 1024,
  bytesPerBatch: 32 * 1024 * 1024,
  entries: 20_000,
  readsAtOnce: 16,
};
/** An upload to our own server wakes the lane; this is only for when that is lost. */
const hostedPollSeconds = 5;
type FileEndpoint = EndpointOver<"sftp" | "hosted-sftp">;
/** What was seen of a file that may still be growing; in memory, because forgetting it only costs a second look. */
type Sighting = { size: number | null; mtime: number | null; since: number };
const sightings = new Map<string, Map<string, Sighting>>();

/** Runs the intake once. Returns when to look again, in seconds. */
export async function runIntake(lease: Lease, endpointId: string, means: Means): Promise<number> {
  const [endpoint] = await database().select().from(endpoints).where(eq(endpoints.id, endpointId));
  if (!endpoint || !isConfirmed(endpoint)) return 60;
  // Its settings were replaced while this run was about to start: what is there is for the endpoint that took its place.
  if ((await connectionsUsing(endpoint)).length === 0) return (await takeTrialFile(lease, endpoint, means)) ?? 60;
  await failpoint("I2");
  if (isOver(endpoint, "sftp")) return takeFiles(lease, endpoint, means, endpoint.reach.pollSeconds);
  if (isOver(endpoint, "hosted-sftp")) return takeFiles(lease, endpoint, means, hostedPollSeconds);
  if (isOver(endpoint, "rest") && endpoint.reach.pullUrl)
    return pullPages(lease, endpoint, endpoint.reach.pullUrl, means);
  return 3_600;
}

async function takeFiles(lease: Lease, endpoint: FileEndpoint, means: Means, pollSeconds: number): Promise<number> {
  // What is on our own server is whole as soon as it can be seen.
  const stable = isOver(endpoint, "sftp") && endpoint.reach.completion === "stable";
  return withFiles(means, endpoint, async (session) => {
    await failpoint("I3");
    const offer = await lookIn(endpoint, session, limits.entries);
    await failpoint("I4");
    const known = await latestGenerations(endpoint.id, offer.files);
    const cutShort = await takeUp(lease, endpoint, session, offer);
    // One of the same name that was moved aside comes first; the new one is there at the next look.
    const aside = new Map(cutShort.toRead.map((row) => [row.name, row]));
    const offered = [...cutShort.toRead.map(asListed), ...offer.files.filter((file) => !aside.has(file.name))];
    for (const row of aside.values()) known.set(row.name, row);
    const settled = stable ? offered.filter((file) => hasSettled(endpoint.id, file)) : offered;
    forgetAbsent(endpoint.id, offered);

    // Stored but not moved away: a process died between, or the source refused. Only that step is repeated.
    const leftOver = settled.flatMap((file) => {
      const row = known.get(file.name);
      return row && sameGeneration(row, file) && ["stored", "undisposed"].includes(row.state) ? [row] : [];
    });
    await disposeAll(lease, endpoint, session, [...cutShort.toDispose, ...leftOver]);

    const fresh = settled.filter(
      (file) => !isKept(known.get(file.name)) || !sameGeneration(known.get(file.name), file),
    );
    // The next batch is read while this one is stored; they are stored in their order.
    const reading = fresh.length > 0 ? await readingAt(endpoint) : undefined;
    const trouble: Trouble = { first: offer.absent };
    let storing: Promise<void> = Promise.resolve();
    for (let done = 0; reading && done < fresh.length; ) {
      const company = (file: RemoteFile) => companyOf(known.get(file.name), file);
      const batch = takeBatch(fresh.slice(done), company);
      done += batch.length;
      // Something failed here before: whether it does again must not be put down to other files.
      const alone = batch.some((file) => Number.isFinite(company(file)));
      if (alone) await storing;
      const read = await readBatch({ lease, endpoint, session, trouble }, batch, known, reading);
      await storing;
      storing = storeApart(lease, endpoint, session, read, reading);
      // It is awaited in its turn; until then a failure must not count as nobody's.
      storing.catch(() => undefined);
      if (alone) await storing;
    }
    await storing;
    if (endpoint.reach.ackFiles) await writeAnswers(lease, endpoint, session);
    await followArchive(lease, endpoint, session);
    if (trouble.first) throw trouble.first;
    const waiting = offered.length > settled.length || offer.truncated || aside.size > 0;
    return waiting ? Math.min(stableMs / 1_000, pollSeconds) : pollSeconds;
  });
}

/** A file that was read whole. */
type ReadFile = { row: FileRow; bytes: Buffer; sha256: string; contents: SplitFile };

/** Claims files and reads them; those that are not whole are left for another time or set aside. */
async function readBatch(
  run: { lease: Lease; endpoint: FileEndpoint; session: Files; trouble: Trouble },
  files: readonly RemoteFile[],
  known: ReadonlyMap<string, FileRow>,
  reading: Reading,
): Promise<ReadFile[]> {
  const { lease, endpoint } = run;
  await failpoint("I5");
  const claimed = await claimFiles(lease, endpoint, files, known);
  const rest = claimed.values();
  const listed = new Map(files.map((file) => [file.name, file]));
  const whole: ReadFile[] = [];
  const done = new Set<FileRow>();
  const readOn = async () => {
    for (const row of rest) {
      const options = { maxBytes: limits.bytesPerFile, listed: listed.get(row.name) };
      const result = await readHeld(run, row, options);
      if (result.kind === "too-large") {
        await quarantine(lease, endpoint, row, `It is larger than ${limits.bytesPerFile / 1_048_576} MiB.`);
      } else if (result.kind === "read") {
        const contents = splitAs(formatIn(reading, result.bytes), result.bytes);
        const problem = await wholeness(contents, row);
        if (problem === undefined) {
          whole.push({ row, bytes: result.bytes, sha256: result.sha256, contents });
          continue;
        }
        if (problem === "wait") await unclaim(lease, [row]);
        else await quarantine(lease, endpoint, row, problem);
      } else if (result.kind === "gone") await giveUp(lease, [row]);
      else await unclaim(lease, [row]);
      done.add(row);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: limits.readsAtOnce }, readOn));
  const failure = ends.find((end) => end.status === "rejected")?.reason;
  if (failure) {
    // The connection failed, not the files: only what a file does to us counts against it.
    if (failure instanceof TransportError) {
      await unclaim(
        lease,
        claimed.filter((row) => !done.has(row)),
      );
    }
    throw failure;
  }
  // In the order of their names, whichever was read first.
  return whole.sort((a, b) => (a.row.name < b.row.name ? -1 : 1));
}

/**
 * Stores a batch; when that fails for a reason that is neither the network nor the lease, each file alone, so that a file
 * we cannot digest costs only itself. It is tried three times and then set aside.
 */
async function storeApart(
  lease: Lease,
  endpoint: FileEndpoint,
  session: Files,
  files: readonly ReadFile[],
  reading: Reading,
): Promise<void> {
  try {
    return await storeBatch(lease, endpoint, session, files, reading);
  } catch (error) {
    if (!isFilesFault(error) || files.length === 1) throw error;
  }
  let failure: unknown;
  for (const file of files) {
    await storeBatch(lease, endpoint, session, [file], reading).catch((error: unknown) => {
      if (!isFilesFault(error)) throw error;
      failure = error;
    });
  }
  if (failure) throw failure;
}

/**
 * What a file itself can cause: our code fails on it, or the database refuses its data (classes 22, 23 and 54). All else,
 * the network, the lease, the database being away, would fail the next file as well, which must not come before this one.
 */
const isFilesFault = (error: unknown) => {
  if (error instanceof TransportError || error instanceof LeaseLostError || error instanceof DatabaseDeadlineError) {
    return false;
  }
  const code = errorCode(error);
  return code === undefined || /^(22|23|54|ERR_)/.test(code);
};

async function storeBatch(
  lease: Lease,
  endpoint: FileEndpoint,
  session: Files,
  files: readonly ReadFile[],
  reading: Reading,
): Promise<void> {
  if (files.length === 0) return;
  const arrivals = await understandFiles(
    endpoint,
    reading,
    files.map(({ row, contents }) => ({ row, parts: contents.messages })),
    { ack: (name) => (owesAnswer(endpoint, name ?? "") ? "pending" : "not-owed") },
  );
  const stored: StoredFile[] = files.map(({ row, sha256, contents }) => ({
    id: row.id,
    sha256,
    messageCount: contents.messages.length,
  }));
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    const kept = await storeArrivals(tx, stored, arrivals);
    if (endpoint.reach.ackFiles) await keepReceipts(tx, arrivals, kept);
  });
  await disposeAll(
    lease,
    endpoint,
    session,
    files.map(({ row, sha256 }) => ({ ...row, sha256, state: "stored" as const })),
    arrivals.map(({ id, receivedAt, fileId, understanding: { connectionId, testRunId } }) => ({
      messageId: id,
      receivedAt,
      fileId,
      connectionId,
      testRunId,
    })),
  );
}

/**
 * What keeps a file from being taken now: `wait` while it may still be cut off, a sentence when it never will be whole.
 * A file without any message in it is set aside, not thrown away.
 */
async function wholeness(contents: SplitFile, row: FileRow): Promise<"wait" | string | undefined> {
  if (!contents.complete && (await fileAge(row)) < growingSeconds) return "wait";
  if (contents.messages.length === 0) return row.size === 0 ? "It is empty." : "There is no message in it.";
  return contents.cut ? "Its batch is not complete: the trailer is missing or counts something else." : undefined;
}

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

/** The next files to take together, as many as each of them bears beside it. */
function takeBatch(files: readonly RemoteFile[], company: (file: RemoteFile) => number): RemoteFile[] {
  const batch: RemoteFile[] = [];
  let bytes = 0;
  let most = limits.filesPerBatch;
  for (const file of files) {
    bytes += file.size ?? 0;
    most = Math.min(most, company(file));
    if (batch.length > 0 && (batch.length >= most || bytes > limits.bytesPerBatch)) break;
    batch.push(file);
  }
  return batch;
}
