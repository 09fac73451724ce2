import { eq, inArray, sql } from "drizzle-orm";
import type { PostgresJsSession } from "drizzle-orm/postgres-js";
import fc from "fast-check";
import type postgres from "postgres";
import { describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { copyRows } from "~/db/copy-rows";
import { newId, newMessageId } from "~/db/ids";
import { endStuckSessions } from "~/db/queries/end-stuck-sessions";
import { inboundFiles, messages, settings } from "~/db/schema";
import { errorCode, withTransaction } from "~/db/transaction";
import { useDatabase } from "../support/database";
import { waitFor } from "../support/wait-for";

useDatabase();

const file = (name: string) => ({
  id: newId("fil"),
  endpointId: "end_copy",
  name,
  size: 2 ** 40,
  mtime: -1,
  generation: 1,
  state: "stored" as const,
  attempts: 3,
});
/** Any text the database can hold. */
const anyText = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));

describe("copied rows", () => {
  test("come back as they were given: texts, numbers, moments, JSON, nothing", async () => {
    const rows = fc.array(
      fc.record({
        name: anyText,
        reason: fc.option(anyText),
        storedAt: fc.option(fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })),
        receipts: fc.constantFrom(null, [], [{ kind: "é\t\\" }]),
      }),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const list = given.map((one, i) => ({ ...file(`${i}/${one.name}`), ...one, name: `${i}/${one.name}` }));
        await withTransaction(async (tx) => {
          await copyRows(tx.db, inboundFiles, list as never);
        });
        const ids = list.map((one) => one.id);
        const kept = await database().select().from(inboundFiles).where(inArray(inboundFiles.id, ids));
        const byId = new Map(kept.map((row) => [row.id, row]));
        for (const one of list) expect(byId.get(one.id)).toMatchObject(one);
        await withTransaction((tx) => tx.db.delete(inboundFiles).where(inArray(inboundFiles.id, ids)));
      }),
      { numRuns: 25, seed: 5 },
    );
  });

  test("bytes and kept content are whole, also when there are megabytes of them", async () => {
    const receivedAt = new Date();
    const raw = Buffer.alloc(3_000_000, "PID|1||\u00e9\r\0\xff");
    const row = {
      id: newMessageId(receivedAt.getTime()),
      receivedAt,
      direction: "order" as const,
      sourceEndpointId: "end_copy",
      ordinal: 1,
      orderKey: "k",
      title: "Order",
      raw,
      contentSha256: "0",
      state: "held" as const,
      mapped: { patient: { name: "Fictus, Zoë" }, tests: [] },
      corrected: true,
    };
    await withTransaction((tx) => copyRows(tx.db, messages, [row]));
    const [kept] = await database().select().from(messages).where(eq(messages.id, row.id));
    expect(kept?.raw.equals(raw)).toBe(true);
    expect(kept).toMatchObject({ mapped: row.mapped, corrected: true, receivedAt, attempts: 0, outbound: null });
  });

  test("content kept before it was deflated is read as it is", async () => {
    await withTransaction(async (tx) => {
      await tx.db.execute(sql`update messages set mapped = convert_to('{"tests":[]}', 'UTF8')`);
    });
    const [kept] = await database().select({ mapped: messages.mapped }).from(messages);
    expect(kept?.mapped).toEqual({ tests: [] });
  });

  test("a text keeps the microseconds of a moment", async () => {
    const one = { ...file("micro"), storedAt: "2026-11-20T09:41:07.123456Z" };
    await withTransaction((tx) => copyRows(tx.db, inboundFiles, [one]));
    const [row] = await database().execute(
      sql`select extract(microseconds from stored_at)::int as micro from inbound_files where id = ${one.id}`,
    );
    expect(row?.micro).toBe(7_123_456);
  });
});

test("a session that stands still in the middle of a copy is ended, and its locks with it", async () => {
  const lost = withTransaction(async (tx) => {
    const { client } = tx.db._.session as PostgresJsSession<postgres.Sql, never, never>;
    await tx.db.execute(sql`lock table settings in exclusive mode`);
    const rows = await client.unsafe("copy settings from stdin").writable();
    await new Promise((_, reject) => rows.once("error", reject));
  }).catch((error: unknown) => error);
  await waitFor("the copy to be ended", async () => (await endStuckSessions(0)) === 1);
  expect(await lost).toBeInstanceOf(Error);
  await withTransaction(async (tx) => {
    await tx.db.insert(settings).values({ key: "the lock is gone", value: "1" });
  });
});

describe("what the database refuses", () => {
  test("is told by its code, and nothing of the transaction is kept", async () => {
    const twice = Array.from({ length: 5_000 }, () => file("twice"));
    const refused = await withTransaction(async (tx) => {
      await tx.db.insert(settings).values({ key: "beside a refused copy", value: "1" });
      await copyRows(tx.db, inboundFiles, twice);
    }).catch((error: unknown) => error);
    expect(errorCode(refused)).toBe("23505");
    expect(await database().select().from(settings).where(eq(settings.key, "beside a refused copy"))).toEqual([]);
    // The connection is as good as before.
    await withTransaction((tx) => copyRows(tx.db, inboundFiles, [file("after a refusal")]));
  });

  test("a text with a zero in it is refused as it is by any other statement", async () => {
    const refused = await withTransaction((tx) => copyRows(tx.db, inboundFiles, [file("a\0b")])).catch(
      (error: unknown) => error,
    );
    expect(errorCode(refused)).toBe("22021");
  });

  test("a copy outside a transaction of ours is refused", async () => {
    const refused = await database()
      .transaction((db) => copyRows(db, inboundFiles, [file("unguarded")]))
      .catch((error: unknown) => error);
    expect(errorCode(refused)).toBe("25P01");
  });
});
