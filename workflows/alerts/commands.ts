import { and, eq, inArray, isNull } from "drizzle-orm";
import { connections } from "~/db/schema/connections";
import { alerts } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import type { Actor } from "../actor";
import { alertRaised } from "../connection/letters";
import type { Refusal } from "../dispatch";
import { addressesOf } from "../lab";
import { may } from "../policy";

/** Puts new alerts into the mail: to the connection's alert contacts, else to the engineers. Safe to call at any time. */
export async function mailAlerts(): Promise<number> {
  return withTransaction(async (tx) => {
    const fresh = await tx.db
      .select()
      .from(alerts)
      .where(isNull(alerts.mailedAt))
      .orderBy(alerts.raisedAt)
      .limit(50)
      .for("update", { skipLocked: true });
    if (fresh.length === 0) return 0;
    const rows = await tx.db
      .select({ id: connections.id, contacts: connections.alertContacts })
      .from(connections)
      .where(
        inArray(
          connections.id,
          fresh.flatMap((alert) => alert.connectionId ?? []),
        ),
      );
    const engineers = await addressesOf(tx.db, "engineer");
    for (const alert of fresh) {
      const contacts = rows.find((row) => row.id === alert.connectionId)?.contacts ?? [];
      await queueMail(tx, contacts.length > 0 ? contacts : engineers, `alert ${alert.id}`, alertRaised(alert));
    }
    await tx.db
      .update(alerts)
      .set({ mailedAt: new Date() })
      .where(
        inArray(
          alerts.id,
          fresh.map((alert) => alert.id),
        ),
      );
    return fresh.length;
  });
}

/** Somebody looks after it. The alert stays until its cause is over or it is closed. */
export async function acknowledgeAlert(actor: Actor, id: string): Promise<{ kind: "done" } | Refusal> {
  if (!may(actor, "alert.acknowledge")) return { kind: "forbidden" };
  return withTransaction(async (tx) => {
    const [row] = await tx.db
      .update(alerts)
      .set({ acknowledgedAt: new Date(), acknowledgedBy: actor.name })
      .where(and(eq(alerts.id, id), isNull(alerts.acknowledgedAt)))
      .returning();
    if (!row) return { kind: "refused", code: "not-now", message: "Somebody has taken it already." };
    tx.audit({
      chain: row.connectionId ?? "system",
      actor: actor.id,
      action: "alert.acknowledge",
      objectId: id,
      outcome: "done",
    });
    tx.notify("alerts");
    return { kind: "done" };
  });
}
