import { sql } from "drizzle-orm";
import { database } from "../client";

/** How a code of the catalogue stands in the LOINC table. `known`: in it, and may be used. */
export const loincStandings = ["known", "discouraged", "deprecated", "unknown"] as const;
export type LoincStanding = (typeof loincStandings)[number];

/** A LOINC code where the catalogue has it. `component`: its name, empty for the test's own code. */
export type LoincUse = {
  test: string;
  name: string;
  component: string;
  loinc: string;
  term: string | null;
  standing: LoincStanding;
  replacedBy: string[];
};

/** Every LOINC code of a test that can be ordered and of its components, as they will be with the draft. */
const uses = sql`
  with listed as (
    select code, name, status, loinc, components from tests t
    where not exists (select from compendium_draft_changes d where d.kind = 'test' and d.code = t.code)
    union all
    select code, item->>'name', item->>'status', item->>'loinc', item->'components'
    from compendium_draft_changes where kind = 'test'),
  named as (
    select code as test, name, '' as component, 0 as place, loinc from listed where status = 'active'
    union all
    select code, name, part.value->>'name', part.place::int, part.value->>'loinc'
    from listed, jsonb_array_elements(components) with ordinality as part(value, place) where status = 'active'),
  uses as (
    select named.*, term.long_name as term, coalesce(term.replaced_by, '{}') as replaced_by,
      case when term.code is null then 'unknown'
        when term.status in ('DEPRECATED', 'DISCOURAGED') then lower(term.status) else 'known' end as standing
    from named left join loinc_terms term on term.code = named.loinc where named.loinc <> '')`;

/** How many different codes stand how. */
export async function countLoincUses(): Promise<Record<LoincStanding, number>> {
  const rows = await database().execute(
    sql`${uses} select standing, count(distinct loinc)::int as count from uses group by 1`,
  );
  const counts = { known: 0, discouraged: 0, deprecated: 0, unknown: 0 };
  for (const row of rows) counts[row.standing as LoincStanding] = Number(row.count);
  return counts;
}

/** Where codes of one standing are, test by test; `total`: on all pages. */
export async function loincUses(
  standing: LoincStanding,
  limit: number,
  offset: number,
): Promise<{ rows: LoincUse[]; total: number }> {
  const rows = await database().execute(sql`
    ${uses} select test, name, component, loinc, term, standing, to_json(replaced_by) as "replacedBy",
      count(*) over ()::int as total
    from uses where standing = ${standing} order by test, place limit ${limit} offset ${offset}`);
  return { rows: rows as unknown as LoincUse[], total: Number(rows[0]?.total ?? 0) };
}
