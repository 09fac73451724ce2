import { and, desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newMessageId } from "~/db/ids";
import { configurationVersions, connections, stateHistory } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { rollOuts } from "~/db/schema/roll-outs";
import { withTransaction } from "~/db/transaction";
import type { Template } from "~/engine/mapping";
import { seedDemo } from "~/server/demo/seed";
import { chooseTemplate, findConfiguration } from "~/workflows/connection/commands";
import { saveOverrides } from "~/workflows/connection/overrides";
import { publishDraft, saveDraft, startDraft } from "~/workflows/template/commands";
import {
  cancelRollOut,
  changeWaves,
  followRollOuts,
  newestRollOut,
  planRollOut,
  resumeRollOut,
  startWave,
  stopRollOut,
  tryWaveAgain,
} from "~/workflows/template/roll-out";
import { loadRollOutFacts } from "~/workflows/template/roll-out-facts";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";

useDatabase();
const name = "larkspur-waves";
let engineer: Awaited<ReturnType<typeof demoActor>>;
const ids: string[] = [];

async function publish(constant: string): Promise<string> {
  const open = await startDraft(engineer, name, ids.length === 0 ? { extends: "generic-orm-2.5.1" } : {});
  if (open.kind !== "done") throw new Error(open.kind);
  const rules = [
    { name: "practice-id", to: "practice.id", constant },
    { name: "practice-words", to: "practice.name", constant: "Larkspur" },
  ];
  await saveDraft(engineer, name, { ...open.draft.body, orders: { rules } } satisfies Template, open.draft.revision);
  const published = await publishDraft(engineer, name, `With ${constant}`);
  if (published.kind !== "done") throw new Error(JSON.stringify(published));
  return published.version;
}

const setState = (id: string, state: "live" | "paused") =>
  withTransaction((tx) =>
    tx.db.update(connections).set({ state, stateSince: new Date() }).where(eq(connections.id, id)),
  );
const connectionOf = async (id: string) => {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error("There is no such connection.");
  return { state: row.state, configuration: await findConfiguration(row) };
};
const current = async () => {
  const row = await newestRollOut(name);
  if (!row) throw new Error("There is no roll-out.");
  return row;
};
const outcomes = async () =>
  (await loadRollOutFacts(await current())).members.map((one) => [one.wave, one.outcome, one.reason]);
/** Lets the wave's time of being watched pass. */
const watched = async () => {
  const { id } = await current();
  const longAgo = new Date(Date.now() - 3_600_000);
  await withTransaction(async (tx) => {
    await tx.db.update(rollOuts).set({ watchFrom: longAgo }).where(eq(rollOuts.id, id));
    await tx.db.update(connections).set({ stateSince: longAgo });
    await tx.db.execute(`update roll_out_members set moved_at = '${longAgo.toISOString()}' where moved_at is not null`);
  });
  await followRollOuts();
};
async function stopMessage(connectionId: string, state: "dead" | "discarded"): Promise<string> {
  const receivedAt = new Date();
  const id = newMessageId(receivedAt.getTime());
  const { configuration } = await connectionOf(connectionId);
  await withTransaction(async (tx) => {
    await tx.db.insert(messages).values({
      id,
      receivedAt,
      connectionId,
      configurationVersion: configuration?.version ?? null,
      direction: "order",
      sourceEndpointId: "end_test",
      ordinal: 1,
      orderKey: id,
      title: "Order",
      raw: Buffer.from("x"),
      contentSha256: "x",
      state,
      reasonCode: "unmapped",
    });
  });
  return id;
}

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
  await publish("OLD");
  for (let i = 0; i < 4; i++) {
    const id = await approvedConnection();
    expect(await chooseTemplate(engineer, id, name)).toMatchObject({ kind: "done" });
    ids.push(id);
  }
  const [first = "", second = "", third = ""] = ids;
  await saveOverrides(engineer, third, { orders: { remove: ["practice-words"] } });
  await setState(first, "live");
  await setState(second, "paused");
});

describe("a plan of a roll-out", () => {
  const plan = () => ids.map((connectionId, i) => ({ connectionId, wave: i === 0 ? 1 : 2 }));

  test("is refused to others than engineers, for a version that is not there, and with connections it cannot have", async () => {
    const version = await publish("NEW");
    const form = { templateName: name, version, cleanMinutes: 30, plan: plan() };
    expect(await planRollOut(await demoActor("pm"), form)).toEqual({ kind: "forbidden" });
    expect(await planRollOut(engineer, { ...form, version: "7.0.0" })).toEqual({ kind: "not-found" });
    expect(await planRollOut(engineer, { ...form, plan: [] })).toMatchObject({ code: "empty" });
    expect(await planRollOut(engineer, { ...form, cleanMinutes: -1 })).toMatchObject({ code: "cleanMinutes" });
    expect(await planRollOut(engineer, { ...form, version: "1.0.0" })).toMatchObject({ code: "runs-it" });
    const stranger = [{ connectionId: await approvedConnection(), wave: 1 }];
    expect(await planRollOut(engineer, { ...form, plan: stranger })).toMatchObject({ code: "not-in-fleet" });
  });

  test("moves nobody, and there is one at a time", async () => {
    const form = { templateName: name, version: "1.1.0", cleanMinutes: 30, plan: plan() };
    const both = await Promise.all([planRollOut(engineer, form), planRollOut(engineer, form)]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    expect(await outcomes()).toEqual([1, 2, 2, 2].map((wave) => [wave, null, null]));
    expect((await connectionOf(ids[0] ?? "")).state).toBe("live");
  });
});

describe("a wave", () => {
  test("moves its connections, pausing a live one, and the next waits for it", async () => {
    const { id } = await current();
    const [canary = "", second = ""] = ids;
    expect(await startWave(await demoActor("labops"), id)).toEqual({ kind: "forbidden" });
    expect(await startWave(engineer, id)).toMatchObject({ kind: "done", row: { state: "rolling", wave: 1 } });
    expect(await connectionOf(canary)).toMatchObject({
      state: "paused",
      configuration: { templateVersion: "1.1.0", note: "Roll-out of Generic ORM 2.5.1, variant 1.1.0" },
    });
    expect(await connectionOf(second)).toMatchObject({ configuration: { templateVersion: "1.0.0" } });
    await watched();
    expect(await current()).toMatchObject({ state: "rolling", waveClean: false });
    expect(await startWave(engineer, id)).toMatchObject({ kind: "refused", code: "not-clean" });
  });

  test("is clean when it is live again and nothing failed for as long as was asked", async () => {
    await setState(ids[0] ?? "", "live");
    await followRollOuts();
    expect((await current()).state).toBe("rolling");
    await watched();
    expect(await current()).toMatchObject({ state: "ready", waveClean: true });
  });

  test("that fails stops the next by itself, says why, and goes on when somebody looked after it", async () => {
    const { id } = await current();
    const message = await stopMessage(ids[0] ?? "", "dead");
    expect(await startWave(engineer, id)).toMatchObject({ kind: "refused", code: "failures" });
    await followRollOuts();
    expect(await current()).toMatchObject({
      state: "stopped",
      reason: "1 message of 1 connection of wave 1 could not be mapped by 1.1.0.",
    });
    expect(await resumeRollOut(engineer, id)).toMatchObject({ kind: "refused", code: "failures" });
    await withTransaction((tx) => tx.db.update(messages).set({ state: "discarded" }).where(eq(messages.id, message)));
    expect(await resumeRollOut(engineer, id)).toMatchObject({ kind: "done", row: { state: "ready", reason: null } });
    const history = await database().select().from(stateHistory).where(eq(stateHistory.subjectId, id));
    expect(history.map((row) => [row.event, row.toState, row.actorName])).toEqual([
      ["startWave", "rolling", engineer.name],
      ["waveClean", "ready", "Gatehouse"],
      ["fail", "stopped", "Gatehouse"],
      ["resume", "ready", engineer.name],
    ]);
  });

  test("may get other connections until it starts; those it cannot move are left with the reason, and tried again", async () => {
    const { id } = await current();
    const [canary = "", , third = "", fourth = ""] = ids;
    await changeWaves(engineer, id, [
      { connectionId: canary, wave: 3 },
      { connectionId: fourth, wave: 9 },
    ]);
    expect((await outcomes()).map(([wave]) => wave)).toEqual([1, 2, 2, 3]);
    // The new version lost the rule that this connection's overrides remove.
    const before = await connectionOf(third);
    await withTransaction(async (tx) => {
      const configuration = before.configuration;
      if (!configuration) throw new Error("There is no configuration.");
      await tx.db.insert(configurationVersions).values({
        ...configuration,
        version: configuration.version + 1,
        overrides: { orders: { remove: ["no-longer-there"] } },
      });
      await tx.db
        .update(connections)
        .set({ configurationVersion: configuration.version + 1 })
        .where(eq(connections.id, third));
    });
    expect(await startWave(engineer, id)).toMatchObject({ kind: "done", row: { wave: 2 } });
    expect((await outcomes()).filter(([wave]) => wave === 2)).toEqual(
      expect.arrayContaining([
        [2, "moved", null],
        [2, "left", expect.stringContaining("overrides do not fit")],
      ]),
    );
    expect(await saveOverrides(engineer, third, {})).toMatchObject({ kind: "done" });
    await tryWaveAgain(engineer, id);
    expect((await outcomes()).filter(([wave]) => wave === 2).map(([, outcome]) => outcome)).toEqual(["moved", "moved"]);
  });

  test("is stopped and ended by people, with their reasons; what was moved stays moved", async () => {
    const { id } = await current();
    expect(await stopRollOut(engineer, id, " ")).toMatchObject({ kind: "refused", code: "reason" });
    expect(await stopRollOut(engineer, id, "The practice asked")).toMatchObject({ row: { state: "stopped" } });
    expect(await startWave(engineer, id)).toMatchObject({ kind: "refused" });
    expect(await resumeRollOut(engineer, id)).toMatchObject({ row: { state: "rolling" } });
    expect(await cancelRollOut(engineer, id, "Another version is better")).toMatchObject({ kind: "done" });
    expect(await current()).toMatchObject({ state: "cancelled", reason: "Another version is better" });
    const [, second = "", , fourth = ""] = ids;
    expect((await connectionOf(second)).configuration?.templateVersion).toBe("1.1.0");
    expect((await connectionOf(fourth)).configuration?.templateVersion).toBe("1.0.0");
    const plan = [{ connectionId: fourth, wave: 1 }];
    const again = await planRollOut(engineer, { templateName: name, version: "1.1.0", cleanMinutes: 0, plan });
    expect(again).toMatchObject({ kind: "done" });
    await startWave(engineer, (await current()).id);
    await followRollOuts();
    expect(await current()).toMatchObject({ state: "finished", wave: 1 });
    const [row] = await database()
      .select()
      .from(configurationVersions)
      .where(and(eq(configurationVersions.connectionId, fourth), eq(configurationVersions.templateName, name)))
      .orderBy(desc(configurationVersions.version));
    expect(row).toMatchObject({ templateVersion: "1.1.0", createdBy: engineer.id });
  });
});
