import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { newId } from "~/db/ids";
import { evidence } from "~/db/schema/connections";
import type { Transaction } from "~/db/transaction";
import { CONTRACT_VERSION } from "~/engine/contract";
import { canonicalJson } from "~/engine/json";

/**
 * Evidence is kept here and nowhere else: a record that never changes, with a hash over all of it in its row and in the
 * audit event of the same transaction. Who changes a record afterwards has to change the chain as well.
 */
export type EvidenceRow = typeof evidence.$inferSelect;
/** A record as its hash covers it. */
export type EvidenceRecord = Omit<EvidenceRow, "sha256">;
/** What whoever saw something has to say of it. */
export type Seen = Pick<
  EvidenceRecord,
  "item" | "configurationVersion" | "compendiumRevision" | "ok" | "reason" | "details" | "runId" | "producedBy"
> & { messageIds?: string[] };

const layout = "gatehouse-evidence-1\0";

/** SHA-256 over a record as canonical JSON (RFC 8785), under a prefix that names the layout. */
export function evidenceHash(row: EvidenceRecord): string {
  const { id, connectionId, item, configurationVersion, contractVersion, compendiumRevision, runId } = row;
  const { messageIds, ok, reason, details, producedBy, at } = row;
  const ground = { configurationVersion, contractVersion, compendiumRevision };
  const seen = { runId, messageIds, ok, reason, details, producedBy, at: at.toISOString() };
  return createHash("sha256")
    .update(layout)
    .update(canonicalJson({ id, connectionId, item, ...ground, ...seen }))
    .digest("hex");
}

/** Keeps records of one moment, sealed into the connection's audit chain when the transaction commits. */
export async function keepEvidence(
  tx: Transaction,
  { connectionId, actorId }: { connectionId: string; actorId: string },
  list: readonly Seen[],
): Promise<void> {
  if (list.length === 0) return;
  const at = await moment(tx);
  const rows = list.map(({ messageIds = [], ...seen }): EvidenceRow => {
    const record = { id: newId("evd"), connectionId, contractVersion: CONTRACT_VERSION, messageIds, ...seen, at };
    return { ...record, sha256: evidenceHash(record) };
  });
  await tx.db.insert(evidence).values(rows);
  tx.audit({
    chain: connectionId,
    actor: actorId,
    action: evidenceAction,
    objectId: rows[0]?.runId ?? connectionId,
    outcome: "done",
    meta: { records: rows.map(({ id, item, sha256 }) => ({ id, item, sha256 })) },
  });
}

/** The audit action that seals evidence; its `meta.records` name each record with its hash. */
export const evidenceAction = "evidence.keep";

/** The database's time in milliseconds: what a record says can be read back exactly, and two workers agree on it. */
async function moment(tx: Transaction): Promise<Date> {
  const [row] = await tx.db.execute(sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint::text as ms`);
  return new Date(Number(row?.ms));
}
