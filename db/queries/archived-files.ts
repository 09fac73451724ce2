import { sql } from "drizzle-orm";
import { database } from "../client";

/** A file by its path below the archive folder, and the size it had; -1 where its server did not tell. */
export type ArchivedFile = { name: string; size: number };

const mostFiles = 20_000;

/** The files of an endpoint that we moved into its archive on one day, the latest first. */
export async function archivedFiles(endpointId: string, day: string, timeZone: string): Promise<ArchivedFile[]> {
  const rows = await database().execute(sql`
    select archive_name as name, size::float8 as size from inbound_files
    where endpoint_id = ${endpointId} and archive_name is not null
      and disposed_at >= (${day}::date::timestamp at time zone ${timeZone})
      and disposed_at < ((${day}::date + 1)::timestamp at time zone ${timeZone})
      and seen_at < ((${day}::date + 1)::timestamp at time zone ${timeZone})
    order by disposed_at desc limit ${mostFiles}`);
  return rows as unknown as ArchivedFile[];
}

/** The days whose archive is to be looked at: today about every hour, yesterday once it was over. In the lab's zone. */
export async function daysToCompare(endpointId: string): Promise<{ day: string; timeZone: string }[]> {
  const rows = await database().execute(sql`
    with lab as (
      select coalesce((select value::jsonb -> 'calendar' ->> 'timeZone' from settings where key = 'lab'), 'UTC') as zone),
    days as (
      select zone, (now() at time zone zone)::date as day from lab
      union all select zone, (now() at time zone zone)::date - 1 from lab)
    select d.day::text as day, d.zone as "timeZone" from days d
    where not exists (
      select from archive_checks a where a.endpoint_id = ${endpointId} and a.day = d.day
        and a.checked_at >= least(now() - interval '1 hour', (d.day + 1)::timestamp at time zone d.zone))
    order by d.day`);
  return rows as unknown as { day: string; timeZone: string }[];
}
