import { and, asc, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import type { MessageFilter } from "~/db/queries/filter-messages";
import { reconcile } from "~/db/queries/reconcile";
import { claimReplay } from "~/db/queries/replay-jobs";
import { configurationVersions, connections } from "~/db/schema/connections";
import { hops, messages } from "~/db/schema/messages";
import { auditEvents } from "~/db/schema/operations";
import { type ReplayAction, replayItems, replayJobs } from "~/db/schema/replays";
import { withTransaction } from "~/db/transaction";
import { previewReplay } from "~/engine/pipeline/replay-preview";
import { runReplay } from "~/engine/pipeline/replay-runner";
import { discardMessage } from "~/engine/pipeline/resolve";
import { armFailpoints } from "~/engine/transports/failpoint";
import { replayDryRun, replayRun } from "~/server/replay-command";
import { cancelReplay, changeReplayRate, decideReplay, planReplay } from "~/workflows/message/replay-jobs";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { messageIn, messagesOf, orderText, putFile, resultText, useLiveConnection } from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection();
let engineer: Awaited<ReturnType<typeof demoActor>>;
let labops: typeof engineer;
beforeAll(async () => {
  engineer = await demoActor("engineer");
  labops = await demoActor("labops");
});
afterEach(() => armFailpoints(undefined));
afterAll(async () => {
  const rows = await reconcile();
  expect(rows.map((row) => [row.id, row.remainder])).toEqual(rows.map((row) => [row.id, 0]));
});

const never = new AbortController().signal;
let made = 0;

/** Orders held for a code that nobody mapped, in one file; `code` tells this set from others. */
async function heldOrders(count: number): Promise<{ code: string; ids: string[]; filter: MessageFilter }> {
  const code = `EMR-SET${++made}`;
  const file = `set-${made}.hl7`;
  const from = new Date();
  const texts = Array.from({ length: count }, (_, i) =>
    orderText({ placer: `SET${made}-${i}`, control: `SET${made}-${i}`, code }),
  );
  await putFile(live.emr, file, texts.join(""));
  const rows = await messagesOf(file, count);
  expect(rows.every((row) => row.state === "held")).toBe(true);
  return { code, ids: rows.map((row) => row.id), filter: { reasonCode: "code-not-mapped", from, to: new Date() } };
}

const mapCode = (emrCode: string) =>
  withTransaction(async (tx) => {
    const rows = await tx.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, live.id));
    const newest = rows.reduce((a, b) => (b.version > a.version ? b : a));
    const version = newest.version + 1;
    const codeMap = [...newest.codeMap, { labCode: "TSH", emrCode }];
    await tx.db.insert(configurationVersions).values({ ...newest, version, codeMap });
    await tx.db.update(connections).set({ configurationVersion: version }).where(eq(connections.id, live.id));
  });

async function plan(action: ReplayAction, filter: MessageFilter, nonce = crypto.randomUUID(), rate = 100) {
  const planned = await planReplay(
    engineer,
    { action, filter, chosen: "as the test says", reason: "the test", rate },
    nonce,
  );
  if (planned.kind !== "done") throw new Error(JSON.stringify(planned));
  return planned;
}
const run = async (id: string, owner = "runner") => {
  const lease = await claimReplay(owner, id);
  if (lease) await runReplay(lease, never);
  return lease !== undefined;
};
const jobOf = async (id: string) =>
  (await database().select().from(replayJobs).where(eq(replayJobs.id, id)))[0] as typeof replayJobs.$inferSelect;
const itemsOf = (id: string) =>
  database().select().from(replayItems).where(eq(replayItems.jobId, id)).orderBy(asc(replayItems.position));
const outcomesOf = async (id: string) => (await itemsOf(id)).map((item) => item.outcome);
const hopsNamed = (messageId: string, hop: "replayed" | "resent") =>
  database()
    .select()
    .from(hops)
    .where(and(eq(hops.messageId, messageId), eq(hops.hop, hop)));
const auditOf = async (id: string) =>
  (await database().select().from(auditEvents).where(eq(auditEvents.objectId, id)).orderBy(auditEvents.seq)).map(
    (event) => `${event.action} ${event.outcome}`,
  );

describe("a replay of many messages", () => {
  test("is previewed, runs, and keeps what became of each", async () => {
    const { code, ids, filter } = await heldOrders(3);
    const before = await previewReplay("replay", filter);
    expect(before).toMatchObject({
      total: 3,
      corrected: 0,
      maybeThere: 0,
      groups: [{ connectionId: live.id, reasonCode: "code-not-mapped", count: 3 }],
      trial: { tried: 3, stopping: [{ reasonCode: "code-not-mapped", count: 3 }] },
    });
    await mapCode(code);
    expect((await previewReplay("replay", filter)).trial).toEqual({ tried: 3, stopping: [] });
    const { id, state } = await plan("replay", filter);
    expect(state).toBe("running");
    expect(await run(id)).toBe(true);
    expect(await outcomesOf(id)).toEqual(["sent", "sent", "sent"]);
    expect(await jobOf(id)).toMatchObject({ state: "finished", owner: null });
    for (const messageId of ids) {
      const done = await messageIn(messageId, "delivered");
      expect(done.resolvedBy).toBe(engineer.id);
      expect((await hopsNamed(messageId, "replayed")).map((hop) => hop.detail)).toEqual([`the test (${id})`]);
    }
    expect(await auditOf(id)).toEqual(["replay.plan done", "replay.finish done"]);
    expect(await run(id)).toBe(false);
  });

  test("says which stop again and which somebody took care of meanwhile", async () => {
    const { ids, filter } = await heldOrders(2);
    const { id } = await plan("replay", filter);
    await withTransaction((tx) =>
      tx.db
        .update(messages)
        .set({ state: "discarded" })
        .where(eq(messages.id, ids[0] ?? "")),
    );
    await run(id);
    expect(await outcomesOf(id)).toEqual(["skipped", "stopped"]);
    expect((await itemsOf(id))[1]?.detail).toContain("code map");
  });

  test("is one replay however often its form is sent, and refuses what is no longer as it was shown", async () => {
    const { filter } = await heldOrders(2);
    const nonce = crypto.randomUUID();
    const both = await Promise.all([plan("replay", filter, nonce), plan("replay", filter, nonce)]);
    expect(both[0].id).toBe(both[1].id);
    const shown = { action: "replay" as const, filter, chosen: "x", reason: "x", rate: 5, seen: 3 };
    expect(await planReplay(engineer, shown, crypto.randomUUID())).toMatchObject({ code: "changed" });
    expect(await planReplay(engineer, { ...shown, reason: "" }, crypto.randomUUID())).toMatchObject({
      code: "no-reason",
    });
    const provider = await demoActor("provider");
    expect(await planReplay(provider, shown, crypto.randomUUID())).toEqual({ kind: "forbidden" });
    await cancelReplay(engineer, both[0].id, "");
  });

  test("goes on after its runner died, and does nothing twice", async () => {
    const { code, ids, filter } = await heldOrders(3);
    await mapCode(code);
    const { id } = await plan("replay", filter);
    let letGo = () => undefined as undefined;
    const stuck = new Promise<void>((resolve) => {
      letGo = () => void resolve() as undefined;
    });
    let items = 0;
    armFailpoints((at) => (at === "R1" && ++items === 2 ? stuck : undefined));
    const first = run(id, "dies");
    await waitFor("the first runner to be in the middle", async () => (await itemsOf(id))[1]?.attempts === 1);
    expect(await claimReplay("too early", id)).toBeUndefined();
    await withTransaction((tx) => tx.db.execute(sql`update replay_jobs set expires_at = now() - interval '1 second'`));
    expect(await run(id, "takes over")).toBe(true);
    letGo();
    await first;
    expect(await outcomesOf(id)).toEqual(["sent", "sent", "sent"]);
    expect((await itemsOf(id)).map((item) => item.attempts)).toEqual([1, 2, 1]);
    for (const messageId of ids) {
      await messageIn(messageId, "delivered");
      expect(await hopsNamed(messageId, "replayed")).toHaveLength(1);
    }
  });

  test("stops at the message at which it is cancelled; what was sent stays sent", async () => {
    const { code, ids, filter } = await heldOrders(3);
    await mapCode(code);
    const { id } = await plan("replay", filter);
    let items = 0;
    armFailpoints((at) =>
      at === "R1" && ++items === 2 ? cancelReplay(labops, id, "wrong practice").then(() => undefined) : undefined,
    );
    await run(id);
    expect(await outcomesOf(id)).toEqual(["sent", null, null]);
    expect(await jobOf(id)).toMatchObject({ state: "cancelled", decision: `${labops.name}: wrong practice` });
    await messageIn(ids[1] ?? "", "held");
    expect(await cancelReplay(engineer, id, "")).toMatchObject({ kind: "refused" });
    expect(await changeReplayRate(engineer, id, 9)).toMatchObject({ kind: "refused" });
    expect(await run(id)).toBe(false);
  });

  test("leaves out a message that ends its runner three times, and goes on", async () => {
    const { code, filter } = await heldOrders(2);
    await mapCode(code);
    const { id } = await plan("replay", filter);
    let tries = 0;
    armFailpoints((at) => {
      if (at === "R1" && ++tries <= 3) throw new Error("as if killed");
      return undefined;
    });
    for (let i = 0; i < 3; i++) {
      const lease = await claimReplay("dies", id);
      if (lease) await runReplay(lease, never).catch(() => undefined);
      await withTransaction((tx) => tx.db.update(replayJobs).set({ expiresAt: null }).where(eq(replayJobs.id, id)));
    }
    await run(id);
    expect(await outcomesOf(id)).toEqual(["failed", "sent"]);
  });
});

describe("a second person", () => {
  test("has to agree to a large replay, and it is not the one who asked", async () => {
    const { code, filter } = await heldOrders(51);
    await mapCode(code);
    const { id, state } = await plan("replay", filter);
    expect(state).toBe("waiting");
    expect(await run(id)).toBe(false);
    expect(await decideReplay(engineer, id, true, "")).toMatchObject({ kind: "refused", code: "own" });
    expect(await decideReplay(await demoActor("pm"), id, true, "")).toEqual({ kind: "forbidden" });
    expect(await outcomesOf(id)).toEqual(Array(51).fill(null));
    const both = await Promise.all([decideReplay(labops, id, true, "seen"), decideReplay(labops, id, false, "no")]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    const { state: decided } = await jobOf(id);
    if (decided === "running") await run(id);
    expect((await auditOf(id))[1]).toBe("replay.approve refused");
    expect((await jobOf(id)).decidedBy).toBe(labops.id);
  });

  test("has to agree before a delivered message goes once more", async () => {
    await putFile(live.lis, "again.hl7", resultText({ placer: "AG1", control: "AG1", facility: live.facility }));
    const [row] = await messagesOf("again.hl7", 1, (one) => one.state === "delivered");
    const filter = { query: row?.id ?? "" };
    expect(await previewReplay("resend", filter)).toMatchObject({ total: 1, delivered: 1, maybeThere: 1, trial: null });
    const { id, state } = await plan("resend", filter);
    expect(state).toBe("waiting");
    await decideReplay(labops, id, true, "they lost it");
    await run(id);
    expect(await outcomesOf(id)).toEqual(["sent"]);
    await messageIn(row?.id ?? "", "delivered");
    expect(await hopsNamed(row?.id ?? "", "resent")).toHaveLength(1);
  });

  test("who says no ends it", async () => {
    const [row] = await messagesOf("again.hl7", 1);
    const { id } = await plan("resend", { query: row?.id ?? "" });
    expect(await decideReplay(labops, id, false, "they have it")).toMatchObject({ kind: "done" });
    expect(await run(id)).toBe(false);
    expect(await jobOf(id)).toMatchObject({ state: "refused", decision: "they have it" });
  });
});

test("a replayed message waits behind an earlier one of its order that still stands still", async () => {
  const first = orderText({ placer: "BEHIND", control: "B1", code: "EMR-STAYS-UNKNOWN" });
  const second = orderText({ placer: "BEHIND", control: "B2", code: "EMR-KNOWN-LATER" });
  await putFile(live.emr, "behind.hl7", first + second);
  const [one, two] = await messagesOf("behind.hl7", 2, (row) => row.state === "held");
  await mapCode("EMR-KNOWN-LATER");
  const { id } = await plan("replay", { ids: [two?.id ?? ""] });
  await run(id);
  expect(await itemsOf(id)).toMatchObject([{ outcome: "stopped", detail: expect.stringContaining("behind") }]);
  expect(await messageIn(two?.id ?? "", "held")).toMatchObject({ reasonCode: "behind" });
  await discardMessage(engineer.id, one?.id ?? "", "ordered again");
  await messageIn(two?.id ?? "", "delivered");
});

describe("on the command line", () => {
  const collect = async (request: Parameters<typeof replayRun>[0]) => {
    const reports = [];
    for await (const report of replayRun(request)) reports.push(report);
    return reports;
  };
  const request = {
    action: "replay" as const,
    chosen: "x",
    reason: "the test",
    rate: 100,
    as: "engineer@demo.example",
  };

  test("the same is done for a person, who has to have the right to it", async () => {
    const { code, ids, filter } = await heldOrders(2);
    expect(await replayDryRun({ action: "replay", filter })).toMatchObject({ ok: false, json: { total: 2 } });
    expect((await collect({ ...request, filter, as: "sales@demo.example" })).at(-1)).toMatchObject({ ok: false });
    expect((await collect({ ...request, filter, as: "nobody@demo.example" })).at(-1)).toMatchObject({ ok: false });
    await mapCode(code);
    const reports = await collect({ ...request, filter: { ids } });
    expect(reports.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(reports.at(-1)?.json).toMatchObject({ ok: true, state: "finished", sent: 2, stopped: 0, left: 0 });
    await messageIn(ids[1] ?? "", "delivered");
  });

  test("a second person is still needed", async () => {
    const [row] = await messagesOf("again.hl7", 1);
    const reports = await collect({ ...request, action: "resend", filter: { ids: [row?.id ?? ""] } });
    expect(reports).toMatchObject([{ ok: false, json: { state: "waiting", total: 1 } }]);
  });
});

test("discarded together, none is let go by the one before it", async () => {
  const from = new Date();
  const both = ["D1", "D2"].map((control) => orderText({ placer: "SAME", control, code: "EMR-GONE" })).join("");
  await putFile(live.emr, "gone.hl7", both);
  const rows = await messagesOf("gone.hl7", 2, (row) => row.state === "held");
  const { id } = await plan("discard", { from, connection: live.id, states: ["held", "dead"] });
  await run(id);
  for (const row of rows) await messageIn(row.id, "discarded");
  expect(await outcomesOf(id)).toEqual(["sent", "sent"]);
});
