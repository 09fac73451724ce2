import { and, eq, inArray, sql } from "drizzle-orm";
import type { AuditEvent } from "~/db/audit";
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
  tx.audit(...eventsOf(list, actor));
}

/**
 * One event for each hop; hops that went well right after another one of the same message stand in its event, in `next`:
 * one commit, one record. The trail is written for every message, so its length counts.
 */
function eventsOf(list: readonly NewHop[], actor: string): AuditEvent[] {
  const events: (AuditEvent & { meta?: { next?: HopName[] } })[] = [];
  for (const { hop, messageId, connectionId, ok, meta } of list) {
    const before = events.at(-1);
    if (ok && !meta && before?.objectId === messageId && before.outcome === "done") {
      before.meta = { ...before.meta, next: [...(before.meta?.next ?? []), hop] };
      continue;
    }
    events.push({
      chain: connectionId ?? "system",
      actor,
      action: `message.${hop}`,
      objectId: messageId,
      outcome: ok ? "done" : "failed",
      ...(meta && { meta }),
    });
  }
  return events;
}
