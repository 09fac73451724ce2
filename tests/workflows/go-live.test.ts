import { desc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { database } from "~/db/client";
import { verifyAudit } from "~/db/queries/verify-audit";
import { evidence, stateHistory } from "~/db/schema/connections";
import { goLivePlans } from "~/db/schema/go-live";
import { auditEvents, mails } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import {
  cancelConnection,
  pauseConnection,
  resumeConnection,
  saveAlertContacts,
  saveCodeMap,
} from "~/workflows/connection/commands";
import { agreeGoLive, cancelGoLive, goLive, planGoLive, sweepGoLives } from "~/workflows/connection/go-live";
import { getGoLiveRules, saveGoLiveRules } from "~/workflows/connection/go-live-rules";
import { returnToEarlier } from "~/workflows/connection/return-to-version";
import { dispatchConnection } from "~/workflows/dispatch";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { connectionRow, passedRun, readyConnection, signRun } from "../support/tested-connection";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let engineer: Person;
let manager: Person;
let admin: Person;
const tomorrow = () => new Date(Date.now() + 86_400_000);
const planOf = async (id: string) =>
  (
    await database()
      .select()
      .from(goLivePlans)
      .where(eq(goLivePlans.connectionId, id))
      .orderBy(desc(goLivePlans.askedAt))
      .limit(1)
  )[0];
const stateOf = async (id: string) => (await connectionRow(id)).state;
const mailed = async (cause: string) =>
  (await database().select().from(mails).where(eq(mails.cause, cause))).map((mail) => mail.to).sort();
const want = async (secondPerson: boolean) => saveGoLiveRules(admin, { ...(await getGoLiveRules()), secondPerson });

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
  manager = await demoActor("pm");
  admin = await demoActor("admin");
});
beforeEach(() => want(false));

test("the rules are the admin's, and on record", async () => {
  const rules = await getGoLiveRules();
  expect(await saveGoLiveRules(engineer, rules)).toEqual({ kind: "forbidden" });
  expect(await saveGoLiveRules(admin, { ...rules, secondPerson: true })).toEqual({ kind: "done" });
  expect((await getGoLiveRules()).secondPerson).toBe(true);
});

test("where the lab wants it a second person agrees, never the same; both are kept, with the evidence that opened the gate", async () => {
  await want(true);
  const { id } = await readyConnection();
  expect(await goLive(engineer, id)).toMatchObject({ kind: "refused", code: "second-person" });
  expect(await agreeGoLive(manager, id)).toMatchObject({ kind: "refused", code: "second-person" });
  expect(await planGoLive(manager, id, null)).toEqual({ kind: "forbidden" });
  expect(await planGoLive(engineer, id, null)).toMatchObject({ kind: "done", row: { state: "ready" } });
  expect(await planGoLive(engineer, id, null)).toMatchObject({ kind: "refused", code: "planned" });
  expect(await agreeGoLive(engineer, id)).toMatchObject({ kind: "refused", code: "second-person" });
  expect(await goLive(engineer, id)).toMatchObject({ kind: "refused", code: "second-person" });
  expect(await agreeGoLive(await demoActor("sales"), id)).toEqual({ kind: "forbidden" });
  const plan = await planOf(id);
  expect(await mailed(`goLive.plan ${plan?.id}`)).toEqual(["labops@demo.example", "pm@demo.example"]);

  const both = await Promise.all([agreeGoLive(manager, id), agreeGoLive(await demoActor("labops"), id)]);
  expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
  expect(await stateOf(id)).toBe("live");
  const ended = await planOf(id);
  expect(ended).toMatchObject({ state: "live", askedBy: engineer.id });
  expect(ended?.agreedBy).not.toBe(engineer.id);
  const [kept] = await database().select().from(auditEvents).where(eq(auditEvents.action, "connection.gateAtGoLive"));
  const meta = JSON.parse(kept?.meta ?? "{}") as { evidence: Record<string, string>; askedBy: string };
  expect(meta.askedBy).toBe(engineer.id);
  const proofs = await database().select().from(evidence).where(eq(evidence.connectionId, id));
  expect(Object.values(meta.evidence).sort()).toEqual(proofs.map((proof) => proof.id).sort());
  expect(await verifyAudit(id)).toMatchObject({ ok: true });
});

test("the same person never counts as two, not even by writing the row", async () => {
  await want(true);
  const { id } = await readyConnection();
  await planGoLive(engineer, id, null);
  const write = (statement: string) => withTransaction((tx) => tx.db.execute(statement));
  await expect(write(`update go_live_plans set agreed_by = asked_by where connection_id = '${id}'`)).rejects.toThrow();
  await expect(
    write(`update go_live_plans set asked_by = '${manager.id}' where connection_id = '${id}'`),
  ).rejects.toThrow();
  await expect(write("delete from go_live_plans")).rejects.toThrow();
});

test("a go-live planned for later waits for its time, can be cancelled, and then happens by itself", async () => {
  const { id } = await readyConnection();
  expect(await planGoLive(engineer, id, null)).toMatchObject({ code: "no-time", field: "at" });
  expect(await planGoLive(engineer, id, tomorrow())).toMatchObject({ kind: "done" });
  expect(await goLive(engineer, id)).toMatchObject({ kind: "refused", code: "not-due" });
  await sweepGoLives();
  expect(await stateOf(id)).toBe("ready");
  expect(await cancelGoLive(manager, id, "The practice is closed.")).toMatchObject({ kind: "done" });
  const cancelled = await planOf(id);
  expect(cancelled).toMatchObject({ state: "cancelled", endedWhy: "The practice is closed.", endedBy: manager.id });
  expect(await mailed(`goLive.plan ${cancelled?.id}`)).toEqual(["engineer@demo.example"]);

  await planGoLive(engineer, id, new Date(Date.now() - 1));
  await Promise.all([sweepGoLives(), sweepGoLives()]);
  expect(await stateOf(id)).toBe("live");
  expect(await planOf(id)).toMatchObject({ state: "live" });
  const history = await database().select().from(stateHistory).where(eq(stateHistory.subjectId, id));
  expect(history.filter((row) => row.toState === "live")).toMatchObject([{ event: "goLiveDue" }]);
});

test("a plan ends with the connection that is cancelled", async () => {
  await want(true);
  const { id } = await readyConnection();
  await planGoLive(engineer, id, null);
  await saveCodeMap(engineer, id, [{ labCode: "CMP", emrCode: "NEW-CMP" }]);
  expect(await cancelConnection(engineer, id, "The practice has closed.")).toMatchObject({ kind: "done" });
  expect(await planOf(id)).toMatchObject({ state: "cancelled", endedWhy: "The practice has closed." });
});

test("a planned go-live over a gate that is not green does not happen, and whoever planned it is told why", async () => {
  const { id } = await readyConnection();
  await planGoLive(engineer, id, new Date(Date.now() - 1));
  await saveAlertContacts(engineer, id, []);
  await sweepGoLives();
  const plan = await planOf(id);
  expect(plan).toMatchObject({ state: "refused", endedBy: null });
  expect(plan?.endedWhy).toContain("Missing: Retries and alerts, Provider sign-off.");
  expect(await mailed(`goLive.plan ${plan?.id}`)).toEqual(["engineer@demo.example"]);
  expect(await stateOf(id)).not.toBe("live");
  await sweepGoLives();
  expect(await mailed(`goLive.plan ${plan?.id}`)).toHaveLength(1);
});

test("what crashes before its commit leaves nothing behind", async () => {
  const { id } = await readyConnection();
  await expect(
    dispatchConnection(engineer, id, "goLive", {
      also: async () => {
        throw new Error("the power went");
      },
    }),
  ).rejects.toThrow("the power went");
  expect(await stateOf(id)).toBe("ready");
});

test("one step leads back to the configuration that was signed before, and the next change gets a number of its own", async () => {
  const { id } = await readyConnection();
  expect(await goLive(engineer, id)).toMatchObject({ kind: "done" });
  expect(await returnToEarlier(engineer, id, "Too early.")).toMatchObject({ kind: "refused", code: "no-earlier" });
  expect(await stateOf(id)).toBe("live");
  await pauseConnection(engineer, id, "A change.");
  const map = (prefix: string) =>
    ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `${prefix}-${code}` }));
  await saveCodeMap(engineer, id, map("NEW"));
  await signRun(id, await passedRun(id));
  expect(await resumeConnection(engineer, id)).toMatchObject({ kind: "done", row: { configurationVersion: 3 } });

  const admitted = await demoActor("admin");
  expect(await returnToEarlier(admitted, id, "Not mine.")).toEqual({ kind: "forbidden" });
  expect(await connectionRow(id)).toMatchObject({ state: "live", configurationVersion: 3 });
  expect(await returnToEarlier(engineer, id, "The new codes are wrong.")).toMatchObject({
    kind: "done",
    row: { state: "live", configurationVersion: 2 },
  });
  await pauseConnection(engineer, id, "Another change.");
  expect(await saveCodeMap(engineer, id, map("NEXT"))).toMatchObject({ row: { configurationVersion: 4 } });
  expect(await resumeConnection(engineer, id)).toMatchObject({ kind: "refused", code: "gate-not-green" });
});
