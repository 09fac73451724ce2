import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { replayItems, replayJobs } from "../schema";
import type { ReplayOutcome } from "../schema/replays";
import { type Transaction, withTransaction } from "../transaction";
import { leaseSeconds } from "./claim-lanes";

/** The right to work through a replay job, until it expires or somebody else takes it with a higher epoch. */
export type ReplayLease = { jobId: string; owner: string; epoch: number };
export type ReplayJob = typeof replayJobs.$inferSelect;
export type ReplayItem = typeof replayItems.$inferSelect;

/** The job was cancelled or taken over; nothing of the transaction was kept. */
export class ReplayOverError extends Error {
  override name = "ReplayOverError";
}

/** A message that ended the process this often is not tried again. */
const mostAttempts = 3;

/** Takes a running job that nobody works on: this one, or the oldest. */
export async function claimReplay(owner: string, jobId?: string): Promise<ReplayLease | undefined> {
  return withTransaction(async (tx) => {
    const [free] = await tx.db
      .select({ id: replayJobs.id })
      .from(replayJobs)
      .where(
        and(
          eq(replayJobs.state, "running"),
          sql`(${replayJobs.expiresAt} is null or ${replayJobs.expiresAt} < now())`,
          jobId ? eq(replayJobs.id, jobId) : undefined,
        ),
      )
      .orderBy(asc(replayJobs.createdAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (!free) return undefined;
    const [claimed] = await tx.db
      .update(replayJobs)
      .set({ owner, epoch: sql`${replayJobs.epoch} + 1`, expiresAt: inSeconds(leaseSeconds) })
      .where(eq(replayJobs.id, free.id))
      .returning({ epoch: replayJobs.epoch });
    return claimed && { jobId: free.id, owner, epoch: claimed.epoch };
  });
}

const inSeconds = (seconds: number) => sql`now() + make_interval(secs => ${seconds})`;

/** First statement of every commit of a runner: locks the job and refuses a runner whose time is over. */
export async function fenceReplay(tx: Transaction, { jobId, owner, epoch }: ReplayLease): Promise<ReplayJob> {
  const [job] = await tx.db.select().from(replayJobs).where(eq(replayJobs.id, jobId)).for("update");
  if (job?.state !== "running" || job.owner !== owner || job.epoch !== epoch) {
    throw new ReplayOverError(`The replay ${jobId} is over or somebody else has it.`);
  }
  return job;
}

/** The next item, its try counted before it begins; undefined when all are done, which ends the job. */
export async function takeReplayItem(lease: ReplayLease): Promise<{ job: ReplayJob; item: ReplayItem } | undefined> {
  return withTransaction(async (tx) => {
    const job = await fenceReplay(tx, lease);
    await tx.db
      .update(replayJobs)
      .set({ expiresAt: inSeconds(leaseSeconds) })
      .where(eq(replayJobs.id, job.id));
    await tx.db
      .update(replayItems)
      .set({ outcome: "failed", detail: "It could not be processed three times in a row.", at: sql`now()` })
      .where(
        and(
          eq(replayItems.jobId, job.id),
          isNull(replayItems.outcome),
          sql`${replayItems.attempts} >= ${mostAttempts}`,
        ),
      );
    const [item] = await tx.db
      .select()
      .from(replayItems)
      .where(and(eq(replayItems.jobId, job.id), isNull(replayItems.outcome)))
      .orderBy(asc(replayItems.position))
      .limit(1);
    if (!item) {
      await endReplay(tx, job);
      return undefined;
    }
    await tx.db
      .update(replayItems)
      .set({ attempts: item.attempts + 1 })
      .where(itemIs(item));
    return { job, item };
  });
}

const itemIs = ({ jobId, position }: ReplayItem) =>
  and(eq(replayItems.jobId, jobId), eq(replayItems.position, position));

/** Writes what became of an item, in the commit in which it became so. */
export async function recordReplayItem(
  tx: Transaction,
  item: ReplayItem,
  outcome: ReplayOutcome,
  detail: string | null,
): Promise<void> {
  await tx.db.update(replayItems).set({ outcome, detail, at: sql`now()` }).where(itemIs(item));
  tx.notify(`replay:${item.jobId}`);
}

async function endReplay(tx: Transaction, job: ReplayJob): Promise<void> {
  await tx.db
    .update(replayJobs)
    .set({ state: "finished", finishedAt: sql`now()`, owner: null, expiresAt: null })
    .where(eq(replayJobs.id, job.id));
  const outcomes = await countReplayItems(tx.db, job.id);
  tx.audit({
    chain: "system",
    actor: "worker",
    action: "replay.finish",
    objectId: job.id,
    outcome: "done",
    meta: outcomes,
  });
  tx.notify(`replay:${job.id}`, "replays");
}

/** Gives a job back before it is done; somebody takes it on after `seconds`. */
export async function releaseReplay({ jobId, owner, epoch }: ReplayLease, seconds: number): Promise<void> {
  await withTransaction(async (tx) => {
    await tx.db
      .update(replayJobs)
      .set({ owner: null, expiresAt: inSeconds(seconds) })
      .where(and(eq(replayJobs.id, jobId), eq(replayJobs.owner, owner), eq(replayJobs.epoch, epoch)));
  });
}

export type ReplayCounts = { sent: number; stopped: number; skipped: number; failed: number; left: number };

/** How many of a job's items came to what. */
export async function countReplayItems(db: Pick<Transaction["db"], "execute">, jobId: string): Promise<ReplayCounts> {
  const [row] = await db.execute(sql`
    select count(*) filter (where outcome = 'sent')::int as sent, count(*) filter (where outcome = 'stopped')::int as stopped,
      count(*) filter (where outcome = 'skipped')::int as skipped, count(*) filter (where outcome = 'failed')::int as failed,
      count(*) filter (where outcome is null)::int as "left"
    from replay_items where job_id = ${jobId}`);
  return row as unknown as ReplayCounts;
}
