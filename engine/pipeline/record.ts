import { and, eq, inArray, sql } from "drizzle-orm";
import { copyRows } from "~/db/copy-rows";
import { newId } from "~/db/ids";
import { alerts, hops } from "~/db/schema";
import type { HopName } from "~/db/schema/messages";
import type { Transaction } from "~/db/transaction";

/** What is told of a message: alerts to people, hops to its own page, audit events to the trail. */
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

export type NewHop = {
  messageId: string;
  receivedAt: Date;
  connectionId: string | null;
  hop: HopName;
  ok: boolean;
  detail: string;
  /** What the audit trail keeps beside it: ids, counts, hashes. */
  meta?: Record<string, unknown>;
};

/** Writes hops with the audit events that stand for them. */
export async function recordHops(tx: Transaction, list: readonly NewHop[], actor = "worker"): Promise<void> {
  if (list.length === 0) return;
  await copyRows(
    tx.db,
    hops,
    list.map(({ messageId, receivedAt, hop, ok, detail }) => ({ messageId, receivedAt, hop, ok, detail })),
  );
  tx.audit(
    ...list.map((hop) => ({
      chain: hop.connectionId ?? "system",
      actor,
      action: `message.${hop.hop}`,
      objectId: hop.messageId,
      outcome: hop.ok ? ("done" as const) : ("failed" as const),
      ...(hop.meta && { meta: hop.meta }),
    })),
  );
}
