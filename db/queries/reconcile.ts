import { sql } from "drizzle-orm";
import { database } from "../client";

/**
 * Where every message is: each received one is in exactly one of the other columns, or something was lost.
 * `remainder` counts messages in no known state and files whose messages are not all there; it must be 0.
 */
export type Reconciliation = {
  id: string;
  received: number;
  delivered: number;
  waiting: number;
  held: number;
  dead: number;
  duplicate: number;
  discarded: number;
  remainder: number;
};

/** One row per connection (messages without one stand under `unrouted`), over messages received in [from, to). */
export async function reconcile(
  range: { from?: Date; to?: Date; connectionId?: string } = {},
): Promise<Reconciliation[]> {
  const from = (range.from ?? new Date(0)).toISOString();
  const to = (range.to ?? new Date(Date.now() + 86_400_000)).toISOString();
  const rows = await database().execute(sql`
    with counted as (
      select coalesce(connection_id, 'unrouted') as id, count(*)::int as received,
        count(*) filter (where state = 'delivered')::int as delivered,
        count(*) filter (where state in ('queued', 'sending'))::int as waiting,
        count(*) filter (where state = 'held')::int as held,
        count(*) filter (where state = 'dead')::int as dead,
        count(*) filter (where state = 'duplicate')::int as duplicate,
        count(*) filter (where state = 'discarded')::int as discarded
      from messages where received_at >= ${from}::timestamptz and received_at < ${to}::timestamptz group by 1),
    short as (
      select coalesce(min(m.connection_id), 'unrouted') as id, greatest(0, max(f.message_count) - count(m.id))::int as missing
      from inbound_files f left join messages m on m.file_id = f.id
      where f.state in ('stored', 'disposed', 'undisposed')
        and f.stored_at >= ${from}::timestamptz and f.stored_at < ${to}::timestamptz
      group by f.id having count(m.id) <> max(f.message_count))
    select coalesce(c.id, s.id) as id, coalesce(c.received, 0) as received, coalesce(delivered, 0) as delivered,
      coalesce(waiting, 0) as waiting, coalesce(held, 0) as held, coalesce(dead, 0) as dead,
      coalesce(duplicate, 0) as duplicate, coalesce(discarded, 0) as discarded,
      (coalesce(received - delivered - waiting - held - dead - duplicate - discarded, 0) + coalesce(s.missing, 0))::int as remainder
    from counted c full join (select id, sum(missing)::int as missing from short group by id) s on s.id = c.id
    order by 1`);
  const all = rows as unknown as Reconciliation[];
  return range.connectionId ? all.filter((row) => row.id === range.connectionId) : all;
}
