import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, like, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { verifyAudit } from "~/db/queries/verify-audit";
import { connections, testRuns } from "~/db/schema/connections";
import { inboundFiles, messages } from "~/db/schema/messages";
import { mails } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { type Sandbox, startSandbox } from "~/engine/sandbox";
import { readConfig } from "~/server/config";
import { seedDemo } from "~/server/demo/seed";
import { startWorker } from "~/server/worker";
import { saveCodeMap } from "~/workflows/connection/commands";
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
const directory = mkdtempSync(join(tmpdir(), "gatehouse-path-"));
let sandbox: Sandbox;
let stopWorkers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({
    directory,
    emrPort: 0,
    lisPort: 0,
    password: "sandbox-password",
    orderEveryMs: 0,
    turnaroundMs: 50,
    correctedShare: 0,
    seed: 1,
  });
  await seedDemo({
    emrPort: sandbox.emr.port,
    lisPort: sandbox.lis.port,
    controlPort: 0,
    password: "sandbox-password",
    token: "",
  });
  const config = { ...readConfig({ DATABASE_URL: db.url() }), databaseUrl: db.url() };
  const log = (_severity: string, message: string, about: Record<string, unknown> = {}) => {
    if (process.env.LOG) console.log(message, about);
  };
  // Two workers from the start: everything below must be right with both.
  stopWorkers = await Promise.all([startWorker({ config, log }), startWorker({ config, log })]);
});
afterAll(async () => {
  await Promise.all(stopWorkers.map((stop) => stop()));
  await sandbox?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const connectionOf = async (id: string) => {
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error(`There is no connection ${id}.`);
  return row;
};

describe("from request to live", () => {
  let id = "";

  test("a request becomes a connection", async () => {
    id = await approvedConnection();
    expect((await connectionOf(id)).state).toBe("provisioning");
  });

  test("go-live is refused while the gate is not green", async () => {
    expect(await goLive(await demoActor("engineer"), id)).toMatchObject({ kind: "refused" });
  });

  test("both endpoints are configured, pinned and checked", async () => {
    const engineer = await demoActor("engineer");
    const saved = await saveEndpoint(
      engineer,
      id,
      "emr",
      endpointSchema.parse({
        transport: "sftp",
        completion: "stable",
        ackFiles: false,
        inDoubt: "resend",
        name: "Larkspur EMR (sandbox)",
        host: "127.0.0.1",
        port: sandbox.emr.port,
        username: "emr-larkspur",
        authKind: "password",
        secret: "sandbox-password",
        pickupDirectory: "/orders",
        dropDirectory: "/results",
        archiveDirectory: "/archive",
        filePattern: "*.hl7",
        pollSeconds: 1,
      }),
    );
    expect(saved.kind).toBe("done");
    for (const side of ["emr", "lis"] as const) {
      const key = await lookUpHostKey(engineer, id, side);
      if (key.kind !== "found") throw new Error(JSON.stringify(key));
      expect(await pinHostKey(engineer, id, side, key.key.sha256)).toEqual({ kind: "done" });
      expect(await checkEndpoint(engineer, id, side)).toEqual({ kind: "done", ok: true });
    }
    const map = ["CMP", "TSH", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` }));
    expect((await saveCodeMap(engineer, id, map)).kind).toBe("done");
  });

  test("a test run makes the round trip, with the drill, and turns six items green", async () => {
    const started = await startTestRun(await demoActor("engineer"), id);
    if (started.kind !== "done") throw new Error(JSON.stringify(started));
    await sandbox.emr.placeOrder("emr-larkspur", {
      tests: [{ code: "EMR-CMP", text: "Comprehensive metabolic panel" }],
    });
    const run = await waitFor(
      "the run to end",
      async () => {
        const [row] = await database().select().from(testRuns).where(eq(testRuns.connectionId, id));
        return row && row.state !== "waiting" ? row : undefined;
      },
      40_000,
    );
    const rows = await database().select().from(messages).where(eq(messages.connectionId, id));
    expect(rows.map((row) => [row.direction, row.state, row.reason])).toEqual(
      expect.arrayContaining([
        ["order", "delivered", null],
        ["result", "delivered", null],
      ]),
    );
    expect(run.outcome).toMatch(/nothing lost/);
    expect(run).toMatchObject({ state: "passed", drill: "recovered" });
    const { lamps } = await loadStanding(await connectionOf(id));
    expect(lamps.map((lamp) => [lamp.item, lamp.state])).toEqual([
      ["mapping", "green"],
      ["roundTrip", "green"],
      ["reconciliation", "green"],
      ["auditTrail", "green"],
      ["retries", "green"],
      ["codes", "green"],
      ["signOff", "waiting"],
    ]);
  });

  test("the practice signs, and the connection goes live", async () => {
    const [run] = await database().select().from(testRuns).where(eq(testRuns.connectionId, id));
    const signed = await signOff(await demoActor("provider"), id, {
      runId: run?.id ?? "",
      typedName: "dana whitlock",
      summarySha256: summaryHash(run?.summary ?? []),
    });
    expect(signed).toEqual({ kind: "done" });
    expect((await connectionOf(id)).state).toBe("ready");
    expect((await goLive(await demoActor("engineer"), id)).kind).toBe("done");
  });

  test("live orders flow, and each comes back once", async () => {
    const placed = await Promise.all(
      Array.from({ length: 12 }, () =>
        sandbox.emr.placeOrder("emr-larkspur", { tests: [{ code: "EMR-TSH", text: "TSH" }] }),
      ),
    );
    const numbers = new Set(placed.map((order) => order.placerOrderNumber));
    await waitFor(
      "all results",
      () => {
        const back = new Set(
          sandbox.emr
            .receivedResults("emr-larkspur")
            .filter((result) => result.status === "F")
            .map((result) => result.placerOrderNumber),
        );
        return [...numbers].every((number) => back.has(number));
      },
      40_000,
    );
    const finals = sandbox.emr
      .receivedResults("emr-larkspur")
      .filter((result) => numbers.has(result.placerOrderNumber));
    expect(new Set(finals.map((result) => result.controlId)).size).toBe(finals.length);
    expect(sandbox.lis.receivedOrders().every((order) => order.duplicates === 0)).toBe(true);
  });

  test("every message is accounted for, the audit trail verifies, the mails went out", async () => {
    await waitFor("nothing to wait", async () => (await reconcile()).every((row) => row.waiting === 0));
    const [row] = await reconcile({ connectionId: id });
    expect(row).toMatchObject({ remainder: 0, held: 0, dead: 0 });
    expect(await verifyAudit()).toMatchObject({ ok: true });
    const sent = await database().select().from(mails);
    expect(sent.map((mail) => mail.subject)).toEqual(
      expect.arrayContaining(["Your connection is live", "Please sign: your test went well"]),
    );
  });

  const corpus = join(process.cwd(), "..", "shared", "corpus", "hl7");
  test.skipIf(!existsSync(corpus))(
    "messages others wrote each end delivered, held, dead-lettered or set aside, and none is missing",
    async () => {
      const listed = readFileSync(join(corpus, "index.csv"), "utf8").split("\n").slice(1);
      const files = listed
        .map((line) => line.split(","))
        .filter(([, , , type]) => type === "ORM^O01" || type === "ORU^R01")
        // Every third: each sender's messages are much alike, and all of them are read and written elsewhere.
        .filter((_, i) => i % 3 === 0);
      const given = files.map(([file = "", , , type = ""], i) => {
        const folder =
          type === "ORM^O01"
            ? join("emr", "accounts", "emr-larkspur", "orders")
            : join("lis", "accounts", "gatehouse", "results");
        const name = `corpus-${String(i).padStart(5, "0")}.hl7`;
        writeFileSync(join(directory, folder, name), readFileSync(join(corpus, file)));
        return name;
      });
      const rows = await waitFor(
        "every file to be taken or set aside",
        async () => {
          const known = await database().select().from(inboundFiles).where(like(inboundFiles.name, "corpus-%"));
          if (known.length < given.length) return undefined;
          // Nobody goes on writing what is cut off; it need not be waited for.
          await withTransaction((tx) =>
            tx.db
              .update(inboundFiles)
              .set({ seenAt: sql`now() - interval '2 minutes'` })
              .where(eq(inboundFiles.state, "claimed")),
          );
          return known.every((file) => ["disposed", "quarantined"].includes(file.state)) ? known : undefined;
        },
        180_000,
      );
      await waitFor(
        "every delivery to end",
        async () => (await reconcile()).every((row) => row.waiting === 0),
        180_000,
      );
      const stored = await database()
        .select({
          state: messages.state,
          reasonCode: messages.reasonCode,
          reason: messages.reason,
          fileId: messages.fileId,
        })
        .from(messages)
        .where(like(messages.fileName, "corpus-%"));
      const ends: Record<string, number> = {};
      const end = (name: string) => {
        ends[name] = (ends[name] ?? 0) + 1;
      };
      for (const message of stored) end(`${message.state}${message.reasonCode ? ` (${message.reasonCode})` : ""}`);
      for (const file of rows) if (file.state === "quarantined") end(`file set aside: ${file.reason}`);
      console.log(`${given.length} files, ${stored.length} messages`, ends);
      expect(stored.every((message) => ["delivered", "held", "dead", "duplicate"].includes(message.state))).toBe(true);
      expect(stored.every((message) => message.state === "delivered" || Boolean(message.reason))).toBe(true);
      for (const file of rows.filter((one) => one.state === "disposed")) {
        expect(stored.filter((message) => message.fileId === file.id).length, file.name).toBe(file.messageCount);
      }
      expect((await reconcile()).every((row) => row.remainder === 0)).toBe(true);
      expect(await verifyAudit()).toMatchObject({ ok: true });
    },
    400_000,
  );
});
