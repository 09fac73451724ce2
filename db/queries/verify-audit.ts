import { asc, sql } from "drizzle-orm";
import { auditHash, genesis, sealedEvent } from "../audit";
import { database } from "../client";
import { auditEvents, auditHeads } from "../schema";
import type { Writer } from "../transaction";

export type AuditVerdict = {
  ok: boolean;
  events: number;
  /** The first event that does not fit, when there is one. */
  firstBroken?: { chain: string; seq: number; reason: string };
};

const pageSize = 5_000;

/** Recomputes every hash of the chains (all of them, or the named one) and compares the ends with the heads. */
export async function verifyAudit(chain?: string): Promise<AuditVerdict> {
  return database().transaction((db) => verifyIn(db, chain), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}

type Reader = Pick<Writer, "select" | "selectDistinct">;

async function verifyIn(db: Reader, chain: string | undefined): Promise<AuditVerdict> {
  const heads = await db
    .select()
    .from(auditHeads)
    .where(chain ? sql`${auditHeads.chain} = ${chain}` : undefined)
    .orderBy(asc(auditHeads.chain));
  const known = new Set(heads.map((head) => head.chain));
  const chains = await db
    .selectDistinct({ chain: auditEvents.chain })
    .from(auditEvents)
    .where(chain ? sql`${auditEvents.chain} = ${chain}` : undefined);
  const headless = chains.find((one) => !known.has(one.chain));
  if (headless)
    return { ok: false, events: 0, firstBroken: { chain: headless.chain, seq: 1, reason: "the chain has no head" } };
  let events = 0;
  for (const head of heads) {
    let previous = genesis;
    let seq = 0;
    const broken = (reason: string, at = seq + 1): AuditVerdict => ({
      ok: false,
      events,
      firstBroken: { chain: head.chain, seq: at, reason },
    });
    for (;;) {
      const rows = await db
        .select(sealedEvent)
        .from(auditEvents)
        .where(sql`${auditEvents.chain} = ${head.chain} and ${auditEvents.seq} > ${seq}`)
        .orderBy(asc(auditEvents.seq))
        .limit(pageSize);
      for (const row of rows) {
        if (row.seq > head.seq) return broken("it stands behind the head of the chain", row.seq);
        if (row.seq !== seq + 1) return broken("an event is missing");
        if (row.previous !== previous) return broken("it does not follow the event before it", row.seq);
        if (auditHash(row) !== row.hash) return broken("its content was changed", row.seq);
        previous = row.hash;
        seq = row.seq;
        events++;
      }
      if (rows.length < pageSize) break;
    }
    if (seq !== head.seq) return broken("the end of the chain is missing");
    if (previous !== head.hash) return broken("the head does not match the last event", seq);
  }
  return { ok: true, events };
}
