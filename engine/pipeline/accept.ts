import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { database } from "~/db/client";
import type { EndpointRow } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { deliveryLane } from "~/db/queries/wake-lanes";
import { endpoints } from "~/db/schema/connections";
import { inboundFiles, lanes, type Receipt } from "~/db/schema/messages";
import { type Transaction, withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import { understandFiles } from "./arrivals";
import { type Closed, doorOf, servedBy } from "./door";
import { formatIn } from "./glance";
import { sha256 } from "./hash";
import { receiptsOf } from "./receipts";
import { recordHops } from "./record";
import { readingAt } from "./source";
import { splitAs } from "./split-as";
import { type Arrival, storeArrivals } from "./store";

/**
 * What is pushed to us: a request, or a frame. It becomes durable in one commit exactly as a file does; only then is it
 * answered, and only an answer ends the sender's care for it. Who got none sends again and is told the same, because the
 * push is known by its key, or by its content.
 */
export type Push = {
  /** The endpoint that stands for the sender. */
  endpointId: string;
  /** The connection the sender has proved to be of; without one it is any that uses the endpoint. */
  connectionId?: string;
  bytes: Buffer;
  /** What the sender calls this push by, the same for each try. */
  key?: string;
  /** By what the sender proved itself, for the record; never a secret. */
  by?: string;
};

export type Acceptance =
  /** Stored. `receipts` are of `parts`, one each and in their order; `repeated`: it was stored before, and not again. */
  | {
      kind: "taken";
      pushId: string;
      at: Date;
      repeated: boolean;
      parts: readonly Buffer[];
      receipts: readonly Receipt[];
    }
  /** The key was used for other bytes. */
  | { kind: "conflict" }
  /** Nothing that could be kept: empty, or a batch that says itself that it is not whole. The sender still has it. */
  | { kind: "unreadable"; reason: string }
  | { kind: "too-large"; mostBytes: number }
  | Closed;

/** Larger pushes are refused. */
export const mostBytes = 16 * 1024 * 1024;

/**
 * Takes what was pushed. Anything thrown means that it is not known whether it was stored: the sender gets no answer, or
 * one that says so, and sends again.
 */
export async function accept(push: Push): Promise<Acceptance> {
  if (push.bytes.length > mostBytes) return { kind: "too-large", mostBytes };
  const [endpoint] = await database().select().from(endpoints).where(eq(endpoints.id, push.endpointId));
  if (!endpoint) return { kind: "closed", again: false, reason: "Nothing is taken here." };
  const reading = await readingAt(endpoint);
  const { messages: found, cut } = splitAs(formatIn(reading, push.bytes), push.bytes);
  // What holds no message is kept as one that cannot be read: a person sees what a sender with a valid key sent.
  const parts = found.length > 0 ? found : [push.bytes];
  const name = nameOf(push);
  const content = sha256(push.bytes);

  const known = await recordOf(database(), endpoint.id, name);
  if (known) return again(known, content, parts);
  const closed = await doorOf(endpoint, push.connectionId);
  if (closed) return closed;
  if (push.bytes.length === 0) return { kind: "unreadable", reason: "There was nothing in it." };
  if (cut) {
    const reason = "The batch is not whole: its trailer is missing or counts something else. Nothing of it was taken.";
    return { kind: "unreadable", reason };
  }
  const id = newId("fil");
  const arrivals = await understandFiles(endpoint, reading, [{ row: { id, name: push.key ?? null }, parts }], {
    ack: () => "delivered",
    ...(push.connectionId !== undefined && { reachable: (ids) => servedBy(endpoint, ids) }),
  });
  const signed = arrivals.map((one) => ({ ...one, from: push.by ? `${one.from}, ${push.by}` : one.from }));
  const taken = await withTransaction(async (tx): Promise<Acceptance> => {
    await lockLanes(tx, signed);
    const at = await keepRecord(tx, endpoint, { id, name, size: push.bytes.length, content, count: parts.length });
    if (!at) {
      const other = await recordOf(tx.db, endpoint.id, name);
      if (!other) throw new Error("A push was neither stored nor known.");
      return again(other, content, parts);
    }
    // The steps that follow change what they are given; another try of this transaction starts afresh.
    const stored = await storeArrivals(
      tx,
      [],
      signed.map((one) => ({ ...one })),
    );
    const receipts = await receiptsOf(tx, stored);
    await tx.db.update(inboundFiles).set({ receipts }).where(eq(inboundFiles.id, id));
    await recordHops(
      tx,
      signed.map((one, i) => ({
        messageId: one.id,
        receivedAt: one.receivedAt,
        connectionId: one.understanding.connectionId,
        hop: "acknowledged" as const,
        ok: true,
        detail: `Answered: ${receipts[i]?.state ?? ""}`,
      })),
    );
    return { kind: "taken", pushId: id, at, repeated: false, parts, receipts };
  });
  await failpoint("answer");
  return taken;
}

/** Pushes of one endpoint are told apart by this; keys of different connections do not meet. */
const nameOf = ({ connectionId, key, bytes }: Push) =>
  [connectionId, key === undefined ? `sha256 ${sha256(bytes)}` : `key ${key}`].filter(Boolean).join(" ");

type PushRecord = { id: string; sha256: string | null; receipts: Receipt[] | null; storedAt: Date | null };

async function recordOf(
  db: Pick<Transaction["db"], "select">,
  endpointId: string,
  name: string,
): Promise<PushRecord | undefined> {
  const { id, sha256, receipts, storedAt } = inboundFiles;
  const [row] = await db
    .select({ id, sha256, receipts, storedAt })
    .from(inboundFiles)
    .where(and(eq(inboundFiles.endpointId, endpointId), eq(inboundFiles.name, name)));
  return row;
}

/** The answer the push got before. */
function again(record: PushRecord, content: string, parts: readonly Buffer[]): Acceptance {
  if (record.sha256 !== content) return { kind: "conflict" };
  const { id: pushId, receipts, storedAt } = record;
  return { kind: "taken", pushId, at: storedAt ?? new Date(0), repeated: true, parts, receipts: receipts ?? [] };
}

/** Writes the push down as stored; undefined when another one of its name was first. */
async function keepRecord(
  tx: Transaction,
  endpoint: EndpointRow,
  push: { id: string; name: string; size: number; content: string; count: number },
): Promise<Date | undefined> {
  const [row] = await tx.db
    .insert(inboundFiles)
    .values({
      id: push.id,
      endpointId: endpoint.id,
      name: push.name,
      size: push.size,
      mtime: -1,
      generation: 1,
      sha256: push.content,
      // There is nothing to move away: its sender is told.
      state: "disposed",
      attempts: 1,
      messageCount: push.count,
      storedAt: sql`now()`,
      disposedAt: sql`now()`,
    })
    .onConflictDoNothing()
    .returning({ storedAt: inboundFiles.storedAt });
  return row?.storedAt ?? undefined;
}

/**
 * One push at a time for each connection and direction: what was answered first is stored first, and is seen by those
 * behind it, so that messages of one order keep their order.
 */
async function lockLanes(tx: Transaction, arrivals: readonly Arrival[]): Promise<void> {
  const names = [
    ...new Set(
      arrivals.flatMap(({ understanding: u }) => (u.connectionId ? [deliveryLane(u.connectionId, u.direction)] : [])),
    ),
  ].sort();
  if (names.length === 0) return;
  await tx.db
    .insert(lanes)
    .values(names.map((name) => ({ name })))
    .onConflictDoNothing();
  await tx.db
    .select({ name: lanes.name })
    .from(lanes)
    .where(inArray(lanes.name, names))
    .orderBy(asc(lanes.name))
    .for("update");
}
