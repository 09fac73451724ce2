import { and, eq, sql } from "drizzle-orm";
import { testRuns } from "~/db/schema/connections";
import type { Transaction } from "~/db/transaction";

/** Ends the run that waits, if one does, without a verdict. `why`: what people read of it. */
export async function cancelOpenRun(tx: Transaction, connectionId: string, why: string): Promise<void> {
  await tx.db
    .update(testRuns)
    .set({ state: "cancelled", finishedAt: sql`now()`, outcome: why })
    .where(and(eq(testRuns.connectionId, connectionId), eq(testRuns.state, "waiting")));
}
