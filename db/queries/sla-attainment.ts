import { sql } from "drizzle-orm";
import { database } from "../client";

/** How many requests were decided, how many of them in time, and the median time from submitted to decided, in hours. */
export type Attainment = { decided: number; inTime: number; medianHours: number | null };
/** `week` is the Monday, `YYYY-MM-DD`, in the lab's time zone. Weeks without a decision are there, with zeros. */
export type WeekAttainment = Attainment & { week: string };
export type OwnerAttainment = Attainment & { owner: string };

const figures = sql`count(r.id)::int as decided,
  (count(r.id) filter (where r.sla_breached_at is null))::int as "inTime",
  (percentile_cont(0.5) within group (order by extract(epoch from r.decided_at - r.submitted_at)) / 3600)::float8 as "medianHours"`;

/** Attainment of the last twelve weeks, this one included: by week, oldest first, and by who decided. */
export async function slaAttainment(timeZone: string): Promise<{ weeks: WeekAttainment[]; owners: OwnerAttainment[] }> {
  const first = sql`date_trunc('week', now() at time zone ${timeZone}) - interval '11 weeks'`;
  const since = sql`(${first}) at time zone ${timeZone}`;
  const [weeks, owners] = await Promise.all([
    database().execute(sql`
      select to_char(week, 'YYYY-MM-DD') as week, ${figures}
      from generate_series(${first}, ${first} + interval '11 weeks', interval '1 week') as week
      left join connection_requests r on r.decided_at >= ${since}
        and date_trunc('week', r.decided_at at time zone ${timeZone}) = week
      group by week order by week`),
    database().execute(sql`
      select coalesce(u.name, 'Nobody on record') as owner, ${figures}
      from connection_requests r left join users u on u.id = r.decided_by
      where r.decided_at >= ${since}
      group by 1 order by decided desc, owner limit 50`),
  ]);
  return { weeks: weeks as unknown as WeekAttainment[], owners: owners as unknown as OwnerAttainment[] };
}
