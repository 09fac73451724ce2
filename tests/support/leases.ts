import { sql } from "drizzle-orm";
import { endStuckSessions } from "~/db/queries/end-stuck-sessions";
import { withTransaction } from "~/db/transaction";
import { waitFor } from "./wait-for";

/** What 30 seconds would do: what a worker that is gone, or stands still, has leased is free. */
export const expireLeases = (owner: string): Promise<void> =>
  withTransaction(async (tx) => {
    // Who waits longer than this for a lane waits for one who stands still.
    await tx.db.execute(sql`set local lock_timeout = '3s'`);
    await tx.db.execute(sql`update lanes set expires_at = now() - interval '1 second', next_run_at = now()
      where owner = ${owner}`);
    await tx.db.execute(sql`update replay_jobs set expires_at = now() - interval '1 second' where owner = ${owner}`);
    tx.notify("messages", "replays");
  });

/** What becomes of a transaction in which nothing has happened for another 30 seconds: who stands still loses it. */
async function endIdleTransactions(): Promise<void> {
  await endStuckSessions(1);
  await withTransaction(async (tx) => {
    await tx.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state like 'idle in transaction%' and pid <> pg_backend_pid()`);
  });
}

/** Both, until nobody stands in the way: what stands still may have begun a transaction meanwhile. */
export const endLeases = (owner: string): Promise<true> =>
  waitFor(
    `the leases of ${owner} to be over`,
    () =>
      endIdleTransactions()
        .then(() => expireLeases(owner))
        .then(
          () => true as const,
          () => undefined,
        ),
    25_000,
  );
