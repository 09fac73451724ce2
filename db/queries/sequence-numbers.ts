import { sql } from "drizzle-orm";
import { database } from "../client";
import type { LedgerFinding } from "../schema";

/**
 * What the sequence numbers (MSH-13, HL7 chapter 2: incremented by one for each message) of a day's messages show, by the
 * connection of the message after which it was seen. Numbers count for each sender at each far end: a laboratory's system
 * numbers what it sends to all. A number of 0 or 1 starts anew. The day before and the day after are looked at for the
 * messages at its edges, and for what came late. A sender that leaves the field empty is not counted.
 */
export async function numberFindings(
  day: string,
  timeZone: string,
): Promise<{ connectionId: string; finding: LedgerFinding }[]> {
  const start = sql`(${day}::date::timestamp at time zone ${timeZone})`;
  const end = sql`((${day}::date + 1)::timestamp at time zone ${timeZone})`;
  // The header as text whatever its characters: what is not ASCII is written as octal digits and holds no separator.
  const header = sql`split_part(translate(encode(substr(m.raw, 1, 1000), 'escape'), E'\n', E'\r'), E'\r', 1)`;
  const field = (n: number) => sql`split_part(h.header, substr(h.header, 4, 1), ${n}::int)`;
  const rows = await database().execute(sql`
    with headers as (
      select m.id, coalesce(m.connection_id, 'unrouted') as connection_id, m.received_at, m.sequence as arrived,
        coalesce(e.reach ->> 'account', (e.reach ->> 'host') || ':' || (e.reach ->> 'port'), e.reach ->> 'url',
          e.reach ->> 'pullUrl', m.source_endpoint_id) as place,
        ${header} as header
      from messages m left join endpoints e on e.id = m.source_endpoint_id
      where m.received_at >= ${start} - interval '1 day' and m.received_at < ${end} + interval '1 day'
        and m.state <> 'duplicate' and m.replay_of is null and substr(m.raw, 1, 3) = 'MSH'::bytea and length(m.raw) > 8),
    numbered as (
      select h.id, h.connection_id, h.received_at, h.arrived, ${field(13)}::bigint as number,
        row(h.place, ${field(3)}, ${field(4)}) as stream
      from headers h where ${field(13)} ~ '^[0-9]{1,15}$'),
    runs as (
      select *, count(*) filter (where number <= 1) over (partition by stream order by arrived) as run from numbered),
    steps as (
      select *, lag(number) over run_order as before, lag(id) over run_order as before_id
      from runs window run_order as (partition by stream, run order by number, arrived))
    select connection_id as "connectionId", id, number::text, before::text, before_id as "beforeId"
    from steps where received_at >= ${start} and received_at < ${end} and (number > before + 1 or number = before)
    order by arrived`);
  return (rows as unknown as Step[]).map(({ connectionId, id, number, before, beforeId }) => {
    const first = BigInt(before) + 1n;
    const last = BigInt(number) - 1n;
    if (number === before) {
      return { connectionId, finding: { kind: "repeat", id, detail: `${number}, the number of ${beforeId}` } };
    }
    const missing = first === last ? `${first} is missing` : `${first} to ${last} are missing`;
    const detail = `${missing} between ${beforeId} (${before}) and this one (${number})`;
    return { connectionId, finding: { kind: "gap", id, detail } };
  });
}

type Step = { connectionId: string; id: string; number: string; before: string; beforeId: string };
