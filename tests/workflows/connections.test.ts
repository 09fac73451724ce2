import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { verifyAudit } from "~/db/queries/verify-audit";
import {
  configurationVersions,
  connections,
  endpoints,
  evidence,
  gateItems,
  stateHistory,
  testRuns,
} from "~/db/schema/connections";
import { auditEvents, mails } from "~/db/schema/operations";
import { sealSecret } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { workerActor } from "~/workflows/actor";
import {
  followGate,
  pauseConnection,
  resumeConnection,
  retireConnection,
  saveCodeMap,
} from "~/workflows/connection/commands";
import { keepEvidence } from "~/workflows/connection/evidence";
import { goLive } from "~/workflows/connection/go-live";
import { signOff, summaryHash } from "~/workflows/connection/sign-off";
import { startTestRun } from "~/workflows/connection/test-runs";
import { dispatchConnection } from "~/workflows/dispatch";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let engineer: Person;
let provider: Person;
const summary = ["Everything went well."];

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
  provider = await demoActor("provider");
});

/** A connection in `testing`, its code map complete, with a passed run whose six proofs are good. */
async function tested() {
  const id = await approvedConnection();
  const map = ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` }));
  expect(await saveCodeMap(engineer, id, map)).toMatchObject({ kind: "done" });
  const runId = newId("run");
  await withTransaction(async (tx) => {
    await tx.db.update(connections).set({ state: "testing" }).where(eq(connections.id, id));
    await tx.db.insert(testRuns).values({
      id: runId,
      connectionId: id,
      number: 1,
      configurationVersion: 2,
      state: "passed",
      drill: "recovered",
      deadlineAt: new Date(),
      summary,
    });
    await keepEvidence(
      tx,
      { connectionId: id, actorId: "worker" },
      gateItems
        .filter((item) => item !== "signOff")
        .map((item) => ({
          item,
          configurationVersion: 2,
          compendiumRevision: 1_000,
          ok: true,
          reason: "seen",
          details: {},
          runId,
          producedBy: "test",
        })),
    );
  });
  return { id, runId };
}
const stateOf = async (id: string) =>
  (await database().select().from(connections).where(eq(connections.id, id)))[0]?.state;
const sign = (
  id: string,
  runId: string,
  change: Partial<{ typedName: string; summarySha256: string }> = {},
  who = provider,
) => signOff(who, id, { runId, typedName: " dana  WHITLOCK ", summarySha256: summaryHash(summary), ...change });
const signedAndLive = async () => {
  const { id, runId } = await tested();
  expect(await sign(id, runId)).toEqual({ kind: "done" });
  expect(await goLive(engineer, id)).toMatchObject({ kind: "done", row: { state: "live" } });
  return { id, runId };
};
const spoil = (id: string, runId: string) =>
  withTransaction(async (tx) => {
    await keepEvidence(tx, { connectionId: id, actorId: "worker" }, [
      {
        item: "reconciliation",
        configurationVersion: 2,
        compendiumRevision: 1_000,
        ok: false,
        reason: "One message is missing",
        details: {},
        runId,
        producedBy: "test",
      },
    ]);
  });

describe("the way to live", () => {
  test("is closed until the practice has signed, and says what is missing", async () => {
    const { id, runId } = await tested();
    await followGate(id);
    expect(await stateOf(id)).toBe("testing");
    expect(await goLive(engineer, id)).toMatchObject({ kind: "refused", code: "gate-not-green", missing: ["signOff"] });
    expect(await sign(id, runId)).toEqual({ kind: "done" });
    expect(await stateOf(id)).toBe("ready");
    expect(await goLive(engineer, id)).toMatchObject({ kind: "done" });
    expect((await database().select().from(connections).where(eq(connections.id, id)))[0]?.liveAt).not.toBeNull();
  });

  test("is for an engineer only", async () => {
    const { id, runId } = await tested();
    await sign(id, runId);
    expect(await goLive(await demoActor("sales"), id)).toEqual({ kind: "forbidden" });
    expect(await goLive(provider, id)).toEqual({ kind: "not-found" });
    expect(await stateOf(id)).toBe("ready");
  });

  test("closes again when evidence turns bad, even between ready and go-live", async () => {
    const { id, runId } = await tested();
    await sign(id, runId);
    await spoil(id, runId);
    expect(await goLive(engineer, id)).toMatchObject({ kind: "refused", missing: ["reconciliation", "signOff"] });
    await followGate(id);
    expect(await stateOf(id)).toBe("testing");
  });

  test("starts anew with a new configuration", async () => {
    const { id, runId } = await tested();
    await sign(id, runId);
    const map = ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `NEW-${code}` }));
    expect(await saveCodeMap(engineer, id, map)).toMatchObject({
      kind: "done",
      row: { state: "testing", configurationVersion: 3 },
    });
    expect(await goLive(engineer, id)).toMatchObject({ kind: "refused" });
    const versions = await database()
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, id));
    expect(versions.map((row) => row.version).sort()).toEqual([1, 2, 3]);
    const told = await database()
      .select({ to: mails.to })
      .from(mails)
      .where(eq(mails.cause, `connection.provision ${id}`));
    expect(told, "told once, at the first change").toEqual([{ to: provider.email }]);
  });

  test("is gone once by two engineers at once, with one history row, one event and one mail each", async () => {
    const { id, runId } = await tested();
    await sign(id, runId);
    const both = await Promise.all([goLive(engineer, id), goLive(engineer, id)]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    const history = await database()
      .select()
      .from(stateHistory)
      .where(and(eq(stateHistory.subjectId, id), eq(stateHistory.event, "goLive")));
    expect(history).toMatchObject([{ fromState: "ready", toState: "live", actorId: engineer.id }]);
    const events = await database()
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.chain, id), eq(auditEvents.action, "connection.goLive")));
    expect(events).toMatchObject([{ outcome: "done", actor: engineer.id }]);
    const sent = await database()
      .select()
      .from(mails)
      .where(eq(mails.cause, `connection.goLive ${id}`));
    expect(sent.map((mail) => mail.to).sort()).toEqual(["pm@demo.example", "provider@demo.example"]);
    expect(await verifyAudit(id)).toMatchObject({ ok: true });
  });

  test("is not opened by the worker saying so", async () => {
    const { id } = await tested();
    expect(await dispatchConnection(workerActor, id, "gateMet")).toMatchObject({ kind: "refused" });
    expect(await dispatchConnection(workerActor, id, "goLive")).toEqual({ kind: "forbidden" });
    expect(await dispatchConnection(engineer, id, "gateMet")).toEqual({ kind: "forbidden" });
  });
});

describe("the signature", () => {
  test("is refused with another name, another summary, by another practice, or twice", async () => {
    const { id, runId } = await tested();
    expect(await sign(id, runId, { typedName: "Dana Whit" })).toMatchObject({ code: "name-differs" });
    expect(await sign(id, runId, { summarySha256: summaryHash(["Other."]) })).toMatchObject({ code: "changed" });
    expect(await sign(id, runId, {}, { ...provider, practiceId: "prc_other" })).toEqual({ kind: "not-found" });
    expect(await sign(id, runId, {}, { ...provider, id: "usr_colleague" })).toMatchObject({ code: "not-the-signer" });
    expect(await sign(id, runId, {}, engineer)).toEqual({ kind: "not-found" });
    expect(await sign(id, runId)).toEqual({ kind: "done" });
    expect(await sign(id, runId)).toMatchObject({ kind: "refused", code: "not-now" });
  });

  test("given twice at once is kept once", async () => {
    const { id, runId } = await tested();
    await Promise.all([sign(id, runId), sign(id, runId)]);
    const rows = await database()
      .select()
      .from(evidence)
      .where(and(eq(evidence.connectionId, id), eq(evidence.item, "signOff")));
    expect(rows).toHaveLength(1);
  });
});

describe("a live connection", () => {
  test("is paused, resumed and retired, and each is recorded", async () => {
    const { id } = await signedAndLive();
    expect(await retireConnection(engineer, id, "too early")).toMatchObject({ kind: "refused" });
    expect(await pauseConnection(await demoActor("labops"), id, "They move house.")).toMatchObject({ kind: "done" });
    expect(await resumeConnection(await demoActor("admin"), id)).toMatchObject({ kind: "done" });
    expect(await pauseConnection(engineer, id, "They closed.")).toMatchObject({ kind: "done" });
    expect(await retireConnection(engineer, id, "They closed.")).toMatchObject({ kind: "done" });
    const history = await database()
      .select()
      .from(stateHistory)
      .where(eq(stateHistory.subjectId, id))
      .orderBy(stateHistory.id);
    expect(history.map((row) => row.event)).toEqual([
      "saveConfiguration",
      "gateMet",
      "goLive",
      "pause",
      "resume",
      "pause",
      "retire",
    ]);
    expect(await resumeConnection(engineer, id)).toMatchObject({ kind: "refused", code: "not-now" });
  });

  test("is not resumed while the gate is not green", async () => {
    const { id, runId } = await signedAndLive();
    await pauseConnection(engineer, id, "A fault.");
    await spoil(id, runId);
    expect(await resumeConnection(engineer, id)).toMatchObject({
      kind: "refused",
      missing: ["reconciliation", "signOff"],
    });
    expect(await stateOf(id)).toBe("paused");
  });

  test("runs on as it is while a change is made beside it", async () => {
    const { id } = await signedAndLive();
    const saved = await saveCodeMap(engineer, id, [{ labCode: "CMP", emrCode: "X" }]);
    expect(saved).toMatchObject({ kind: "done", row: { configurationVersion: 2, candidateVersion: 3, state: "live" } });
  });
});

describe("a test run", () => {
  test("is refused before both endpoints are pinned and checked, and a newer one ends the older", async () => {
    const { id } = await tested();
    expect(await startTestRun(engineer, id)).toMatchObject({ kind: "refused", code: "endpoints-not-ready" });
    await withTransaction(async (tx) => {
      const [lis] = await tx.db.select().from(endpoints).where(eq(endpoints.labDefault, true));
      if (!lis) throw new Error("The demo lab has no endpoint.");
      const ready = {
        ...lis,
        labDefault: false,
        hostKeySha256: "SHA256:x",
        checkOk: true,
        secret: sealSecret("x", "endpoints/end_emr/secret"),
      };
      await tx.db.insert(endpoints).values([
        { ...ready, id: "end_emr", side: "emr" },
        { ...ready, id: "end_lis", side: "lis" },
      ]);
      const [newest] = await tx.db
        .select()
        .from(configurationVersions)
        .where(and(eq(configurationVersions.connectionId, id), eq(configurationVersions.version, 2)));
      if (!newest) throw new Error("There is no version 2.");
      await tx.db
        .insert(configurationVersions)
        .values({ ...newest, version: 3, emrEndpointId: "end_emr", lisEndpointId: "end_lis" });
      await tx.db.update(connections).set({ configurationVersion: 3 }).where(eq(connections.id, id));
    });
    expect(await startTestRun(engineer, id)).toMatchObject({ kind: "done" });
    expect(await startTestRun(engineer, id)).toMatchObject({ kind: "done" });
    const runs = await database()
      .select()
      .from(testRuns)
      .where(eq(testRuns.connectionId, id))
      .orderBy(testRuns.startedAt);
    expect(runs.filter((run) => run.state === "waiting")).toHaveLength(1);
    expect(runs.filter((run) => run.state === "cancelled")).toMatchObject([{ outcome: "A newer run was started." }]);
  });
});
