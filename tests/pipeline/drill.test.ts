import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { connections, testRuns } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
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

beforeAll(async () => {
  receiver = createServer((request, response) => {
    received.push(String(request.headers["idempotency-key"]));
    request.resume().on("end", () => response.writeHead(202).end());
  });
  await new Promise<void>((ready) => receiver.listen(0, "127.0.0.1", ready));
});
afterAll(() => new Promise((done) => receiver.close(done)));

/** Runs a test of the connection on one result, and returns the drill's record with the result's hops. */
async function drilled(name: string) {
  await withTransaction((tx) =>
    tx.db.update(connections).set({ state: "provisioning" }).where(eq(connections.id, live.id)),
  );
  expect(await startTestRun(await demoActor("engineer"), live.id)).toMatchObject({ kind: "done" });
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
});
