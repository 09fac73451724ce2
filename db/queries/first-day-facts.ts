import { sql } from "drizzle-orm";
import { database } from "../client";

/** What is on record of a connection since it went live; test runs are not counted. Times are ISO 8601, null until it happened. */
export type FirstDayFacts = {
  firstOrder: string | null;
  orderDelivered: string | null;
  resultDelivered: string | null;
  sourceTold: string | null;
  /** The newest message of any kind. */
  lastSeen: string | null;
  /** Messages that are held or could not be delivered. */
  stopped: number;
  /** Since when the oldest message waits that is still to be delivered. */
  oldestWaiting: string | null;
  /** When the first of the alert contacts got the mail about the go-live. */
  contactReached: string | null;
};

/** @param contacts addresses of those who are told when something stops */
export async function firstDayFacts(
  connectionId: string,
  liveAt: Date,
  contacts: readonly string[],
): Promise<FirstDayFacts> {
  const since = liveAt.toISOString();
  const [row] = await database().execute(sql`
    select min(m.received_at) filter (where m.direction = 'order') as "firstOrder",
      min(m.delivered_at) filter (where m.direction = 'order') as "orderDelivered",
      min(m.delivered_at) filter (where m.direction = 'result') as "resultDelivered",
      max(m.received_at) as "lastSeen",
      (count(*) filter (where m.state in ('held', 'dead')))::int as stopped,
      min(m.received_at) filter (where m.state in ('queued', 'sending')) as "oldestWaiting",
      (select min(h.at) from hops h join messages s on s.id = h.message_id and s.received_at = h.received_at
        where s.connection_id = ${connectionId} and s.received_at >= ${since}::timestamptz and s.test_run_id is null
          and h.hop = 'acknowledged') as "sourceTold",
      (select min(sent_at) from mails where cause = ${`connection.goLive ${connectionId}`} and state = 'sent'
        and created_at >= ${since}::timestamptz
        and "to" in (select jsonb_array_elements_text(${JSON.stringify(contacts)}::jsonb))) as "contactReached"
    from messages m
    where m.connection_id = ${connectionId} and m.received_at >= ${since}::timestamptz and m.test_run_id is null
      and m.state <> 'duplicate'`);
  const found = row as Record<keyof FirstDayFacts, string | number | null>;
  const iso = (name: Exclude<keyof FirstDayFacts, "stopped">) =>
    found[name] === null ? null : new Date(found[name]).toISOString();
  return {
    firstOrder: iso("firstOrder"),
    orderDelivered: iso("orderDelivered"),
    resultDelivered: iso("resultDelivered"),
    sourceTold: iso("sourceTold"),
    lastSeen: iso("lastSeen"),
    stopped: Number(found.stopped),
    oldestWaiting: iso("oldestWaiting"),
    contactReached: iso("contactReached"),
  };
}
