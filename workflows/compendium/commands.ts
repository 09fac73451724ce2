import { eq } from "drizzle-orm";
import { z } from "zod";
import { compendiumRevisions, panels, testStatuses, tests } from "~/db/schema/compendium";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import { connectionsOffering, followGate } from "../connection/commands";
import type { Refusal } from "../dispatch";
import { may } from "../policy";

const text = (what: string) => z.string().trim().min(1, `${what} is needed.`).max(200, "At most 200 characters.");
const cents = z
  .string()
  .trim()
  .regex(/^\d{1,5}(\.\d{1,2})?$/, "The price must read like 12.60.")
  .transform((price) => Math.round(Number(price) * 100));
const code = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9-]{2,16}$/, "2 to 16 letters, digits or hyphens.");

export const testSchema = z
  .object({
    code,
    name: text("The name"),
    specimen: text("The specimen"),
    container: text("The container"),
    volume: text("The volume"),
    turnaroundDays: z.coerce.number().int().min(0, "0 days or more.").max(90, "At most 90 days."),
    cpt: z.string().trim().max(40),
    loinc: z
      .string()
      .trim()
      .regex(/^(\d{1,7}-\d)?$/, "A LOINC code such as 2345-7."),
    listPriceCents: cents,
    status: z.enum(testStatuses),
    replacementCode: z.union([z.literal(""), code]),
  })
  .refine((test) => test.replacementCode !== test.code, {
    path: ["replacementCode"],
    message: "A test cannot replace itself.",
  });

export const panelSchema = z.object({
  code,
  name: text("The name"),
  members: z.array(code).min(2, "A panel has at least two tests."),
  preferredPriceCents: cents,
  status: z.enum(testStatuses),
});

export type TestForm = z.output<typeof testSchema>;
export type PanelForm = z.output<typeof panelSchema>;
type Saved = { kind: "done"; revision: number } | Refusal;

/** Changes a test or adds one (`isNew`). Each change is a revision of the compendium; gates that read the code follow. */
export async function saveTest(actor: Actor, form: TestForm, isNew: boolean): Promise<Saved> {
  if (!may(actor, "compendium.edit")) return { kind: "forbidden" };
  const row = { ...form, replacementCode: form.replacementCode || null };
  const saved = await withTransaction(async (tx): Promise<Saved> => {
    const [before] = await tx.db.select().from(tests).where(eq(tests.code, form.code)).for("update");
    const clash = clashOf(Boolean(before), isNew, form.code);
    if (clash) return clash;
    if (row.replacementCode) {
      const [replacement] = await tx.db.select().from(tests).where(eq(tests.code, row.replacementCode));
      if (!replacement) return missing("replacementCode", row.replacementCode);
    }
    const revision = await nextRevision(tx, actor, form.code, before, row);
    if (revision === null) return { kind: "done", revision: before?.revision ?? 0 };
    const values = { ...row, revision, updatedAt: new Date() };
    await tx.db.insert(tests).values(values).onConflictDoUpdate({ target: tests.code, set: values });
    return { kind: "done", revision };
  });
  await followAll(saved, form.code);
  return saved;
}

export async function savePanel(actor: Actor, form: PanelForm, isNew: boolean): Promise<Saved> {
  if (!may(actor, "compendium.edit")) return { kind: "forbidden" };
  const saved = await withTransaction(async (tx): Promise<Saved> => {
    const [before] = await tx.db.select().from(panels).where(eq(panels.code, form.code)).for("update");
    const clash = clashOf(Boolean(before), isNew, form.code);
    if (clash) return clash;
    const known = new Set((await tx.db.select({ code: tests.code }).from(tests)).map((test) => test.code));
    const unknown = form.members.find((member) => !known.has(member));
    if (unknown) return missing("members", unknown);
    const revision = await nextRevision(tx, actor, form.code, before, form);
    if (revision === null) return { kind: "done", revision: before?.revision ?? 0 };
    const values = { ...form, revision, updatedAt: new Date() };
    await tx.db.insert(panels).values(values).onConflictDoUpdate({ target: panels.code, set: values });
    return { kind: "done", revision };
  });
  await followAll(saved, form.code);
  return saved;
}

/** Writes the revision with what changed; null when nothing did. */
async function nextRevision(
  tx: Transaction,
  actor: Actor,
  changedCode: string,
  before: Record<string, unknown> | undefined,
  after: Record<string, unknown>,
): Promise<number | null> {
  const change: Record<string, { from: unknown; to: unknown }> = {};
  for (const [field, to] of Object.entries(after)) {
    const from = before?.[field] ?? null;
    if (JSON.stringify(from) !== JSON.stringify(to)) change[field] = { from, to };
  }
  if (Object.keys(change).length === 0) return null;
  const [row] = await tx.db
    .insert(compendiumRevisions)
    .values({ code: changedCode, change, changedBy: personId(actor) })
    .returning({ revision: compendiumRevisions.revision });
  tx.audit({
    chain: "system",
    actor: actor.id,
    action: before ? "compendium.change" : "compendium.add",
    objectId: changedCode,
    outcome: "done",
    meta: { fields: Object.keys(change), revision: row?.revision },
  });
  tx.notify("compendium");
  return row?.revision ?? null;
}

async function followAll(saved: Saved, changedCode: string): Promise<void> {
  if (saved.kind !== "done") return;
  for (const id of await connectionsOffering(changedCode)) await followGate(id);
}

function clashOf(exists: boolean, isNew: boolean, wanted: string): Refusal | undefined {
  if (isNew && exists) return { kind: "refused", code: "code", message: `The code ${wanted} is taken.` };
  return !isNew && !exists ? { kind: "not-found" } : undefined;
}

const missing = (field: string, wanted: string): Refusal => ({
  kind: "refused",
  code: field,
  message: `There is no test ${wanted} in the compendium.`,
});
