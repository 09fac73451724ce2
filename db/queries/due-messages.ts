import { sql } from "drizzle-orm";
import { messages } from "../schema";
import type { Writer } from "../transaction";

/** What a delivery needs to know of a message; everything else stays in the table. */
export type DueMessage = {
  id: string;
  receivedAt: Date;
  /** Since when it is tried: when it came in, or when a person last let it go again. */
  since: Date;
  orderKey: string;
  outbound: Buffer;
  outboundName: string;
  /** The name it was given at its first try, folders included; null where it goes by `outboundName`. */
  dropName: string | null;
  outboundSha256: string;
  attempts: number;
  renameIntentAt: Date | null;
  deliveryEpoch: number | null;
  destinationEndpointId: string | null;
  testRunId: string | null;
};

/**
 * The messages of a delivery lane that may go now, oldest first, one of each order key: the next one of a key goes when
 * this one has arrived, and none goes past a dead or held one (a correction must not overtake the final it corrects).
 * `live` false: only the test run moves, because the connection is not live or the run has a way of its own. `apart`: the run
 * that has, and is left out. At most `bytes` in all, but at least one.
 */
export async function dueMessages(
  db: Pick<Writer, "execute">,
  lane: {
    connectionId: string;
    direction: "order" | "result";
    testRunId: string | null;
    live: boolean;
    apart?: string | undefined;
    limit: number;
    bytes: number;
  },
): Promise<DueMessage[]> {
  // For each message one look at its key, by the index of keys: `offset 0` keeps the planner from making a join of it, which
  // compares all with all while the table has no statistics yet, and `+ 0` from another index.
  const rows = await db.execute(sql`
    select m.id, m.received_at as "receivedAt",
      coalesce(m.released_at, m.received_at) as since, m.order_key as "orderKey", m.outbound, m.outbound_name as "outboundName", m.drop_name as "dropName",
      m.outbound_sha256 as "outboundSha256", m.attempts, m.rename_intent_at as "renameIntentAt",
      m.delivery_epoch as "deliveryEpoch", m.destination_endpoint_id as "destinationEndpointId", m.test_run_id as "testRunId"
    from ${messages} m
    where m.connection_id = ${lane.connectionId} and m.direction = ${lane.direction}
      and m.state in ('queued', 'sending') and m.next_attempt_at <= now()
      and (${lane.live} or m.test_run_id = ${lane.testRunId})
      ${lane.apart ? sql`and m.test_run_id is distinct from ${lane.apart}` : sql``}
      and not exists (
        select 1 from ${messages} e
        where e.connection_id = m.connection_id and e.order_key = m.order_key and e.direction = m.direction
          and e.sequence + 0 < m.sequence and e.state in ('dead', 'held', 'queued', 'sending') offset 0)
    order by m.sequence
    limit ${lane.limit}`);
  let bytes = 0;
  const fitting = rows.filter((row, i) => {
    bytes += (row as { outbound: Buffer }).outbound.length;
    return i === 0 || bytes <= lane.bytes;
  });
  return fitting.map((row) => {
    const due = row as unknown as DueMessage & {
      receivedAt: string | Date;
      since: string | Date;
      deliveryEpoch: string | null;
    };
    return {
      ...due,
      receivedAt: new Date(due.receivedAt),
      since: new Date(due.since),
      renameIntentAt: due.renameIntentAt && new Date(due.renameIntentAt),
      deliveryEpoch: due.deliveryEpoch === null ? null : Number(due.deliveryEpoch),
    };
  });
}

/** Seconds until the lane's next message is due; null when none waits. */
export async function nextDueSeconds(
  db: Pick<Writer, "execute">,
  connectionId: string,
  direction: string,
): Promise<number | null> {
  const [row] = await db.execute(sql`
    select extract(epoch from min(next_attempt_at) - now())::float8 as seconds from ${messages}
    where connection_id = ${connectionId} and direction = ${direction} and state in ('queued', 'sending')`);
  const seconds = (row as { seconds: number | null } | undefined)?.seconds;
  return seconds === null || seconds === undefined ? null : Math.max(0, seconds);
}
