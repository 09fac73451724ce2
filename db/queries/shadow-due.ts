import { sql } from "drizzle-orm";
import { database } from "../client";
import type { Direction } from "../schema/messages";

/** Live connections that have a candidate. */
export async function shadowedConnections(): Promise<string[]> {
  const rows = await database().execute(
    sql`select id from connections where candidate_version is not null and state = 'live' order by id`,
  );
  return rows.map((row) => String((row as { id: string }).id));
}

/** A message as its shadow needs it. */
export type ShadowMessage = {
  id: string;
  receivedAt: Date;
  direction: Direction;
  sourceEndpointId: string;
  placerOrderNumber: string | null;
  raw: Buffer;
};

/**
 * Real messages of a connection that were not compared with a candidate yet. `since`: those that came in since the candidate
 * was saved. `newest`: of that many newest ones, whenever they came. Oldest first, `limit` at once. Tests and repetitions are left out.
 */
export async function shadowDue(
  { connectionId, version }: { connectionId: string; version: number },
  which: { since: Date; limit: number } | { newest: number; limit: number },
): Promise<ShadowMessage[]> {
  const real = sql`m.connection_id = ${connectionId} and m.test_run_id is null and m.state <> 'duplicate'
    and m.reason_code is distinct from 'test-message'`;
  const open = sql`not exists (select 1 from shadow_outcomes o where o.connection_id = ${connectionId}
    and o.candidate_version = ${version} and o.message_id = m.id)`;
  const chosen =
    "since" in which
      ? sql`select m.* from messages m where ${real} and m.received_at >= ${which.since.toISOString()} and ${open}
          order by m.received_at limit ${which.limit}`
      : sql`select m.* from (select m.* from messages m where ${real} order by m.received_at desc limit ${which.newest}) m
          where ${open} order by m.received_at limit ${which.limit}`;
  const rows = await database().execute(sql`
    select id, received_at as "receivedAt", direction, source_endpoint_id as "sourceEndpointId",
      placer_order_number as "placerOrderNumber", raw from (${chosen}) m`);
  return (rows as unknown as (Omit<ShadowMessage, "receivedAt"> & { receivedAt: string | Date })[]).map((row) => ({
    ...row,
    receivedAt: new Date(row.receivedAt),
  }));
}
