/**
 * The catalogue as it stands: what is in force, with what releases that wait for their day will make of it. It is what a
 * draft changes.
 */
import { and, asc, eq, inArray, isNull, or } from "drizzle-orm";
import { DateTime } from "luxon";
import { database } from "~/db/client";
import { draftChanges, type Item, panels, releaseChanges, releases, tests } from "~/db/schema/compendium";
import type { Writer } from "~/db/transaction";
import { getLab } from "../lab";
import { itemOfPanel, itemOfTest } from "./item";

export type DraftRow = typeof draftChanges.$inferSelect;

/** `revisions`: that of each item in force; one that only waits has none. `draft`: what is being changed. All by code. */
export type Catalogue = {
  standing: Map<string, Item>;
  revisions: Map<string, number>;
  draft: Map<string, DraftRow>;
};

type Reader = Pick<Writer, "select">;

/** Above this many codes everything is read at once. */
const manyCodes = 2_000;

/** The catalogue; of tests only those with `codes`, where they are given, and of panels always all, for their circles. */
export async function loadCatalogue(db: Reader = database(), codes?: Iterable<string>): Promise<Catalogue> {
  const wanted = codes && [...new Set(codes)];
  const only = wanted && wanted.length <= manyCodes ? wanted : undefined;
  const [testRows, panelRows, waiting, draftRows] = await Promise.all([
    db
      .select()
      .from(tests)
      .where(only && inArray(tests.code, only)),
    db.select().from(panels),
    db
      .select({ code: releaseChanges.code, item: releaseChanges.after })
      .from(releaseChanges)
      .innerJoin(releases, eq(releases.number, releaseChanges.release))
      .where(
        and(
          isNull(releases.inForceAt),
          only && or(eq(releaseChanges.kind, "panel"), inArray(releaseChanges.code, only)),
        ),
      )
      .orderBy(asc(releaseChanges.release)),
    db
      .select()
      .from(draftChanges)
      .where(only && or(eq(draftChanges.kind, "panel"), inArray(draftChanges.code, only))),
  ]);
  const standing = new Map<string, Item>();
  const revisions = new Map<string, number>();
  for (const row of testRows) standing.set(row.code, itemOfTest(row));
  for (const row of panelRows) standing.set(row.code, itemOfPanel(row));
  for (const row of [...testRows, ...panelRows]) revisions.set(row.code, row.revision);
  for (const { code, item } of waiting) standing.set(code, item);
  return { standing, revisions, draft: new Map(draftRows.map((row) => [row.code, row])) };
}

/** Every code that `items` speak of: their own, their members, what replaces them. */
export function codesIn(items: Iterable<Item>): Set<string> {
  const codes = new Set<string>();
  for (const item of items) {
    codes.add(item.code);
    if (item.replacementCode) codes.add(item.replacementCode);
    if (item.kind === "panel") for (const member of item.members) codes.add(member);
  }
  return codes;
}

/** The catalogue as it will be with the draft. */
export function withDraft({ standing, draft }: Pick<Catalogue, "standing" | "draft">): Map<string, Item> {
  const all = new Map(standing);
  for (const [code, row] of draft) all.set(code, row.item);
  return all;
}

/** Today at the lab, ISO 8601. */
export async function labToday(now: Date, db: Reader = database()): Promise<string> {
  return DateTime.fromJSDate(now, { zone: (await getLab(db)).calendar.timeZone }).toISODate() ?? "";
}
