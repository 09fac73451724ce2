import { eq, sql } from "drizzle-orm";
import { isBehind, isOvertaken } from "~/db/queries/order-keys";
import type { notForResending } from "~/db/queries/replay-candidates";
import { deliveryLane, wakeLanes } from "~/db/queries/wake-lanes";
import { resolveAlerts } from "~/db/raise-alert";
import { connections } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { type Transaction, withTransaction } from "~/db/transaction";
import { recordHops } from "./record";
import { announce, type Decision, type MessageRow, type Resolution, releaseFollowers, type Step } from "./resolve";

/** Reasons to stop that have nothing to do with the way out: sending the same bytes would go past them. */
const refusals: { readonly [code in (typeof notForResending)[number]]: string } = {
  behind: "It waits behind an earlier message of its order. Look after that one; this one then goes on by itself.",
  "test-message": "It is marked as a test, and no test is under way. The same bytes would be a test again.",
  "test-over": "It belongs to a test that is over. Discard it; a new test starts with a new order.",
  "connection-closed": "Its connection is closed.",
};

/** Sends the same bytes again, under the same name and control ID: what the far end has already, it can recognise. */
export const resendMessage = (actorId: string, id: string, reason: string): Promise<Resolution> =>
  withTransaction(resendStep({ actorId, reason }, id));

/**
 * {@link resendMessage} as part of a larger transaction.
 * @param delivered whether a delivered message may be sent again: only when a second person has agreed to it
 */
export const resendStep =
  (decision: Decision, id: string, { delivered = false } = {}): Step =>
  async (tx) => {
    const [row] = await tx.db.select().from(messages).where(eq(messages.id, id)).for("update");
    if (!row) return { kind: "not-found" };
    const refusal = await whyNotAgain(tx, row, delivered);
    if (refusal) return { kind: "refused", message: refusal };
    await sendAgain(tx, decision, row);
    return { kind: "done", state: "queued", reason: null };
  };

/** Why the bytes of a message cannot be sent again, by what its row alone says; undefined when they can. */
export function cannotResend(row: Pick<MessageRow, "state" | "reasonCode" | "outbound" | "connectionId">) {
  if (!row.outbound || !row.connectionId) return "Nothing was made of it yet that could be sent. Replay it instead.";
  return row.state === "held" || row.state === "dead" ? refusals[row.reasonCode as keyof typeof refusals] : undefined;
}

async function whyNotAgain(tx: Transaction, row: MessageRow, delivered: boolean): Promise<string | undefined> {
  const again = row.state === "delivered";
  if (again && !delivered) return "It was delivered. Sending it once more needs a second person's agreement.";
  if (!again && row.state !== "dead" && row.state !== "held") {
    return `The message is ${row.state}; somebody else may just have taken care of it.`;
  }
  const plain = cannotResend(row);
  if (plain || !row.connectionId) return plain;
  const key = { connectionId: row.connectionId, direction: row.direction, orderKey: row.orderKey };
  const [connection] = await tx.db
    .select({ state: connections.state })
    .from(connections)
    .where(eq(connections.id, row.connectionId));
  if (connection?.state === "retired" || connection?.state === "cancelled") {
    return `The connection is ${connection.state}.`;
  }
  // A final result must not arrive after the correction that replaced it.
  if (again && (await isOvertaken(tx.db, key, row.sequence))) {
    return "A later message of the same order has been delivered or is on its way; this one must not come after it.";
  }
  if (await isBehind(tx.db, key, row.sequence)) {
    return "An earlier message of the same order has stopped. Look after that one first.";
  }
  return undefined;
}

async function sendAgain(tx: Transaction, { actorId, reason }: Decision, row: MessageRow): Promise<void> {
  const { id, connectionId, direction } = row;
  // What an earlier try left at the far end is looked for, except where a person has decided that it is to go again.
  const decided = row.state === "delivered" || row.reasonCode === "in-doubt";
  await tx.db
    .update(messages)
    .set({
      state: "queued",
      reasonCode: null,
      reason: null,
      reasonPath: null,
      attempts: 0,
      nextAttemptAt: sql`now()`,
      releasedAt: sql`now()`,
      deliveredAt: null,
      resolvedBy: actorId,
      ...(decided && { renameIntentAt: null }),
    })
    .where(eq(messages.id, id));
  await recordHops(
    tx,
    [{ messageId: id, receivedAt: row.receivedAt, connectionId, hop: "resent", ok: true, detail: reason }],
    actorId,
  );
  await resolveAlerts(tx, [`message/${id}`]);
  if (row.state !== "delivered") await releaseFollowers(tx, row, actorId);
  if (connectionId) await wakeLanes(tx.db, [deliveryLane(connectionId, direction)]);
  announce(tx, connectionId);
}
