import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { database } from "~/db/client";
import { secretPlace } from "~/db/endpoint-settings";
import { configurationVersions, connections, endpoints, evidence, testRuns } from "~/db/schema/connections";
import { plainSftp } from "~/db/schema/transports";
import { sealSecret } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { keepEvidence } from "~/workflows/connection/evidence";
import { loadStanding } from "~/workflows/connection/standing";
import { endTestRun, settleTestRun, startTestRun } from "~/workflows/connection/test-runs";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import {
  filesIn,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  resultText,
  useLiveConnection,
} from "../support/live-connection";
import { startTestSftpServer, type TestSftpServer } from "../support/sftp-server";
import { connectionRow, passedRun } from "../support/tested-connection";

/** A practice tests by itself where the lab's side is a real system: the simulator stands in for it, and says so. */
useDatabase();
const live = useLiveConnection();
let provider: Awaited<ReturnType<typeof demoActor>>;
let simulated: TestSftpServer;
const standIn = "end_simulated";

beforeAll(async () => {
  provider = await demoActor("provider");
  simulated = await startTestSftpServer();
  const { host, port, username, hostKeySha256 } = simulated.settings;
  await withTransaction(async (tx) => {
    await tx.db.insert(endpoints).values({
      id: standIn,
      side: "lis",
      name: "LIS (simulated)",
      reach: {
        ...plainSftp,
        transport: "sftp",
        host,
        port,
        username,
        authKind: "password",
        pickupDirectory: "/in",
        dropDirectory: "/out",
        archiveDirectory: "/archive",
        filePattern: "*.hl7",
        pollSeconds: 1,
        completion: "renamed",
        ackFiles: false,
        inDoubt: "resend",
      },
      secret: sealSecret("right", secretPlace(standIn)),
      hostKeySha256,
      checkOk: true,
    });
    await tx.db.update(connections).set({ state: "testing" }).where(eq(connections.id, live.id));
  });
});
afterAll(() => simulated?.stop());

const lampsOf = async () =>
  Object.fromEntries((await loadStanding(await connectionRow(live.id))).lamps.map((lamp) => [lamp.item, lamp.state]));

test("the practice's own run goes to the simulated lab and back; the lab's own system sees nothing of it", async () => {
  const farEnds = { emr: "real", lis: "real" } as const;
  expect(await startTestRun(provider, live.id, { farEnds })).toMatchObject({ kind: "refused", code: "no-sandbox" });
  expect(
    await startTestRun(provider, live.id, { farEnds: { emr: "real", lis: "sandbox" }, labStandIn: standIn }),
  ).toMatchObject({ kind: "done" });
  await putFile(live.emr, "s1.hl7", orderText({ placer: "S1", control: "S1" }));
  const [order] = await messagesOf("s1.hl7", 1);
  await messageIn(order?.id ?? "", "delivered");
  expect(await filesIn(simulated, "out")).toEqual([order?.outboundName]);
  expect(await filesIn(live.lis, "out")).toEqual([]);
  await putFile(simulated, "s1-answer.hl7", resultText({ placer: "S1", control: "A1", facility: live.facility }));
  const [answer] = await messagesOf("s1-answer.hl7", 1);
  await messageIn(answer?.id ?? "", "delivered");
  expect(await filesIn(live.emr, "out")).toEqual([answer?.outboundName]);
});

test("what it shows says that something stood in, and counts for nothing that only the lab's own system can show", async () => {
  const [run] = await database().select().from(testRuns).where(eq(testRuns.connectionId, live.id));
  expect(await endTestRun(provider, live.id)).toEqual({ kind: "done" });
  await settleTestRun(run?.id ?? "");
  const kept = await database()
    .select()
    .from(evidence)
    .where(eq(evidence.runId, run?.id ?? ""));
  expect(kept).toHaveLength(6);
  for (const { details } of kept) expect(details).toMatchObject({ standIn: "lis", farEnds: { lis: "sandbox" } });
  expect(kept.find(({ item }) => item === "roundTrip")?.ok).toBe(true);
  expect(await lampsOf()).toMatchObject({ roundTrip: "not-yet", reconciliation: "not-yet", auditTrail: "not-yet" });
  expect((await lampsOf()).mapping).not.toBe("not-yet");
});

test("it never takes the place of what the lab's own run has shown", async () => {
  const { configurationVersion } = await connectionRow(live.id);
  const version = configurationVersion ?? 0;
  const [current] = await database()
    .select()
    .from(configurationVersions)
    .where(eq(configurationVersions.version, version));
  expect(current).toBeDefined();
  const real = await passedRun(live.id);
  const own = await passedRun(live.id);
  await withTransaction((tx) =>
    keepEvidence(
      tx,
      { connectionId: live.id, actorId: "worker" },
      (["mapping", "roundTrip"] as const).map((item) => ({
        item,
        configurationVersion: version,
        compendiumRevision: 1_000,
        ok: false,
        reason: "Seen with the simulator",
        details: { standIn: "lis" },
        runId: own,
        producedBy: "test",
      })),
    ),
  );
  const { lamps } = await loadStanding(await connectionRow(live.id));
  expect(real).not.toBe(own);
  for (const item of ["mapping", "roundTrip"]) {
    expect(lamps.find((lamp) => lamp.item === item)).toMatchObject({ state: "green", runId: own });
  }
});
