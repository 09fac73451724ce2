import { type SQL, sql } from "drizzle-orm";
import { database } from "../client";
import { type FindingKind, type LedgerFinding, messageStates } from "../schema";
import { numberFindings } from "./sequence-numbers";

/** A day as `2026-11-21`, in a time zone by its IANA name. */
export type DayRange = { from: string; to: string; timeZone: string };

/** Where the messages are that a connection received in one direction on one day; `received` is the sum of the others. */
export type LedgerLine = {
  day: string;
  /** A connection's id, or `unrouted`. */
  connectionId: string;
  direction: "order" | "result";
  received: number;
  delivered: number;
  waiting: number;
  held: number;
  dead: number;
  duplicate: number;
  discarded: number;
  /** What is in none of these, and files with fewer messages than they held; it must be 0. */
  remainder: number;
};

const startOf = (day: string, { timeZone }: { timeZone: string }) =>
  sql`(${day}::date::timestamp at time zone ${timeZone})`;
const endOf = (day: string, { timeZone }: { timeZone: string }) =>
  sql`((${day}::date + 1)::timestamp at time zone ${timeZone})`;
const within = (column: SQL, range: DayRange) =>
  sql`${column} >= ${startOf(range.from, range)} and ${column} < ${endOf(range.to, range)}`;
const dayOf = (column: SQL, { timeZone }: DayRange) => sql`to_char(${column} at time zone ${timeZone}, 'YYYY-MM-DD')`;

/** The ledger of a range of days, newest day first; both ends belong to it. */
export async function ledgerLines(range: DayRange & { connectionId?: string }): Promise<LedgerLine[]> {
  const connection = sql`coalesce(connection_id, 'unrouted')`;
  const rows = await database().execute(sql`
    with counted as (
      select ${dayOf(sql`received_at`, range)} as day, ${connection} as "connectionId", direction,
        count(*)::int as received,
        count(*) filter (where state = 'delivered')::int as delivered,
        count(*) filter (where state in ('queued', 'sending'))::int as waiting,
        count(*) filter (where state = 'held')::int as held,
        count(*) filter (where state = 'dead')::int as dead,
        count(*) filter (where state = 'duplicate')::int as duplicate,
        count(*) filter (where state = 'discarded')::int as discarded
      from messages where ${within(sql`received_at`, range)}
        ${range.connectionId ? sql`and ${connection} = ${range.connectionId}` : sql``}
      group by 1, 2, 3),
    short as (
      select ${dayOf(sql`f.stored_at`, range)} as day, coalesce(min(m.connection_id), 'unrouted') as "connectionId",
        coalesce(min(m.direction), 'order') as direction, greatest(0, max(f.message_count) - count(m.id))::int as missing
      from inbound_files f left join messages m on m.file_id = f.id
      where f.state in ('stored', 'disposed', 'undisposed') and ${within(sql`f.stored_at`, range)}
      group by f.id, 1 having count(m.id) <> max(f.message_count))
    select coalesce(c.day, s.day) as day, coalesce(c."connectionId", s."connectionId") as "connectionId",
      coalesce(c.direction, s.direction) as direction, coalesce(received, 0) as received,
      coalesce(delivered, 0) as delivered, coalesce(waiting, 0) as waiting, coalesce(held, 0) as held,
      coalesce(dead, 0) as dead, coalesce(duplicate, 0) as duplicate, coalesce(discarded, 0) as discarded,
      (coalesce(received - delivered - waiting - held - dead - duplicate - discarded, 0) + coalesce(s.missing, 0))::int
        as remainder
    from counted c full join (
      select day, "connectionId", direction, sum(missing)::int as missing from short group by 1, 2, 3) s
      on s.day = c.day and s."connectionId" = c."connectionId" and s.direction = c.direction
    order by 1 desc, 2, 3`);
  const lines = rows as unknown as LedgerLine[];
  return range.connectionId ? lines.filter((line) => line.connectionId === range.connectionId) : lines;
}

/** What became of the files an endpoint showed on one day; `seen` is the sum of the others. */
export type FileLine = {
  day: string;
  endpointId: string;
  endpoint: string;
  seen: number;
  /** Taken in, and moved away or deleted at the source as agreed. */
  taken: number;
  /** Taken in; the source did not let it be moved away, or that is still to come. */
  left: number;
  setAside: number;
  /** Found, and not read whole so far. */
  waiting: number;
  /** Archived that day by our record, and how many of them the archive showed; null while nobody looked. */
  archived: number | null;
  present: number | null;
  /** Gone before it was read: another reader has it, or its sender took it back. */
  elsewhere: number;
};

/** The files of a range of days by endpoint, newest day first. */
export async function fileLines(range: DayRange): Promise<FileLine[]> {
  const rows = await database().execute(sql`
    select ${dayOf(sql`f.seen_at`, range)} as day, f.endpoint_id as "endpointId", coalesce(e.name, f.endpoint_id) as endpoint,
      count(*)::int as seen,
      count(*) filter (where f.state = 'disposed')::int as taken,
      count(*) filter (where f.state in ('stored', 'undisposed'))::int as left,
      count(*) filter (where f.state = 'quarantined')::int as "setAside",
      count(*) filter (where f.state = 'claimed')::int as waiting,
      count(*) filter (where f.state = 'elsewhere')::int as elsewhere,
      max(a.recorded) as archived, max(a.present) as present
    from inbound_files f left join endpoints e on e.id = f.endpoint_id
    left join archive_checks a on a.endpoint_id = f.endpoint_id and a.day = (f.seen_at at time zone ${range.timeZone})::date
    where ${within(sql`f.seen_at`, range)}
    group by 1, 2, 3 order by 1 desc, 3`);
  return rows as unknown as FileLine[];
}

/** One connection's day against the record. */
export type DayCheck = {
  connectionId: string;
  messages: number;
  recordedHash: string;
  keptHash: string;
  findings: LedgerFinding[];
  /** How many there are; `findings` holds the first hundred. */
  found: number;
};

const mostFindings = 100;

/**
 * Compares every message of a day, byte by byte through its hash, with what the audit trail recorded when it was
 * received and delivered: nothing may be missing, added or altered on either side. A copy that a person edited was not
 * received; its making is on record instead.
 */
export async function checkDay(day: string, timeZone: string): Promise<DayCheck[]> {
  const range = { from: day, to: day, timeZone };
  const known = sql.join(
    messageStates.map((state) => sql`${state}`),
    sql`, `,
  );
  // The sum of many hashes is the same in any order; sixty bits of each are summed.
  const summed = (hash: SQL) =>
    sql`to_hex((coalesce(sum(('x' || substr(${hash}, 1, 15))::bit(60)::bigint), 0) % 1152921504606846976)::bigint)`;
  const rows = await database().execute(sql`
    with received as (
      select m.id, coalesce(m.connection_id, 'unrouted') as connection_id, m.state, m.file_id,
        encode(sha256(m.raw), 'hex') as kept, a.object_id is not null as recorded, a.meta::jsonb ->> 'sha256' as hash,
        m.outbound is not null and encode(sha256(m.outbound), 'hex') <> m.outbound_sha256 as resent
      from messages m
      left join audit_events a on a.object_id = m.id and a.action in ('message.received', 'message.edited')
      where ${within(sql`m.received_at`, range)}),
    found as (
      select connection_id, 'unrecorded' as kind, id from received where not recorded
      union all select connection_id, 'altered', id from received where resent or (hash is not null and hash <> kept)
      union all select connection_id, 'stateless', id from received where state not in (${known})
      union all select connection_id, 'untold', id from received r where state = 'delivered' and not exists (
        select from audit_events a where a.object_id = r.id and a.action = 'message.delivered')
      union all select case when a.chain like 'con\\_%' then a.chain else 'unrouted' end, 'missing', a.object_id
        from audit_events a where a.action = 'message.received' and ${within(sql`a.at`, range)}
          and not exists (select from messages m where m.id = a.object_id)
      union all select coalesce(min(m.connection_id), 'unrouted'), 'short', f.id
        from inbound_files f left join messages m on m.file_id = f.id
        where f.state in ('stored', 'disposed', 'undisposed') and ${within(sql`f.stored_at`, range)}
        group by f.id having count(m.id) <> max(f.message_count)),
    totals as (
      select connection_id, count(*)::int as messages, ${summed(sql`coalesce(hash, kept)`)} as recorded, ${summed(sql`kept`)} as kept
      from received group by 1),
    listed as (
      select connection_id, count(*)::int as found,
        json_agg(json_build_object('kind', kind, 'id', id) order by kind, id) as findings
      from found group by 1)
    select coalesce(t.connection_id, l.connection_id) as "connectionId", coalesce(t.messages, 0) as messages,
      coalesce(t.recorded, '0') as "recordedHash", coalesce(t.kept, '0') as "keptHash", coalesce(l.findings, '[]') as findings,
      coalesce(l.found, 0) as found
    from totals t full join listed l on l.connection_id = t.connection_id
    order by 1`);
  const numbers = await numberFindings(day, timeZone);
  return (rows as unknown as DayCheck[]).map((row) => {
    const counted = numbers.filter(({ connectionId }) => connectionId === row.connectionId);
    const findings = [...row.findings, ...counted.map(({ finding }) => finding)].slice(0, mostFindings);
    return { ...row, findings, found: row.found + counted.length };
  });
}

/** What a finding is, in a few words behind its id. */
export const findingText = ({ kind, detail }: LedgerFinding): string =>
  detail === undefined ? findingWords[kind] : `${findingWords[kind]}: ${detail}`;

/** Whether it is about what the sender numbered, not about what we keep. */
export const isNumbering = ({ kind }: LedgerFinding): boolean => kind === "gap" || kind === "repeat";

const findingWords: Record<FindingKind, string> = {
  missing: "was received and is not stored any more",
  unrecorded: "is stored, and its receipt is not on record",
  altered: "has other bytes than were recorded",
  untold: "counts as delivered, and its delivery is not on record",
  short: "held more messages than are stored",
  stateless: "is in no known state",
  gap: "comes after numbers of its sender that never came",
  repeat: "has a number its sender used before",
};
