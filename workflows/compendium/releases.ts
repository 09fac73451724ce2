/** What releases say: between two of them, and of the whole catalogue at one. */
import { and, asc, desc, eq, gt, lte } from "drizzle-orm";
import { database } from "~/db/client";
import { type ChangeAction, type Item, type ItemKind, releaseChanges } from "~/db/schema/compendium";
import type { Writer } from "~/db/transaction";
import { actionOf, sameItem } from "./item";

/** What became of one code: as it was before, null where it was not there, and as it is after. */
export type Difference = { kind: ItemKind; code: string; action: ChangeAction; before: Item | null; after: Item };

type Reader = Pick<Writer, "select" | "selectDistinctOn">;

/** What the releases after `from` up to and including `to` did, by code; what came back to where it was is left out. */
export async function differenceOf(from: number, to: number, db: Reader = database()): Promise<Difference[]> {
  const rows = await db
    .select({
      kind: releaseChanges.kind,
      code: releaseChanges.code,
      before: releaseChanges.before,
      after: releaseChanges.after,
    })
    .from(releaseChanges)
    .where(and(gt(releaseChanges.release, from), lte(releaseChanges.release, to)))
    .orderBy(asc(releaseChanges.code), asc(releaseChanges.release));
  const byCode = new Map<string, { kind: ItemKind; before: Item | null; after: Item }>();
  for (const { kind, code, before, after } of rows) {
    byCode.set(code, { kind, before: byCode.has(code) ? (byCode.get(code)?.before ?? null) : before, after });
  }
  return [...byCode]
    .filter(([, { before, after }]) => !before || !sameItem(before, after))
    .map(([code, { kind, before, after }]) => ({ kind, code, action: actionOf(before, after), before, after }));
}

/** The whole catalogue as `release` left it, by code. */
export async function catalogueAt(release: number, db: Reader = database()): Promise<Map<string, Item>> {
  const rows = await db
    .selectDistinctOn([releaseChanges.kind, releaseChanges.code], {
      code: releaseChanges.code,
      item: releaseChanges.after,
    })
    .from(releaseChanges)
    .where(lte(releaseChanges.release, release))
    .orderBy(releaseChanges.kind, releaseChanges.code, desc(releaseChanges.release));
  return new Map(rows.map(({ code, item }) => [code, item]));
}

/** What one release changed, in the order of the codes. */
export const changesOf = (release: number, db: Reader = database()) =>
  db.select().from(releaseChanges).where(eq(releaseChanges.release, release)).orderBy(asc(releaseChanges.code));
