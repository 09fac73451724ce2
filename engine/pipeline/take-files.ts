import { DatabaseDeadlineError } from "~/db/client";
import { fence, type Lease, LeaseLostError } from "~/db/queries/claim-lanes";
import { fileAge } from "~/db/queries/file-age";
import { errorCode, withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import type { RemoteFile } from "~/engine/transports/sftp";
import { TransportError } from "~/engine/transports/transport-error";
import { owesAnswer } from "./ack-files";
import { understandFiles } from "./arrivals";
import { giveUp, readHeld, type Trouble } from "./claims";
import type { Files } from "./files-at";
import { formatIn, type Reading } from "./glance";
import { claimFiles, companyOf, disposeAll, type FileRow, quarantine, unclaim, unclaimSoon } from "./inbound-files";
import type { FileEndpoint } from "./places";
import { keepReceipts } from "./receipts";
import { readingAt } from "./source";
import { type SplitFile, splitAs } from "./split-as";
import { type StoredFile, storeArrivals } from "./store";

/**
 * Taking files in: each batch is claimed, read, stored in one commit, and only then moved away at the source. Whatever dies
 * in between is found again by the rows, never by luck.
 */
/** What looks cut off is given this long to grow, on the database's clock. */
const growingSeconds = 60;
const limits = {
  filesPerBatch: 200,
  bytesPerFile: 64 * 1024 * 1024,
  bytesPerBatch: 32 * 1024 * 1024,
  readsAtOnce: 16,
};

/** `inHand`: the files that were claimed and are not stored or set aside, of which none is known to be at fault. */
type Run = { lease: Lease; endpoint: FileEndpoint; session: Files; trouble: Trouble; inHand: Map<string, FileRow> };

/** Takes files batch by batch, in their order: the next one is read while this one is stored. */
export async function takeAll(
  at: Omit<Run, "inHand">,
  files: readonly RemoteFile[],
  known: ReadonlyMap<string, FileRow>,
): Promise<void> {
  const run: Run = { ...at, inHand: new Map() };
  const reading = await readingAt(run.endpoint);
  const company = (file: RemoteFile) => companyOf(known.get(file.name), file);
  let storing: Promise<void> = Promise.resolve();
  try {
    for (let done = 0; done < files.length; ) {
      const batch = takeBatch(files.slice(done), company);
      done += batch.length;
      // Something failed here before: whether it does again must not be put down to other files.
      const alone = batch.some((file) => Number.isFinite(company(file)));
      if (alone) await storing;
      const read = await readBatch(run, batch, known, reading);
      await storing;
      storing = storeApart(run, read, reading);
      // It is awaited in its turn; until then a failure must not count as nobody's.
      storing.catch(() => undefined);
      if (alone) await storing;
    }
    await storing;
  } finally {
    await storing.catch(() => undefined);
    if (run.inHand.size > 0) unclaimSoon([...run.inHand.values()]);
  }
}

/** A file that was read whole. */
type ReadFile = { row: FileRow; bytes: Buffer; sha256: string; contents: SplitFile };

/** Claims files and reads them; those that are not whole are left for another time or set aside. */
async function readBatch(
  run: Run,
  files: readonly RemoteFile[],
  known: ReadonlyMap<string, FileRow>,
  reading: Reading,
): Promise<ReadFile[]> {
  const { lease, endpoint, inHand } = run;
  await failpoint("I5");
  const claimed = await claimFiles(lease, endpoint, files, known);
  for (const row of claimed) inHand.set(row.id, row);
  const rest = claimed.values();
  const listed = new Map(files.map((file) => [file.name, file]));
  const whole: ReadFile[] = [];
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
        if (problem === "wait") await unclaim([row]);
        else await quarantine(lease, endpoint, row, problem);
      } else if (result.kind === "gone") await giveUp(lease, [row]);
      else await unclaim([row]);
      inHand.delete(row.id);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: limits.readsAtOnce }, readOn));
  const failure = ends.find((end) => end.status === "rejected")?.reason;
  if (failure) {
    // Which one of them it was cannot be told.
    if (isFilesFault(failure)) for (const row of claimed) inHand.delete(row.id);
    throw failure;
  }
  // In the order of their names, whichever was read first.
  return whole.sort((a, b) => (a.row.name < b.row.name ? -1 : 1));
}

/**
 * Stores a batch; when that fails for a reason that is neither the network nor the lease, each file alone, so that a file
 * we cannot digest costs only itself. It is tried a few times and then set aside.
 */
async function storeApart(run: Run, files: readonly ReadFile[], reading: Reading): Promise<void> {
  try {
    return await storeBatch(run, files, reading);
  } catch (error) {
    if (!isFilesFault(error)) throw error;
    if (files.length === 1) {
      for (const { row } of files) run.inHand.delete(row.id);
      throw error;
    }
  }
  let failure: unknown;
  for (const file of files) {
    await storeBatch(run, [file], reading).catch((error: unknown) => {
      if (!isFilesFault(error)) throw error;
      run.inHand.delete(file.row.id);
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
  { lease, endpoint, session, inHand }: Run,
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
  for (const { row } of files) inHand.delete(row.id);
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
