import { eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "~/db/client";
import type { GateItem } from "~/db/schema/connections";
import { settings } from "~/db/schema/operations";
import { type Writer, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

/** The items whose evidence comes of a test run, and grows old by itself; a signature is as old as what it covers. */
export type ProvedItem = Exclude<GateItem, "signOff">;
export const provedItems = [
  "mapping",
  "roundTrip",
  "reconciliation",
  "auditTrail",
  "retries",
  "codes",
] as const satisfies readonly ProvedItem[];

const days = z.coerce.number().int().min(7).max(730);

/** For how many days evidence of each item counts, and how many days before its end somebody is told. */
export const evidenceAgesSchema = z.object({
  mapping: days,
  roundTrip: days,
  reconciliation: days,
  auditTrail: days,
  retries: days,
  codes: days,
  warnDays: z.coerce.number().int().min(1).max(60),
});
export type EvidenceAges = z.infer<typeof evidenceAgesSchema>;

const key = "evidenceAges";
export const usualAges: EvidenceAges = {
  mapping: 90,
  roundTrip: 90,
  reconciliation: 90,
  auditTrail: 90,
  retries: 90,
  codes: 90,
  warnDays: 7,
};

/** What is in force. */
export async function getEvidenceAges(db: Pick<Writer, "select"> = database()): Promise<EvidenceAges> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  return { ...usualAges, ...(JSON.parse(row?.value ?? "{}") as Partial<EvidenceAges>) };
}

/** Changes the days. What that makes stale is stale at once; whoever called looks after what was ready. */
export async function saveEvidenceAges(actor: Actor, ages: EvidenceAges): Promise<{ kind: "done" } | Refusal> {
  if (!may(actor, "evidence.manage")) return { kind: "forbidden" };
  const value = JSON.stringify(ages);
  await withTransaction(async (tx) => {
    const before = await getEvidenceAges(tx.db);
    await tx.db.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } });
    const changed = Object.entries(ages).filter(([name, now]) => before[name as keyof EvidenceAges] !== now);
    tx.audit({
      chain: "system",
      actor: actor.id,
      action: "evidence.ages",
      objectId: key,
      outcome: "done",
      meta: {
        changed: Object.fromEntries(
          changed.map(([name, now]) => [name, { from: before[name as keyof EvidenceAges], to: now }]),
        ),
      },
    });
    tx.notify("connections");
  });
  return { kind: "done" };
}
