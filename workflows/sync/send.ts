/** What waits to be sent to EMRs goes out; called by the worker, by any number of them at once. */
import { createHash, randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { isOver } from "~/db/endpoint-settings";
import { syncProfiles, syncs } from "~/db/schema/sync";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { workerActor } from "../actor";
import { findEndpoint } from "../connection/endpoints";
import { handOver, takesFiles } from "../connection/hand-over";
import { getLab } from "../lab";
import { contentOf, fileOf, type SyncContent, type SyncRow } from "./file";
import { updateReady } from "./letters";

/** Seconds until the next try after the first, second, … failed one; after the last a person decides. */
const pauses = [30, 120, 600, 1800];
/** A worker that dies while it sends keeps a sync from others for this long. */
const claimSeconds = 120;

/** Sends what is due, one after the other. How many were taken on. */
export async function sendSyncs(): Promise<number> {
  let count = 0;
  for (let row = await claim(); row; row = await claim()) {
    await sendOne(row);
    count++;
  }
  return count;
}

async function claim(): Promise<SyncRow | undefined> {
  const [due] = await database().execute(sql`
    select 1 from syncs where state = 'pending' and (not_before is null or not_before < now()) limit 1`);
  if (!due) return undefined;
  return withTransaction(async (tx) => {
    const [row] = await tx.db
      .update(syncs)
      .set({ tries: sql`${syncs.tries} + 1`, notBefore: sql`now() + make_interval(secs => ${claimSeconds})` })
      .where(
        sql`${syncs.id} = (select id from syncs where state = 'pending' and (not_before is null or not_before < now())
          order by created_at, id limit 1 for update skip locked)`,
      )
      .returning();
    return row;
  });
}

async function sendOne(row: SyncRow): Promise<void> {
  const content = await contentOf(row.id);
  if (!content) return;
  const failure = await deliver(row, content).catch((error: unknown) =>
    error instanceof Error ? error.message : "It could not be sent.",
  );
  if (failure === undefined) return;
  const pause = pauses[row.tries - 1];
  await withTransaction(async (tx) => {
    await tx.db
      .update(syncs)
      .set({
        failure,
        state: pause === undefined ? "failed" : "pending",
        notBefore: pause === undefined ? null : sql`now() + make_interval(secs => ${pause})`,
      })
      .where(eq(syncs.id, row.id));
    tell(tx, row, pause === undefined ? "sync.fail" : "sync.retry", failure);
  });
}

/** Brings the file on its way; why not, if not. Its bytes are kept first, so that every try brings the same. */
async function deliver(row: SyncRow, content: SyncContent): Promise<string | undefined> {
  const file = row.file && row.fileName ? { name: row.fileName, bytes: row.file } : await make(row, content);
  if (row.way === "link") return mailLink(row, content);
  const endpoint = await findEndpoint(row.connectionId, "emr");
  if (!endpoint) return "The EMR side of the connection is not set up yet.";
  if (takesFiles(endpoint)) {
    const stopped = await handOver(endpoint, file);
    if (stopped) return stopped.kind === "refused" ? stopped.message : "It could not be sent.";
  } else if (!isOver(endpoint, "rest")) {
    return "This EMR is reached in a way that takes no files. Send its updates by link.";
  }
  // An EMR that speaks REST asks for what waits for it.
  await withTransaction(async (tx) => {
    await markSent(tx, row);
  });
  return undefined;
}

async function make(row: SyncRow, content: SyncContent): Promise<{ name: string; bytes: Buffer }> {
  const { name, bytes, controlIds } = await fileOf(content);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await withTransaction(async (tx) => {
    await tx.db.update(syncs).set({ fileName: name, file: bytes, sha256, controlIds }).where(eq(syncs.id, row.id));
  });
  return { name, bytes };
}

async function mailLink(row: SyncRow, content: SyncContent): Promise<string | undefined> {
  const [profile] = await database().select().from(syncProfiles).where(eq(syncProfiles.connectionId, row.connectionId));
  if (!profile?.contact) return "Nobody is named to whom the link goes.";
  const lab = await getLab();
  await withTransaction(async (tx) => {
    const token = await newLink(tx, row.id);
    const letter = updateReady(aboutOf(content), lab);
    await queueMail(tx, [profile.contact], `sync.send ${row.id} ${row.tries}`, letter, token);
    await markSent(tx, row);
  });
  return undefined;
}

/** A further link that opens a sync; its token is given back once. */
export async function newLink(tx: Transaction, id: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await tx.db
    .update(syncs)
    .set({ linkSha256: sql`array_append(${syncs.linkSha256}, ${linkDigest(token)})` })
    .where(eq(syncs.id, id));
  return token;
}

export const linkDigest = (token: string): string => createHash("sha256").update(token).digest("hex");

export const aboutOf = ({ practice, emrName, release, lines, sync }: SyncContent) => ({
  practice,
  emrName,
  release: release.name,
  effectiveOn: release.effectiveOn,
  changes: lines.length,
  whole: sync.whole,
  dueOn: sync.dueOn,
});

async function markSent(tx: Transaction, row: SyncRow): Promise<void> {
  await tx.db
    .update(syncs)
    .set({ state: "sent", sentAt: sql`now()`, failure: null, notBefore: null })
    .where(eq(syncs.id, row.id));
  tell(tx, row, "sync.send");
}

function tell(tx: Transaction, row: SyncRow, action: string, reason?: string): void {
  tx.audit({
    chain: row.connectionId,
    actor: workerActor.id,
    action,
    objectId: row.id,
    outcome: action === "sync.send" ? "done" : "failed",
    meta: { release: row.release, way: row.way, format: row.format, changes: row.changeCount },
    ...(reason !== undefined && { reason }),
  });
  tx.notify("syncs", `connection:${row.connectionId}`);
}
