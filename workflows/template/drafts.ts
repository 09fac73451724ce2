/** Drafts: the unpublished change of a template, one per name. */
import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { users } from "~/db/schema/people";
import { templateDrafts } from "~/db/schema/templates";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type Sample, type Template, templateSchema } from "~/engine/mapping";
import { type FoundTemplate, isShipped, newestTemplate } from "~/engine/templates/lookup";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { checkBody, readBody, type TemplateProblem } from "./check";

export type DraftRow = typeof templateDrafts.$inferSelect;

/** Somebody else saved meanwhile: who, when, and what the newest revision is. */
export type Changed = {
  kind: "refused";
  code: "changed";
  message: string;
  by: string;
  at: Date;
  revision: number;
};
export type Invalid = { kind: "invalid"; problems: TemplateProblem[] };
export type DraftOutcome = { kind: "done"; draft: DraftRow; problems: TemplateProblem[] } | Changed | Invalid | Refusal;

/** Names that are pages of their own, or would be mistaken for one. */
const reserved = new Set(["new", "import", "edit"]);

export const refusal = (code: string, message: string): Refusal => ({ kind: "refused", code, message });

/** Why a new template cannot have this name; nothing when it can. */
function nameProblem(name: string): Refusal | undefined {
  if (isShipped(name)) {
    return refusal("shipped", "This name belongs to a template that comes with the product. Make a variant of it.");
  }
  const fits = templateSchema.shape.name.safeParse(name).success && name.length <= 60 && !reserved.has(name);
  if (!fits) return refusal("name", "A name has small letters, digits, points and hyphens, at most 60.");
  return undefined;
}

/** The draft of a name with who saved it last; nothing when there is none. */
export async function findDraft(name: string): Promise<{ draft: DraftRow; by: string } | undefined> {
  const [found] = await database()
    .select({ draft: templateDrafts, by: users.name })
    .from(templateDrafts)
    .innerJoin(users, eq(users.id, templateDrafts.updatedBy))
    .where(eq(templateDrafts.name, name));
  return found;
}

/**
 * Opens the draft of a template: a copy of its newest version; for a new name, a variant of the template `extends`, with
 * that one's samples and, before them, `sample`. An open draft is given back as it is.
 */
export async function startDraft(
  actor: Actor,
  name: string,
  options: { extends?: string; title?: string; sample?: Sample } = {},
): Promise<DraftOutcome> {
  if (actor.kind !== "person" || !may(actor, "template.edit")) return { kind: "forbidden" };
  const wrong = nameProblem(name);
  if (wrong) return wrong;
  const [newest, base, open] = await Promise.all([
    newestTemplate(name),
    options.extends === undefined ? undefined : newestTemplate(options.extends),
    findDraft(name),
  ]);
  if (options.extends !== undefined && (newest || open)) return refusal("taken", "There is a template of that name.");
  if (options.extends !== undefined && !base)
    return refusal("no-base", "There is no template of that name to build on.");
  if (open) return { kind: "done", draft: open.draft, problems: [] };
  const body = newest ? newest.body : base && variantOf(base, name, options);
  if (!body) return { kind: "not-found" };
  const meta = { basedOn: newest?.version ?? null, extends: body.extends ?? null };
  return openDraft(actor, { name, body, basedOn: newest?.version ?? null }, "template.startDraft", meta);
}

function variantOf(base: FoundTemplate, name: string, options: { title?: string; sample?: Sample }): Template {
  const { description, side, mode, hl7Version, samples } = base.whole;
  return templateSchema.parse({
    name,
    version: "1.0.0",
    title: options.title?.trim() || `${base.whole.title}, variant`,
    description,
    side,
    mode,
    hl7Version,
    ...(base.whole.format && { format: base.whole.format }),
    extends: base.name,
    samples: [...(options.sample ? [options.sample] : []), ...samples],
  });
}

async function openDraft(
  actor: Extract<Actor, { kind: "person" }>,
  values: Pick<DraftRow, "name" | "body" | "basedOn">,
  action: string,
  meta: Record<string, unknown>,
): Promise<DraftOutcome> {
  const { problems } = await checkBody(values.body);
  return withTransaction(async (tx): Promise<DraftOutcome> => {
    const [draft] = await tx.db
      .insert(templateDrafts)
      .values({ ...values, revision: 1, updatedBy: actor.id })
      .onConflictDoNothing()
      .returning();
    if (!draft) return refusal("taken", "Somebody else has just opened a draft of that name.");
    tx.audit({ chain: "system", actor: actor.id, action, objectId: values.name, outcome: "done", meta });
    tx.notify("templates");
    return { kind: "done", draft, problems };
  });
}

/**
 * Saves the draft over `revision`, the one it was made from. Faults of the rules are kept and given back, so that nobody
 * loses unfinished work; what is not in the format of a template is refused as `invalid`.
 */
export async function saveDraft(actor: Actor, name: string, json: unknown, revision: number): Promise<DraftOutcome> {
  if (actor.kind !== "person" || !may(actor, "template.edit")) return { kind: "forbidden" };
  const read = readBody(json);
  if (read.kind === "broken") return { kind: "invalid", problems: read.problems };
  const { body } = read;
  if (body.name !== name) {
    const message = "The name cannot change; make a variant to have another one.";
    return { kind: "invalid", problems: [{ severity: "stop", place: "name", message }] };
  }
  const { problems } = await checkBody(body);
  return withTransaction(async (tx): Promise<DraftOutcome> => {
    const before = await lockDraft(tx, name);
    if (!before) return { kind: "not-found" };
    if (before.draft.revision !== revision) return changedBy(before);
    const [draft] = await tx.db
      .update(templateDrafts)
      .set({ body, revision: revision + 1, updatedBy: actor.id, updatedAt: new Date() })
      .where(eq(templateDrafts.name, name))
      .returning();
    if (!draft) return { kind: "not-found" };
    const meta = { revision: draft.revision, findings: problems.length };
    tx.audit({
      chain: "system",
      actor: actor.id,
      action: "template.saveDraft",
      objectId: name,
      outcome: "done",
      meta,
    });
    return { kind: "done", draft, problems };
  });
}

/** Throws the draft away; what is published stays. */
export async function discardDraft(actor: Actor, name: string): Promise<{ kind: "done" } | Refusal> {
  if (!may(actor, "template.edit")) return { kind: "forbidden" };
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [gone] = await tx.db.delete(templateDrafts).where(eq(templateDrafts.name, name)).returning();
    if (!gone) return { kind: "not-found" };
    tx.audit({
      chain: "system",
      actor: actor.id,
      action: "template.discardDraft",
      objectId: name,
      outcome: "done",
      meta: { revision: gone.revision },
    });
    tx.notify("templates");
    return { kind: "done" };
  });
}

/** A template's JSON as a new draft, under the name it carries. Nothing that is published changes. */
export async function importTemplate(actor: Actor, json: unknown): Promise<DraftOutcome> {
  if (actor.kind !== "person" || !may(actor, "template.edit")) return { kind: "forbidden" };
  const read = readBody(json);
  if (read.kind === "broken") return { kind: "invalid", problems: read.problems };
  const { name } = read.body;
  const wrong = nameProblem(name);
  if (wrong) return wrong;
  const newest = await newestTemplate(name);
  const draft = { name, body: read.body, basedOn: newest?.version ?? null };
  return openDraft(actor, draft, "template.import", { basedOn: draft.basedOn });
}

/** The draft, locked until the transaction ends, and who saved it last. */
export async function lockDraft(tx: Transaction, name: string): Promise<{ draft: DraftRow; by: string } | undefined> {
  const [draft] = await tx.db.select().from(templateDrafts).where(eq(templateDrafts.name, name)).for("update");
  if (!draft) return undefined;
  // Not joined to the lock: whoever waited for it would look for the person who saved before.
  const [person] = await tx.db.select({ name: users.name }).from(users).where(eq(users.id, draft.updatedBy));
  return { draft, by: person?.name ?? "Somebody" };
}

export const changedBy = ({ draft, by }: { draft: DraftRow; by: string }): Changed => ({
  kind: "refused",
  code: "changed",
  message: `${by} has saved this draft meanwhile. Nothing of yours was saved.`,
  by,
  at: draft.updatedAt,
  revision: draft.revision,
});
