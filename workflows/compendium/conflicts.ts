/** Who changed an item while somebody else had it open. */
import { and, desc, eq, gt, inArray } from "drizzle-orm";
import { type Item, releaseChanges, releases } from "~/db/schema/compendium";
import { users } from "~/db/schema/people";
import type { Transaction } from "~/db/transaction";
import type { Catalogue } from "./catalogue";

/**
 * An item as somebody wants it. `version`: of the draft's change they have seen; 0: there was none; null: whatever there
 * is now gives way. `release`: the newest release they have seen, so that a later one of the same item is not undone.
 */
export type DraftEntry = { item: Item; version: number | null; release?: number };

/** What somebody else made of an item meanwhile: in the draft at `version`, or (0) in a release. */
export type TheirItem = { code: string; item: Item | null; version: number; by: string; at: Date };

/** Those of `entries` that somebody has changed since they were seen, with what was made of them. */
export async function madeByOthers(
  tx: Transaction,
  entries: readonly DraftEntry[],
  { draft, standing }: Catalogue,
): Promise<TheirItem[]> {
  const theirs: TheirItem[] = [];
  const nameOf = await namesOf(tx, [...draft.values()]);
  for (const { item, version } of entries) {
    if (version === null) continue;
    const row = draft.get(item.code);
    if ((row?.version ?? 0) === version) continue;
    if (row)
      theirs.push({
        code: item.code,
        item: row.item,
        version: row.version,
        by: nameOf(row.changedBy),
        at: row.changedAt,
      });
    // What they had seen in the draft was taken out of it, or has been published.
    else
      theirs.push({
        code: item.code,
        item: standing.get(item.code) ?? null,
        version: 0,
        by: "Somebody",
        at: new Date(),
      });
  }
  const known = new Set(theirs.map(({ code }) => code));
  const late = entries.filter(({ item, release }) => release !== undefined && !known.has(item.code));
  return [...theirs, ...(await publishedSince(tx, late, standing))];
}

async function publishedSince(
  tx: Transaction,
  entries: readonly DraftEntry[],
  standing: ReadonlyMap<string, Item>,
): Promise<TheirItem[]> {
  const seen = new Map(entries.map(({ item, release }) => [item.code, release ?? 0]));
  if (seen.size === 0) return [];
  const rows = await tx.db
    .select({ code: releaseChanges.code, release: releases.number, at: releases.publishedAt, by: users.name })
    .from(releaseChanges)
    .innerJoin(releases, eq(releases.number, releaseChanges.release))
    .leftJoin(users, eq(users.id, releaseChanges.changedBy))
    .where(and(gt(releases.number, Math.min(...seen.values())), inArray(releaseChanges.code, [...seen.keys()])))
    .orderBy(desc(releases.number));
  const newest = new Map([...rows].reverse().map((row) => [row.code, row]));
  return [...newest.values()]
    .filter((row) => row.release > (seen.get(row.code) ?? 0))
    .map(({ code, at, by }) => ({ code, item: standing.get(code) ?? null, version: 0, by: by ?? "Gatehouse", at }));
}

async function namesOf(tx: Transaction, rows: readonly { changedBy: string | null }[]) {
  const ids = [...new Set(rows.flatMap(({ changedBy }) => changedBy ?? []))];
  const people = ids.length === 0 ? [] : await tx.db.select().from(users).where(inArray(users.id, ids));
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (id: string | null) => names.get(id ?? "") ?? "Gatehouse";
}
