import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { connections, testRuns } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
import { buildAck, parse } from "~/engine/hl7";
import { listenMllp, type MllpServer } from "~/engine/transports/mllp";
import { startTestRun } from "~/workflows/connection/test-runs";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import {
  filesIn,
  hopsOf,
  messageIn,
  messagesOf,
  putFile,
  reachedBy,
  restReach,
  resultText,
  useLiveConnection,
} from "../support/live-connection";

useDatabase();
const live = useLiveConnection();
let receiver: Server;
const received: string[] = [];
let listener: MllpServer;
const framed: string[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    received.push(String(request.headers["idempotency-key"]));
    request.resume().on("end", () => response.writeHead(202).end());
  });
  await new Promise<void>((ready) => receiver.listen(0, "127.0.0.1", ready));
  listener = await listenMllp({
    host: "127.0.0.1",
    port: 0,
    maxBytes: 1_000_000,
    maxConnections: 4,
    idleMs: 60_000,
    async answer(message) {
      framed.push(message.toString());
      const parsed = parse(message);
      const original = parsed.kind === "malformed" ? undefined : parsed.message;
      return buildAck(original, { code: "AA", controlId: `ACK${framed.length}`, at: new Date().toISOString() });
    },
  });
});
afterAll(async () => {
  await listener.close(0);
  await new Promise((done) => receiver.close(done));
});

/** Runs a test of the connection on one result, and returns the drill's record with the result's hops. */
async function drilled(name: string, drillWays?: readonly string[]) {
  await withTransaction((tx) =>
    tx.db.update(connections).set({ state: "provisioning" }).where(eq(connections.id, live.id)),
  );
  expect(await startTestRun(await demoActor("engineer"), live.id, { ...(drillWays && { drillWays }) })).toMatchObject({
    kind: "done",
  });
  await putFile(live.lis, `${name}.hl7`, resultText({ placer: name, control: `CTL-${name}`, facility: live.facility }));
  const [result] = await messagesOf(`${name}.hl7`, 1);
  const { id } = await messageIn(result?.id ?? "", "delivered");
  const [run] = await database()
    .select()
    .from(testRuns)
    .where(eq(testRuns.connectionId, live.id))
    .orderBy(testRuns.number);
  const hops = (await hopsOf(id)).filter(({ hop }) => hop === "retried" || hop === "delivered");
  return { id, run, hops: hops.map(({ hop, detail }) => [hop, detail]) };
}

const failures = (...ways: string[]) => ways.map((way) => ["retried", `Drill: ${way} for this try.`]);

describe("a drill in every way its line can fail", () => {
  test("over SFTP leaves one whole file at the far end and nothing else", async () => {
    const { run, hops } = await drilled("DRILL-SFTP");
    expect(hops.slice(0, -1)).toEqual(
      failures(
        "the connection was refused",
        "the transfer was cut",
        "what was written was rejected",
        "the far end did not answer",
      ),
    );
    expect(hops.at(-1)?.[0]).toBe("delivered");
    expect(run?.drill).toBe("recovered");
    expect(await filesIn(live.emr, "out")).toHaveLength(1);
  });

  test("over REST reaches the receiver once", async () => {
    const { port } = receiver.address() as AddressInfo;
    await reachedBy(live.id, "emr", restReach({ url: `http://127.0.0.1:${port}/results`, inDoubt: "hold" }));
    const { id, hops } = await drilled("DRILL-REST");
    expect(hops).toHaveLength(5);
    expect(hops.map(([hop]) => hop)).toEqual([...Array(4).fill("retried"), "delivered"]);
    expect(received).toEqual([id]);
  });

  test("over MLLP reaches the listener once, and a listener that is away, hangs up, answers AE or keeps still loses nothing", async () => {
    await reachedBy(live.id, "emr", {
      transport: "mllp",
      host: "127.0.0.1",
      port: listener.port,
      tls: false,
      ca: null,
      certificate: null,
      listenPort: null,
      allowedAddresses: [],
      inDoubt: "hold",
    });
    const { run, hops } = await drilled("DRILL-MLLP");
    expect(hops.slice(0, -1)).toEqual(
      failures(
        "the connection was refused",
        "the transfer was cut",
        "what was written was rejected",
        "the far end did not answer",
      ),
    );
    expect(hops.at(-1)?.[0]).toBe("delivered");
    expect(run?.drill).toBe("recovered");
    expect(run?.drillSteps.map(({ seen }) => seen !== null)).toEqual([true, true, true, true]);
    expect(framed).toHaveLength(1);
    expect(framed[0]).toContain("DRILL-MLLP");
  });

  test.each(["refused", "cut", "rejected", "silence"])(
    "over MLLP in one way alone, %s, recovers as well",
    async (way) => {
      framed.length = 0;
      const { run, hops } = await drilled(`DRILL-MLLP-${way}`, [way]);
      expect(hops.map(([hop]) => hop)).toEqual(["retried", "delivered"]);
      expect([run?.drill, framed.length]).toEqual(["recovered", 1]);
    },
  );
});
