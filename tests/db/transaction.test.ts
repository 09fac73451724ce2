import { eq, like, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database, listen } from "~/db/client";
import { verifyAudit } from "~/db/queries/verify-audit";
import { settings } from "~/db/schema/operations";
import { errorCode, noticeChannel, withTransaction } from "~/db/transaction";
import { useDatabase } from "../support/database";
import { waitFor } from "../support/wait-for";

const db = useDatabase();
const keysLike = async (pattern: string) =>
  (await database().select().from(settings).where(like(settings.key, pattern))).map((row) => row.key);

describe("writes", () => {
  test("a write outside a transaction is refused by the database", async () => {
    const refused = await database()
      .insert(settings)
      .values({ key: "outside", value: "1" })
      .catch((error: unknown) => error);
    expect(errorCode(refused)).toBe("25P01");
    expect(await keysLike("outside")).toEqual([]);
  });

  test("a change or a removal outside a transaction is refused as well", async () => {
    await withTransaction(async (tx) => {
      await tx.db.insert(settings).values({ key: "kept", value: "1" });
    });
    const changed = await database()
      .update(settings)
      .set({ value: "2" })
      .catch((error: unknown) => error);
    const removed = await database()
      .delete(settings)
      .catch((error: unknown) => error);
    expect([errorCode(changed), errorCode(removed)]).toEqual(["25P01", "25P01"]);
    expect(await database().select().from(settings).where(eq(settings.key, "kept"))).toMatchObject([{ value: "1" }]);
  });

  test("every table is guarded, partitions through their parent", async () => {
    const rows = await database().execute(sql`
      select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and not exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'guarded')`);
    expect(rows.map((row) => row.name)).toEqual([]);
  });

  test("nothing of a callback that throws is kept", async () => {
    const failing = withTransaction(async (tx) => {
      await tx.db.insert(settings).values({ key: "thrown", value: "1" });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await keysLike("thrown")).toEqual([]);
  });
});

describe("a connection lost in the middle", () => {
  test("no later statement of the callback lands", async () => {
    const admin = postgres(db.url(), { max: 1 });
    let later: unknown;
    let ended: (() => void) | undefined;
    const callbackEnded = new Promise<void>((resolve) => {
      ended = resolve;
    });
    let refused: (() => void) | undefined;
    const beginRefused = new Promise<void>((resolve) => {
      refused = resolve;
    });
    const running = withTransaction(async (tx) => {
      await tx.db.insert(settings).values({ key: "lost before", value: "1" });
      const [backend] = await tx.db.execute(sql`select pg_backend_pid() as pid`);
      await admin`select pg_terminate_backend(${Number(backend?.pid)})`;
      await beginRefused;
      later = await tx.db
        .insert(settings)
        .values({ key: "lost after", value: "1" })
        .catch((error: unknown) => error);
      ended?.();
    });
    const failure = await running.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    refused?.();
    await callbackEnded;
    expect(String((later as Error).cause ?? later)).toMatch(/not sent/);
    expect(await keysLike("lost %")).toEqual([]);
    await admin.end();
  });
});

describe("conflicts", () => {
  test("a serialization failure is repeated until it works", async () => {
    let tries = 0;
    await withTransaction(async (tx) => {
      tries++;
      await tx.db.insert(settings).values({ key: `serial ${tries}`, value: "1" });
      if (tries < 3) await tx.db.execute(sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`);
    });
    // One of them was the victim, or both were where each had waited long enough.
    expect(tries).toBeGreaterThanOrEqual(3);
    expect(await keysLike("serial %")).toEqual(["serial 3"]);
  });

  test("after four tries the failure is told", async () => {
    let tries = 0;
    const failure = await withTransaction(async (tx) => {
      tries++;
      await tx.db.execute(sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`);
    }).catch((error: unknown) => error);
    expect([tries, errorCode(failure)]).toEqual([4, "40001"]);
  });

  test("any other failure is not repeated", async () => {
    let tries = 0;
    const failure = await withTransaction(async (tx) => {
      tries++;
      await tx.db.execute(sql`select 1 / 0`);
    }).catch((error: unknown) => error);
    expect([tries, errorCode(failure)]).toEqual([1, "22012"]);
  });

  test("of two transactions in a deadlock both are carried out", async () => {
    await withTransaction(async (tx) => {
      await tx.db.delete(settings).where(like(settings.key, "dead %"));
      await tx.db.insert(settings).values([
        { key: "dead a", value: "0" },
        { key: "dead b", value: "0" },
      ]);
    });
    let tries = 0;
    let arrived = 0;
    const lockBoth = (first: string, second: string) =>
      withTransaction(async (tx) => {
        tries++;
        const add = (key: string) =>
          tx.db
            .update(settings)
            .set({ value: sql`${settings.value}::int + 1` })
            .where(eq(settings.key, key));
        await add(first);
        arrived++;
        await waitFor("both to hold one row", () => arrived >= 2);
        await add(second);
      });
    await Promise.all([lockBoth("dead a", "dead b"), lockBoth("dead b", "dead a")]);
    const rows = await database().select().from(settings).where(like(settings.key, "dead %"));
    expect(rows.map((row) => row.value)).toEqual(["2", "2"]);
    // One of them was the victim, or both were where each had waited long enough.
    expect(tries).toBeGreaterThanOrEqual(3);
  });
});

describe("what goes with a commit", () => {
  const heard: string[] = [];
  let unlisten: () => Promise<void>;
  beforeAll(async () => {
    let open = false;
    unlisten = await listen(
      noticeChannel,
      (topic) => void heard.push(topic),
      () => {
        open = true;
      },
    );
    await waitFor("the listener", () => open);
  });
  afterAll(() => unlisten());

  const event = { chain: "system", actor: "test", action: "test.done", objectId: "x", outcome: "done" as const };

  test("audit events and notifications of a rolled back transaction are not seen", async () => {
    const before = (await verifyAudit("system")).events;
    await withTransaction(async (tx) => {
      tx.audit(event);
      tx.notify("rolled back");
      throw new Error("no");
    }).catch(() => undefined);
    await withTransaction(async (tx) => {
      tx.audit(event);
      tx.notify("committed", "committed");
    });
    await waitFor("the notification", () => heard.includes("committed"));
    expect(heard).toEqual(["committed"]);
    expect(await verifyAudit("system")).toEqual({ ok: true, events: before + 1 });
  });

  test("a repeated callback leaves one event and one notification", async () => {
    const before = (await verifyAudit("system")).events;
    let tries = 0;
    await withTransaction(async (tx) => {
      tries++;
      tx.audit(event);
      tx.notify("repeated");
      if (tries === 1) await tx.db.execute(sql`do $$ begin raise exception 'again' using errcode = '40P01'; end $$`);
    });
    await withTransaction(async (tx) => tx.notify("afterwards"));
    await waitFor("the last notification", () => heard.includes("afterwards"));
    expect(heard.filter((topic) => topic === "repeated")).toHaveLength(1);
    expect((await verifyAudit("system")).events).toBe(before + 1);
  });
});
