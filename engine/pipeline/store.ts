import { and, eq, sql } from "drizzle-orm";
import { anyOf } from "~/db/any-of";
import { copyRows } from "~/db/copy-rows";
import { newMessageId } from "~/db/ids";
import { insertRows } from "~/db/insert-rows";
import { momentText } from "~/db/moment-text";
import { behindReason, stoppedKeys } from "~/db/queries/order-keys";
import { deliveryLane, wakeLanes } from "~/db/queries/wake-lanes";
import { raiseAlert } from "~/db/raise-alert";
import { inboundFiles, messageKeys, messages, orderRoutes } from "~/db/schema";
import type { AckState, MessageState } from "~/db/schema/messages";
import type { Transaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import { keepGuarded } from "./guarded";
import { sha256 } from "./hash";
import { recordHops } from "./record";
import { compendiumAnswer, type Understanding } from "./understanding";
import { tellUnrouted } from "./unrouted";

/** One message as it came in, understood and ready to be stored. */
export type Arrival = {
  id: string;
  receivedAt: Date;
  bytes: Buffer;
  ordinal: number;
  fileId: string | null;
  fileName: string | null;
  sourceEndpointId: string;
  /** Who sent it, for recognising what was seen before. */
  scope: string;
  /** What the first hop says. */
  from: string;
  ack: AckState;
  understanding: Understanding;
};

export function arrivalId(): { id: string; receivedAt: Date } {
  const receivedAt = new Date();
  return { id: newMessageId(receivedAt.getTime()), receivedAt };
}

/** What became of a message when it was stored. */
export type StoredMessage = {
  id: string;
  controlId: string | null;
  state: MessageState;
  reasonCode: string | null;
  reason: string | null;
  reasonPath?: string | null;
  duplicateOf?: string;
};

export type StoredFile = { id: string; sha256: string; messageCount: number };

/**
 * The acceptance point: files, raw bytes, identities, what they map to, hops, routes and alerts, in one transaction.
 * After it has committed, and only then, the source may be told.
 */
export async function storeArrivals(
  tx: Transaction,
  files: readonly StoredFile[],
  arrivals: readonly Arrival[],
): Promise<StoredMessage[]> {
  await tx.db.execute(sql`
    update ${inboundFiles} f set state = 'stored', sha256 = r.sha256, message_count = r.count, stored_at = now()
    from json_to_recordset(${JSON.stringify(files.map(({ id, sha256, messageCount }) => ({ id, sha256, count: messageCount })))}::json)
      as r(id text, sha256 text, count integer)
    where f.id = r.id and f.state = 'claimed'`);
  if (arrivals.length === 0) return [];
  const verdicts = await dedupe(tx, arrivals);
  await holdFollowers(tx, arrivals, verdicts);

  const rows = arrivals.map((arrival) => {
    const { understanding: u } = arrival;
    const verdict = verdicts.get(arrival.id);
    const duplicateOf = verdict?.duplicateOf ?? null;
    return {
      id: arrival.id,
      receivedAt: arrival.receivedAt,
      connectionId: u.connectionId,
      configurationVersion: u.configurationVersion,
      direction: u.direction,
      sourceEndpointId: arrival.sourceEndpointId,
      fileId: arrival.fileId,
      fileName: arrival.fileName,
      ordinal: arrival.ordinal,
      testRunId: u.testRunId,
      messageType: u.messageType,
      controlId: u.controlId,
      placerOrderNumber: u.placerOrderNumber,
      fillerOrderNumber: u.fillerOrderNumber,
      orderKey: u.orderKey,
      title: u.title,
      corrected: u.corrected,
      raw: arrival.bytes,
      contentSha256: u.contentSha256,
      ack: arrival.ack,
      ...(duplicateOf
        ? { state: "duplicate" as const, reasonCode: "duplicate", reason: "The same message came before.", duplicateOf }
        : outcomeColumns(u)),
    };
  });
  await failpoint("I8");
  // Due by the database's clock, by which it is asked for.
  const [clock] = await tx.db.execute(sql`select ${momentText(sql`now()`)} as now`);
  const due = String(clock?.now);
  await copyRows(
    tx.db,
    messages,
    rows.map((row) => ({ ...row, nextAttemptAt: row.state === "queued" ? due : null })),
  );

  await recordHops(
    tx,
    arrivals.flatMap((arrival) => {
      const { understanding: u } = arrival;
      const verdict = verdicts.get(arrival.id);
      const [parsed, ...later] = u.hops;
      const seen = {
        hop: "deduplicated" as const,
        ok: true,
        detail: verdict?.duplicateOf
          ? `Seen before as ${verdict.duplicateOf}; not delivered again`
          : verdict?.collision
            ? "New content under a control ID used before; processed and flagged"
            : "New",
      };
      return [
        // The record against which the ledger holds what is kept.
        { hop: "received" as const, ok: true, detail: arrival.from, meta: { sha256: sha256(arrival.bytes) } },
        ...(parsed ? [parsed] : []),
        ...(u.reasonCode === "malformed" ? [] : [seen]),
        ...(verdict?.duplicateOf ? [] : later),
      ].map((hop) => ({ ...hop, messageId: arrival.id, receivedAt: arrival.receivedAt, connectionId: u.connectionId }));
    }),
  );

  const fresh = arrivals.filter((arrival) => !verdicts.get(arrival.id)?.duplicateOf);
  await keepRoutes(tx, fresh);
  await keepGuarded(tx, fresh, { again: false });
  await raiseArrivalAlerts(tx, fresh, verdicts);
  await failpoint("enqueue");
  await wakeLanes(tx.db, [
    ...new Set(
      fresh.flatMap(({ understanding: u }) =>
        u.state === "queued" && u.connectionId ? [deliveryLane(u.connectionId, u.direction)] : [],
      ),
    ),
  ]);
  notifyArrivals(tx, arrivals);
  return rows;
}

/** The columns that say what became of a message, as the understanding has it. */
export function outcomeColumns(u: Understanding) {
  return {
    state: u.state,
    reasonCode: u.reasonCode,
    reason: u.reason,
    reasonPath: u.reasonPath,
    mapped: u.mapped,
    unmapped: u.unmapped,
    outbound: u.outbound,
    outboundName: u.outboundName,
    outboundSha256: u.outbound ? sha256(u.outbound) : null,
  };
}

/** Holds arrivals whose order has stopped before, in the database or earlier in this very batch. */
async function holdFollowers(
  tx: Transaction,
  arrivals: readonly Arrival[],
  verdicts: ReadonlyMap<string, Verdict>,
): Promise<void> {
  const stopped = new Map<string, Set<string>>();
  const lane = (u: Understanding) => `${u.connectionId}/${u.direction}`;
  for (const { understanding: u } of arrivals) {
    if (!u.connectionId || stopped.has(lane(u))) continue;
    const keys = arrivals.filter((one) => lane(one.understanding) === lane(u)).map((one) => one.understanding.orderKey);
    stopped.set(lane(u), await stoppedKeys(tx.db, u.connectionId, u.direction, keys));
  }
  for (const arrival of arrivals) {
    const { understanding: u } = arrival;
    const keys = stopped.get(lane(u));
    if (!keys || verdicts.get(arrival.id)?.duplicateOf) continue;
    if (u.state !== "queued") keys.add(u.orderKey);
    else if (keys.has(u.orderKey)) {
      arrival.understanding = {
        ...u,
        state: "held",
        reasonCode: "behind",
        reason: behindReason,
        hops: [...u.hops, { hop: "held", ok: false, detail: behindReason }],
      };
    }
  }
}

type Verdict = { duplicateOf?: string; collision?: boolean };

/** Inserts the keys; what was there already decides: same content is a duplicate, other content a collision. */
async function dedupe(tx: Transaction, arrivals: readonly Arrival[]): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  const keyed = arrivals.filter((arrival) => arrival.understanding.reasonCode !== "malformed");
  if (keyed.length === 0) return verdicts;
  const rows = keyed.map(({ id, scope, understanding: u }) => ({
    scope,
    keySha256: u.keySha256,
    contentSha256: u.contentSha256,
    messageId: id,
  }));
  await insertRows(tx.db, messageKeys, rows, { onConflict: "nothing" });
  const known = await tx.db
    .select()
    .from(messageKeys)
    .where(
      and(
        anyOf(
          messageKeys.scope,
          rows.map((row) => row.scope),
        ),
        anyOf(
          messageKeys.keySha256,
          rows.map((row) => row.keySha256),
        ),
      ),
    );
  const byKey = new Map<string, typeof known>();
  for (const row of known) byKey.set(keyOf(row), [...(byKey.get(keyOf(row)) ?? []), row]);
  for (const { id, scope, understanding: u } of keyed) {
    const sameKey = byKey.get(keyOf({ scope, keySha256: u.keySha256 })) ?? [];
    const first = sameKey.find((row) => row.contentSha256 === u.contentSha256);
    if (first && first.messageId !== id) verdicts.set(id, { duplicateOf: first.messageId });
    else if (u.controlId && sameKey.some((row) => row.contentSha256 !== u.contentSha256))
      verdicts.set(id, { collision: true });
  }
  return verdicts;
}

const keyOf = ({ scope, keySha256 }: { scope: string; keySha256: string }) => `${keySha256} ${scope}`;

/**
 * Remembers which connection the order numbers came in on, so that their results find their way back. The first order with
 * a number keeps it, unless it was of a test: then a new order with that number, real or of another test, takes it over.
 */
export async function keepRoutes(
  tx: Transaction,
  arrivals: readonly Pick<Arrival, "id" | "understanding">[],
): Promise<void> {
  const routes = arrivals.flatMap(({ id, understanding: u }) =>
    u.direction === "order" && u.connectionId && u.placerOrderNumber
      ? [
          {
            placerOrderNumber: u.placerOrderNumber,
            connectionId: u.connectionId,
            messageId: id,
            senderApplication: u.sender.application,
            senderFacility: u.sender.facility,
            testRunId: u.testRunId,
          },
        ]
      : [],
  );
  if (routes.length === 0) return;
  const kept = await tx.db
    .insert(orderRoutes)
    .values(routes)
    .onConflictDoNothing()
    .returning({ messageId: orderRoutes.messageId });
  const placed = new Set(kept.map((row) => row.messageId));
  const fresh = new Set(
    arrivals.flatMap(({ id, understanding: { mapped } }) =>
      mapped && "control" in mapped && mapped.control === "new" ? id : [],
    ),
  );
  for (const route of routes.filter((one) => !placed.has(one.messageId) && fresh.has(one.messageId))) {
    const { placerOrderNumber, connectionId, testRunId } = route;
    const sameNumber = and(
      eq(orderRoutes.placerOrderNumber, placerOrderNumber),
      eq(orderRoutes.connectionId, connectionId),
    );
    const ofOther = sql`${orderRoutes.testRunId} is not null and ${orderRoutes.testRunId} is distinct from ${testRunId}`;
    await tx.db.update(orderRoutes).set(route).where(and(sameNumber, ofOther));
  }
}

/** What stops without an alert of its own: it goes on by itself, or is told as one. */
const quietStops = new Set(["behind", "unroutable", compendiumAnswer]);

async function raiseArrivalAlerts(
  tx: Transaction,
  arrivals: readonly Arrival[],
  verdicts: Map<string, Verdict>,
): Promise<void> {
  const strays = arrivals.filter(({ understanding: u }) => u.reasonCode === "unroutable");
  const sources = new Map(strays.map(({ sourceEndpointId, id }) => [sourceEndpointId, id]));
  for (const [source, id] of sources) await tellUnrouted(tx, source, id);
  for (const { id, understanding: u } of arrivals) {
    if (u.state !== "queued" && !quietStops.has(u.reasonCode ?? "")) {
      await raiseAlert(tx, {
        key: `message/${id}`,
        kind: u.state === "held" ? "held" : "dead-letter",
        severity: u.state === "held" ? "warn" : "stop",
        connectionId: u.connectionId,
        messageId: id,
        testRunId: u.testRunId,
        title: `${u.direction === "order" ? "An order" : "A result"} ${u.state === "held" ? "is held" : "could not be processed"}`,
        detail: `${u.reason ?? "No reason was recorded."} Nothing was lost: it is kept as it came and can be sent after the cause is mended.`,
      });
    } else if (verdicts.get(id)?.collision) {
      await raiseAlert(tx, {
        key: `collision/${id}`,
        kind: "collision",
        severity: "warn",
        connectionId: u.connectionId,
        messageId: id,
        testRunId: u.testRunId,
        title: "A control ID was used twice",
        detail: "The sender used an ID again for other content. Both messages were processed; please tell the sender.",
      });
    }
  }
}

function notifyArrivals(tx: Transaction, arrivals: readonly Arrival[]): void {
  tx.notify("messages");
  for (const { understanding: u } of arrivals) {
    if (u.connectionId) tx.notify(`connection:${u.connectionId}`);
    if (u.testRunId) tx.notify(`run:${u.testRunId}`);
  }
}
