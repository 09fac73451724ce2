import { desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { actOnBuilder } from "~/app/server/panel-builder.server";
import { actOnPanel, downloadPanels, loadPanelGrid } from "~/app/server/panel-use.server";
import { database } from "~/db/client";
import { newId, newMessageId } from "~/db/ids";
import { panelAtPractices, panelUse } from "~/db/queries/panel-use";
import { draftChanges } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { orderedCodes, requestOffers } from "~/db/schema/offers";
import { auditEvents } from "~/db/schema/operations";
import { practices } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { syncs } from "~/db/schema/sync";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { discardDraft } from "~/workflows/compendium/draft";
import { offerPanel } from "~/workflows/compendium/offer";
import { countOrderedCodes } from "~/workflows/compendium/ordered-codes";
import {
  findProposal,
  type Proposing,
  proposePanel,
  suggestCode,
  withdrawProposal,
} from "~/workflows/compendium/proposals";
import { publishDraft } from "~/workflows/compendium/publish";
import { approveRequest, createDraft, submitRequest } from "~/workflows/request/commands";
import { unpackChanges } from "~/workflows/sync/delta";
import { sendWhole } from "~/workflows/sync/make";
import { asks, statusOf } from "../support/asks";
import { draftVersion, itemInForce } from "../support/compendium";
import { useDatabase } from "../support/database";
import { approvedConnection, completeForm, demoActor } from "../support/demo-lab";

useDatabase();

let connectionId: string;
const sales = () => demoActor("sales");
const labOps = () => demoActor("labops");
const connection = async (id = connectionId) => {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error("There is no connection.");
  return row;
};

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  await discardDraft(await labOps(), await draftVersion());
  connectionId = await approvedConnection();
});

const panel = (code: string, members = ["CMP", "TSH"], preferredPriceCents = 2_000): Proposing["panel"] => ({
  code,
  name: `Panel ${code}`,
  shortName: "",
  members,
  preferredPriceCents,
  status: "active",
  discontinuedOn: null,
  replacementCode: null,
});
const proposing = (code: string, change: Partial<Proposing> = {}): Proposing => ({
  panel: panel(code),
  for: { connectionId },
  offer: true,
  why: "They order both together.",
  ...change,
});
async function propose(code: string, change: Partial<Proposing> = {}): Promise<string> {
  const proposed = await proposePanel(await sales(), proposing(code, change));
  if (proposed.kind !== "done") throw new Error(JSON.stringify(proposed));
  return proposed.id;
}
async function publish(): Promise<number> {
  const published = await publishDraft(await labOps(), { version: await draftVersion(), notes: "", effectiveOn: null });
  if (published.kind !== "done") throw new Error(JSON.stringify(published));
  return published.release;
}
async function openRequest(): Promise<string> {
  const provider = await demoActor("provider");
  const draft = await createDraft(provider, await completeForm(), newId("req"));
  if (draft.kind !== "done") throw new Error(draft.kind);
  await submitRequest(provider, draft.row.id);
  return draft.row.id;
}
const approve = async (id: string, panels: string[]) =>
  approveRequest(await sales(), id, {
    transport: "sftp",
    overrideReason: "They asked for it.",
    tier: "A",
    ordersPerMonth: 900,
    targetDate: "",
    tests: ["CMP"],
    panels,
    reason: "A good fit.",
  });

describe("a panel built for a practice", () => {
  test("waits in the draft, for that practice, with its maker as owner and why beside it", async () => {
    const me = await sales();
    const id = await propose("P-ONE");
    const { practiceId } = await connection();
    const [change] = await database().select().from(draftChanges).where(eq(draftChanges.code, "P-ONE"));
    expect(change?.item).toMatchObject({ scope: "practices", practiceIds: [practiceId], salesOwnerId: me.id });
    expect(change?.why).toMatch(/^For .+: They order both together\.$/);
    expect(await findProposal(id)).toMatchObject({ state: "proposed", by: me.name });
    expect((await connection()).offeredPanels).not.toContain("P-ONE");
  });

  test("is not for Sales to publish, nor for others to build", async () => {
    expect(await publishDraft(await sales(), { version: await draftVersion(), notes: "", effectiveOn: null })).toEqual({
      kind: "forbidden",
    });
    for (const who of ["engineer", "provider", "pm", "admin"] as const) {
      expect(await proposePanel(await demoActor(who), proposing("P-NO"))).toEqual({ kind: "forbidden" });
    }
  });

  test("has a code nobody has", async () => {
    expect(await proposePanel(await sales(), proposing("P-ONE"))).toMatchObject({ kind: "refused", field: "code" });
    expect(await proposePanel(await sales(), proposing("CMP"))).toMatchObject({ kind: "refused", field: "code" });
    const [practice] = await database().select().from(practices).limit(1);
    expect(await suggestCode(practice?.name ?? "")).toMatch(/^P-/);
  });

  test("names members there are", async () => {
    const outcome = await proposePanel(await sales(), proposing("P-BAD", { panel: panel("P-BAD", ["NOSUCH"]) }));
    expect(outcome).toMatchObject({ kind: "refused-items", findings: [{ field: "members" }] });
  });

  test("may be changed while it waits, unless somebody else was faster", async () => {
    const id = await propose("P-EDIT");
    const seen = await findProposal(id);
    const of = { id, version: seen?.version ?? 0 };
    expect(
      await proposePanel(await sales(), proposing("P-EDIT", { panel: panel("P-EDIT", ["CMP"], 999), of })),
    ).toEqual({
      kind: "done",
      id,
      code: "P-EDIT",
    });
    const again = await proposePanel(await sales(), proposing("P-EDIT", { panel: panel("P-EDIT", ["TSH"]), of }));
    expect(again).toMatchObject({ kind: "conflict" });
  });

  test("can be withdrawn, and then is gone from the draft", async () => {
    const id = await propose("P-GONE");
    const version = (await findProposal(id))?.version ?? 0;
    expect(await withdrawProposal(await sales(), id, version + 1)).toMatchObject({ kind: "refused" });
    expect(await withdrawProposal(await sales(), id, version)).toEqual({ kind: "done" });
    expect(await findProposal(id)).toMatchObject({ state: "declined" });
    expect(await withdrawProposal(await sales(), id, version)).toMatchObject({ kind: "refused", code: "not-open" });
  });

  test("cannot be offered before it is published", async () => {
    const offered = await offerPanel(await sales(), "P-ONE", { connectionIds: [connectionId], requestIds: [] });
    expect(offered).toMatchObject({ kind: "refused", field: "to", message: /not published yet/ });
    expect(await approve(await openRequest(), ["P-ONE"])).toMatchObject({
      kind: "refused",
      field: "panels",
      message: /not published yet/,
    });
  });

  test("is offered with its release, and the EMR is told of it in that release's update", async () => {
    await sendWhole(await labOps(), connectionId);
    const release = await publish();
    expect((await connection()).offeredPanels).toContain("P-ONE");
    const [row] = await database()
      .select()
      .from(syncs)
      .where(eq(syncs.connectionId, connectionId))
      .orderBy(desc(syncs.release));
    expect(row?.release).toBe(release);
    expect(unpackChanges(row?.changes ?? {})).toContainEqual({ kind: "panel", code: "P-ONE", action: "add" });
    expect(await itemInForce("P-ONE")).toMatchObject({ scope: "practices" });
    const events = await database().select().from(auditEvents).where(eq(auditEvents.chain, connectionId));
    const offers = events.filter(({ action }) => action === "panel.offer").map(({ meta }) => String(meta));
    expect(offers).toContain('{"code":"P-ONE"}');
  });

  test("built without that wish it waits for a person", async () => {
    const id = await propose("P-LATER", { offer: false });
    await publish();
    expect(await findProposal(id)).toMatchObject({ state: "published" });
    expect((await connection()).offeredPanels).not.toContain("P-LATER");
    expect(await offerPanel(await sales(), "P-LATER", { connectionIds: [connectionId], requestIds: [] })).toMatchObject(
      {
        kind: "done",
      },
    );
    expect(await findProposal(id)).toMatchObject({ state: "offered" });
  });

  test("built from a request it goes with the approval", async () => {
    const requestId = await openRequest();
    const id = await propose("P-ASKED", { for: { requestId } });
    await publish();
    expect(await database().select().from(requestOffers).where(eq(requestOffers.requestId, requestId))).toMatchObject([
      { code: "P-ASKED" },
    ]);
    const approved = await approve(requestId, ["P-ASKED"]);
    if (approved.kind !== "done") throw new Error(JSON.stringify(approved));
    expect((await connection(approved.row.connectionId ?? "")).offeredPanels).toEqual(["P-ASKED"]);
    expect(await findProposal(id)).toMatchObject({ state: "offered" });
  });
});

describe("offering a panel", () => {
  test("is for Sales, for somebody, and for practices it was made for", async () => {
    const none = { connectionIds: [], requestIds: [] };
    expect(await offerPanel(await labOps(), "PWELL", none)).toEqual({ kind: "forbidden" });
    expect(await offerPanel(await sales(), "PWELL", none)).toMatchObject({ kind: "refused", code: "nobody" });
    const { practiceId } = await connection();
    const others = await database().select().from(connections);
    const other = others.find((row) => row.practiceId !== practiceId && row.state !== "cancelled");
    if (!other) throw new Error("The demo lab has one practice only.");
    const refused = await offerPanel(await sales(), "P-ONE", { connectionIds: [other.id], requestIds: [] });
    expect(refused).toMatchObject({ kind: "refused", message: /other practices/ });
  });

  test("sets it aside for a request that is open, and refuses one that was decided", async () => {
    const requestId = await openRequest();
    expect(await offerPanel(await sales(), "PWELL", { connectionIds: [], requestIds: [requestId] })).toMatchObject({
      kind: "done",
    });
    const [decided] = await database()
      .select()
      .from(connectionRequests)
      .where(eq(connectionRequests.state, "approved"))
      .limit(1);
    const late = await offerPanel(await sales(), "PWELL", { connectionIds: [], requestIds: [decided?.id ?? ""] });
    expect(late).toMatchObject({ kind: "refused", code: "gone" });
  });
});

describe("how panels are ordered", () => {
  const filter = { search: "", status: "active", sort: "o90", descending: true, today: "2026-06-30" } as const;

  test("counts 30 and 90 days, practices and revenue at the panel's price", async () => {
    await withTransaction(async (tx) => {
      const lastAt = new Date("2026-06-20T12:00:00Z");
      const day = (on: string, orders: number) => ({ code: "P-ONE", connectionId, day: on, orders, lastAt });
      await tx.db.insert(orderedCodes).values([day("2026-06-20", 4), day("2026-05-15", 3), day("2026-01-01", 50)]);
    });
    const [first] = await panelUse(database(), filter, 50, 0);
    expect(first).toMatchObject({ code: "P-ONE", o30: 4, o90: 7, revenue: 14_000, practices: 1 });
    const [at] = await panelAtPractices(database(), "P-ONE", "2026-06-30");
    expect(at).toMatchObject({ connectionId, o30: 4, o90: 7, revenue: 14_000, price: 2_000 });
  });

  test("is searched, filtered and paged", async () => {
    const codes = async (change: object) =>
      (await panelUse(database(), { ...filter, ...change }, 50, 0)).map(({ code }) => code);
    expect(await codes({ search: "panel p-o" })).toEqual(["P-ONE"]);
    expect(await codes({ use: "ordered" })).toEqual(["P-ONE"]);
    expect(await codes({ use: "idle" })).not.toContain("P-ONE");
    expect(await codes({ scope: "practices", ownerId: (await sales()).id })).toContain("P-LATER");
    const [second] = await panelUse(database(), { ...filter, sort: "name", descending: false }, 1, 1);
    expect((await codes({ sort: "name", descending: false }))[1]).toBe(second?.code);
  });
});

describe("orders counted behind the pipe", () => {
  const now = Date.now();
  const order = async (minutesAgo: number, codes: string[], change: object = {}) => {
    const receivedAt = new Date(now - minutesAgo * 60_000);
    await withTransaction(async (tx) => {
      await tx.db.insert(messages).values({
        id: newMessageId(receivedAt.getTime()),
        receivedAt,
        connectionId,
        direction: "order",
        sourceEndpointId: "end_1",
        ordinal: 1,
        orderKey: `${minutesAgo}`,
        title: "Order",
        raw: Buffer.from(""),
        contentSha256: `${minutesAgo}`,
        state: "delivered",
        mapped: { tests: codes.map((code) => ({ code: { code } })) },
        ...change,
      });
    });
  };
  const counted = async () => {
    await countOrderedCodes(new Date(now));
    const rows = await database().select().from(orderedCodes).where(eq(orderedCodes.code, "PCOUNT"));
    return rows.reduce((sum, row) => sum + row.orders, 0);
  };

  test("each once, however often they are looked at; tests, duplicates and copies do not count", async () => {
    await order(30, ["PCOUNT", "CMP", "PCOUNT"]);
    await order(29, ["PCOUNT"], { testRunId: "run_1" });
    await order(28, ["PCOUNT"], { state: "duplicate" });
    await order(27, ["PCOUNT"], { replayOf: "msg_1" });
    expect(await counted()).toBe(1);
    expect(await counted()).toBe(1);
    await order(20, ["PCOUNT"]);
    await order(1, ["PCOUNT"]);
    expect(await counted()).toBe(2);
  });
});

describe("the pages of panels", () => {
  test("are read by who sells and who keeps the compendium, and offered from by Sales only", async () => {
    const reads = async (who: string) => statusOf(loadPanelGrid(await asks({ who })));
    expect(await Promise.all(["sales", "labops", "pm", "admin"].map(reads))).toEqual([200, 200, 200, 200]);
    expect(await Promise.all(["engineer", "provider"].map(reads))).toEqual([403, 403]);
    const offers = async (who: string) =>
      statusOf(actOnPanel(await asks({ who, params: { code: "PWELL" }, form: { to: [] } })));
    expect([await offers("labops"), await offers("sales")]).toEqual([403, 422]);
    const csv = await (await downloadPanels(await asks({ who: "sales" }))).text();
    expect(csv).toContain("\r\nP-ONE,");
  });

  test("say beside its field what a panel lacks", async () => {
    const build = async (form: Record<string, string | string[]>) => actOnBuilder(await asks({ who: "sales", form }));
    expect(await build({ name: "X" })).toMatchObject({ data: { errors: { practiceId: expect.any(String) } } });
    const form = { connectionId, name: "", preferredPriceCents: "12.605", members: ["CMP"] };
    expect(await build(form)).toMatchObject({
      data: { errors: { name: "The name is needed.", preferredPriceCents: expect.stringContaining("2 decimals") } },
    });
    const none = { connectionId, name: "Nothing", preferredPriceCents: "1" };
    expect(await build(none)).toMatchObject({ data: { errors: { members: "A panel needs at least one member." } } });
  });
});
