import { sql } from "drizzle-orm";
import { withTransaction } from "~/db/transaction";

/** What 30 seconds would do: what a worker that is gone, or stands still, has leased is free. */
export const expireLeases = (owner: string): Promise<void> =>
  withTransaction(async (tx) => {
    await tx.db.execute(sql`update lanes set expires_at = now() - interval '1 second', next_run_at = now()
      where owner = ${owner}`);
    await tx.db.execute(sql`update replay_jobs set expires_at = now() - interval '1 second' where owner = ${owner}`);
    tx.notify("messages", "replays");
  });

/** What `idle_in_transaction_session_timeout` does after another 30 seconds: who stands still in a transaction loses it. */
export const endIdleTransactions = (): Promise<void> =>
  withTransaction(async (tx) => {
    await tx.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction' and pid <> pg_backend_pid()`);
  });
