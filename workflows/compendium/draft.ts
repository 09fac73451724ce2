/** The draft: items as they are to be. Nothing of it is in force before it is published. */
import { and, eq, sql } from "drizzle-orm";
import { compendiumDraft, draftChanges, type Item, type ItemKind } from "~/db/schema/compendium";
import { type Transaction, withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import type { Refusal } from "../dispatch";
import { type Action, may } from "../policy";
import { type Catalogue, codesIn, loadCatalogue, withDraft } from "./catalogue";
import { checkItems, type ItemFinding, isDay } from "./check-items";
import { type DraftEntry, madeByOthers, type TheirItem } from "./conflicts";
import { sameItem } from "./item";

export type { DraftEntry, TheirItem } from "./conflicts";

export type Drafted =
  | { kind: "done"; changed: number; version: number }
  | { kind: "refused-items"; findings: ItemFinding[] }
  | { kind: "conflict"; theirs: TheirItem[] }
  | Refusal;

export type DraftHead = typeof compendiumDraft.$inferSelect;

/** Rows of one statement; a parameter of some megabytes at most. */
const batch = 5_000;

/** Puts items into the draft, all or nothing. One that says what stands already leaves the draft. */
export async function draftItems(actor: Actor, entries: readonly DraftEntry[], why: string): Promise<Drafted> {
  if (!may(actor, "compendium.edit")) return { kind: "forbidden" };
  return withTransaction(async (tx) => draftIn(tx, await lockDraft(tx), actor, entries, { why }));
}

/** `onKept`: called with how many items are written so far. */
type Drafting = { why: string; onKept?: (done: number) => Promise<void> };

/** The same within a transaction that has locked the draft. Whether the actor may is the caller's to ask. */
export async function draftIn(
  tx: Transaction,
  head: DraftHead,
  actor: Actor,
  entries: readonly DraftEntry[],
  drafting: Drafting,
): Promise<Drafted> {
  const items = entries.map(({ item }) => item);
  const catalogue = await loadCatalogue(tx.db, codesIn(items));
  const findings = checkItems(items, withDraft(catalogue)).filter((finding) => !finding.later);
  if (findings.length > 0) return { kind: "refused-items", findings };
  const theirs = await madeByOthers(tx, entries, catalogue);
  if (theirs.length > 0) return { kind: "conflict", theirs };
  return { kind: "done", ...(await keepItems(tx, actor, items, { head, catalogue, ...drafting })) };
}

async function keepItems(
  tx: Transaction,
  actor: Actor,
  items: readonly Item[],
  { head, catalogue, why, onKept }: { head: DraftHead; catalogue: Catalogue } & Drafting,
): Promise<{ changed: number; version: number }> {
  const back: Item[] = [];
  const kept: Item[] = [];
  for (const item of items) {
    const standing = catalogue.standing.get(item.code);
    const drafted = catalogue.draft.get(item.code)?.item;
    if (standing && sameItem(standing, item)) back.push(...(drafted ? [item] : []));
    else if (!drafted || !sameItem(drafted, item)) kept.push(item);
  }
  const changed = back.length + kept.length;
  if (changed === 0) return { changed, version: head.version };
  const version = await nextVersion(tx, actor, head);
  await removeChanges(tx, back);
  for (let from = 0; from < kept.length; from += batch) {
    const rows = kept
      .slice(from, from + batch)
      .map((item) => ({ kind: item.kind, code: item.code, item, base: catalogue.revisions.get(item.code) ?? null }));
    await tx.db.execute(sql`
      insert into compendium_draft_changes as change (kind, code, item, base_revision, version, why, changed_by, changed_at)
      select kind, code, item, base, ${version}::int, ${why}, ${personId(actor)}, now()
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(kind text, code text, item jsonb, base int)
      on conflict (kind, code) do update set item = excluded.item, base_revision = excluded.base_revision,
        version = excluded.version, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
        why = case when excluded.why = '' then change.why else excluded.why end`);
    await onKept?.(from + rows.length);
  }
  record(tx, actor, "compendium.draft", [...kept, ...back], { version, ...(why && { why }) });
  return { changed, version };
}

/** Takes one item's change out of the draft; `version` is that of the change as it was seen. */
export function discardChange(
  actor: Actor,
  change: { kind: ItemKind; code: string; version: number },
): Promise<{ kind: "done" } | Refusal> {
  return inDraft(actor, "compendium.edit", (tx, head) => discardIn(tx, head, actor, change));
}

/** The same within a transaction that has locked the draft. Whether the actor may is the caller's to ask. */
export async function discardIn(
  tx: Transaction,
  head: DraftHead,
  actor: Actor,
  change: { kind: ItemKind; code: string; version: number },
): Promise<{ kind: "done" } | Refusal> {
  const [row] = await tx.db
    .select()
    .from(draftChanges)
    .where(and(eq(draftChanges.kind, change.kind), eq(draftChanges.code, change.code)));
  if (!row) return { kind: "not-found" };
  if (row.version !== change.version) return changedMeanwhile;
  await nextVersion(tx, actor, head);
  await removeChanges(tx, [row]);
  record(tx, actor, "compendium.discardChange", [row], {});
  return { kind: "done" };
}

/** Empties the draft as it was seen at `version`. */
export function discardDraft(actor: Actor, version: number): Promise<{ kind: "done"; discarded: number } | Refusal> {
  return inDraft(actor, "compendium.edit", async (tx, head) => {
    if (head.version !== version) return changedMeanwhile;
    const gone = await emptyDraft(tx);
    record(tx, actor, "compendium.discardDraft", gone, {});
    return { kind: "done", discarded: gone.length };
  });
}

/** Keeps the notes and the day of effect the draft is to be published with. */
export function saveDraftNotes(
  actor: Actor,
  { notes, effectiveOn }: { notes: string; effectiveOn: string | null },
): Promise<{ kind: "done" } | Refusal> {
  return inDraft(actor, "compendium.edit", async (tx) => {
    if (effectiveOn !== null && !isDay(effectiveOn)) return noDay;
    await tx.db.update(compendiumDraft).set({ notes, effectiveOn });
    tx.notify("compendium");
    return { kind: "done" };
  });
}

/** Asks for a second person's look at the draft. */
export function askReview(actor: Actor): Promise<{ kind: "done" } | Refusal> {
  return inDraft(actor, "compendium.edit", async (tx, head) => {
    const changes = await tx.db.$count(draftChanges);
    if (changes === 0) return emptyRefusal;
    await tx.db.update(compendiumDraft).set({ reviewAskedBy: personId(actor), reviewAskedAt: new Date() });
    record(tx, actor, "compendium.askReview", [], { version: head.version, changes });
    return { kind: "done" };
  });
}

/** Says that the draft at `version` is right. Not open to who has changed something of it. */
export function review(actor: Actor, version: number): Promise<{ kind: "done" } | Refusal> {
  return inDraft(actor, "compendium.review", async (tx, head) => {
    if (head.version !== version) return changedMeanwhile;
    if ((await tx.db.$count(draftChanges)) === 0) return emptyRefusal;
    if (head.editors.includes(actor.id)) {
      const message = "You have changed something of this draft. Somebody else has to review it.";
      return { kind: "refused", code: "own-change", message };
    }
    await tx.db
      .update(compendiumDraft)
      .set({ reviewedBy: personId(actor), reviewedAt: new Date(), reviewedVersion: version });
    record(tx, actor, "compendium.review", [], { version });
    return { kind: "done" };
  });
}

export const changedMeanwhile: Refusal = {
  kind: "refused",
  code: "changed",
  message: "The draft has changed since you opened it. Look at it again; nothing was done.",
};
export const emptyRefusal: Refusal = { kind: "refused", code: "empty", message: "There is nothing in the draft." };

export const noDay: Refusal = {
  kind: "refused",
  code: "effectiveOn",
  field: "effectiveOn",
  message: "Give the day of effect as a date, such as 2026-12-01.",
};

function inDraft<T>(
  actor: Actor,
  action: Action,
  work: (tx: Transaction, head: DraftHead) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  if (!may(actor, action)) return Promise.resolve({ kind: "forbidden" });
  return withTransaction(async (tx) => work(tx, await lockDraft(tx)));
}

/** The draft's row, locked until the transaction ends: whoever changes or publishes waits for the other. */
export async function lockDraft(tx: Transaction): Promise<DraftHead> {
  const [head] = await tx.db.select().from(compendiumDraft).for("update");
  if (!head) throw new Error("The row of the compendium's draft is missing.");
  return head;
}

/** Takes everything out of the draft and forgets its notes, its day and who has looked at it. */
export async function emptyDraft(tx: Transaction): Promise<{ kind: ItemKind; code: string }[]> {
  const gone = await tx.db.delete(draftChanges).returning({ kind: draftChanges.kind, code: draftChanges.code });
  await tx.db.update(compendiumDraft).set({
    version: sql`${compendiumDraft.version} + 1`,
    notes: "",
    effectiveOn: null,
    reviewAskedBy: null,
    reviewAskedAt: null,
    reviewedBy: null,
    reviewedAt: null,
    reviewedVersion: null,
    editors: [],
  });
  return gone;
}

/** The version this change makes, with the person among those who may not review it. */
async function nextVersion(tx: Transaction, actor: Actor, head: DraftHead): Promise<number> {
  const version = head.version + 1;
  const editors = [...new Set([...head.editors, actor.id])];
  await tx.db.update(compendiumDraft).set({ version, editors });
  return version;
}

async function removeChanges(tx: Transaction, gone: readonly { kind: ItemKind; code: string }[]): Promise<void> {
  for (const kind of ["test", "panel"] as const) {
    const codes = gone.flatMap((item) => (item.kind === kind ? [item.code] : []));
    if (codes.length === 0) continue;
    const list = JSON.stringify(codes);
    await tx.db.execute(sql`delete from compendium_draft_changes
      where kind = ${kind} and code in (select jsonb_array_elements_text(${list}::jsonb))`);
  }
}

function record(
  tx: Transaction,
  actor: Actor,
  action: string,
  items: readonly { code: string }[],
  meta: Record<string, unknown>,
) {
  const codes = items.slice(0, 20).map(({ code }) => code);
  tx.audit({
    chain: "system",
    actor: actor.id,
    action,
    objectId: items.length === 1 ? (codes[0] ?? "draft") : "draft",
    outcome: "done",
    meta: { ...meta, ...(items.length > 0 && { items: items.length, codes }) },
  });
  tx.notify("compendium");
}
