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
