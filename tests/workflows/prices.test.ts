import { desc, eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { loadOrderMenu } from "~/app/server/order-menu.server";
import { actOnPrices } from "~/app/server/prices.server";
import { database } from "~/db/client";
import { pricedItems, pricedPractices, pricesOn } from "~/db/queries/practice-prices";
import { type Item, practicePriceChanges } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { syncs } from "~/db/schema/sync";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { labToday } from "~/workflows/compendium/catalogue";
import { discardDraft } from "~/workflows/compendium/draft";
import { below, priceHistory, setPrices, untoldPrices, type Wanted } from "~/workflows/price/set-prices";
import { unpackChanges } from "~/workflows/sync/delta";
import { contentOf } from "~/workflows/sync/file";
import { sendWhole } from "~/workflows/sync/make";
import { asks, statusOf } from "../support/asks";
import { changeAndPublish, draftVersion, itemInForce } from "../support/compendium";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";

useDatabase();

let connectionId: string;
let practiceId: string;
let today: string;
const dayIn = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  await discardDraft(await demoActor("labops"), await draftVersion());
  connectionId = await approvedConnection();
  const [row] = await database().select().from(connections).where(eq(connections.id, connectionId));
  practiceId = row?.practiceId ?? "";
  today = await labToday(new Date());
});

const set = async (codes: string[], wanted: Wanted, days: { from?: string; until?: string | null } = {}) =>
  setPrices(await demoActor("sales"), { practiceId, codes, wanted, from: today, until: null, ...days });
const at = async (code: string, day: string) =>
  (await pricesOn(database(), [practiceId], day)).get(practiceId)?.get(code);
const price = (cents: number): Wanted => ({ kind: "price", cents });

describe("a practice's price", () => {
  test("holds from its day until its last, and the one before holds again after it", async () => {
    await set(["TSH"], price(900));
    await set(["TSH"], price(700), { from: dayIn(10), until: dayIn(20) });
    expect(await at("TSH", today)).toBe(900);
    expect(await at("TSH", dayIn(9))).toBe(900);
    expect(await at("TSH", dayIn(10))).toBe(700);
    expect(await at("TSH", dayIn(20))).toBe(700);
    expect(await at("TSH", dayIn(21))).toBe(900);
  });

  test("gives way to the list price from a day on", async () => {
    await set(["TSH"], { kind: "list" }, { from: dayIn(5) });
    expect(await at("TSH", dayIn(4))).toBe(900);
    expect(await at("TSH", dayIn(5))).toBeUndefined();
    expect(await at("TSH", dayIn(15))).toBeUndefined();
    expect(await set(["TSH"], { kind: "list" }, { from: dayIn(5) })).toEqual({ kind: "done", changed: 0 });
  });

  test("is a percentage below each one's list price", async () => {
    const list = async (code: string) => {
      const item = await itemInForce(code);
      return item.kind === "test" ? item.listPriceCents : item.preferredPriceCents;
    };
    expect(await set(["ALT", "AST", "PWELL"], { kind: "percent", below: 12.5 })).toEqual({ kind: "done", changed: 3 });
    for (const code of ["ALT", "AST", "PWELL"]) expect(await at(code, today)).toBe(below(await list(code), 12.5));
  });

  test("below a list price is never above it, nor below nothing", () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.double({ min: 0, max: 99.9, noNaN: true }), (list, percent) => {
        const own = below(list, percent);
        expect(own).toBeGreaterThanOrEqual(0);
        expect(own).toBeLessThanOrEqual(list);
        expect(Number.isInteger(own)).toBe(true);
      }),
    );
  });

  test("is refused for days that are over, for what cannot be ordered, and when somebody was faster", async () => {
    expect(await set(["GLU"], price(1), { from: dayIn(-1) })).toMatchObject({ kind: "refused", field: "from" });
    expect(await set(["GLU"], price(1), { from: "2026-02-31" })).toMatchObject({ field: "from" });
    expect(await set(["GLU"], price(1), { until: dayIn(-1) })).toMatchObject({ field: "until" });
    expect(await set(["NOSUCH"], price(1))).toMatchObject({ field: "codes" });
    expect(await set([], price(1))).toMatchObject({ field: "codes" });
    const late = { practiceId, codes: ["ALT"], wanted: price(1), from: today, until: null, seen: 123 };
    expect(await setPrices(await demoActor("sales"), late)).toMatchObject({ field: "price" });
    expect(await at("GLU", today)).toBeUndefined();
  });

  test("is set by Sales only, and every change stays on record", async () => {
    for (const who of ["engineer", "labops", "pm", "admin", "provider"] as const) {
      const change = { practiceId, codes: ["ALT"], wanted: price(1), from: today, until: null };
      expect(await setPrices(await demoActor(who), change)).toEqual({ kind: "forbidden" });
    }
    const [first, second] = await priceHistory(practiceId, "TSH");
    expect(first?.change).toMatchObject({ cents: null, beforeCents: 900 });
    expect(second?.change).toMatchObject({ cents: 700, beforeCents: 900 });
    const rewrite = withTransaction(async (tx) => {
      await tx.db.update(practicePriceChanges).set({ cents: 1 });
    });
    await expect(rewrite).rejects.toThrow();
  });

  test("stands in the list with what comes next, and on the practice's own menu", async () => {
    await set(["CMP"], price(500));
    await set(["CMP"], price(400), { from: dayIn(30) });
    const filter = { search: "cmp", only: "own", today } as const;
    const [row] = await pricedItems(database(), practiceId, filter, 10, 0);
    expect(row).toMatchObject({ code: "CMP", own: 500, planned: { cents: 400, from: dayIn(30) }, total: 1 });
    const [practice] = await pricedPractices(database(), { search: "", today }, 10, 0);
    expect(practice?.name).toBeTruthy();
    const menu = await loadOrderMenu(await asks({ who: "provider" }));
    expect(menu.tests.find(({ code }) => code === "CMP")?.price).toBe("USD 5.00");
  });

  test("typed wrong it is said beside its field", async () => {
    const post = async (form: Record<string, string>) => {
      const fields = { codes: "GLU", from: today, until: "", ...form };
      return actOnPrices(await asks({ who: "sales", params: { practiceId }, form: fields }));
    };
    expect(await post({ intent: "price", price: "12.605" })).toMatchObject({ data: { kind: "wrong", field: "price" } });
    expect(await post({ intent: "percent", percent: "-3" })).toMatchObject({ data: { field: "percent" } });
    expect(await post({ intent: "price", price: "2.10", seen: "" })).toMatchObject({ data: { kind: "done" } });
    expect(await statusOf(actOnPrices(await asks({ who: "labops", params: { practiceId }, form: {} })))).toBe(403);
  });
});

describe("an EMR and its practice's prices", () => {
  const newest = async () => {
    const rows = await database()
      .select()
      .from(syncs)
      .where(eq(syncs.connectionId, connectionId))
      .orderBy(desc(syncs.createdAt), desc(syncs.release));
    if (!rows[0]) throw new Error("There is no sync.");
    return rows[0];
  };

  test("a price set between releases waits, and goes with the next", async () => {
    await sendWhole(await demoActor("labops"), connectionId);
    expect((await contentOf((await newest()).id))?.lines.find(({ item }) => item.code === "CMP")?.cents).toBe(500);
    expect(await untoldPrices(practiceId, today)).toEqual([]);
    await set(["CMP"], price(450));
    expect(await untoldPrices(practiceId, today)).toMatchObject([{ connectionId, codes: 1 }]);
    const other = (await itemInForce("CRP")) as Item & { kind: "test" };
    const release = await changeAndPublish({ ...other, volume: "9 mL" });
    const sync = await newest();
    expect(sync.release).toBe(release);
    expect(unpackChanges(sync.changes)).toEqual([{ kind: "test", code: "CMP", action: "update" }]);
    expect((await contentOf(sync.id))?.lines[0]?.cents).toBe(450);
    expect(await untoldPrices(practiceId, today)).toEqual([]);
  });

  test("the whole menu brings it at once", async () => {
    await set(["CMP"], price(440));
    await sendWhole(await demoActor("labops"), connectionId);
    expect((await contentOf((await newest()).id))?.lines.find(({ item }) => item.code === "CMP")?.cents).toBe(440);
    expect(await untoldPrices(practiceId, today)).toEqual([]);
  });
});
