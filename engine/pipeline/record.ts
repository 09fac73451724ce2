import type { AuditEvent } from "~/db/audit";
import { copyRows } from "~/db/copy-rows";
import { hops } from "~/db/schema";
import type { HopName } from "~/db/schema/messages";
import type { Transaction } from "~/db/transaction";

/** What is told of a message: hops to its own page, audit events to the trail. */
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
  // One by one: a call takes only so many arguments, and a file may hold more messages.
  for (const event of eventsOf(list, actor)) tx.audit(event);
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
