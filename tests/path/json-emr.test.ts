import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { connections, testRuns } from "~/db/schema/connections";
import { type Sandbox, startSandbox } from "~/engine/sandbox";
import { readConfig } from "~/server/config";
import { seedDemo } from "~/server/demo/seed";
import { startWorker } from "~/server/worker";
import { chooseTemplate, saveCodeMap } from "~/workflows/connection/commands";
import { endpointSchema } from "~/workflows/connection/endpoint-form";
import { checkEndpoint, lookUpHostKey, pinHostKey, saveEndpoint } from "~/workflows/connection/endpoints";
import { goLive } from "~/workflows/connection/go-live";
import { signOff, summaryHash } from "~/workflows/connection/sign-off";
import { loadStanding } from "~/workflows/connection/standing";
import { startTestRun } from "~/workflows/connection/test-runs";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { waitFor } from "../support/wait-for";

const db = useDatabase();
const account = "emr-jotter";
const directory = mkdtempSync(join(tmpdir(), "gatehouse-json-"));
let sandbox: Sandbox;
let stopWorker: () => Promise<void>;
let id = "";

beforeAll(async () => {
  const password = "sandbox-password";
  const quick = { orderEveryMs: 0, turnaroundMs: 50, correctedShare: 0, preliminaryShare: 0, pdfShare: 0, seed: 3 };
  sandbox = await startSandbox({ directory, emrPort: 0, lisPort: 0, password, ...quick });
  const { emr, lis } = sandbox;
  await seedDemo({ emrPort: emr.port, lisPort: lis.port, controlPort: 0, password, token: "" });
  const config = { ...readConfig({ DATABASE_URL: db.url() }), databaseUrl: db.url() };
  stopWorker = await startWorker({ config, log: () => undefined });
  id = await approvedConnection();
});
afterAll(async () => {
  await stopWorker?.();
  await sandbox?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const standing = async () => {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error("There is no connection.");
  return (await loadStanding(row)).lamps;
};

describe("a practice whose EMR speaks JSON, and a lab system that speaks HL7", () => {
  test("passes the gate like any other", async () => {
    const engineer = await demoActor("engineer");
    await saveEndpoint(
      engineer,
      id,
      "emr",
      endpointSchema.parse({
        transport: "sftp",
        completion: "stable",
        ackFiles: false,
        inDoubt: "resend",
        name: "Jotter EMR",
        host: "127.0.0.1",
        port: sandbox.emr.port,
        username: account,
        authKind: "password",
        secret: "sandbox-password",
        pickupDirectory: "/orders",
        dropDirectory: "/results",
        archiveDirectory: "/archive",
        filePattern: "*.json",
        pollSeconds: 1,
      }),
    );
    for (const side of ["emr", "lis"] as const) {
      const key = await lookUpHostKey(engineer, id, side);
      if (key.kind !== "found") throw new Error(JSON.stringify(key));
      await pinHostKey(engineer, id, side, key.key.sha256);
      expect(await checkEndpoint(engineer, id, side)).toEqual({ kind: "done", ok: true });
    }
    const map = ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` }));
    await saveCodeMap(engineer, id, map);
    expect(await chooseTemplate(engineer, id, "generic-json")).toMatchObject({ kind: "done" });
    expect(await startTestRun(engineer, id)).toMatchObject({ kind: "done" });
    await sandbox.emr.placeOrder(account, { tests: [{ code: "EMR-CMP", text: "Panel" }], format: "json" });
    const run = await waitFor(
      "the run to end",
      async () => {
        const [row] = await database().select().from(testRuns).where(eq(testRuns.connectionId, id));
        return row && row.state !== "waiting" ? row : undefined;
      },
      40_000,
    );
    expect(run.outcome).toMatch(/nothing lost/);
    expect((await standing()).map((lamp) => lamp.state)).toEqual([...Array(6).fill("green"), "waiting"]);
    const signed = { runId: run.id, typedName: "Dana Whitlock", summarySha256: summaryHash(run.summary ?? []) };
    expect(await signOff(await demoActor("provider"), id, signed)).toEqual({ kind: "done" });
    expect(await goLive(engineer, id)).toMatchObject({ kind: "done" });
  });

  test("gets each of its results back as a JSON body under its order number and its own code", async () => {
    const order = { tests: [{ code: "EMR-TSH", text: "TSH" }], format: "json" as const };
    const placed = await Promise.all(Array.from({ length: 5 }, () => sandbox.emr.placeOrder(account, order)));
    const numbers = placed.map((one) => one.placerOrderNumber);
    const back = await waitFor(
      "every result",
      () => {
        const received = sandbox.emr.receivedResults(account).filter((one) => numbers.includes(one.placerOrderNumber));
        return received.length >= numbers.length && received;
      },
      40_000,
    );
    expect(back.map((one) => one.placerOrderNumber).sort()).toEqual(numbers.sort());
    expect(back.every((one) => one.testCode === "EMR-TSH" && one.status === "final")).toBe(true);
    const archive = join(directory, "emr", "accounts", account, "archive");
    const files = readdirSync(archive).filter((name) => name.startsWith("result_"));
    for (const name of files)
      expect(JSON.parse(readFileSync(join(archive, name), "utf8")).envelope.kind).toBe("result");
    expect(sandbox.lis.refusedFiles()).toEqual([]);
    await waitFor("nothing to wait", async () => (await reconcile()).every((row) => row.waiting === 0));
    expect((await reconcile({ connectionId: id }))[0]).toMatchObject({ remainder: 0, held: 0, dead: 0 });
  });
});
