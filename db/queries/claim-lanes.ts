import { and, eq, inArray, sql } from "drizzle-orm";
import { database } from "../client";
import { lanes, messages } from "../schema";
import { type Transaction, withTransaction } from "../transaction";

/** How long a lease lasts without a heartbeat, in seconds. A dead worker's lanes are free again after that. */
export const leaseSeconds = 30;
/** A lane that wants nothing more runs again when it is woken, or after this long. */
const restSeconds = 3_600;

/** The right to run a lane, until it expires or somebody else takes it with a higher epoch. */
export type Lease = {
  name: string;
  owner: string;
  epoch: number;
  /** How many runs back something may have been left unfinished; 0 after one that ended well. */
  unfinished: number;
};

/** A run whose process died is looked after by the next one, or by one of those after it if that one dies as well. */
const looksBack = 3;

/** The lease is over: somebody else has the lane. Nothing of the transaction was kept. */
export class LeaseLostError extends Error {
  override name = "LeaseLostError";
}

/**
 * Takes up to `limit` lanes that are due and free. Skip locked, so that workers do not queue up behind each other; the
 * epoch grows with each claim, which is what makes an old owner's commit fail.
 */
export async function claimLanes(owner: string, limit: number): Promise<Lease[]> {
  if (limit <= 0) return [];
  return withTransaction(async (tx) => {
    const due = await tx.db
      .select({
        name: lanes.name,
        unfinished: sql<number>`case when ${lanes.failures} > 0 or ${lanes.expiresAt} is not null
          then greatest(${lanes.failures} + 1, ${looksBack}) else 0 end`,
      })
      .from(lanes)
      .where(sql`${lanes.nextRunAt} <= now() and (${lanes.expiresAt} is null or ${lanes.expiresAt} < now())`)
      .orderBy(lanes.nextRunAt)
      .limit(limit)
      .for("update", { skipLocked: true });
    if (due.length === 0) return [];
    const claimed = await tx.db
      .update(lanes)
      .set({
        owner,
        epoch: sql`${lanes.epoch} + 1`,
        expiresAt: sql`now() + make_interval(secs => ${leaseSeconds})`,
        // If we die, when the lease is over. Whoever wakes the lane while it runs sets an earlier time.
        nextRunAt: sql`now() + make_interval(secs => ${leaseSeconds})`,
      })
      .where(
        inArray(
          lanes.name,
          due.map((lane) => lane.name),
        ),
      )
      .returning({ name: lanes.name, epoch: lanes.epoch });
    const unfinished = new Map(due.map((lane) => [lane.name, lane.unfinished]));
    return claimed.map((lane) => ({ ...lane, owner, unfinished: unfinished.get(lane.name) ?? 0 }));
  });
}

/**
 * Keeps the leases alive; returns those that were renewed. One that is lost is not, nor is one whose lane is locked: we are
 * in the middle of a commit there, which may be long, and the others must not wait for its end.
 */
export async function renewLeases(leases: readonly Lease[]): Promise<Set<string>> {
  if (leases.length === 0) return new Set();
  const held = JSON.stringify(leases.map(({ name, owner, epoch }) => ({ name, owner, epoch })));
  return withTransaction(async (tx) => {
    const rows = await tx.db.execute(sql`
      update ${lanes} set expires_at = now() + make_interval(secs => ${leaseSeconds}) where name in (
        select l.name from ${lanes} l join json_to_recordset(${held}::json) as h(name text, owner text, epoch bigint)
          on l.name = h.name and l.owner = h.owner and l.epoch = h.epoch
        for update of l skip locked)
      returning name`);
    return new Set(rows.map((row) => String(row.name)));
  });
}

/**
 * Refuses, like `fence`, an owner whose time is over: for what is done outside of the database and cannot be taken back.
 * Says how it stands now, not how it will a moment later.
 */
export async function stillOurs(lease: Lease): Promise<void> {
  const [row] = await database().select().from(lanes).where(eq(lanes.name, lease.name));
  if (row?.owner !== lease.owner || row.epoch !== lease.epoch) {
    throw new LeaseLostError(`The lane ${lease.name} was taken over.`);
  }
}

/** First statement of every commit a lane makes: locks the lane and refuses an owner whose time is over. */
export async function fence(tx: Transaction, lease: Lease): Promise<typeof lanes.$inferSelect> {
  const [row] = await tx.db.select().from(lanes).where(eq(lanes.name, lease.name)).for("update");
  if (row?.owner !== lease.owner || row.epoch !== lease.epoch) {
    throw new LeaseLostError(`The lane ${lease.name} was taken over.`);
  }
  return row;
}

/**
 * Gives the lane back. `inSeconds`: when it wants to run next; nothing is for when it is woken. A wake-up that came
 * meanwhile, or a lane that was parked meanwhile, stays so unless the run failed. Says whether it is due again already.
 */
export async function releaseLane(lease: Lease, result: { inSeconds?: number; error?: string }): Promise<boolean> {
  const wanted = sql`now() + make_interval(secs => ${result.inSeconds ?? restSeconds})`;
  return withTransaction(async (tx) => {
    const [row] = await tx.db
      .update(lanes)
      .set({
        owner: null,
        expiresAt: null,
        lastRunAt: sql`now()`,
        lastError: result.error ?? null,
        failures: result.error ? sql`${lanes.failures} + 1` : 0,
        nextRunAt: result.error
          ? wanted
          : sql`case when ${lanes.nextRunAt} <= now() or ${lanes.nextRunAt} = 'infinity' then ${lanes.nextRunAt} else ${wanted} end`,
      })
      .where(and(eq(lanes.name, lease.name), eq(lanes.owner, lease.owner), eq(lanes.epoch, lease.epoch)))
      .returning({ due: sql<boolean>`${lanes.nextRunAt} <= now()` });
    return row?.due ?? false;
  });
}

/**
 * Wakes the deliveries that have something to deliver, in case nobody told them: one look for all of them, so that
 * hundreds of connections at rest cost no more than one. Those that wait after a failure go on waiting.
 */
export async function wakeDeliveries(): Promise<void> {
  await withTransaction((tx) =>
    tx.db.execute(sql`
      update ${lanes} set next_run_at = now()
      where owner is null and failures = 0 and next_run_at > now() and next_run_at <> 'infinity' and name in (
        select distinct 'deliver/' || connection_id || '/' || direction from ${messages}
        where state in ('queued', 'sending') and next_attempt_at <= now())`),
  );
}
