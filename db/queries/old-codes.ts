import { type SQL, sql } from "drizzle-orm";
import type { CodeReason } from "~/engine/mapping";
import { database } from "../client";
import type { SyncState } from "../schema/sync";

/** A code that should not be ordered and was, by one practice; test runs do not count. */
export type OldCode = {
  connectionId: string;
  practice: string;
  emr: string;
  /** The lab's code; the practice's own where the code map has none. */
  code: string;
  emrCode: string;
  reason: CodeReason;
  orders: number;
  held: number;
  substituted: number;
  passed: number;
  lastAt: string;
  replacement: string | null;
  /** The newest update of this EMR that says something of the code. */
  syncId: string | null;
  release: string | null;
  syncState: SyncState | null;
  /** Whether it is said anywhere how this EMR is told. */
  hasProfile: boolean;
};

/** `outcome`: only codes of which an order was held, replaced or passed. `connectionId`: only its own. */
export type OldCodeFilter = {
  days: number;
  reason: CodeReason | "all";
  outcome: "held" | "substituted" | "passed" | null;
  search: string;
  connectionId?: string;
  limit: number;
  offset: number;
};

/** One round: what was ordered, by whom, how often, what became of it, and what the EMR was told. The latest comes first. */
export async function oldCodes(filter: OldCodeFilter): Promise<(OldCode & { total: number })[]> {
  return (await database().execute(oldCodesQuery(filter))) as unknown as (OldCode & { total: number })[];
}

/** The statement of {@link oldCodes}, so that how it is carried out can be looked at. */
export function oldCodesQuery({ days, reason, outcome, search, connectionId, limit, offset }: OldCodeFilter): SQL {
  const like = `%${search}%`;
  return sql`
    with counted as (
      select g.connection_id, coalesce(g.lab_code, g.emr_code) as code, max(g.emr_code) as emr_code,
        (array_agg(g.reason order by g.received_at desc))[1] as reason,
        count(distinct g.message_id)::int as orders,
        count(distinct g.message_id) filter (where g.outcome = 'held')::int as held,
        count(distinct g.message_id) filter (where g.outcome = 'substituted')::int as substituted,
        count(distinct g.message_id) filter (where g.outcome = 'passed')::int as passed,
        max(g.received_at) as last_at
      from guarded_tests g
      where g.received_at > now() - make_interval(days => ${days}::int) and g.test_run_id is null
        ${reason === "all" ? sql`` : sql`and g.reason = ${reason}`}
        ${connectionId === undefined ? sql`` : sql`and g.connection_id = ${connectionId}`}
      group by 1, 2
      ${outcome === null ? sql`` : sql`having count(*) filter (where g.outcome = ${outcome}) > 0`}),
    listed as (
      select k.*, p.name as practice, c.emr_name as emr, (count(*) over ())::int as total
      from counted k join connections c on c.id = k.connection_id join practices p on p.id = c.practice_id
      where ${search === "" ? sql`true` : sql`(p.name ilike ${like} or k.code ilike ${like} or k.emr_code ilike ${like})`}
      order by k.last_at desc, k.connection_id, k.code limit ${limit} offset ${offset})
    select l.connection_id as "connectionId", l.practice, l.emr, l.code, l.emr_code as "emrCode", l.reason, l.orders,
      l.held, l.substituted, l.passed, l.last_at as "lastAt", l.total,
      coalesce(t.replacement_code, n.replacement_code) as replacement,
      s.id as "syncId", s.release, s.state as "syncState", f.connection_id is not null as "hasProfile"
    from listed l
    left join tests t on t.code = l.code left join panels n on n.code = l.code
    left join sync_profiles f on f.connection_id = l.connection_id
    left join lateral (
      select one.id, one.state, r.name as release
      from syncs one join compendium_releases r on r.number = one.release
      where one.connection_id = l.connection_id and one.state <> 'replaced'
        and jsonb_path_exists(one.changes, '$.*.*[*] ? (@ == $code)', jsonb_build_object('code', l.code))
      order by one.release desc, one.created_at desc limit 1) as s on true
    order by l.last_at desc, l.connection_id, l.code`;
}
