import { createHash } from "node:crypto";
import { inArray, sql } from "drizzle-orm";
import { copyRows } from "./copy-rows";
import { momentText } from "./moment-text";
import { auditEvents, auditHeads } from "./schema";
import type { Writer } from "./transaction";

/**
 * The audit trail: one hash chain per connection and one for the system. Each event's hash covers the one before it, so
 * a changed, removed, added or moved event breaks the chain at its place. Events hold ids and counts, never patient data.
 */
export type AuditEvent = {
  /** A connection's id, or `system`. */
  chain: string;
  /** A user's id, or the part of the system that acted, such as `worker`. */
  actor: string;
  /** What was done, as `noun.verb`: `request.approve`, `message.delivered`. */
  action: string;
  /** What it was done to. */
  objectId: string;
  outcome: "done" | "refused" | "failed";
  reason?: string;
  meta?: Record<string, unknown>;
};

/** The `previous` of a chain's first event. */
export const genesis = "0".repeat(64);

export type AuditRow = {
  chain: string;
  seq: number;
  /** Microseconds, UTC: `2026-11-20T09:41:07.123456Z`. */
  at: string;
  actor: string;
  action: string;
  objectId: string;
  outcome: string;
  reason: string | null;
  meta: string;
  previous: string;
};

/**
 * SHA-256 over the event's fields, each preceded by its length in bytes so that no two events share an encoding, under a
 * prefix that names the layout (compare RFC 6962 section 2.1 on domain separation). A missing reason differs from an empty one.
 */
export function auditHash(row: AuditRow): string {
  const fields = [
    row.chain,
    String(row.seq),
    row.at,
    row.actor,
    row.action,
    row.objectId,
    row.outcome,
    row.reason === null ? "-" : `+${row.reason}`,
    row.meta,
    row.previous,
  ];
  // One buffer and one update: this runs for every hop of every message.
  const lengths = fields.map((field) => Buffer.byteLength(field));
  const bytes = Buffer.allocUnsafe(layout.length + lengths.reduce((sum, length) => sum + 4 + length, 0));
  let at = layout.copy(bytes);
  for (const [i, field] of fields.entries()) {
    at = bytes.writeUInt32BE(lengths[i] ?? 0, at);
    at += bytes.write(field, at);
  }
  return createHash("sha256").update(bytes).digest("hex");
}

const layout = Buffer.from("gatehouse-audit-1\0");

/** An event's time as its hash covers it. */
const auditTime = momentText(auditEvents.at);

/** An event with all its hash covers, as `auditHash` takes it. */
export const sealedEvent = {
  chain: auditEvents.chain,
  seq: auditEvents.seq,
  at: auditTime,
  actor: auditEvents.actor,
  action: auditEvents.action,
  objectId: auditEvents.objectId,
  outcome: auditEvents.outcome,
  reason: auditEvents.reason,
  meta: auditEvents.meta,
  previous: auditEvents.previous,
  hash: auditEvents.hash,
};

/**
 * Appends events to their chains. Called once, last in a transaction: the heads are locked in order of their names, so
 * two transactions never wait for each other in a circle.
 */
export async function appendAudit(db: Writer, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  const chains = [...new Set(events.map((event) => event.chain))].sort();
  await db
    .insert(auditHeads)
    .values(chains.map((chain) => ({ chain, seq: 0, hash: genesis })))
    .onConflictDoNothing();
  const heads = new Map<string, { seq: number; hash: string }>();
  const locked = await db
    .select({
      chain: auditHeads.chain,
      seq: auditHeads.seq,
      hash: auditHeads.hash,
      at: momentText(sql`clock_timestamp()`),
    })
    .from(auditHeads)
    .where(inArray(auditHeads.chain, chains))
    .orderBy(auditHeads.chain)
    .for("update");
  const at = locked[locked.length - 1]?.at ?? "";
  for (const head of locked) heads.set(head.chain, head);

  const rows = events.map((event) => {
    const head = heads.get(event.chain);
    if (!head) throw new Error(`The audit chain ${event.chain} has no head.`);
    const row: AuditRow = {
      chain: event.chain,
      seq: head.seq + 1,
      at,
      actor: event.actor,
      action: event.action,
      objectId: event.objectId,
      outcome: event.outcome,
      reason: event.reason ?? null,
      meta: JSON.stringify(event.meta ?? {}),
      previous: head.hash,
    };
    const hash = auditHash(row);
    heads.set(event.chain, { seq: row.seq, hash });
    return { ...row, hash };
  });
  await copyRows(db, auditEvents, rows);
  for (const chain of chains) {
    const head = heads.get(chain);
    if (head) await db.update(auditHeads).set(head).where(sql`${auditHeads.chain} = ${chain}`);
  }
}
