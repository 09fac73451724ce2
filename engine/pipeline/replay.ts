import { sql } from "drizzle-orm";
import { database } from "~/db/client";
import { behindReason, holdBehind, isBehind } from "~/db/queries/order-keys";
import { theseMessages } from "~/db/queries/these-messages";
import { deliveryLane, wakeLanes } from "~/db/queries/wake-lanes";
import { raiseAlert } from "~/db/raise-alert";
import { messages } from "~/db/schema/messages";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type Glance, peek, type Reading } from "./glance";
import { keepGuarded, loadPutCodes } from "./guarded";
import { recordHops } from "./record";
import {
  announce,
  type Decision,
  endAlerts,
  lockStopped,
  type MessageRow,
  type Resolution,
  releaseFollowers,
  type Step,
} from "./resolve";
import { routeResult } from "./route";
import { loadRoutes } from "./routes";
import { loadSettings } from "./setting";
import { readingAt } from "./source";
import { keepRoutes, outcomeColumns } from "./store";
import { understand } from "./understand";
import { stop, type Understanding } from "./understanding";
import { tellUnrouted } from "./unrouted";

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
  return withTransaction(await replayStep({ actorId, reason }, id, connectionId));
}

/** {@link replayMessage} as part of a larger transaction: what the message is understood as is worked out before it. */
export async function replayStep(decision: Decision, id: string, connectionId?: string): Promise<Step> {
  const [found] = await database().select().from(messages).where(sql`${messages.id} = ${id}`);
  if (!found) return async () => ({ kind: "not-found" });
  if (found.state !== "dead" && found.state !== "held") {
    const message = `The message is ${found.state}; only one that stopped can be replayed.`;
    return async () => ({ kind: "refused", message });
  }
  if (connectionId && (found.direction !== "result" || found.connectionId)) {
    return async () => ({ kind: "refused", message: "Only a result that found no connection can be given one." });
  }
  const [understanding] = await understandAgain([found], connectionId);
  return async (tx) => {
    const row = await lockStopped(tx, id);
    if (!row || !understanding) return { kind: "refused", message: "Somebody else has just taken care of it." };
    return storeAgain(tx, decision, row, understanding, connectionId !== undefined);
  };
}

/** What stored messages would be understood as today, in their order; nothing is changed. For `chosen` see {@link replayMessage}. */
export async function understandAgain(rows: readonly MessageRow[], chosen?: string): Promise<Understanding[]> {
  const readings = await readingsOf(rows);
  const seen = rows.map((row) => {
    const glance = peek(row.raw, readings.get(sourceOf(row)));
    return { row, glance: withKnown(glance, row) };
  });
  const routes = await loadRoutes(seen.map(({ glance }) => glance));
  const placed = seen.map(({ row, glance }) => {
    const routed = row.direction === "result" && !row.connectionId && !chosen ? routeResult(glance, routes) : undefined;
    const target = chosen ?? row.connectionId ?? (routed && "connectionId" in routed ? routed.connectionId : undefined);
    return { row, glance, target, reason: routed && "reason" in routed ? routed.reason : undefined };
  });
  const targets = [...new Set(placed.flatMap(({ target }) => target ?? []))];
  const numbers = placed.flatMap(({ row, glance }) => (row.direction === "order" ? glance.placerOrderNumber : []));
  const [settings, putByConnection] = await Promise.all([loadSettings(targets), loadPutCodes(targets, numbers)]);
  const understood: Understanding[] = [];
  // One after the other: expressions of many messages at once would only be slow together.
  for (const { row, glance, target, reason } of placed) {
    const { direction, id: messageId, receivedAt, testRunId } = row;
    const origin = { direction, messageId, receivedAt, testRunId };
    const setting = target ? settings.get(target) : undefined;
    const put = target ? putByConnection.get(target) : undefined;
    const routing = { routes, ...(reason && { reason }), ...(put && { put }) };
    understood.push(await understand(row.raw, glance, setting, origin, routing));
  }
  return understood;
}

const sourceOf = (row: MessageRow) => `${row.sourceEndpointId}/${row.direction}`;

async function readingsOf(rows: readonly MessageRow[]): Promise<Map<string, Reading>> {
  const sources = new Map(rows.map((row) => [sourceOf(row), row]));
  const readings = new Map<string, Reading>();
  for (const [key, { sourceEndpointId, direction }] of sources) {
    readings.set(key, await readingAt({ id: sourceEndpointId, side: direction === "order" ? "emr" : "lis" }));
  }
  return readings;
}

/** Where a template of then found the number and none of today does, the number is still known. */
const withKnown = (glance: Glance, row: MessageRow): Glance =>
  glance.placerOrderNumber || !row.placerOrderNumber ? glance : { ...glance, placerOrderNumber: row.placerOrderNumber };

async function storeAgain(
  tx: Transaction,
  { actorId, reason }: Decision,
  row: MessageRow,
  understood: Understanding,
  routed: boolean,
): Promise<Resolution> {
  const { id, receivedAt, direction } = row;
  const u = (await isHeldUp(tx, row, understood))
    ? stop(understood, "held", { state: "held", code: "behind", reason: behindReason })
    : understood;
  await tx.db
    .update(messages)
    .set({
      ...outcomeColumns(u),
      ...(u.state === "queued" && { nextAttemptAt: sql`now()` }),
      connectionId: u.connectionId,
      testRunId: u.testRunId,
      configurationVersion: u.configurationVersion,
      title: u.title,
      placerOrderNumber: u.placerOrderNumber,
      fillerOrderNumber: u.fillerOrderNumber,
      corrected: u.corrected,
      orderKey: u.orderKey,
      attempts: 0,
      renameIntentAt: null,
      releasedAt: sql`now()`,
      resolvedBy: actorId,
    })
    .where(sql`${messages.id} = ${id}`);
  await keepRoutes(tx, [{ id, understanding: u }]);
  await keepGuarded(tx, [{ id, receivedAt, understanding: u }], { again: true });
  const about = { messageId: id, receivedAt, connectionId: u.connectionId };
  const outcome = u.hops[u.hops.length - 1];
  await recordHops(
    tx,
    [
      { ...about, hop: routed ? "routed" : "replayed", ok: true, detail: reason },
      ...(outcome ? [{ ...about, ...outcome }] : []),
    ],
    actorId,
  );
  await endAlerts(tx, row);
  await releaseFollowers(tx, row, actorId);
  if (u.state === "queued" && u.connectionId) await wakeLanes(tx.db, [deliveryLane(u.connectionId, direction)]);
  else if (u.reasonCode !== "behind") await tellStopped(tx, row, u);
  announce(tx, u.connectionId);
  return { kind: "done", state: u.state, reason: u.reason };
}

/** An earlier message of its order stands still, under the key it has now. */
const isHeldUp = async (tx: Transaction, { sequence, direction }: MessageRow, u: Understanding): Promise<boolean> =>
  u.state === "queued" && u.connectionId !== null
    ? isBehind(tx.db, { connectionId: u.connectionId, direction, orderKey: u.orderKey }, sequence)
    : false;

/** It stopped again: what came after it under its key waits with it, and somebody is told. */
async function tellStopped(tx: Transaction, row: MessageRow, u: Understanding): Promise<void> {
  if (u.connectionId) {
    const key = { connectionId: u.connectionId, direction: row.direction, orderKey: u.orderKey };
    await holdBehind(tx.db, key, row.sequence);
  }
  if (u.reasonCode === "unroutable") return tellUnrouted(tx, row.sourceEndpointId, row.id);
  await raiseAlert(tx, {
    key: `message/${row.id}`,
    kind: u.state === "held" ? "held" : "dead-letter",
    severity: "warn",
    connectionId: u.connectionId,
    messageId: row.id,
    title: "A replayed message stopped again",
    detail: u.reason ?? "The cause is not mended yet.",
  });
}

/** The messages with these ids, in the order of the ids. */
export async function loadMessagesById(ids: readonly string[]): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  const rows = await database().select().from(messages).where(theseMessages(ids));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
