/** What is in force: the rows of tests and panels, a revision for each item that comes into force, the gates that read it. */
import { eq, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { releases } from "~/db/schema/compendium";
import { type Transaction, withTransaction } from "~/db/transaction";
import { clockActor } from "../actor";
import { askProofsOf } from "../connection/ask-proof";
import { followGate } from "../connection/commands";
import { labToday } from "./catalogue";

/** Columns of a test with what fills them from the item `i`. */
const testColumns = [
  ["code", "i->>'code'"],
  ["name", "i->>'name'"],
  ["short_name", "i->>'shortName'"],
  ["synonyms", "array(select jsonb_array_elements_text(i->'synonyms'))"],
  ["specimen", "i->>'specimen'"],
  ["container", "i->>'container'"],
  ["volume", "i->>'volume'"],
  ["stability", "i->>'stability'"],
  ["turnaround_days", "(i->>'turnaroundDays')::int"],
  ["cpt", "i->>'cpt'"],
  ["loinc", "i->>'loinc'"],
  ["components", "i->'components'"],
  ["questions", "i->'questions'"],
  ["list_price_cents", "(i->>'listPriceCents')::int"],
  ["prices", "i->'prices'"],
  ["orderable_from", "(i->>'orderableFrom')::date"],
] as const;

/** The same of a panel. */
const panelColumns = [
  ["code", "i->>'code'"],
  ["name", "i->>'name'"],
  ["short_name", "i->>'shortName'"],
  ["members", "array(select jsonb_array_elements_text(i->'members'))"],
  ["preferred_price_cents", "(i->>'preferredPriceCents')::int"],
  ["scope", "i->>'scope'"],
  ["practice_ids", "array(select jsonb_array_elements_text(i->'practiceIds'))"],
  ["sales_owner_id", "i->>'salesOwnerId'"],
] as const;

const bothColumns = [
  ["discontinued_on", "(i->>'discontinuedOn')::date"],
  ["replacement_code", "i->>'replacementCode'"],
] as const;

/**
 * Writes what a release has to tests and panels, each item with a revision of its own, in the order of the codes. An item
 * whose last day has come by then is discontinued at once. Gives back the codes, for `followItems` after the commit.
 */
export async function bringIntoForce(tx: Transaction, release: number, now: Date): Promise<string[]> {
  const today = await labToday(now, tx.db);
  const rows = await tx.db.execute(sql`
    insert into compendium_revisions (code, change, changed_by, release, at)
    select code, (
      select coalesce(jsonb_object_agg(field, jsonb_build_object('from', before -> field, 'to', value)), '{}')
      from jsonb_each(after) as each(field, value)
      where field not in ('kind', 'code') and before -> field is distinct from value
        and not (before is null and value in ('null', '""', '[]'))
    ), changed_by, release, ${now.toISOString()}::timestamptz
    from compendium_release_changes where release = ${release} order by code collate "C"
    returning code`);
  await writeRows(tx, "tests", [...testColumns, ...bothColumns], release, today, now);
  await writeRows(tx, "panels", [...panelColumns, ...bothColumns], release, today, now);
  await tx.db.update(releases).set({ inForceAt: now }).where(eq(releases.number, release));
  return rows.map((row) => String(row.code));
}

async function writeRows(
  tx: Transaction,
  table: "tests" | "panels",
  columns: readonly (readonly [string, string])[],
  release: number,
  today: string,
  now: Date,
): Promise<void> {
  const names = columns.map(([name]) => name);
  const kept = [...names.slice(1), "status", "revision", "updated_at"].map((name) => `${name} = excluded.${name}`);
  // The revision is looked up row by row: statistics know nothing of a release just written, and a join of it is planned as of one row.
  await tx.db.execute(sql`
    insert into ${sql.raw(table)} (${sql.raw(names.join(", "))}, status, revision, updated_at)
    select ${sql.raw(columns.map(([, from]) => from).join(", "))},
      case when (i->>'discontinuedOn')::date <= ${today}::date then 'discontinued' else i->>'status' end,
      (select revision from compendium_revisions r where r.release = c.release and r.code = c.code),
      ${now.toISOString()}::timestamptz
    from compendium_release_changes c
    cross join lateral (select c.after as i) as item
    where c.release = ${release} and c.kind = ${table.slice(0, -1)}
    on conflict (code) do update set ${sql.raw(kept.join(", "))}`);
}

/** Discontinues what ends on or before `today`, each as a revision; their codes. */
export async function endItems(today: string): Promise<string[]> {
  const due = (table: string) =>
    sql`select code from ${sql.raw(table)} where status = 'active' and discontinued_on <= ${today}::date`;
  const [any] = await database().execute(sql`select exists (${due("tests")} union all ${due("panels")}) as due`);
  if (!any?.due) return [];
  return withTransaction(async (tx) => {
    const codes: string[] = [];
    for (const table of ["tests", "panels"]) {
      const rows = await tx.db.execute(sql`
        with due as (${due(table)} order by code for update),
        ended as (
          insert into compendium_revisions (code, change, release)
          select code, '{"status": {"from": "active", "to": "discontinued"}}',
            (select max(release) from compendium_release_changes c where c.kind = ${table.slice(0, -1)} and c.code = due.code)
          from due returning code, revision)
        update ${sql.raw(table)} as item set status = 'discontinued', revision = ended.revision, updated_at = now()
        from ended where item.code = ended.code returning item.code`);
      codes.push(...rows.map((row) => String(row.code)));
    }
    if (codes.length > 0) {
      tx.audit({
        chain: "system",
        actor: clockActor.id,
        action: "compendium.end",
        objectId: codes.length === 1 ? (codes[0] ?? "") : "items",
        outcome: "done",
        meta: { items: codes.length, codes: codes.slice(0, 20) },
      });
      tx.notify("compendium");
    }
    return codes;
  });
}

/**
 * Lets what reads one of `codes` follow, after the commit: the gates of connections that test or are ready, and the proof
 * that they can be ordered, of every connection that offers one.
 */
export async function followItems(codes: readonly string[]): Promise<void> {
  if (codes.length === 0) return;
  await askProofsOf(codes);
  const rows = await database().execute(sql`
    select distinct m.connection_id as id from menu_entries m
    where m.connection_id in (select id from connections where state in ('testing', 'ready'))
      and m.code in (select jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb))`);
  for (const { id } of rows) await followGate(String(id));
}
