import { and, eq, inArray, sql } from "drizzle-orm";
import { newId } from "./ids";
import { alerts } from "./schema/operations";
import type { Transaction } from "./transaction";

/** Something a person should look at. One alert of a key is open at a time: the same trouble does not ring twice. */
export type NewAlert = Pick<
  typeof alerts.$inferInsert,
  "key" | "kind" | "severity" | "connectionId" | "messageId" | "testRunId" | "title" | "detail"
>;

/** Raises an alert unless the same one is still open. */
export async function raiseAlert(tx: Transaction, alert: NewAlert): Promise<void> {
  const [open] = await tx.db
    .select({ id: alerts.id })
    .from(alerts)
    .where(and(eq(alerts.key, alert.key), sql`${alerts.resolvedAt} is null`))
    .limit(1);
  if (open) return;
  await tx.db.insert(alerts).values({ id: newId("alr"), ...alert });
  tx.notify("alerts");
}

/** Ends the alerts with these keys: what they warned of is over. */
export async function resolveAlerts(tx: Transaction, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const ended = await tx.db
    .update(alerts)
    .set({ resolvedAt: sql`now()` })
    .where(and(inArray(alerts.key, [...keys]), sql`${alerts.resolvedAt} is null`))
    .returning({ id: alerts.id });
  if (ended.length > 0) tx.notify("alerts");
}
