import { and, eq, lte, sql } from "drizzle-orm";
import { breakers } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import type { Outcome, Plan } from "./outcome";
import { backoffSeconds } from "./retry";

/**
 * The circuit breaker of an endpoint, shared by all lanes that deliver there: after five failures in a row nobody asks
 * before its time, then one message does for all. A success closes it.
 */
type Breaker = typeof breakers.$inferSelect;

const opensAfter = 5;
/** How long the one that asks may take before another does. */
const probeSeconds = 60;

/** Seconds until it may be asked again; a little more, so that those who wait do not all come at once. */
export const breakerWait = ({ openUntil }: Breaker): number =>
  Math.max(1, (openUntil.getTime() - Date.now()) / 1_000) * (1 + Math.random() / 4);

/** Whether the caller may send now: always below the limit, else the first to ask after the time has come. */
export async function takeProbe({ endpointId, failures }: Breaker): Promise<boolean> {
  if (failures < opensAfter) return true;
  return withTransaction(async (tx) => {
    const taken = await tx.db
      .update(breakers)
      .set({ openUntil: sql`now() + make_interval(secs => ${probeSeconds})` })
      .where(and(eq(breakers.endpointId, endpointId), lte(breakers.openUntil, sql`now()`)))
      .returning({ endpointId: breakers.endpointId });
    return taken.length > 0;
  });
}

/** Counts a failure of the far end, or forgets them all. Costs nothing while everything works. */
export async function followBreaker(
  { endpoint, breaker }: Plan,
  failed: Extract<Outcome, { kind: "again" }> | undefined,
): Promise<void> {
  if (!failed && !breaker) return;
  await withTransaction(async (tx) => {
    if (!failed) {
      await tx.db.delete(breakers).where(eq(breakers.endpointId, endpoint.id));
      return;
    }
    const failures = (breaker?.failures ?? 0) + 1;
    const openUntil = sql`now() + make_interval(secs => ${Math.max(backoffSeconds(failures), failed.afterSeconds ?? 0)})`;
    await tx.db
      .insert(breakers)
      .values({ endpointId: endpoint.id, failures, openUntil, reason: failed.reason })
      .onConflictDoUpdate({
        target: breakers.endpointId,
        set: { failures: sql`${breakers.failures} + 1`, openUntil, reason: failed.reason },
      });
  });
}
