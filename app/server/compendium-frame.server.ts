import { asc, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { ChangeKind, CompendiumFrame, DraftSummary } from "~/app/components/compendium/types";
import { database } from "~/db/client";
import { compendiumDraft, draftChanges, releases, tests } from "~/db/schema/compendium";
import type { Actor } from "~/workflows/actor";
import { labToday, loadCatalogue } from "~/workflows/compendium/catalogue";
import { connectionsReached, stillOrdered } from "~/workflows/compendium/impact";
import { actionOf } from "~/workflows/compendium/item";
import { type LoadedTable, loadedTable } from "~/workflows/loinc/terms";
import { may } from "~/workflows/policy";
import { dayWords } from "./catalogue-words.server";
import { type Args, newNonce } from "./context.server";
import { requireActor } from "./session.server";

/** Who looks at the lab's catalogue: its own people, not those of practices. */
export const requireCatalogue = (args: Args): Promise<Actor> => requireActor(args, "compendium.view");

/** Header, views and draft strip, the same on every page of the compendium. */
export async function loadFrame(actor: Actor, current: string): Promise<CompendiumFrame> {
  const db = database();
  const [[counts], [inForce], [waiting], summary, loinc] = await Promise.all([
    db.execute(sql`
      select count(*) filter (where status = 'active')::int as tests,
        count(*) filter (where status = 'discontinued')::int as discontinued,
        (select count(*)::int from panels) as panels, (select count(*)::int from compendium_releases) as releases,
        (select count(*)::int from compendium_draft_changes d
          where kind = 'test' and not exists (select from tests t where t.code = d.code)) as added
      from tests`),
    db.select().from(releases).where(isNotNull(releases.inForceAt)).orderBy(desc(releases.number)).limit(1),
    db.select().from(releases).where(isNull(releases.inForceAt)).orderBy(asc(releases.number)).limit(1),
    draftSummary(),
    loadedTable(),
  ]);
  const number = (key: string) => Number(counts?.[key] ?? 0);
  const view = (key: string, label: string, count: number | undefined, href: string) => ({
    key,
    label,
    ...(count !== undefined && { count }),
    href,
    current: key === current,
  });
  return {
    lead: [
      inForce ? `Release ${inForce.name}, in force since ${dayWords(inForce.effectiveOn)}` : "No release yet",
      ...(waiting ? [`${waiting.name} follows on ${dayWords(waiting.effectiveOn)}`] : []),
    ].join("; "),
    loinc: loincWords(loinc, may(actor, "compendium.edit")),
    views: [
      view("tests", "Tests", number("tests") + number("added"), "/compendium"),
      view("panels", "Panels", number("panels"), "/compendium/panels"),
      view("draft", "In draft", summary?.total ?? 0, "/compendium/draft"),
      view("discontinued", "Discontinued", number("discontinued"), "/compendium?view=discontinued"),
      view("releases", "Releases", number("releases"), "/compendium/releases"),
      view("old-codes", "Old codes", undefined, "/compendium/old-codes"),
      view("orderability", "Orderability", undefined, "/compendium/orderability"),
    ],
    draft: summary,
    canEdit: may(actor, "compendium.edit"),
    nonce: newNonce(),
  };
}

function loincWords({ whole, version, terms }: LoadedTable, canEdit: boolean): string {
  if (whole) return `LOINC ${version}`;
  return `LOINC: short list of ${terms}${canEdit ? " · Load the full table" : ""}`;
}

async function draftSummary(): Promise<DraftSummary | null> {
  const db = database();
  const [rows, [head], today] = await Promise.all([
    db.select({ kind: draftChanges.kind, code: draftChanges.code }).from(draftChanges).limit(5_001),
    db.select().from(compendiumDraft),
    labToday(new Date()),
  ]);
  if (rows.length === 0 || !head) return null;
  const total = rows.length > 5_000 ? await db.$count(draftChanges) : rows.length;
  const codes = rows.map(({ code }) => code);
  const catalogue = await loadCatalogue(db, codes);
  const counts: Record<ChangeKind, number> = { add: 0, change: 0, discontinue: 0, restore: 0 };
  const ending: string[] = [];
  for (const { code } of rows) {
    const item = catalogue.draft.get(code)?.item;
    if (!item) continue;
    const action = actionOf(catalogue.standing.get(code) ?? null, item);
    counts[action]++;
    if (action === "discontinue") ending.push(code);
  }
  const [reached, ordered] = await Promise.all([connectionsReached(codes), stillOrdered(ending)]);
  return {
    name: `Draft ${(head.effectiveOn ?? today).slice(0, 7).replace("-", ".")}`,
    counts,
    total,
    connections: reached.length,
    when: head.effectiveOn ? `on ${dayWords(head.effectiveOn)}` : "once published",
    stillOrdered: orderedWords(ordered),
    version: head.version,
  };
}

function orderedWords(ordered: Awaited<ReturnType<typeof stillOrdered>>): string | null {
  if (ordered.length === 0) return null;
  const practices = new Set(ordered.map(({ practice }) => practice)).size;
  const codes = [...new Set(ordered.map(({ code }) => code))];
  const what = codes.length > 2 ? `${codes.length} codes that end` : codes.join(" and ");
  return practices === 1 ? `1 practice still orders ${what}` : `${practices} practices still order ${what}`;
}

/** Every specimen of the catalogue. */
export async function specimens(): Promise<string[]> {
  // From one to the next by the index: there are some, and tens of thousands of tests.
  const rows = await database().execute(sql`
    with recursive each as (
      (select specimen from ${tests} order by specimen limit 1)
      union all
      select (select t.specimen from ${tests} t where t.specimen > each.specimen order by t.specimen limit 1)
      from each where each.specimen is not null)
    select specimen from each where specimen is not null`);
  return rows.map((row) => String(row.specimen));
}

/** The number of the newest release; 0 before the first. */
export async function newestRelease(): Promise<number> {
  const [row] = await database().select().from(releases).orderBy(desc(releases.number)).limit(1);
  return row?.number ?? 0;
}

/** The release of that number, or 404. */
export async function requireRelease(number: number) {
  const [row] = await database().select().from(releases).where(eq(releases.number, number));
  if (!row) throw new Response(null, { status: 404 });
  return row;
}
