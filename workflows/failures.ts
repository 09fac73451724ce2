import { createHash } from "node:crypto";
import { and, gt, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { signInFailures } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";

/** Guessing gets slow: after five failures each further one blocks its keys twice as long, up to an hour. */
const freeFailures = 5;

/** Whether one of the keys (`account …`, `address …`) has to wait. */
export async function isBlocked(keys: readonly string[]): Promise<boolean> {
  const blocked = await database()
    .select({ key: signInFailures.key })
    .from(signInFailures)
    .where(and(sql`${signInFailures.key} in ${keys}`, gt(signInFailures.blockedUntil, sql`now()`)));
  return blocked.length > 0;
}

/** Counts a failure for each key. When that blocks, `action` goes on record with the hash of `who`. */
export async function countFailure(keys: readonly string[], action: string, who: string): Promise<void> {
  await withTransaction(async (tx) => {
    for (const key of keys) {
      const [row] = await tx.db
        .insert(signInFailures)
        .values({ key, failures: 1, blockedUntil: sql`now()` })
        .onConflictDoUpdate({
          target: signInFailures.key,
          set: {
            failures: sql`${signInFailures.failures} + 1`,
            blockedUntil: sql`case when ${signInFailures.failures} < ${freeFailures} then now()
              else now() + least(3600, 30 * power(2, ${signInFailures.failures} - ${freeFailures})) * interval '1 second' end`,
          },
        })
        .returning();
      if (row && row.failures > freeFailures) {
        const objectId = createHash("sha256").update(who).digest("hex").slice(0, 16);
        tx.audit({ chain: "system", actor: "nobody", action, objectId, outcome: "refused" });
      }
    }
  });
}
