import { and, eq, gt, inArray, lt, sql } from "drizzle-orm";
import { anyOf } from "../any-of";
import { messages } from "../schema";
import type { Writer } from "../transaction";

/**
 * Messages of one order keep their order: while an earlier one is held or dead, the later ones are held behind it, with
 * that as their reason, so that nothing waits without saying why.
 */
export const behindReason = "It waits behind an earlier message of the same order that stopped.";

type Key = { connectionId: string; direction: "order" | "result"; orderKey: string };

const ofKey = (key: Key) =>
  and(
    eq(messages.connectionId, key.connectionId),
    eq(messages.direction, key.direction),
    eq(messages.orderKey, key.orderKey),
  );

/** The order keys of a connection and direction, among these, in which something has stopped. */
export async function stoppedKeys(
  db: Writer,
  connectionId: string,
  direction: "order" | "result",
  orderKeys: readonly string[],
): Promise<Set<string>> {
  if (orderKeys.length === 0) return new Set();
  const rows = await db
    .selectDistinct({ orderKey: messages.orderKey })
    .from(messages)
    .where(
      and(
        eq(messages.connectionId, connectionId),
        eq(messages.direction, direction),
        anyOf(messages.orderKey, orderKeys),
        inArray(messages.state, ["held", "dead"]),
      ),
    );
  return new Set(rows.map((row) => row.orderKey));
}

/** Whether an earlier message of the key than the one with this sequence stands still. */
export async function isBehind(db: Writer, key: Key, sequence: number): Promise<boolean> {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(and(ofKey(key), inArray(messages.state, ["held", "dead"]), lt(messages.sequence, sequence)))
    .limit(1);
  return rows.length > 0;
}

/** Whether a later message of the key is at its destination or on its way there. */
export async function isOvertaken(db: Writer, key: Key, sequence: number): Promise<boolean> {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(ofKey(key), inArray(messages.state, ["queued", "sending", "delivered"]), gt(messages.sequence, sequence)),
    )
    .limit(1);
  return rows.length > 0;
}

/**
 * Holds what waits behind a message that has just died. Returns the messages held.
 * @param after the sequence of the one that stopped, where others of its key may come before it
 */
export async function holdBehind(db: Writer, key: Key, after = -1) {
  return db
    .update(messages)
    .set({ state: "held", reasonCode: "behind", reason: behindReason, nextAttemptAt: null })
    .where(and(ofKey(key), eq(messages.state, "queued"), gt(messages.sequence, after)))
    .returning({ id: messages.id, receivedAt: messages.receivedAt });
}

/** Lets go what waited behind a message that is out of the way, unless another one of the key has stopped too. */
export async function releaseBehind(db: Writer, key: Key) {
  return db
    .update(messages)
    .set({ state: "queued", reasonCode: null, reason: null, nextAttemptAt: sql`now()` })
    .where(
      and(
        ofKey(key),
        eq(messages.state, "held"),
        eq(messages.reasonCode, "behind"),
        sql`not exists (select 1 from messages e where e.connection_id = ${key.connectionId} and e.direction = ${key.direction}
          and e.order_key = ${key.orderKey} and e.state in ('held', 'dead') and e.reason_code <> 'behind'
          and e.sequence < messages.sequence)`,
      ),
    )
    .returning({ id: messages.id, receivedAt: messages.receivedAt });
}
