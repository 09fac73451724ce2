import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newMessageId } from "~/db/ids";
import { claimLanes, fence, LeaseLostError, releaseLane, renewLeases, wakeDeliveries } from "~/db/queries/claim-lanes";
import { lanes, messages } from "~/db/schema/messages";
import { settings } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { useDatabase } from "../support/database";

useDatabase();
beforeEach(() =>
  withTransaction(async (tx) => {
    await tx.db.delete(lanes);
    await tx.db.insert(lanes).values([{ name: "intake/end_1" }, { name: "intake/end_2" }]);
  }),
);
const rowOf = async (name: string) => (await database().select().from(lanes).where(eq(lanes.name, name)))[0];
const expire = () =>
  withTransaction(async (tx) => {
    await tx.db.update(lanes).set({ expiresAt: sql`now() - interval '1 second'`, nextRunAt: sql`now()` });
  });
const claimOne = async (owner: string) => {
  const [lease] = await claimLanes(owner, 1);
  if (!lease) throw new Error("No lane was free.");
  return lease;
};

describe("lanes", () => {
  test("are claimed by one runner each, however many ask at once", async () => {
    const claims = await Promise.all(["a", "b", "c", "d"].map((owner) => claimLanes(owner, 2)));
    expect(
      claims
        .flat()
        .map((lease) => lease.name)
        .sort(),
    ).toEqual(["intake/end_1", "intake/end_2"]);
    expect(await claimLanes("e", 2)).toEqual([]);
  });

  test("are claimed up to the limit, none for none", async () => {
    expect(await claimLanes("a", 0)).toEqual([]);
    expect(await claimLanes("a", 1)).toHaveLength(1);
  });

  test("that are not due or parked are left alone", async () => {
    await withTransaction(async (tx) => {
      await tx.db.update(lanes).set({ nextRunAt: sql`'infinity'` }).where(eq(lanes.name, "intake/end_1"));
      await tx.db
        .update(lanes)
        .set({ nextRunAt: sql`now() + interval '1 minute'` })
        .where(eq(lanes.name, "intake/end_2"));
    });
    expect(await claimLanes("a", 2)).toEqual([]);
  });
});

describe("renewing", () => {
  test("is not held up by a lane that is in the middle of a long commit", async () => {
    const [busy, other] = await claimLanes("a", 2);
    if (!busy || !other) throw new Error("No lanes were free.");
    await withTransaction(async (tx) => {
      await fence(tx, busy);
      expect(await renewLeases([busy, other])).toEqual(new Set([other.name]));
    });
    expect(await renewLeases([busy, other])).toEqual(new Set([busy.name, other.name]));
  });
});

describe("a lease taken over", () => {
  test("by another runner has a higher epoch, and the old one cannot commit", async () => {
    const old = await claimOne("a");
    await expire();
    const claims = await claimLanes("b", 2);
    const fresh = claims.find((lease) => lease.name === old.name);
    expect(fresh?.epoch).toBe(old.epoch + 1);
    const late = withTransaction(async (tx) => {
      await tx.db.insert(settings).values({ key: "late", value: "1" });
      await fence(tx, old);
    });
    await expect(late).rejects.toBeInstanceOf(LeaseLostError);
    expect(await database().select().from(settings).where(eq(settings.key, "late"))).toEqual([]);
    await withTransaction(async (tx) => {
      if (fresh) await fence(tx, fresh);
    });
  });

  test("by the same runner once more does not let the old epoch commit either", async () => {
    const old = await claimOne("a");
    await expire();
    await claimLanes("a", 2);
    await expect(withTransaction((tx) => fence(tx, old))).rejects.toBeInstanceOf(LeaseLostError);
  });

  test("is neither renewed nor given back by its old owner", async () => {
    const old = await claimOne("a");
    await expire();
    await claimLanes("b", 2);
    expect(await renewLeases([old])).toEqual(new Set());
    await releaseLane(old, { inSeconds: 0 });
    expect(await rowOf(old.name)).toMatchObject({ owner: "b" });
  });

  test("after it was given back cannot be used", async () => {
    const lease = await claimOne("a");
    await releaseLane(lease, { inSeconds: 60 });
    await expect(withTransaction((tx) => fence(tx, lease))).rejects.toBeInstanceOf(LeaseLostError);
  });

  test("of a lane that is gone cannot be used", async () => {
    await expect(
      withTransaction((tx) => fence(tx, { name: "intake/nothing", owner: "a", epoch: 0, unfinished: 0 })),
    ).rejects.toBeInstanceOf(LeaseLostError);
  });
});

describe("giving back", () => {
  test("counts failures in a row and forgets them after a good run", async () => {
    const first = await claimOne("a");
    await releaseLane(first, { inSeconds: 0, error: "It did not answer." });
    expect(await rowOf(first.name)).toMatchObject({ failures: 1, lastError: "It did not answer.", owner: null });
    await expire();
    const again = (await claimLanes("a", 2)).find((lease) => lease.name === first.name);
    if (again) await releaseLane(again, { inSeconds: 0 });
    expect(await rowOf(first.name)).toMatchObject({ failures: 0, lastError: null });
  });

  test("does not lose a wake-up that came while it ran", async () => {
    const lease = await claimOne("a");
    await withTransaction(async (tx) => {
      await tx.db.update(lanes).set({ nextRunAt: sql`now()` }).where(eq(lanes.name, lease.name));
    });
    expect(await releaseLane(lease, { inSeconds: 60 })).toBe(true);
    expect((await claimLanes("b", 2)).map((one) => one.name)).toContain(lease.name);
  });

  test("keeps to the time the lane asked for, also when that is long", async () => {
    const lease = await claimOne("a");
    expect(await releaseLane(lease, { inSeconds: 900 })).toBe(false);
    expect(await secondsTo(lease.name)).toBeGreaterThan(600);
  });

  test("a lane that was parked while it ran stays parked", async () => {
    const lease = await claimOne("a");
    await withTransaction(async (tx) => {
      await tx.db.update(lanes).set({ nextRunAt: sql`'infinity'` }).where(eq(lanes.name, lease.name));
    });
    await releaseLane(lease, {});
    expect(await secondsTo(lease.name)).toBe(Number.POSITIVE_INFINITY);
  });

  test("a renewed lease is not free", async () => {
    const lease = await claimOne("a");
    await expire();
    expect(await renewLeases([lease])).toEqual(new Set([lease.name]));
    expect((await claimLanes("b", 2)).map((one) => one.name)).not.toContain(lease.name);
  });
});

describe("deliveries nobody told of a message", () => {
  const ready = "deliver/con_1/result";
  const failing = "deliver/con_2/result";
  const parked = "deliver/con_3/result";
  const empty = "deliver/con_4/result";

  test("are woken, but not those that wait after a failure, are parked or have nothing", async () => {
    await withTransaction(async (tx) => {
      const later = { nextRunAt: sql`now() + interval '1 hour'` };
      await tx.db.insert(lanes).values([
        { name: ready, ...later },
        { name: failing, ...later, failures: 1 },
        { name: parked, nextRunAt: sql`'infinity'` },
        { name: empty, ...later },
      ]);
      await tx.db.insert(messages).values(["con_1", "con_2", "con_3"].map((connectionId) => queued(connectionId)));
    });
    await wakeDeliveries();
    const due = await Promise.all([ready, failing, parked, empty].map(async (name) => (await secondsTo(name)) <= 0));
    expect(due).toEqual([true, false, false, false]);
  });
});

/** How long until a lane's next run. */
async function secondsTo(name: string): Promise<number> {
  const [row] = await database()
    .select({ seconds: sql<number>`extract(epoch from ${lanes.nextRunAt} - now())::float8` })
    .from(lanes)
    .where(eq(lanes.name, name));
  return row?.seconds ?? Number.NaN;
}

const queued = (connectionId: string) => ({
  id: newMessageId(Date.now()),
  receivedAt: new Date(),
  connectionId,
  direction: "result" as const,
  sourceEndpointId: "end_1",
  ordinal: 1,
  orderKey: "k",
  title: "Result",
  raw: Buffer.from("MSH"),
  contentSha256: "0",
  state: "queued" as const,
  nextAttemptAt: new Date(Date.now() - 1_000),
});
