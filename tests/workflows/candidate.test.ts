import { and, desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { configurationVersions, endpoints, stateHistory } from "~/db/schema/connections";
import { goLivePlans } from "~/db/schema/go-live";
import { auditEvents, mails } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { acceptDifferences, discardCandidate } from "~/workflows/connection/candidate";
import { candidateStanding } from "~/workflows/connection/candidate-standing";
import {
  chooseTemplate,
  pauseConnection,
  resumeConnection,
  saveAlertContacts,
  saveCodeMap,
} from "~/workflows/connection/commands";
import { agreeGoLive, goLive, planGoLive } from "~/workflows/connection/go-live";
import { getGoLiveRules, saveGoLiveRules } from "~/workflows/connection/go-live-rules";
import { saveOverrides } from "~/workflows/connection/overrides";
import { returnToEarlier } from "~/workflows/connection/return-to-version";
import { loadStanding } from "~/workflows/connection/standing";
import { agreeSwitchOver, askSwitchOver, cancelSwitchOver, switchOver } from "~/workflows/connection/switch-over";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { connectionRow, passedRun, readyConnection, signRun } from "../support/tested-connection";

useDatabase();
let engineer: Awaited<ReturnType<typeof demoActor>>;
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
});

const map = (prefix: string) =>
  ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `${prefix}-${code}` }));
const liveConnection = async () => {
  const { id } = await readyConnection();
  expect(await goLive(engineer, id)).toMatchObject({ kind: "done", row: { configurationVersion: 2 } });
  return id;
};
const proved = async (id: string, version: number) => signRun(id, await passedRun(id, version));
const versionRow = async (id: string, version: number) =>
  (
    await database()
      .select()
      .from(configurationVersions)
      .where(and(eq(configurationVersions.connectionId, id), eq(configurationVersions.version, version)))
  )[0];

test("a change to what is live is a version beside it; further changes build on that, and it can be left aside", async () => {
  const id = await liveConnection();
  const before = await loadStanding(await connectionRow(id));
  expect(await saveCodeMap(engineer, id, map("NEW"))).toMatchObject({
    row: { state: "live", configurationVersion: 2, candidateVersion: 3 },
  });
  expect(await saveOverrides(engineer, id, JSON.stringify({ orders: { ignore: ["ZZ1-2"] } }))).toMatchObject({
    row: { configurationVersion: 2, candidateVersion: 4 },
  });
  expect((await versionRow(id, 4))?.codeMap).toEqual(map("NEW"));
  expect((await versionRow(id, 2))?.overrides).toEqual({});
  // What is in force is as green as it was.
  expect((await loadStanding(await connectionRow(id))).lamps).toEqual(before.lamps);
  const states = await database()
    .select()
    .from(stateHistory)
    .where(eq(stateHistory.subjectId, id))
    .orderBy(stateHistory.id);
  expect(states.at(-1)).toMatchObject({ event: "saveConfiguration", fromState: "live", toState: "live" });

  expect(await discardCandidate(await demoActor("labops"), id, "No.")).toEqual({ kind: "forbidden" });
  expect(await discardCandidate(engineer, id, "The practice keeps its codes.")).toMatchObject({
    row: { state: "live", configurationVersion: 2, candidateVersion: null },
  });
  expect(await discardCandidate(engineer, id, "Again.")).toMatchObject({ kind: "refused", code: "no-candidate" });
  expect(await versionRow(id, 4)).toBeDefined();
  // Numbers are never used twice.
  expect(await saveCodeMap(engineer, id, map("NEXT"))).toMatchObject({ row: { candidateVersion: 5 } });
});

test("only what a candidate touches is open in its gate, and going back to what was is green at once", async () => {
  const id = await liveConnection();
  const saved = await saveCodeMap(engineer, id, map("NEW"));
  if (saved.kind !== "done") throw new Error(saved.kind);
  const { standing, changed, mapsOtherwise, explained } = await candidateStanding(saved.row, 3);
  expect(changed).toEqual(["codeMap"]);
  expect([mapsOtherwise, explained]).toEqual([true, true]);
  const open = standing.lamps.filter((lamp) => lamp.state !== "green").map((lamp) => lamp.item);
  expect(open).toEqual(["roundTrip", "reconciliation", "auditTrail", "codes", "signOff"]);
  expect(await switchOver(engineer, id)).toMatchObject({ kind: "refused", code: "gate-not-green", missing: open });
  await saveCodeMap(engineer, id, map("EMR"));
  expect(await switchOver(engineer, id)).toMatchObject({ row: { configurationVersion: 4, candidateVersion: null } });
});

test("a candidate that was tested and signed takes the place of what is live, and the way back is a step without a pause", async () => {
  const id = await liveConnection();
  await saveCodeMap(engineer, id, map("NEW"));
  const run = await passedRun(id, 3);
  expect(await switchOver(engineer, id)).toMatchObject({ kind: "refused", missing: ["signOff"] });
  await signRun(id, run);
  expect(await switchOver(await demoActor("labops"), id)).toEqual({ kind: "forbidden" });
  const twice = await Promise.all([switchOver(engineer, id), switchOver(engineer, id)]);
  expect(twice.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
  expect(await connectionRow(id)).toMatchObject({ state: "live", configurationVersion: 3, candidateVersion: null });
  const [kept] = await database()
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.chain, id), eq(auditEvents.action, "connection.gateAtSwitchOver")));
  const meta = JSON.parse(kept?.meta ?? "{}") as { from: number; to: number; evidence: Record<string, string> };
  expect([meta.from, meta.to]).toEqual([2, 3]);
  expect(Object.values(meta.evidence).filter(Boolean)).toHaveLength(7);
  const told = await database()
    .select()
    .from(mails)
    .where(eq(mails.cause, `connection.switchOver ${id}`));
  expect(told.length).toBeGreaterThan(0);

  await saveCodeMap(engineer, id, map("NEXT"));
  expect(await returnToEarlier(engineer, id, "The new codes are wrong.")).toMatchObject({
    kind: "done",
    row: { state: "live", configurationVersion: 2, candidateVersion: null },
  });
  const steps = await database()
    .select()
    .from(stateHistory)
    .where(eq(stateHistory.subjectId, id))
    .orderBy(desc(stateHistory.id))
    .limit(1);
  expect(steps).toMatchObject([{ event: "returnToVersion", fromState: "live", toState: "live" }]);
  expect((await loadStanding(await connectionRow(id))).lamps.map((lamp) => lamp.state)).toEqual(Array(7).fill("green"));
});

test("the way back to what is no longer green is paused, as ever", async () => {
  const id = await liveConnection();
  await saveCodeMap(engineer, id, map("NEW"));
  await proved(id, 3);
  expect(await switchOver(engineer, id)).toMatchObject({ kind: "done" });
  await saveAlertContacts(engineer, id, []);
  expect(await returnToEarlier(engineer, id, "Back.")).toMatchObject({
    kind: "done",
    row: { state: "paused", configurationVersion: 2 },
  });
});

test("a pause keeps the candidate; what is changed or put back meanwhile leaves it", async () => {
  const id = await liveConnection();
  await saveCodeMap(engineer, id, map("NEW"));
  await pauseConnection(engineer, id, "A short pause.");
  expect(await resumeConnection(engineer, id)).toMatchObject({ row: { configurationVersion: 2, candidateVersion: 3 } });
  await pauseConnection(engineer, id, "A change.");
  expect(await saveCodeMap(engineer, id, map("OTHER"))).toMatchObject({
    row: { state: "paused", configurationVersion: 4, candidateVersion: null },
  });
  expect((await versionRow(id, 4))?.codeMap).toEqual(map("OTHER"));
});

test("what only touches an endpoint has no difference to explain; its check and its run decide", async () => {
  const id = await liveConnection();
  const { emrEndpointId } = (await versionRow(id, 2)) ?? {};
  await saveCodeMap(engineer, id, map("EMR"));
  await withTransaction(async (tx) => {
    const [old] = await tx.db.select().from(endpoints).where(eq(endpoints.side, "lis")).limit(1);
    if (!old) throw new Error("There is no endpoint.");
    await tx.db.insert(endpoints).values({ ...old, id: "end_other", side: "emr", checkOk: true, labDefault: false });
    const current = await versionRow(id, 3);
    if (!current) throw new Error("There is no candidate.");
    await tx.db.insert(configurationVersions).values({ ...current, version: 9, emrEndpointId: "end_other" });
  });
  expect(emrEndpointId ?? null).not.toBe("end_other");
  const standing = await candidateStanding(await connectionRow(id), 9);
  expect(standing).toMatchObject({ changed: ["endpoints"], mapsOtherwise: false, explained: true });
});

test("a difference is accepted with a note, for the version it was seen with, by an engineer", async () => {
  const id = await liveConnection();
  await saveCodeMap(engineer, id, map("NEW"));
  const form = { version: 3, kinds: [{ direction: "order" as const, kind: "OBR-4" }], note: "Wanted." };
  expect(await acceptDifferences(await demoActor("labops"), id, form)).toEqual({ kind: "forbidden" });
  expect(await acceptDifferences(engineer, id, { ...form, note: " " })).toMatchObject({ field: "note" });
  expect(await acceptDifferences(engineer, id, { ...form, kinds: [] })).toMatchObject({ code: "none-chosen" });
  expect(await acceptDifferences(engineer, id, { ...form, version: 2 })).toMatchObject({ code: "changed-meanwhile" });
  expect(await acceptDifferences(engineer, id, form)).toMatchObject({ code: "not-seen" });
});

test("another template is a candidate as well", async () => {
  const id = await liveConnection();
  const { templateName = "" } = (await versionRow(id, 2)) ?? {};
  expect(await chooseTemplate(engineer, id, templateName)).toMatchObject({
    row: { configurationVersion: 2, candidateVersion: 3 },
  });
});

describe("where the lab wants a second person", () => {
  beforeAll(async () => {
    await saveGoLiveRules(await demoActor("admin"), { ...(await getGoLiveRules()), secondPerson: true });
  });
  afterAll(async () => {
    await saveGoLiveRules(await demoActor("admin"), { ...(await getGoLiveRules()), secondPerson: false });
  });
  /** A live connection with a candidate that is tested, signed and explained; the lab's rule holds from its go-live on. */
  const provedChange = async () => {
    const { id } = await readyConnection();
    await planGoLive(engineer, id, null);
    expect(await agreeGoLive(await demoActor("pm"), id)).toMatchObject({ row: { state: "live" } });
    await saveCodeMap(engineer, id, map("NEW"));
    await proved(id, 3);
    return id;
  };
  const plansOf = (id: string) =>
    database().select().from(goLivePlans).where(eq(goLivePlans.connectionId, id)).orderBy(goLivePlans.askedAt);

  test("one asks and another agrees, never the same; both stay with the event, and the way back is one person's", async () => {
    const id = await provedChange();
    const manager = await demoActor("pm");
    expect(await switchOver(engineer, id)).toMatchObject({ kind: "refused", code: "second-person" });
    expect(await agreeSwitchOver(manager, id)).toMatchObject({ kind: "refused", code: "second-person" });
    expect(await askSwitchOver(manager, id)).toEqual({ kind: "forbidden" });
    expect(await askSwitchOver(engineer, id)).toMatchObject({ kind: "done", row: { configurationVersion: 2 } });
    expect(await askSwitchOver(engineer, id)).toMatchObject({ kind: "refused", code: "planned" });
    expect(await switchOver(engineer, id)).toMatchObject({ kind: "refused", code: "second-person" });
    expect(await agreeSwitchOver(engineer, id)).toMatchObject({ kind: "refused", code: "second-person" });
    expect(await agreeSwitchOver(await demoActor("sales"), id)).toEqual({ kind: "forbidden" });
    const both = await Promise.all([agreeSwitchOver(manager, id), agreeSwitchOver(await demoActor("labops"), id)]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    expect(await connectionRow(id)).toMatchObject({ state: "live", configurationVersion: 3, candidateVersion: null });
    const [, plan] = await plansOf(id);
    expect(plan).toMatchObject({ step: "switch-over", state: "live", askedBy: engineer.id });
    expect(plan?.agreedBy).not.toBe(engineer.id);
    const [kept] = await database()
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.chain, id), eq(auditEvents.action, "connection.gateAtSwitchOver")));
    expect(JSON.parse(kept?.meta ?? "{}")).toMatchObject({ askedBy: engineer.id, agreedBy: plan?.agreedBy });

    expect(await returnToEarlier(engineer, id, "The new codes are wrong.")).toMatchObject({
      row: { state: "live", configurationVersion: 2 },
    });
  });

  test("what was asked for one change is nothing for another, and can be taken back with a reason", async () => {
    const id = await provedChange();
    const manager = await demoActor("pm");
    expect(await askSwitchOver(engineer, id)).toMatchObject({ kind: "done" });
    await saveCodeMap(engineer, id, map("OTHER"));
    await proved(id, 4);
    expect(await agreeSwitchOver(manager, id)).toMatchObject({ kind: "refused", code: "second-person" });
    expect(await askSwitchOver(engineer, id)).toMatchObject({ kind: "done" });
    expect(await cancelSwitchOver(manager, id, "Not on a Friday.")).toMatchObject({ kind: "done" });
    expect((await plansOf(id)).slice(1).map(({ state, endedWhy }) => [state, endedWhy])).toEqual([
      ["cancelled", "The change is another one now."],
      ["cancelled", "Not on a Friday."],
    ]);
    expect(await agreeSwitchOver(manager, id)).toMatchObject({ kind: "refused" });
    expect(await askSwitchOver(engineer, id)).toMatchObject({ kind: "done" });
    expect(await discardCandidate(engineer, id, "No.")).toMatchObject({ kind: "done" });
    expect((await plansOf(id)).at(-1)).toMatchObject({ state: "cancelled", endedWhy: "The change was discarded." });
  });
});
