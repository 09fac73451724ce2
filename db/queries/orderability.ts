import { sql } from "drizzle-orm";
import { database } from "../client";

/** A column of the picture: a connection over which orders flow. `failing`: codes of its menu that failed their proof. */
export type ProvenConnection = {
  id: string;
  practice: string;
  emr: string;
  version: number;
  failing: number;
};
/** A row: a code on at least one of these menus. */
export type ProvenCode = { code: string; name: string; kind: "test" | "panel" };
/** What is known of an offered code; `provenVersion` is null where nothing is. */
export type ProvenCell = {
  connectionId: string;
  code: string;
  ok: boolean | null;
  reason: string | null;
  provenVersion: number | null;
  provenRevision: number | null;
  version: number;
  itemRevision: number;
};

/** Connections with a menu, those with failing codes first. */
export async function provenConnections(limit: number, offset: number) {
  const rows = await database().execute(sql`
    select c.id, p.name as practice, c.emr_name as emr, c.configuration_version as version,
      (select count(*)::int from code_standings s where s.connection_id = c.id
        and s.configuration_version = c.configuration_version and not s.ok
        and (s.code = any(c.offered_tests) or s.code = any(c.offered_panels))) as failing,
      (count(*) over ())::int as total
    from connections c join practices p on p.id = c.practice_id
    where c.mode = 'bidirectional' and c.configuration_version is not null
      and c.state in ('provisioning', 'testing', 'ready', 'live', 'paused')
    order by failing desc, p.name, c.emr_name, c.id limit ${limit} offset ${offset}`);
  return rows as unknown as (ProvenConnection & { total: number })[];
}

type CodeFilter = { search: string; failingOnly: boolean; limit: number; offset: number };

/** Codes on the menus of these connections, by code; what has ended is on no menu. */
export async function provenCodes(ids: readonly string[], { search, failingOnly, limit, offset }: CodeFilter) {
  const rows = await database().execute(sql`
    with menu as (
      select distinct offered.code from connections c, unnest(c.offered_tests || c.offered_panels) as offered(code)
      where c.id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
        ${
          failingOnly
            ? sql`and exists (select from code_standings s where s.code = offered.code and s.connection_id = c.id
                and s.configuration_version = c.configuration_version and not s.ok)`
            : sql``
        })
    select m.code, coalesce(t.name, p.name, 'Not in the compendium') as name,
      case when p.code is null then 'test' else 'panel' end as kind, (count(*) over ())::int as total
    from menu m left join tests t on t.code = m.code left join panels p on p.code = m.code
    where coalesce(t.status, p.status, 'active') <> 'discontinued'
      and (m.code ilike ${`%${search}%`} or coalesce(t.name, p.name) ilike ${`%${search}%`})
    order by m.code collate "C" limit ${limit} offset ${offset}`);
  return rows as unknown as (ProvenCode & { total: number })[];
}

/** What the newest proof of each of these codes over each of these connections said; one of what is in force goes before. */
export async function provenCells(ids: readonly string[], codes: readonly string[]): Promise<ProvenCell[]> {
  const rows = await database().execute(sql`
    select c.id as "connectionId", offered.code, c.configuration_version as version, s.ok, s.reason,
      s.configuration_version as "provenVersion", s.revision as "provenRevision",
      coalesce(t.revision, p.revision, 0) as "itemRevision"
    from connections c
    cross join lateral (
      select wanted.code from jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb) as wanted(code)
      where wanted.code = any(c.offered_tests) or wanted.code = any(c.offered_panels)) as offered
    left join tests t on t.code = offered.code left join panels p on p.code = offered.code
    left join lateral (
      select * from code_standings one where one.code = offered.code and one.connection_id = c.id
      order by one.configuration_version = c.configuration_version desc, one.configuration_version desc limit 1) as s on true
    where c.id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
  return rows as unknown as ProvenCell[];
}
