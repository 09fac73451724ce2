import { sql } from "drizzle-orm";
import { releaseBehind } from "~/db/queries/order-keys";
import { deliveryLane, wakeLanes } from "~/db/queries/wake-lanes";
import { resolveAlerts } from "~/db/raise-alert";
import { messages } from "~/db/schema/messages";
import { type Transaction, withTransaction } from "~/db/transaction";
import { recordHops } from "./record";
import { followUnrouted } from "./unrouted";

/** What a person can do with a message that stopped. The bytes it came with never change. */
export type Resolution =
  | { kind: "done"; state: string; reason: string | null }
  | { kind: "refused"; message: string }
  | { kind: "not-found" };

export type MessageRow = typeof messages.$inferSelect;

/** Whose decision it is, and why. */
export type Decision = { actorId: string; reason: string };

/** What is left to do in one transaction once everything that needs none is worked out. */
export type Step = (tx: Transaction) => Promise<Resolution>;

/** A person decides that a stopped message goes nowhere. It stays on record. */
export const discardMessage = (actorId: string, id: string, reason: string): Promise<Resolution> =>
  withTransaction(discardStep({ actorId, reason }, id));

/** {@link discardMessage} as part of a larger transaction. */
export const discardStep =
  ({ actorId, reason }: Decision, id: string): Step =>
  async (tx) => {
    const row = await lockStopped(tx, id);
    if (!row) return { kind: "refused", message: "Only a message that stopped can be discarded." };
    await putAside(tx, row, { actorId, reason });
    return { kind: "done", state: "discarded", reason };
  };

/** Takes a stopped message, locked by the caller, out of the way for good. */
export async function putAside(tx: Transaction, row: MessageRow, { actorId, reason }: Decision): Promise<void> {
  await tx.db.update(messages).set({ state: "discarded", resolvedBy: actorId }).where(sql`${messages.id} = ${row.id}`);
  const about = { messageId: row.id, receivedAt: row.receivedAt, connectionId: row.connectionId };
  await recordHops(tx, [{ ...about, hop: "discarded", ok: true, detail: reason }], actorId);
  await endAlerts(tx, row);
  await releaseFollowers(tx, row, actorId);
  if (row.connectionId) await wakeLanes(tx.db, [deliveryLane(row.connectionId, row.direction)]);
  announce(tx, row.connectionId);
}

/** What warned of the message standing still is over. */
export async function endAlerts(
  tx: Transaction,
  { id, reasonCode, sourceEndpointId }: Pick<MessageRow, "id" | "reasonCode" | "sourceEndpointId">,
): Promise<void> {
  await resolveAlerts(tx, [`message/${id}`]);
  if (reasonCode === "unroutable") await followUnrouted(tx, sourceEndpointId);
}

/** The message, if it stands still and nobody else is just taking care of it. */
export async function lockStopped(tx: Transaction, id: string): Promise<MessageRow | undefined> {
  const [row] = await tx.db
    .select()
    .from(messages)
    .where(sql`${messages.id} = ${id} and ${messages.state} in ('dead', 'held')`)
    .for("update");
  return row;
}

/** Messages of the same order that waited behind it may go on, in their order. */
export async function releaseFollowers(tx: Transaction, row: MessageRow, actorId: string): Promise<void> {
  if (!row.connectionId) return;
  const { connectionId, direction, orderKey } = row;
  const released = await releaseBehind(tx.db, { connectionId, direction, orderKey });
  await recordHops(
    tx,
    released.map((one) => ({
      messageId: one.id,
      receivedAt: one.receivedAt,
      connectionId,
      hop: "replayed",
      ok: true,
      detail: "The message before it is out of the way",
    })),
    actorId,
  );
}

/** Tells open pages, and the workers, that something moves again. */
export function announce(tx: Transaction, connectionId: string | null): void {
  tx.notify("messages");
  if (connectionId) tx.notify(`connection:${connectionId}`);
}
