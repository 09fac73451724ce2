/** Releases: what the draft holds becomes one, numbered and never changed, and comes into force on its day. */
import { and, asc, desc, eq, isNull, like, lte, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { type ChangeAction, compendiumRules, type Item, releases } from "~/db/schema/compendium";
import { errorCode, type Transaction, withTransaction } from "~/db/transaction";
import { type Actor, clockActor, personId } from "../actor";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { syncRelease } from "../sync/make";
import { type Catalogue, labToday, loadCatalogue } from "./catalogue";
import { checkItems, isDay } from "./check-items";
import { changedMeanwhile, type DraftHead, emptyDraft, emptyRefusal, lockDraft, noDay } from "./draft";
import { bringIntoForce, endItems, followItems } from "./in-force";
import { actionOf } from "./item";
import { offerPublished } from "./offer";

/** `version`: of the draft as it was seen. `effectiveOn`: its day at the lab, ISO 8601; null: today. */
export type Publishing = { version: number; name?: string; notes: string; effectiveOn: string | null };
export type Published = { kind: "done"; release: number; name: string };
export type ReleaseRow = typeof releases.$inferSelect;

/** Rows of one statement. */
const batch = 5_000;
/** Findings named in a refusal. */
const shown = 20;

/** Publishes the draft, whole. Where its day is today it is in force with the same commit. */
export async function publishDraft(
  actor: Actor,
  publishing: Publishing,
  now = new Date(),
): Promise<Published | Refusal> {
  if (!may(actor, "compendium.publish")) return { kind: "forbidden" };
  const published = await withTransaction((tx) => publishIn(tx, actor, publishing, now)).catch(takenName);
  if (published.kind !== "done") return published;
  await followItems(published.touched);
  return { kind: "done", release: published.release, name: published.name };
}

async function publishIn(
  tx: Transaction,
  actor: Actor,
  { version, name, notes, effectiveOn }: Publishing,
  now: Date,
): Promise<(Published & { touched: string[] }) | Refusal> {
  const head = await lockDraft(tx);
  if (head.version !== version) return changedMeanwhile;
  const today = await labToday(now, tx.db);
  const day = effectiveOn ?? today;
  const catalogue = await loadCatalogue(tx.db);
  const refusal = (await refusedDay(tx, day, today)) ?? (await refusedDraft(tx, head, catalogue));
  if (refusal) return refusal;
  const reviewedBy = head.reviewedVersion === head.version ? head.reviewedBy : null;
  const actions = actionsOf(catalogue);
  const [newest] = await tx.db.select().from(releases).orderBy(desc(releases.number)).limit(1);
  const release = (newest?.number ?? 0) + 1;
  const row = {
    number: release,
    name: name?.trim() || (await nextName(tx, day)),
    notes: notes.trim(),
    effectiveOn: day,
    publishedBy: personId(actor),
    publishedAt: now,
    reviewedBy,
    counts: countsOf(actions),
    sha256: "",
  };
  await tx.db.insert(releases).values(row);
  await keepChanges(tx, release, catalogue, actions);
  const [hashed] = await tx.db
    .update(releases)
    .set({ sha256: sql`compendium_release_hash(${release})` })
    .where(eq(releases.number, release))
    .returning({ sha256: releases.sha256 });
  tx.audit({
    chain: "system",
    actor: actor.id,
    action: "compendium.publish",
    objectId: row.name,
    outcome: "done",
    meta: { release, effectiveOn: day, counts: row.counts, sha256: hashed?.sha256, reviewedBy },
  });
  const offered = await offerPublished(tx, actor, release);
  await syncRelease(tx, release);
  await emptyDraft(tx);
  const touched = day <= today ? await bringIntoForce(tx, release, now) : [];
  tx.notify("compendium");
  return { kind: "done", release, name: row.name, touched: [...touched, ...offered] };
}

const takenName = (error: unknown): Refusal => {
  if (errorCode(error) !== "23505") throw error;
  return { kind: "refused", code: "name", field: "name", message: "There is a release of that name." };
};

/** Why it cannot come into force that day, if it cannot. */
async function refusedDay(tx: Transaction, day: string, today: string): Promise<Refusal | undefined> {
  if (!isDay(day)) return noDay;
  const refuse = (message: string): Refusal => ({
    kind: "refused",
    code: "effectiveOn",
    field: "effectiveOn",
    message,
  });
  if (day < today) return refuse("The day of effect is over. Choose today or a day to come.");
  const [waiting] = await tx.db
    .select()
    .from(releases)
    .where(isNull(releases.inForceAt))
    .orderBy(desc(releases.effectiveOn))
    .limit(1);
  if (!waiting || waiting.effectiveOn <= day) return undefined;
  return refuse(`Release ${waiting.name} waits for ${waiting.effectiveOn}; this one cannot come into force before it.`);
}

/** Why the draft cannot be published as it is, if it cannot. */
async function refusedDraft(tx: Transaction, head: DraftHead, catalogue: Catalogue): Promise<Refusal | undefined> {
  if (catalogue.draft.size === 0) return emptyRefusal;
  const findings = checkItems(itemsOf(catalogue), catalogue.standing);
  if (findings.length > 0) {
    const missing = findings.slice(0, shown).map(({ code, message }) => `${code}: ${message}`);
    const message =
      findings.length === 1 ? "One finding stops the release." : `${findings.length} findings stop the release.`;
    return { kind: "refused", code: "findings", message, missing };
  }
  const [rules] = await tx.db.select().from(compendiumRules);
  if (!rules?.secondPerson || head.reviewedVersion === head.version) return undefined;
  return { kind: "refused", code: "review", message: "A second person has to review the draft as it is now." };
}

const itemsOf = ({ draft }: Catalogue): Item[] => [...draft.values()].map((row) => row.item);

const actionsOf = ({ draft, standing }: Catalogue): Map<string, ChangeAction> =>
  new Map([...draft].map(([code, row]) => [code, actionOf(standing.get(code) ?? null, row.item)]));

/** How often each action is in a release. */
function countsOf(actions: ReadonlyMap<string, ChangeAction>): Record<ChangeAction, number> {
  const counts = { add: 0, change: 0, discontinue: 0, restore: 0 };
  for (const action of actions.values()) counts[action]++;
  return counts;
}

/** Year and month of its day; a further one of the month has a number behind it. */
async function nextName(tx: Transaction, day: string): Promise<string> {
  const month = day.slice(0, 7).replace("-", ".");
  const rows = await tx.db
    .select({ name: releases.name })
    .from(releases)
    .where(like(releases.name, `${month}%`));
  const names = new Set(rows.map(({ name }) => name));
  if (!names.has(month)) return month;
  let number = 2;
  while (names.has(`${month}.${number}`)) number++;
  return `${month}.${number}`;
}

async function keepChanges(
  tx: Transaction,
  release: number,
  { draft, standing }: Catalogue,
  actions: ReadonlyMap<string, ChangeAction>,
): Promise<void> {
  const rows = [...draft.values()].map(({ kind, code, item, why, changedBy }) => ({
    kind,
    code,
    action: actions.get(code),
    before: standing.get(code) ?? null,
    after: item,
    why,
    by: changedBy,
  }));
  for (let from = 0; from < rows.length; from += batch) {
    const list = JSON.stringify(rows.slice(from, from + batch));
    await tx.db.execute(sql`
      insert into compendium_release_changes (release, kind, code, action, before, after, why, changed_by)
      select ${release}::int, kind, code, action, nullif(before, 'null'::jsonb), after, why, by
      from jsonb_to_recordset(${list}::jsonb)
        as row(kind text, code text, action text, before jsonb, after jsonb, why text, by text)`);
  }
}

/** Brings releases into force whose day has come, and ends what ends today. Called by the clock; safe to call twice. */
export async function sweepCompendium(now = new Date()): Promise<void> {
  const today = await labToday(now);
  const isDue = and(isNull(releases.inForceAt), lte(releases.effectiveOn, today));
  const due = await database()
    .select({ number: releases.number })
    .from(releases)
    .where(isDue)
    .orderBy(asc(releases.number));
  for (const { number } of due) {
    const touched = await withTransaction(async (tx) => {
      await lockDraft(tx);
      const [still] = await tx.db
        .select()
        .from(releases)
        .where(and(eq(releases.number, number), isDue));
      if (!still) return [];
      tx.audit({
        chain: "system",
        actor: clockActor.id,
        action: "compendium.inForce",
        objectId: still.name,
        outcome: "done",
        meta: { release: number, effectiveOn: still.effectiveOn },
      });
      tx.notify("compendium");
      return bringIntoForce(tx, number, now);
    });
    await followItems(touched);
  }
  await followItems(await endItems(today));
}
