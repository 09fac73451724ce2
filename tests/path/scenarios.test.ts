import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadGateTab } from "~/app/server/connection-tabs.server";
import { playScenarios, sandboxEndpoint } from "~/app/server/sandbox.server";
import { actOnSelfTest, loadSelfTest, loadSelfTestRun } from "~/app/server/self-test.server";
import { downloadSelfTest } from "~/app/server/self-test-download.server";
import { database } from "~/db/client";
import { connections, testRuns } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { alerts, mails } from "~/db/schema/operations";
import { toDos } from "~/db/schema/set-up";
import { type Sandbox, type SandboxPorts, startSandbox } from "~/engine/sandbox";
import { readConfig } from "~/server/config";
import { seedDemo } from "~/server/demo/seed";
import { startWorker } from "~/server/worker";
import { saveCodeMap } from "~/workflows/connection/commands";
import { checkEndpoint, lookUpHostKey, pinHostKey, saveEndpoint } from "~/workflows/connection/endpoints";
import { selfTestsPerHour } from "~/workflows/connection/self-test";
import { loadStanding } from "~/workflows/connection/standing";
import { scenarioRows } from "~/workflows/connection/test-run-progress";
import { endTestRun, startTestRun } from "~/workflows/connection/test-runs";
import { verifyEvidence } from "~/workflows/connection/verify-evidence";
import { type Ask, asks, statusOf } from "../support/asks";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { waitFor } from "../support/wait-for";

const db = useDatabase();
const directory = mkdtempSync(join(tmpdir(), "gatehouse-scenarios-"));
const password = "sandbox-password";
let sandbox: Sandbox;
let ports: SandboxPorts;
let stopWorker: () => Promise<void>;
let id = "";

const connection = async () => {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error("There is no connection.");
  return row;
};

beforeAll(async () => {
  const lots = { orderEveryMs: 0, turnaroundMs: 60, correctedShare: 0, preliminaryShare: 0, pdfShare: 0, seed: 11 };
  sandbox = await startSandbox({ directory, emrPort: 0, lisPort: 0, controlPort: 0, password, ...lots });
  const { emr, lis, control } = sandbox;
  ports = {
    emrPort: emr.port,
    lisPort: lis.port,
    controlPort: control?.port ?? 0,
    password,
    token: control?.token ?? "",
  };
  await seedDemo(ports);
  const config = { ...readConfig({ DATABASE_URL: db.url() }), databaseUrl: db.url() };
  stopWorker = await startWorker({ config, log: () => undefined });
  id = await approvedConnection();
  const engineer = await demoActor("engineer");
  await saveEndpoint(engineer, id, "emr", sandboxEndpoint(ports, await connection()));
  for (const side of ["emr", "lis"] as const) {
    const key = await lookUpHostKey(engineer, id, side);
    if (key.kind !== "found") throw new Error(JSON.stringify(key));
    await pinHostKey(engineer, id, side, key.key.sha256);
    await checkEndpoint(engineer, id, side);
  }
  await saveCodeMap(
    engineer,
    id,
    ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` })),
  );
});
afterAll(async () => {
  await stopWorker?.();
  await sandbox?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe("a run of every scenario, played by the simulators", () => {
  test("passes each of them, with four failures of the far end on the way", { timeout: 120_000 }, async () => {
    const engineer = await demoActor("engineer");
    const farEnds = { emr: "sandbox", lis: "sandbox" } as const;
    expect(await startTestRun(engineer, id, { scenarios: "all", farEnds })).toMatchObject({ kind: "done" });
    expect(await playScenarios(ports, engineer, await connection())).toEqual({ kind: "done", played: 12 });
    expect(await playScenarios(ports, engineer, await connection())).toEqual({ kind: "done", played: 0 });
    const run = await waitFor(
      "the run to end",
      async () => {
        const [row] = await database().select().from(testRuns).where(eq(testRuns.connectionId, id));
        return row && row.state !== "waiting" ? row : undefined;
      },
      100_000,
    );
    const rows = await scenarioRows(run.id);
    const open = rows.flatMap(({ key, checks }) =>
      checks.filter(({ state }) => state !== "met").map((check) => [key, check.text, check.seen]),
    );
    expect([run.outcome, open]).toEqual([expect.stringMatching(/nothing lost, nothing doubled\.$/), []]);
    expect(rows).toHaveLength(13);
    expect(run).toMatchObject({ state: "passed", drill: "recovered" });
    expect(run.drillSteps.map(({ way, seen }) => [way, seen !== null])).toEqual(
      ["refused", "cut", "rejected", "silence"].map((way) => [way, true]),
    );
  });

  test("leaves six items green, what was at the ends on record, and nothing that waits for somebody", async () => {
    const { lamps } = await loadStanding(await connection());
    expect(lamps.map((lamp) => lamp.state)).toEqual([...Array(6).fill("green"), "waiting"]);
    expect(lamps.find((lamp) => lamp.item === "reconciliation")?.reason).toMatch(/1 seen before, 2 stopped as meant/);
    expect(await verifyEvidence(id)).toMatchObject({ ok: true, records: 6 });
    await waitFor("what was meant to stop to be put aside", async () => {
      const rows = await database().select().from(messages).where(eq(messages.connectionId, id));
      return rows.every((row) => ["delivered", "duplicate", "discarded"].includes(row.state));
    });
    const raised = await database().select().from(alerts).where(eq(alerts.connectionId, id));
    expect(raised.filter((alert) => alert.resolvedAt === null)).toEqual([]);
  });
});

describe("the practice tests by itself", () => {
  const asked = (more: Ask = {}) => asks({ who: "provider", params: { id }, sandbox: ports, ...more });
  const act = async (form: NonNullable<Ask["form"]>, who = "provider") =>
    statusOf(actOnSelfTest(await asked({ who, form })));
  const page = async () => loadSelfTest(await asked());
  const ended = () =>
    waitFor("the run to end", async () => ((await page()).running ? undefined : (await page()).runs[0]), 60_000);

  test("only people of the practice, one run at a time, and the lab's own run is the lab's", async () => {
    for (const who of ["engineer", "sales", "labops", "admin"]) {
      expect([who, await act({ intent: "startSelfTest" }, who)]).toEqual([who, 403]);
    }
    const engineer = await demoActor("engineer");
    await startTestRun(engineer, id, { farEnds: { emr: "sandbox", lis: "sandbox" } });
    expect((await page()).running).toMatchObject({ mine: false });
    expect(await act({ intent: "startSelfTest" })).toBe(409);
    expect(await act({ intent: "playSelfTest" })).toBe(403);
    expect(await act({ intent: "endSelfTest" })).toBe(403);
    expect(await act({ intent: "askForGoLive" })).toBe(409);
    await act({ intent: "nothing of this kind" }).then((status) => expect(status).toBe(400));
    await statusOf(endTestRun(engineer, id));
    await ended();
  });

  test("after a run to which nothing came the gate's page says of each item what is wrong", async () => {
    const { items } = await loadGateTab(await asked({ who: "engineer" }));
    const mend = "Mend what the evidence names, then run the test again.";
    expect(items.map(({ key, state, reason, next }) => [key, state, reason, next])).toEqual([
      ["mapping", "red", "No message came", mend],
      ["roundTrip", "red", "No result came back for the order", mend],
      ["reconciliation", "red", "No message came", mend],
      ["auditTrail", "red", "No message came", mend],
      ["retries", "red", "The drill did not recover", mend],
      ["codes", "red", "The test order used no offered code", mend],
      ["signOff", "not-yet", "Asked last, by e-mail", "Bring the other six to green first."],
    ]);
  });

  test("sees what passed, what stopped and why in plain words, and takes it along", { timeout: 90_000 }, async () => {
    expect(await act({ intent: "startSelfTest", scenario: ["unknown-code", "malformed-message"] })).toBe(302);
    const run = await ended();
    expect(run).toMatchObject({ state: "passed", by: "Dana Whitlock" });
    const shown = await loadSelfTestRun(await asked({ params: { id, number: String(run.number) } }));
    expect(shown.before).toMatchObject({ number: run.number - 1 });
    expect(shown.scenarios.map(({ key, state }) => [key, state])).toEqual([
      ["new-order", "passed"],
      ["malformed-message", "passed"],
      ["unknown-code", "passed"],
      ["far-end-down", "passed"],
    ]);
    const [fault] = shown.scenarios.find(({ key }) => key === "malformed-message")?.faults ?? [];
    expect(fault).toMatchObject({ meant: true, field: { place: "Observation request, field 4" } });
    const named = fault?.parts.flatMap(({ fields }) => fields) ?? [];
    expect(named.find(({ name }) => name === "Patient name")).toMatchObject({ text: "", masked: true });
    expect(named.find(({ fault: here }) => here)).toMatchObject({ name: "Universal service identifier", text: "" });
    expect(JSON.stringify(shown)).not.toMatch(/\b(?:ORM|ORU|MSH|MFN)\b/);
    const pdf = await downloadSelfTest(await asked({ params: { id, number: String(run.number) } }));
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
    expect(await statusOf(loadSelfTestRun(await asked({ who: "engineer", params: { id, number: "1" } })))).toBe(403);
  });

  test("asks for go-live once: the lab has a mail and something on its list", async () => {
    const before = (await page()).ask;
    expect(before).toMatchObject({ kind: "possible", toSign: true });
    expect(await act({ intent: "askForGoLive" }, "engineer")).toBe(403);
    expect(await act({ intent: "askForGoLive" })).toBe(302);
    expect(await act({ intent: "askForGoLive" })).toBe(409);
    expect((await page()).ask).toMatchObject({ kind: "asked" });
    const open = await database().select().from(toDos).where(eq(toDos.connectionId, id));
    expect(open).toMatchObject([{ topic: "go-live", party: "lab", doneAt: null }]);
    const sent = await database()
      .select()
      .from(mails)
      .where(eq(mails.cause, `goLive.ask ${id}`));
    expect(sent.map(({ to }) => to)).toEqual(["engineer@demo.example"]);
  });

  test("so many times an hour", { timeout: 60_000 }, async () => {
    for (let started = 1; started < selfTestsPerHour; started++) {
      expect(await act({ intent: "startSelfTest" })).toBe(302);
      expect(await act({ intent: "endSelfTest" })).toBe(302);
      await ended();
    }
    expect((await page()).block).toMatchObject({ turn: "practice" });
    expect(await act({ intent: "startSelfTest" })).toBe(409);
    // What the lab starts is not counted.
    const engineer = await demoActor("engineer");
    expect(await startTestRun(engineer, id)).toMatchObject({ kind: "done" });
  });
});
