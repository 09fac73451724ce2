import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { database } from "~/db/client";
import { dueMessages } from "~/db/queries/due-messages";
import { withTransaction } from "~/db/transaction";
import { useDatabase } from "../support/database";

useDatabase();

const lane = { direction: "result" as const, testRunId: null, live: true, limit: 20, bytes: 1_000_000 };

/** Queued results of a connection: `orders` orders, each with as many results. */
const queue = (connectionId: string, orders: number, each: number) =>
  withTransaction((tx) =>
    tx.db.execute(sql`
      insert into messages (id, received_at, connection_id, direction, source_endpoint_id, ordinal, order_key, title, raw,
        outbound, outbound_name, outbound_sha256, content_sha256, state, next_attempt_at)
      select ${connectionId} || '-' || o || '-' || n, now(), ${connectionId}, 'result', 'end_test', 1, 'key' || o, 'Result', 'x'::bytea,
        'x'::bytea, 'name' || o || '-' || n, 'hash', 'hash', 'queued', now()
      from generate_series(1, ${each}::int) n, generate_series(1, ${orders}::int) o`),
  );

test("of each order the oldest is due, and none behind one that stopped", async () => {
  await queue("con_keys", 3, 2);
  await withTransaction((tx) => tx.db.execute(sql`update messages set state = 'dead' where id = 'con_keys-2-1'`));
  const due = await dueMessages(database(), { ...lane, connectionId: "con_keys" });
  expect(due.map(({ outboundName }) => outboundName)).toEqual(["name1-1", "name3-1"]);
});

/** A month's partition is new on its first day: the planner has no numbers of it until the next vacuum. */
test("of a long queue no more is looked at than is taken, whether the table has statistics or not", async () => {
  const fetched = async (connectionId: string) =>
    withTransaction(async ({ db }) => {
      const due = await dueMessages(db, { ...lane, connectionId });
      expect(due).toHaveLength(lane.limit);
      const [row] = await db.execute(
        sql`select sum(idx_tup_fetch + seq_tup_read)::int as rows from pg_stat_xact_user_tables where relname like 'messages%'`,
      );
      return Number(row?.rows);
    });
  await queue("con_long", 3_000, 1);
  expect(await fetched("con_long")).toBeLessThan(5 * lane.limit);
  await database().execute(sql`analyze messages`);
  expect(await fetched("con_long")).toBeLessThan(5 * lane.limit);
});
