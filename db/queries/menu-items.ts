import { sql } from "drizzle-orm";
import { database } from "../client";
import type { OrderQuestion } from "../schema/compendium";
import { labDay } from "./lab-day";

/** An item a practice may order; a panel asks what its tests ask. */
export type MenuItem = {
  code: string;
  name: string;
  questions: OrderQuestion[];
  /** Whether the compendium has it. */
  known: boolean;
  /** Its first day, ISO 8601, where that has not come. */
  orderableFrom: string | null;
};

/**
 * What of these offered codes is on the menu, in the order of the codes: all but what has ended. A code the compendium does
 * not know is there under its own name. `only`: of them, these.
 */
export async function menuItems(offered: readonly string[], only: readonly string[] | null): Promise<MenuItem[]> {
  const some = only && new Set(only);
  const wanted = some ? offered.filter((code) => some.has(code)) : offered;
  const rows = await database().execute(sql`
    with recursive wanted as (select distinct jsonb_array_elements_text(${JSON.stringify(wanted)}::jsonb) as code),
    parts as (
      select p.code as panel, unnest(p.members) as code from panels p join wanted using (code)
      union select parts.panel, unnest(p.members) from parts join panels p on p.code = parts.code),
    asked as (
      select parts.panel as code, jsonb_agg(q order by t.code) as questions
      from parts join tests t on t.code = parts.code cross join lateral jsonb_array_elements(t.questions) as q group by 1)
    select w.code, coalesce(t.name, p.name, w.code) as name, coalesce(t.questions, a.questions, '[]') as questions,
      t.code is not null or p.code is not null as known,
      case when t.orderable_from > ${labDay} then t.orderable_from end as "orderableFrom"
    from wanted w left join tests t on t.code = w.code left join panels p on p.code = w.code
    left join asked a on a.code = w.code
    where coalesce(t.status, p.status, 'active') <> 'discontinued'
    order by w.code collate "C"`);
  return rows as unknown as MenuItem[];
}
