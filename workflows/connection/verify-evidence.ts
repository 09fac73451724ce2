import { asc, eq, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { evidence } from "~/db/schema/connections";
import { auditEvents } from "~/db/schema/operations";
import { evidenceAction, evidenceHash } from "./evidence";

export type EvidenceVerdict = {
  ok: boolean;
  /** Records that were checked. */
  records: number;
  /** Records from before hashes were kept; nothing can be said of them. */
  unsealed: number;
  /** Records that are not as they were sealed. */
  broken: { id: string; connectionId: string; reason: string }[];
};

/**
 * Recomputes the hash of every record of evidence (or of one connection's) and compares it with its row and with what
 * the audit chain says of it. Records that the chain names and that are gone are found too. That the chain itself is
 * whole is another question.
 */
export async function verifyEvidence(connectionId?: string): Promise<EvidenceVerdict> {
  const db = database();
  const [rows, events] = await Promise.all([
    db
      .select()
      .from(evidence)
      .where(connectionId === undefined ? undefined : eq(evidence.connectionId, connectionId))
      .orderBy(asc(evidence.at)),
    db
      .select({ chain: auditEvents.chain, meta: auditEvents.meta })
      .from(auditEvents)
      .where(
        sql`${auditEvents.action} = ${evidenceAction}${connectionId === undefined ? sql`` : sql` and ${auditEvents.chain} = ${connectionId}`}`,
      ),
  ]);
  const sealed = new Map(
    events.flatMap(({ chain, meta }) =>
      (JSON.parse(meta) as { records: { id: string; sha256: string }[] }).records.map(
        ({ id, sha256 }) => [id, { chain, sha256 }] as const,
      ),
    ),
  );
  const broken: EvidenceVerdict["broken"] = [];
  let unsealed = 0;
  for (const { sha256, ...record } of rows) {
    const { id, connectionId: chain } = record;
    const seal = sealed.get(id);
    sealed.delete(id);
    if (sha256 === null && !seal) unsealed++;
    else if (evidenceHash(record) !== sha256)
      broken.push({ id, connectionId: chain, reason: "its content was changed" });
    else if (!seal || seal.chain !== chain)
      broken.push({ id, connectionId: chain, reason: "the audit trail does not know it" });
    else if (seal.sha256 !== sha256)
      broken.push({ id, connectionId: chain, reason: "the audit trail has another hash for it" });
  }
  for (const [id, { chain }] of sealed) broken.push({ id, connectionId: chain, reason: "it is gone" });
  return { ok: broken.length === 0, records: rows.length - unsealed, unsealed, broken };
}
