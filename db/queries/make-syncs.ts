import { sql } from "drizzle-orm";
import type { Writer } from "../transaction";

/** Connections whose EMR is told of the compendium and was not told of a release, locked until the commit. */
export async function dueForSync(db: Pick<Writer, "execute">, release: number, only?: string): Promise<string[]> {
  const rows = await db.execute(sql`
    select c.id from sync_profiles p join connections c on c.id = p.connection_id
    where c.state in ('provisioning', 'testing', 'ready', 'live', 'paused')
      and coalesce(p.told_release, 0) < ${release}::int
      ${only === undefined ? sql`` : sql`and c.id = ${only}`}
    order by c.id for update of p`);
  return rows.map((row) => String(row.id));
}

/**
 * Makes the syncs of these connections up to a release: what has changed among the codes offered to each since it was told
 * last, what is offered and was not told, and what was told and is not offered any more. The first one of a connection
 * brings all it is offered, and so does each of one that takes nothing but whole files. Where nothing has changed there is
 * none. Two statements however many connections there are.
 * @param ids of the syncs, by connection
 * @returns the connections that got one
 */
export async function makeSyncs(
  db: Pick<Writer, "execute">,
  { release, today, ids }: { release: number; today: string; ids: ReadonlyMap<string, string> },
): Promise<string[]> {
  const due = JSON.stringify([...ids].map(([connection, sync]) => ({ connection, sync })));
  const made = await db.execute(sql`
    with due as materialized (
      select c.id, one.sync, c.offered_tests, c.offered_panels, coalesce(p.told_release, 0) as told_release, p.told_tests,
        p.told_panels, p.format, p.way, p.whole or p.told_release is null as whole, p.due_days
      from jsonb_to_recordset(${due}::jsonb) as one(connection text, sync text)
      join connections c on c.id = one.connection join sync_profiles p on p.connection_id = c.id
    ),
    offered as (
      select id, 'test' as kind, unnest(offered_tests) as code from due
      union all select id, 'panel', unnest(offered_panels) from due
    ),
    told as (
      select id, 'test' as kind, unnest(told_tests) as code from due
      union all select id, 'panel', unnest(told_panels) from due
    ),
    standing as materialized (
      select distinct on (kind, code) kind, code, release, after->>'status' as status, action
      from compendium_release_changes where release <= ${release}::int order by kind, code, release desc
    ),
    compared as (
      select id, kind, code, s.release > d.told_release as touched,
        case when o.here is null or s.status = 'discontinued' or (t.here and s.action = 'discontinue') then 'remove'
          when t.here and not d.whole then 'update' else 'add' end as action,
        coalesce(t.here, false) as was_told, coalesce(o.here, false) as is_offered, d.whole
      from (select *, true as here from offered) o
      full join (select *, true as here from told) t using (id, kind, code)
      join due d using (id) join standing s using (kind, code)
    ),
    changes as (
      select *, touched or was_told <> is_offered as changed from compared
      -- What is over is not brought to an EMR that never had it.
      where was_told or action <> 'remove'
    ),
    gathered as (
      select id, count(*)::int as n, jsonb_agg(jsonb_build_object('kind', kind, 'code', code, 'action', action)
        order by kind desc, code collate "C") as changes
      from changes where changed or whole group by id having bool_or(changed)
    )
    insert into syncs (id, connection_id, release, whole, format, way, state, changes, change_count, due_on)
    select d.sync, id, ${release}::int, d.whole, d.format, d.way, 'pending', g.changes, g.n,
      ${today}::date + d.due_days
    from gathered g join due d using (id)
    on conflict (connection_id, release) where not whole do nothing
    returning connection_id`);
  await db.execute(sql`
    update sync_profiles p set told_release = ${release}::int, told_tests = c.offered_tests, told_panels = c.offered_panels
    from connections c where c.id = p.connection_id
      and p.connection_id in (select connection from jsonb_to_recordset(${due}::jsonb) as one(connection text))`);
  return made.map((row) => String(row.connection_id));
}
