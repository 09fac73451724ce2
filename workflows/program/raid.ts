import { and, eq, isNull } from "drizzle-orm";
import { newId } from "~/db/ids";
import { raidItems } from "~/db/schema/sla";
import type { Transaction } from "~/db/transaction";

type Item = typeof raidItems.$inferInsert;

/**
 * An entry of the RAID log that the system raises, in the transaction of what it is about. While one about the same thing
 * is open, none is added.
 */
export async function raiseRaidItem(
  tx: Transaction,
  item: Pick<Item, "type" | "severity" | "title"> & { ownerId: string | null; subjectId: string },
): Promise<void> {
  const [raised] = await tx.db
    .insert(raidItems)
    .values({ id: newId("rai"), ...item, bySystem: true, raisedBy: "Gatehouse" })
    .onConflictDoNothing()
    .returning({ id: raidItems.id });
  if (!raised) return;
  tx.audit({ chain: "system", actor: "clock", action: "raid.raise", objectId: raised.id, outcome: "done" });
  tx.notify("raid");
}

/** Closes what the system raised about `subjectId`, in the transaction that settles it. `why` is shown with it. */
export async function closeRaidItems(tx: Transaction, actorId: string, subjectId: string, why: string): Promise<void> {
  const closed = await tx.db
    .update(raidItems)
    .set({ closedAt: new Date(), closedWhy: why })
    .where(and(eq(raidItems.subjectId, subjectId), raidItems.bySystem, isNull(raidItems.closedAt)))
    .returning({ id: raidItems.id });
  for (const { id } of closed) {
    tx.audit({ chain: "system", actor: actorId, action: "raid.close", objectId: id, outcome: "done", reason: why });
  }
  if (closed.length > 0) tx.notify("raid");
}
