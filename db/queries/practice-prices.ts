import { type SQL, sql } from "drizzle-orm";
import type { Writer } from "../transaction";

type Reader = Pick<Writer, "execute">;

/** In a query: what a practice pays for a code on a day instead of the list price; null where it pays that. */
export const ownPriceOn = (practiceId: SQL, code: SQL, day: SQL): SQL => sql`(
  select pp.cents from practice_prices pp
  where pp.practice_id = ${practiceId} and pp.code = ${code} and pp.from_day <= ${day}
    and coalesce(pp.until_day, 'infinity') >= ${day}
  order by pp.from_day desc limit 1)`;

/** What these practices pay on a day (ISO 8601) instead of list prices: cents by code, by practice. */
export async function pricesOn(
  db: Reader,
  practiceIds: readonly string[],
  day: string,
): Promise<Map<string, Map<string, number>>> {
  const rows = await db.execute(sql`
    select distinct on (practice_id, code) practice_id, code, cents from practice_prices
    where practice_id in (select jsonb_array_elements_text(${JSON.stringify(practiceIds)}::jsonb))
      and from_day <= ${day}::date and coalesce(until_day, 'infinity') >= ${day}::date
    order by practice_id, code, from_day desc`);
  const prices = new Map<string, Map<string, number>>(practiceIds.map((id) => [id, new Map()]));
  for (const { practice_id: id, code, cents } of rows) prices.get(String(id))?.set(String(code), Number(cents));
  return prices;
}

/** What is asked of a practice's prices. `today`: at the lab, ISO 8601. */
export type PriceFilter = { search: string; only: "offered" | "own" | "all"; today: string };

/** One item with what the practice pays; cents. `planned`: the next day from which it is another. */
export type PricedItem = {
  kind: "test" | "panel";
  code: string;
  name: string;
  list: number;
  own: number | null;
  from: string | null;
  until: string | null;
  setBy: string | null;
  setAt: string | null;
  planned: { cents: number; from: string; until: string | null } | null;
  total: number;
};

/** Items a practice may order with its prices, `limit` from `offset` on; one query. */
export async function pricedItems(
  db: Reader,
  practiceId: string,
  { search, only, today }: PriceFilter,
  limit: number,
  offset: number,
): Promise<PricedItem[]> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  const conditions = [
    ...words.map((word) => sql`lower(item.code || ' ' || item.name) like ${`%${word.replace(/[\\%_]/g, "\\$&")}%`}`),
    ...(only === "offered" ? [sql`item.code in (select code from offered)`] : []),
    ...(only === "own"
      ? [
          sql`exists (select from practice_prices pp where pp.practice_id = ${practiceId} and pp.code = item.code
          and coalesce(pp.until_day, 'infinity') >= ${today}::date)`,
        ]
      : []),
  ];
  const rows = await db.execute(sql`
    with offered as (
      select distinct code from connections c cross join unnest(c.offered_tests || c.offered_panels) as code
      where c.practice_id = ${practiceId} and c.state not in ('retired', 'cancelled')),
    item as (
      select 'test' as kind, code, name, list_price_cents as list from tests where status = 'active'
      union all select 'panel', code, name, preferred_price_cents from panels
      where status = 'active' and (scope = 'all' or practice_ids @> array[${practiceId}])),
    shown as (
      select item.*, count(*) over ()::int as total from item
      ${conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``}
      order by item.kind, item.code limit ${limit} offset ${offset})
    select shown.kind, shown.code, shown.name, shown.list, shown.total, own.cents as own, own.from_day as "from",
      own.until_day as until, u.name as "setBy", own.set_at as "setAt",
      (select jsonb_build_object('cents', pp.cents, 'from', pp.from_day, 'until', pp.until_day) from practice_prices pp
        where pp.practice_id = ${practiceId} and pp.code = shown.code and pp.from_day > ${today}::date
        order by pp.from_day limit 1) as planned
    from shown left join lateral (
      select pp.* from practice_prices pp where pp.practice_id = ${practiceId} and pp.code = shown.code
        and pp.from_day <= ${today}::date and coalesce(pp.until_day, 'infinity') >= ${today}::date
      order by pp.from_day desc limit 1) own on true
    left join users u on u.id = own.set_by
    order by shown.kind, shown.code`);
  return rows as unknown as PricedItem[];
}

/** One practice with how many prices of its own it has. */
export type PricedPractice = {
  id: string;
  name: string;
  offered: number;
  own: number;
  setAt: string | null;
  total: number;
};

/** Practices with connections or prices of their own, by name; one query. */
export async function pricedPractices(
  db: Reader,
  { search, today }: { search: string; today: string },
  limit: number,
  offset: number,
): Promise<PricedPractice[]> {
  const wanted = `%${search
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await db.execute(sql`
    select p.id, p.name, count(*) over ()::int as total,
      (select count(distinct code)::int from connections c cross join unnest(c.offered_tests || c.offered_panels) as code
        where c.practice_id = p.id and c.state not in ('retired', 'cancelled')) as offered,
      (select count(distinct pp.code)::int from practice_prices pp where pp.practice_id = p.id
        and pp.from_day <= ${today}::date and coalesce(pp.until_day, 'infinity') >= ${today}::date) as own,
      (select max(pp.set_at) from practice_prices pp where pp.practice_id = p.id) as "setAt"
    from practices p where lower(p.name) like ${wanted}
      and (exists (select from connections c where c.practice_id = p.id)
        or exists (select from practice_prices pp where pp.practice_id = p.id))
    order by p.name limit ${limit} offset ${offset}`);
  return rows as unknown as PricedPractice[];
}
