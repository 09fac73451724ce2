import { and, eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { AgesResult } from "~/app/server/evidence-ages.server";
import { actOnGoLiveRules } from "~/app/server/go-live-rules.server";
import { database } from "~/db/client";
import { evidence } from "~/db/schema/connections";
import { auditEvents, mails } from "~/db/schema/operations";
import { toDos } from "~/db/schema/set-up";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { getEvidenceAges, saveEvidenceAges, usualAges } from "~/workflows/connection/evidence-ages";
import { watchEvidence } from "~/workflows/connection/evidence-watch";
import { goLive } from "~/workflows/connection/go-live";
import { loadStanding } from "~/workflows/connection/standing";
import { tickToDo } from "~/workflows/connection/to-dos";
import { asks, statusOf } from "../support/asks";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { connectionRow, readyConnection, testedConnection } from "../support/tested-connection";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let engineer: Person;
let admin: Person;
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
  admin = await demoActor("admin");
});
beforeEach(() => saveEvidenceAges(admin, usualAges));
afterEach(() => {
  vi.useRealTimers();
});

/** The clock stands so many days on. */
const daysOn = (days: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + days * 86_400_000 });
const stateOf = async (id: string) => (await connectionRow(id)).state;
const listed = async (id: string) =>
  database()
    .select()
    .from(toDos)
    .where(and(eq(toDos.connectionId, id), eq(toDos.topic, "evidence")))
    .orderBy(toDos.createdAt);
const mailed = async (id: string) =>
  (
    await database()
      .select()
      .from(mails)
      .where(eq(mails.cause, `evidence.age ${id}`))
  ).map((mail) => mail.subject);
const form = (over: Record<string, string>) => ({
  ...Object.fromEntries(Object.entries(usualAges).map(([name, value]) => [name, String(value)])),
  intent: "saveAges",
  ...over,
});
const posted = async (over: Record<string, string>) => {
  const given = await actOnGoLiveRules(await asks({ who: "admin", form: form(over) }));
  return given instanceof Response ? given : ((given as { data: AgesResult }).data as AgesResult);
};

test("the days are the admin's, each item has its own, and a change is on record", async () => {
  expect(await saveEvidenceAges(engineer, usualAges)).toEqual({ kind: "forbidden" });
  expect(await statusOf(actOnGoLiveRules(await asks({ who: "engineer", form: form({}) }).then((one) => one)))).toBe(
    403,
  );
  expect(await saveEvidenceAges(admin, { ...usualAges, codes: 30 })).toEqual({ kind: "done" });
  expect(await getEvidenceAges()).toEqual({ ...usualAges, codes: 30 });
  const [event] = await database().select().from(auditEvents).where(eq(auditEvents.action, "evidence.ages"));
  expect(event?.outcome).toBe("done");
  const { id } = await testedConnection();
  daysOn(31);
  const { lamps } = await loadStanding(await connectionRow(id));
  expect(lamps.filter(({ state }) => state === "stale").map(({ item, reason }) => [item, reason])).toEqual([
    ["codes", "Seen more than 30 days ago"],
  ]);
});

test("what is not a number of days is named, and everything typed stays", async () => {
  expect(await posted({ retries: "3", codes: "many", warnDays: "0" })).toMatchObject({
    errors: {
      retries: "Give a whole number from 7 to 730.",
      codes: "Give a whole number from 7 to 730.",
      warnDays: "Give a whole number from 1 to 60.",
    },
    values: { retries: "3", codes: "many", warnDays: "0" },
  });
});

test("shorter days are saved when it was seen what they cost; what was ready is then ready no more, and what is live goes on", async () => {
  const [{ id: ready }, { id: live }] = [await readyConnection(), await readyConnection()];
  expect(await goLive(engineer, live)).toMatchObject({ kind: "done" });
  const cookie = await asks({ who: "admin", form: form({ roundTrip: "10" }) });
  const seen = await asks({ who: "admin", form: form({ roundTrip: "10", seen: "1" }) });
  await withTransaction((tx) => tx.db.execute("update sessions set expires_at = now() + interval '1 year'"));
  daysOn(20);
  const preview = (await actOnGoLiveRules(cookie)) as { data: AgesResult };
  expect(preview.data.preview?.stale.map(({ href, items }) => [href, items])).toContainEqual([
    `/connections/${ready}`,
    "Round trip, Provider sign-off",
  ]);
  expect(preview.data.preview?.stale.map(({ href }) => href)).not.toContain(`/connections/${live}`);
  expect((await getEvidenceAges()).roundTrip).toBe(90);
  expect(await stateOf(ready)).toBe("ready");

  const count = String(preview.data.preview?.stale.length);
  const [again] = [await asks({ who: "admin", form: form({ roundTrip: "10", seen: count }) })];
  expect(await statusOf(actOnGoLiveRules(count === "1" ? seen : again))).toBe(302);
  expect([await stateOf(ready), await stateOf(live)]).toEqual(["testing", "live"]);
  expect((await mailed(ready)).every((subject) => subject.startsWith("No longer ready"))).toBe(true);
  expect(await listed(ready)).toMatchObject([{ what: "Run the test again: evidence is too old", doneAt: null }]);
  expect(await mailed(live)).toEqual([]);
});

test("engineers are told once some days before, on the list and by mail; the day itself takes it back", async () => {
  const { id } = await readyConnection();
  await watchEvidence();
  expect(await listed(id)).toEqual([]);
  daysOn(85);
  await watchEvidence();
  await watchEvidence();
  const [told, ...more] = await listed(id);
  expect([told?.what, more]).toEqual([expect.stringMatching(/^Go live or test again: evidence is too old from /), []]);
  const letters = await mailed(id);
  expect(letters.length).toBeGreaterThan(0);
  expect(new Set(letters).size).toBe(1);
  expect(letters[0]).toMatch(/^Test again soon/);
  // Whoever ticks it off has read it.
  await tickToDo(engineer, id, told?.id ?? "", true);
  await watchEvidence();
  expect(await listed(id)).toHaveLength(1);
  expect((await mailed(id)).length).toBe(letters.length);
  daysOn(6);
  await watchEvidence();
  expect(await stateOf(id)).toBe("testing");
  expect(new Set(await mailed(id)).size).toBe(2);
});

test("evidence without a seal does not open the gate, and says what to do", async () => {
  const { id, runId } = await readyConnection();
  const { configurationVersion } = await connectionRow(id);
  await withTransaction((tx) =>
    tx.db.insert(evidence).values({
      id: "evd_unsealed",
      connectionId: id,
      item: "mapping",
      configurationVersion: configurationVersion ?? 0,
      contractVersion: "1.0",
      compendiumRevision: 0,
      runId,
      ok: true,
      reason: "Seen long ago",
      details: {},
      producedBy: "Test run 1",
    }),
  );
  const lamp = (await loadStanding(await connectionRow(id))).lamps.find(({ item }) => item === "mapping");
  expect(lamp).toMatchObject({
    state: "stale",
    reason: "Kept before evidence was sealed",
    next: "Run the test again.",
    turn: "lab",
  });
  expect(await goLive(engineer, id)).toMatchObject({ kind: "refused", missing: ["mapping", "signOff"] });
});
