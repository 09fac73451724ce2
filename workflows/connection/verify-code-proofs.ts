import { and, asc, eq, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { codeProofs } from "~/db/schema/code-proofs";
import { auditEvents } from "~/db/schema/operations";
import type { CodeOutcome } from "~/engine/mapping";
import { proofAction, proofHash } from "./code-proofs";
import type { EvidenceVerdict } from "./verify-evidence";

/** Proofs read at once; those of large menus are large. */
const batch = 20;

/**
 * Recomputes the hash of every proof of codes (or of one connection's) and compares it with its row and with what the
 * audit chain says of it; a proof that the chain names and that is gone is found too.
 */
export async function verifyCodeProofs(connectionId?: string): Promise<Omit<EvidenceVerdict, "unsealed">> {
  const db = database();
  const events = await db
    .select({ chain: auditEvents.chain, id: auditEvents.objectId, meta: auditEvents.meta })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.action, proofAction),
        connectionId === undefined ? undefined : eq(auditEvents.chain, connectionId),
      ),
    );
  const sealed = new Map(
    events.map(({ chain, id, meta }) => [id, { chain, sha256: (JSON.parse(meta) as { sha256: string }).sha256 }]),
  );
  const broken: EvidenceVerdict["broken"] = [];
  let records = 0;
  for (let after = ""; ; ) {
    const rows = await db
      .select()
      .from(codeProofs)
      .where(
        and(
          eq(codeProofs.state, "done"),
          sql`${codeProofs.id} > ${after}`,
          connectionId === undefined ? undefined : eq(codeProofs.connectionId, connectionId),
        ),
      )
      .orderBy(asc(codeProofs.id))
      .limit(batch);
    for (const row of rows) {
      const seal = sealed.get(row.id);
      sealed.delete(row.id);
      const made = proofHash(row, row.compendiumRevision ?? 0, row.outcomes as CodeOutcome[]);
      const about = { id: row.id, connectionId: row.connectionId };
      if (made !== row.sha256) broken.push({ ...about, reason: "its content was changed" });
      else if (seal?.chain !== row.connectionId) broken.push({ ...about, reason: "the audit trail does not know it" });
      else if (seal.sha256 !== made) broken.push({ ...about, reason: "the audit trail has another hash for it" });
    }
    records += rows.length;
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
  }
  for (const [id, { chain }] of sealed) broken.push({ id, connectionId: chain, reason: "it is gone" });
  return { ok: broken.length === 0, records, broken };
}
