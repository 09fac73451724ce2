import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newMessageId } from "~/db/ids";
import { errorCode, withTransaction } from "~/db/transaction";
import { useDatabase } from "../support/database";

useDatabase();

const month = (at: Date) => `${at.getUTCFullYear()}_${String(at.getUTCMonth() + 1).padStart(2, "0")}`;
const now = new Date();
const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
const lastMomentOfMonth = new Date(next.getTime() - 1);
const longAgo = new Date("2001-05-05T00:00:00Z");

const store = (receivedAt: Date) => {
  const id = newMessageId(receivedAt.getTime());
  return withTransaction(async (tx) => {
    await tx.db.execute(sql`
      insert into messages (id, received_at, direction, source_endpoint_id, ordinal, order_key, title, raw, content_sha256, state)
      values (${id}, ${receivedAt.toISOString()}::timestamptz, 'order', 'end_1', 1, ${id}, 'Order', 'MSH'::bytea, 'x', 'held')`);
    await tx.db.execute(sql`
      insert into hops (message_id, received_at, hop, ok, detail, at)
      values (${id}, ${receivedAt.toISOString()}::timestamptz, 'received', true, 'here', now())`);
    return id;
  });
};
const partitionOf = async (table: "messages" | "hops", id: string) => {
  const column = table === "messages" ? sql`id` : sql`message_id`;
  const [row] = await database().execute(
    sql`select tableoid::regclass::text as name from ${sql.identifier(table)} where ${column} = ${id}`,
  );
  return row?.name;
};

describe("partitions", () => {
  beforeAll(async () => {
    await database().execute(sql`select ensure_partitions(2)`);
  });

  test.each([
    ["of now", now, month(now)],
    ["of the last moment of the month", lastMomentOfMonth, month(now)],
    ["of the first moment of the next", next, month(next)],
    ["of a time nobody prepared for", longAgo, "default"],
  ])("rows %s lie where they belong", async (_name, at, expected) => {
    const id = await store(at);
    expect(await partitionOf("messages", id)).toBe(`messages_${expected}`);
    expect(await partitionOf("hops", id)).toBe(`hops_${expected}`);
  });

  test("making them again makes none", async () => {
    const [row] = await database().execute(sql`select ensure_partitions(2) as made`);
    expect(row?.made).toBe(0);
  });

  test("two processes that make them at once do not fail", async () => {
    const make = () => database().execute(sql`select ensure_partitions(4)`);
    await Promise.all([make(), make()]);
    const [row] = await database().execute(sql`select ensure_partitions(4) as made`);
    expect(row?.made).toBe(0);
  });

  test("the bytes a message came with cannot change", async () => {
    const id = await store(new Date());
    for (const change of [sql`raw = 'other'::bytea`, sql`content_sha256 = 'y'`]) {
      const refused = await withTransaction(async (tx) => {
        await tx.db.execute(sql`update messages set ${change} where id = ${id}`);
      }).catch((error: unknown) => error);
      expect(errorCode(refused)).toBe("42501");
    }
  });
});
