import { eq, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { releaseBehind } from "~/db/queries/order-keys";
import { deliveryLane, wakeLanes } from "~/db/queries/wake-lanes";
import { messages } from "~/db/schema/messages";
import { type Transaction, withTransaction } from "~/db/transaction";
import { peek } from "./glance";
import { raiseAlert, recordHops, resolveAlerts } from "./record";
import { routeResult } from "./route";
import { loadRoutes, loadSettings } from "./setting";
import { readingAt } from "./source";
import { outcomeColumns } from "./store";
import { understand } from "./understand";

/** What a person can do with a message that stopped. The bytes it came with never change. */
export type Resolution =
  | { kind: "done"; state: string; reason: string | null }
  | { kind: "refused"; message: string }
  | { kind: "not-found" };

type Row = typeof messages.$inferSelect;

/**
 * Runs the stored original through today's configuration and, if that works, queues it again. `connectionId`: for a
 * result that found no connection, the one a person chose; refused for any other message, which has its practice already.
 */
export async function replayMessage(
  actorId: string,
  id: string,
  reason: string,
  connectionId?: string,
): Promise<Resolution> {
  const [found] = await database().select().from(messages).where(eq(messages.id, id));
  if (!found) return { kind: "not-found" };
  if (found.state !== "dead" && found.state !== "held") {
    return { kind: "refused", message: `The message is ${found.state}; only one that stopped can be replayed.` };
  }
  if (connectionId && (found.direction !== "result" || found.connectionId)) {
    return { kind: "refused", message: "Only a result that found no connection can be given one." };
  }
  const side = found.direction === "order" ? "emr" : "lis";
  const glance = peek(found.raw, await readingAt({ id: found.sourceEndpointId, side }));
  const number = glance.placerOrderNumber || found.placerOrderNumber;
  const routes = await loadRoutes(number ? [number] : [], [glance.facility].filter(Boolean));
  const routed = found.direction === "result" && !found.connectionId ? routeResult(glance, routes) : undefined;
  const target =
    connectionId ?? found.connectionId ?? (routed && "connectionId" in routed ? routed.connectionId : undefined);
  const setting = target ? (await loadSettings([target])).get(target) : undefined;
  const understanding = await understand(
    found.raw,
    glance,
    setting,
    { direction: found.direction, messageId: found.id, receivedAt: found.receivedAt },
    { routes, ...(routed && "reason" in routed && { reason: routed.reason }) },
  );
  return withTransaction(async (tx) => {
    const row = await lockStopped(tx, id);
    if (!row) return { kind: "refused", message: "Somebody else has just taken care of it." };
    await tx.db
      .update(messages)
      .set({
        ...outcomeColumns(understanding),
        connectionId: understanding.connectionId,
        configurationVersion: understanding.configurationVersion,
        title: understanding.title,
        placerOrderNumber: understanding.placerOrderNumber,
        fillerOrderNumber: understanding.fillerOrderNumber,
        corrected: understanding.corrected,
        orderKey: understanding.orderKey,
        attempts: 0,
        renameIntentAt: null,
        resolvedBy: actorId,
      })
      .where(eq(messages.id, id));
    const about = { messageId: id, receivedAt: row.receivedAt, connectionId: understanding.connectionId };
    const outcome = understanding.hops[understanding.hops.length - 1];
    await recordHops(
      tx,
      [{ ...about, hop: "replayed", ok: true, detail: reason }, ...(outcome ? [{ ...about, ...outcome }] : [])],
      actorId,
    );
    await resolveAlerts(tx, [`message/${id}`]);
    await releaseFollowers(tx, row, actorId);
    if (understanding.state === "queued" && understanding.connectionId) {
      await wakeLanes(tx.db, [deliveryLane(understanding.connectionId, understanding.direction)]);
    } else {
      await raiseAlert(tx, {
        key: `message/${id}`,
        kind: understanding.state === "held" ? "held" : "dead-letter",
        severity: "warn",
        connectionId: understanding.connectionId,
        messageId: id,
        title: "A replayed message stopped again",
        detail: understanding.reason ?? "The cause is not mended yet.",
      });
    }
    announce(tx, understanding.connectionId);
    return { kind: "done", state: understanding.state, reason: understanding.reason };
  });
}

/** A person decides that a stopped message goes nowhere. It stays on record. */
export async function discardMessage(actorId: string, id: string, reason: string): Promise<Resolution> {
  return withTransaction(async (tx) => {
    const row = await lockStopped(tx, id);
    if (!row) return { kind: "refused", message: "Only a message that stopped can be discarded." };
    await tx.db.update(messages).set({ state: "discarded", resolvedBy: actorId }).where(eq(messages.id, id));
    const about = { messageId: id, receivedAt: row.receivedAt, connectionId: row.connectionId };
    await recordHops(tx, [{ ...about, hop: "discarded", ok: true, detail: reason }], actorId);
    await resolveAlerts(tx, [`message/${id}`]);
    await releaseFollowers(tx, row, actorId);
    if (row.connectionId) await wakeLanes(tx.db, [deliveryLane(row.connectionId, row.direction)]);
    announce(tx, row.connectionId);
    return { kind: "done", state: "discarded", reason };
  });
}

async function lockStopped(tx: Transaction, id: string): Promise<Row | undefined> {
  const [row] = await tx.db
    .select()
    .from(messages)
    .where(sql`${messages.id} = ${id} and ${messages.state} in ('dead', 'held')`)
    .for("update");
  return row;
}

/** Messages of the same order that waited behind it may go on, in their order. */
async function releaseFollowers(tx: Transaction, row: Row, actorId: string): Promise<void> {
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

function announce(tx: Transaction, connectionId: string | null): void {
  tx.notify("messages");
  if (connectionId) tx.notify(`connection:${connectionId}`);
}
