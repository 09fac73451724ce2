import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { playScenarios, sandboxEndpoint } from "~/app/server/sandbox.server";
import { database } from "~/db/client";
import { connections, testRuns } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { alerts } from "~/db/schema/operations";
import { type Sandbox, type SandboxPorts, startSandbox } from "~/engine/sandbox";
import { readConfig } from "~/server/config";
import { seedDemo } from "~/server/demo/seed";
import { startWorker } from "~/server/worker";
import { saveCodeMap } from "~/workflows/connection/commands";
import { checkEndpoint, lookUpHostKey, pinHostKey, saveEndpoint } from "~/workflows/connection/endpoints";
import { loadStanding } from "~/workflows/connection/standing";
import { scenarioRows } from "~/workflows/connection/test-run-progress";
import { startTestRun } from "~/workflows/connection/test-runs";
import { verifyEvidence } from "~/workflows/connection/verify-evidence";
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
