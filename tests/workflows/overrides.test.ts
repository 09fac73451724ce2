import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { configurationVersions, connections, testRuns } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
import { peek } from "~/engine/pipeline/glance";
import { loadSettings } from "~/engine/pipeline/setting";
import { understand } from "~/engine/pipeline/understand";
import { seedDemo } from "~/server/demo/seed";
import { chooseTemplate } from "~/workflows/connection/commands";
import { keepEvidence } from "~/workflows/connection/evidence";
import { saveOverrides } from "~/workflows/connection/overrides";
import { loadStanding } from "~/workflows/connection/standing";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { orderText } from "../support/live-connection";

useDatabase();
let engineer: Awaited<ReturnType<typeof demoActor>>;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
});

const rowOf = async (id: string) => {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error("There is no such connection.");
  return row;
};
const versionOf = async (id: string, version: number) =>
  (
    await database()
      .select()
      .from(configurationVersions)
      .where(and(eq(configurationVersions.connectionId, id), eq(configurationVersions.version, version)))
  )[0];
const bytes = Buffer.from(orderText({ placer: "P1", control: "C1", code: "TSH" }));
const origin = { direction: "order" as const, messageId: "msg_00000000000000000", receivedAt: new Date(0) };
const ordered = async (id: string) => understand(bytes, peek(bytes), (await loadSettings([id])).get(id), origin);
/** For this connection the practice is always the same, whatever its messages say. */
const ownPractice = { orders: { rules: [{ name: "practice-id", to: "practice.id", constant: "LK-100" }] } };

describe("overrides of a connection", () => {
  test("are a new configuration version that runs them, and what was proved before is stale", async () => {
    const id = await approvedConnection();
    const runId = newId("run");
    await withTransaction(async (tx) => {
      await tx.db.insert(testRuns).values({
        id: runId,
        connectionId: id,
        number: 1,
        configurationVersion: 1,
        state: "passed",
        drill: "recovered",
        deadlineAt: new Date(),
      });
      await keepEvidence(tx, { connectionId: id, actorId: "worker" }, [
        {
          runId,
          item: "mapping",
          configurationVersion: 1,
          compendiumRevision: 1_000,
          ok: true,
          reason: "seen",
          details: {},
          producedBy: "test",
        },
      ]);
    });
    const lamp = async () => (await loadStanding(await rowOf(id))).lamps.find((one) => one.item === "mapping");
    expect((await lamp())?.state).toBe("green");
    const saved = await saveOverrides(engineer, id, JSON.stringify(ownPractice));
    expect(saved).toMatchObject({ kind: "done", row: { configurationVersion: 2 } });
    expect((await lamp())?.state).toBe("stale");
    expect(await versionOf(id, 2)).toMatchObject({
      overrides: ownPractice,
      note: "1 override of the template",
    });
    expect(await versionOf(id, 1)).toMatchObject({ overrides: {} });
    expect((await ordered(id)).mapped).toMatchObject({ practice: { id: "LK-100" } });
  });

  test("reach one connection only", async () => {
    const [one, other] = [await approvedConnection(), await approvedConnection()];
    await saveOverrides(engineer, one, ownPractice);
    expect((await ordered(one)).mapped).toMatchObject({ practice: { id: "LK-100" } });
    expect((await ordered(other)).mapped).not.toMatchObject({ practice: { id: "LK-100" } });
  });

  test("that could not run are refused with the rule's name, and nothing is saved", async () => {
    const id = await approvedConnection();
    const rule = (change: object) => ({
      orders: { rules: [{ name: "mine", from: "PID-3.1", to: "patient.x", ...change }] },
    });
    const cases: [unknown, object][] = [
      ["{", { place: "" }],
      [{ oders: {} }, { severity: "stop" }],
      [rule({ transform: "no-such-transform" }), { rule: "mine" }],
      [rule({ from: "nowhere" }), { rule: "mine" }],
      [rule({ each: "everything" }), { rule: "mine", direction: "orders" }],
      [{ orders: { remove: ["no-such-rule"] } }, { rule: "no-such-rule", place: "orders.remove" }],
    ];
    for (const [json, problem] of cases) {
      expect(await saveOverrides(engineer, id, json)).toMatchObject({ kind: "invalid", problems: [problem] });
    }
    expect((await rowOf(id)).configurationVersion).toBe(1);
    expect(await saveOverrides(await demoActor("sales"), id, {})).toEqual({ kind: "forbidden" });
    expect(await saveOverrides(await demoActor("provider"), id, {})).toEqual({ kind: "forbidden" });
    expect(await saveOverrides(engineer, "con_00000000", {})).toEqual({ kind: "not-found" });
  });

  test("go when another template is chosen and stay with the same one", async () => {
    const id = await approvedConnection();
    await saveOverrides(engineer, id, ownPractice);
    const current = await versionOf(id, 2);
    await chooseTemplate(engineer, id, current?.templateName ?? "");
    expect((await versionOf(id, 3))?.overrides).toEqual(ownPractice);
    await chooseTemplate(
      engineer,
      id,
      current?.templateName === "generic-orm-2.3" ? "generic-orm-2.5.1" : "generic-orm-2.3",
    );
    expect((await versionOf(id, 4))?.overrides).toEqual({});
  });
});

describe("a template version that is not there", () => {
  test("holds the message and says which; no other version is taken instead", async () => {
    const id = await approvedConnection();
    await withTransaction(async (tx) => {
      const [first] = await tx.db
        .select()
        .from(configurationVersions)
        .where(eq(configurationVersions.connectionId, id));
      if (!first) throw new Error("The approval made no configuration.");
      await tx.db.insert(configurationVersions).values({ ...first, version: 2, templateVersion: "99.0.0" });
      await tx.db.update(connections).set({ configurationVersion: 2 }).where(eq(connections.id, id));
    });
    const outcome = await ordered(id);
    expect(outcome).toMatchObject({ state: "held", reasonCode: "template-missing", outbound: null, orderKey: "P1" });
    expect(outcome.reason).toContain("99.0.0");
  });
});
