import { type SQL, sql } from "drizzle-orm";
import type { Writer } from "../transaction";
import { ownPriceOn } from "./practice-prices";

type Reader = Pick<Writer, "execute">;

/** What is asked of the list of panels. `today`: at the lab, ISO 8601. */
export type PanelFilter = {
  search: string;
  ownerId?: string;
  scope?: "all" | "practices";
  use?: "ordered" | "idle" | "not-offered";
  status: "active" | "discontinued";
  sort: PanelSort;
  descending: boolean;
  today: string;
};

export const panelSorts = ["name", "owner", "price", "discount", "practices", "o30", "o90", "revenue", "last"] as const;
export type PanelSort = (typeof panelSorts)[number];

/** One panel in force with its use; `sum`: what its members cost alone, cents; `revenue`: of 90 days, cents. */
export type PanelUse = {
  code: string;
  name: string;
  owner: string | null;
  scope: "all" | "practices";
  practiceIds: string[];
  price: number;
  sum: number;
  practices: number;
  o30: number;
  o90: number;
  revenue: number;
  last: string | null;
  total: number;
};

/** What the practice of connection `c` paid for code `o.code` on day `o.day`, where it has a price of its own. */
const ownPrice = ownPriceOn(sql`c.practice_id`, sql`o.code`, sql`o.day`);

const ended = sql`('retired', 'cancelled')`;

/** Panels in force with whom they are offered to and how they are ordered, `limit` from `offset` on; one query. */
export async function panelUse(db: Reader, filter: PanelFilter, limit: number, offset: number): Promise<PanelUse[]> {
  const { search, ownerId, scope, use, status, today } = filter;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  const conditions: SQL[] = [
    sql`p.status = ${status}`,
    ...words.map((word) => sql`lower(p.code || ' ' || p.name) like ${`%${word.replace(/[\\%_]/g, "\\$&")}%`}`),
    ...(ownerId ? [sql`p.sales_owner_id = ${ownerId}`] : []),
    ...(scope ? [sql`p.scope = ${scope}`] : []),
  ];
  const uses = { ordered: sql`o90 > 0`, idle: sql`o90 = 0`, "not-offered": sql`practices = 0` };
  const rows = await db.execute(sql`
    with chosen as (
      select p.code, p.name, p.scope, p.practice_ids, p.members, p.preferred_price_cents as price, u.name as owner
      from panels p left join users u on u.id = p.sales_owner_id where ${sql.join(conditions, sql` and `)}),
    sums as (
      select p.code, sum(coalesce(t.list_price_cents, m.preferred_price_cents, 0))::int as cents
      from chosen p cross join unnest(p.members) as member(code)
      left join tests t on t.code = member.code left join panels m on m.code = member.code group by p.code),
    offered as (
      select panel.code, count(distinct c.practice_id)::int as practices
      from connections c cross join unnest(c.offered_panels) as panel(code)
      where c.state not in ${ended} group by panel.code),
    ordered as (
      select o.code, sum(o.orders) filter (where o.day > ${today}::date - 30) as o30, sum(o.orders) as o90,
        sum(o.orders * coalesce(${ownPrice}, p.price)) as revenue
      from chosen p join ordered_codes o on o.code = p.code join connections c on c.id = o.connection_id
      where o.day > ${today}::date - 90 group by o.code),
    listed as (
      select p.code, p.name, p.scope, p.price, p.owner, to_json(p.practice_ids) as "practiceIds",
        coalesce(sums.cents, 0) as sum, coalesce(offered.practices, 0) as practices,
        coalesce(ordered.o30, 0)::int as o30, coalesce(ordered.o90, 0)::int as o90,
        coalesce(ordered.revenue, 0)::float8 as revenue,
        (select max(o.last_at) from ordered_codes o where o.code = p.code) as last
      from chosen p left join sums using (code) left join offered using (code) left join ordered using (code))
    select *, count(*) over ()::int as total from listed ${use ? sql`where ${uses[use]}` : sql``}
    order by ${orderOf(filter)}, code limit ${limit} offset ${offset}`);
  return rows as unknown as PanelUse[];
}

function orderOf({ sort, descending }: PanelFilter): SQL {
  const by = sort === "discount" ? sql`case when sum > 0 then 1 - price::float8 / sum end` : sql.identifier(sort);
  return descending ? sql`${by} desc nulls last` : sql`${by} asc nulls last`;
}

/** How one practice uses a panel over one connection. `price`: what it pays today, cents. */
export type PanelAtPractice = {
  connectionId: string;
  practiceId: string;
  practice: string;
  emr: string;
  state: string;
  price: number;
  o30: number;
  o90: number;
  revenue: number;
  last: string | null;
};

/** The connections a panel is offered to, or that ordered it in the last 90 days. */
export async function panelAtPractices(db: Reader, code: string, today: string): Promise<PanelAtPractice[]> {
  const rows = await db.execute(sql`
    with ordered as (
      select o.connection_id, sum(o.orders) filter (where o.day > ${today}::date - 30) as o30, sum(o.orders) as o90,
        sum(o.orders * coalesce(${ownPrice}, p.preferred_price_cents)) as revenue, max(o.last_at) as last
      from ordered_codes o join panels p on p.code = o.code join connections c on c.id = o.connection_id
      where o.code = ${code} and o.day > ${today}::date - 90 group by o.connection_id)
    select c.id as "connectionId", c.practice_id as "practiceId", pr.name as practice, c.emr_name as emr, c.state,
      coalesce(${ownPriceOn(sql`c.practice_id`, sql`p.code`, sql`${today}::date`)}, p.preferred_price_cents) as price,
      coalesce(o.o30, 0)::int as o30, coalesce(o.o90, 0)::int as o90, coalesce(o.revenue, 0)::float8 as revenue, o.last
    from panels p join connections c on c.offered_panels @> array[p.code] or c.id in (select connection_id from ordered)
    join practices pr on pr.id = c.practice_id left join ordered o on o.connection_id = c.id
    where p.code = ${code} and c.state not in ${ended} order by o.o90 desc nulls last, pr.name limit 500`);
  return rows as unknown as PanelAtPractice[];
}
