import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { wakeConnection } from "~/db/queries/wake-lanes";
import { connections } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { alerts } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { armFailpoints } from "~/engine/transports/failpoint";
import { pauseConnection } from "~/workflows/connection/commands";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import {
  filesIn,
  hopsOf,
  hurry,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  resultText,
  useLiveConnection,
} from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection();
afterAll(async () => {
  const rows = await reconcile();
  expect(rows.map((row) => [row.id, row.remainder])).toEqual(rows.map((row) => [row.id, 0]));
});
const delivered = (row: { state: string }) => row.state === "delivered";
const result = (placer: string, control: string, stage?: "final" | "corrected") =>
  resultText({ placer, control, facility: live.facility, ...(stage && { stage }) });
/** Names that appeared in the practice's results folder, in order. */
const arrivals = () =>
  live.emr.server.log
    .all()
    .flatMap(({ operation, to, ok }) => (operation === "rename" && ok && to?.startsWith("/out/") ? [to.slice(5)] : []));
/** The row as a process leaves it that dies after it has committed its intent. */
const asIfKilled = (id: string) =>
  withTransaction(async (tx) => {
    await tx.db
      .update(messages)
      .set({ state: "sending", deliveredAt: null, nextAttemptAt: sql`now()` })
      .where(eq(messages.id, id));
    await wakeConnection(tx.db, live.id);
  });

describe("a far end that refuses", () => {
  test("loses nothing, is told of, and a corrected result never arrives before its final", async () => {
    const { quirks } = live.emr.server;
    for (let i = 0; i < 3; i++) quirks.failNext("open", "permission-denied", "disk full");
    const text = result("P1", "R1F") + result("P1", "R1C", "corrected");
    await putFile(live.lis, "pair.hl7", text);
    const rows = await messagesOf("pair.hl7", 2, (row) => row.attempts > 0 || row.state === "delivered");
    const key = `delivery/${live.id}/result`;
    const told = await waitFor(
      "the alert",
      async () => {
        await hurry();
        const [alert] = await database().select().from(alerts).where(eq(alerts.key, key));
        return alert;
      },
      25_000,
    );
    expect(told).toMatchObject({ kind: "endpoint", severity: "stop" });
    await hurry();
    const done = await messagesOf("pair.hl7", 2, delivered);
    const names = done.map((row) => row.outboundName);
    expect(arrivals().filter((name) => names.includes(name))).toEqual(names);
    expect(done.map((row) => row.corrected)).toEqual([false, true]);
    await waitFor("the alert to end", async () => {
      const [alert] = await database().select().from(alerts).where(eq(alerts.key, key));
      return alert?.resolvedAt;
    });
    expect((await hopsOf(rows[0]?.id ?? "")).filter((hop) => hop.hop === "retried").length).toBeGreaterThanOrEqual(3);
  });

  test("does not hold up other orders", async () => {
    const blocked = result("P2", "R2");
    await putFile(live.lis, "blocked.hl7", blocked);
    live.emr.server.quirks.failNext("rename", "permission-denied");
    await messagesOf("blocked.hl7", 1, (row) => row.attempts > 0);
    await putFile(live.lis, "free.hl7", result("P3", "R3"));
    await messagesOf("free.hl7", 1, delivered);
    await hurry();
    await messagesOf("blocked.hl7", 1, delivered);
  });
});

const timesSentAgain = async (id: string) =>
  (await hopsOf(id)).filter((hop) => hop.hop === "retried" && /sent again under the same name/.test(hop.detail)).length;

describe("an answer that was lost", () => {
  test("to a rename that was done leaves one file, found there", async () => {
    live.emr.server.quirks.dropConnectionDuring("rename", "after");
    await putFile(live.lis, "cut.hl7", result("P4", "R4"));
    await messagesOf("cut.hl7", 1, (row) => row.renameIntentAt !== null);
    await waitFor(
      "its delivery",
      async () => {
        await hurry();
        return (await messagesOf("cut.hl7", 1))[0]?.state === "delivered";
      },
      25_000,
    );
    const [row] = await messagesOf("cut.hl7", 1);
    expect(arrivals().filter((name) => name === row?.outboundName).length).toBeLessThanOrEqual(1);
    expect((await filesIn(live.emr, "out")).filter((name) => name === row?.outboundName)).toHaveLength(1);
  });

  test("by a process killed between rename and record, with the file there: delivered without a second one", async () => {
    await putFile(live.lis, "killed.hl7", result("P5", "R5"));
    const [row] = await messagesOf("killed.hl7", 1, delivered);
    const before = await filesIn(live.emr, "out");
    await asIfKilled(row?.id ?? "");
    await messageIn(row?.id ?? "", "delivered");
    expect(await filesIn(live.emr, "out")).toEqual(before);
    expect(arrivals().filter((name) => name === row?.outboundName)).toHaveLength(1);
    expect((await hopsOf(row?.id ?? "")).findLast((hop) => hop.hop === "delivered")?.detail).toMatch(
      /found there after a lost answer/,
    );
  });

  test("with nothing there: sent again under the same name, with the same bytes", async () => {
    const [row] = await messagesOf("killed.hl7", 1, delivered);
    await rm(join(live.emr.folder, "out", row?.outboundName ?? ""));
    await asIfKilled(row?.id ?? "");
    const again = await messageIn(row?.id ?? "", "delivered");
    expect([again.outboundName, again.outboundSha256]).toEqual([row?.outboundName, row?.outboundSha256]);
    expect(await filesIn(live.emr, "out")).toContain(row?.outboundName);
    expect(await timesSentAgain(row?.id ?? "")).toBe(1);
  });

  test("each file that may come a second time is on record before it does, whoever dies after", async () => {
    const [row] = await messagesOf("killed.hl7", 1, delivered);
    await rm(join(live.emr.folder, "out", row?.outboundName ?? ""));
    let died = false;
    armFailpoints((at) => {
      if (at !== "O12" || died) return undefined;
      died = true;
      throw new Error("failpoint O12");
    });
    await asIfKilled(row?.id ?? "");
    await waitFor(
      "its delivery",
      async () => {
        await hurry();
        return (await messagesOf("killed.hl7", 1))[0]?.state === "delivered";
      },
      25_000,
    );
    armFailpoints(undefined);
    expect(died).toBe(true);
    expect(await timesSentAgain(row?.id ?? "")).toBe(2);
  });

  test("with another file under that name: dead, and the other file is not touched", async () => {
    const [row] = await messagesOf("killed.hl7", 1, delivered);
    const path = join(live.emr.folder, "out", row?.outboundName ?? "");
    await writeFile(path, "somebody else's");
    await asIfKilled(row?.id ?? "");
    expect(await messageIn(row?.id ?? "", "dead")).toMatchObject({ reasonCode: "name-conflict" });
    expect(await readFile(path, "utf8")).toBe("somebody else's");
  });
});

describe("a paused connection", () => {
  test("keeps its results waiting and its orders at their source, and sends them after", async () => {
    expect(await pauseConnection(await demoActor("engineer"), live.id, "They move house.")).toMatchObject({
      kind: "done",
    });
    const lane = async () => {
      const [row] = await database().execute(sql`
        select bool_and(next_run_at = 'infinity' and owner is null) as parked from lanes l
        join configuration_versions v on l.name = 'intake/' || v.emr_endpoint_id where v.connection_id = ${live.id} and v.version = 2`);
      return row?.parked === true;
    };
    await waitFor("the practice's intake to rest", lane);
    await putFile(live.lis, "paused-result.hl7", result("P6", "R6"));
    await putFile(live.emr, "paused-order.hl7", orderText({ placer: "P7", control: "C7" }));
    const [row] = await messagesOf("paused-result.hl7", 1);
    await hurry();
    expect(row?.state).toBe("queued");
    expect(await filesIn(live.emr, "in")).toEqual(["paused-order.hl7"]);
    expect(await filesIn(live.emr, "out")).not.toContain(row?.outboundName);

    await withTransaction(async (tx) => {
      await tx.db.update(connections).set({ state: "live" }).where(eq(connections.id, live.id));
      await wakeConnection(tx.db, live.id);
    });
    await messagesOf("paused-result.hl7", 1, delivered);
    await messagesOf("paused-order.hl7", 1, delivered);
  });
});
