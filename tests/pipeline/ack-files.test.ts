import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { endpoints } from "~/db/schema/connections";
import { inboundFiles, messages } from "~/db/schema/messages";
import { alerts } from "~/db/schema/operations";
import type { SftpReach } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import { get, parse, splitFile } from "~/engine/hl7";
import { keepLanes } from "~/engine/pipeline/lanes";
import { useDatabase } from "../support/database";
import { hopsOf, hurry, messagesOf, orderText, putFile, useLiveConnection } from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection();
let endpointId = "";
/** Where results and acknowledgments are dropped; it is not there yet when a test begins with it. */
const dropIn = async (folder: string) => {
  await withTransaction(async (tx) => {
    const [row] = await tx.db.select().from(endpoints).where(eq(endpoints.id, endpointId));
    const reach = { ...(row?.reach as SftpReach), dropDirectory: `/${folder}`, ackFiles: true };
    await tx.db.update(endpoints).set({ reach }).where(eq(endpoints.id, endpointId));
  });
  await keepLanes();
};
const acksOf = async (folder: string, name: string) => {
  const bytes = await waitFor("the acknowledgment", () =>
    readFile(join(live.emr.folder, folder, `${name}.ack`)).catch(() => undefined),
  );
  return splitFile(bytes).messages.map((one) => {
    const parsed = parse(one.bytes);
    if (parsed.kind === "malformed") throw new Error(parsed.reason);
    return [get(parsed.message, "MSA-1"), get(parsed.message, "MSA-2")];
  });
};
const plain = (text: string) => text.replace("|AL|NE", "");
const order = (name: string) => plain(orderText({ placer: name, control: `C-${name}` }));
const acked = (name: string, ack: string) =>
  waitFor(
    `${name} to be ${ack}`,
    async () => {
      await hurry();
      const rows = await database().select().from(messages).where(eq(messages.fileName, name));
      return rows.length > 0 && rows.every((row) => row.ack === ack) && rows;
    },
    25_000,
  );

beforeAll(async () => {
  const [row] = await database().execute(sql`
    select v.emr_endpoint_id as id from connections c join configuration_versions v
      on v.connection_id = c.id and v.version = c.configuration_version where c.id = ${live.id}`);
  endpointId = (row as { id: string }).id;
  await dropIn("out");
});
afterAll(async () => {
  expect((await reconcile()).map((row) => row.remainder)).toEqual((await reconcile()).map(() => 0));
});

test("a file is answered with one of its name, after its messages are stored", async () => {
  await putFile(live.emr, "one.hl7", order("one"));
  expect(await acksOf("out", "one.hl7")).toEqual([["AA", "C-one"]]);
  const [row] = await acked("one.hl7", "delivered");
  expect((await hopsOf(row?.id ?? "")).map((hop) => hop.detail)).toContain("Answered in one.hl7.ack");
});

test("a file of several messages is answered for each of them, in one batch", async () => {
  const adt = "MSH|^~\\&|EMR|L|LAB|LAB|20261121||ADT^A01|C-adt|P|2.5.1\rPID|1\r";
  await putFile(live.emr, "many.hl7", `${order("m1")}${adt}${order("m2")}`);
  expect(await acksOf("out", "many.hl7")).toEqual([
    ["AA", "C-m1"],
    ["AR", "C-adt"],
    ["AA", "C-m2"],
  ]);
  const text = await readFile(join(live.emr.folder, "out", "many.hl7.ack"), "utf8");
  expect([text.slice(0, 3), text.trimEnd().split("\r").at(-1)]).toEqual(["BHS", "BTS|3"]);
});

test("the same file name again is answered beside the first answer, and an answer is never answered", async () => {
  await putFile(live.emr, "one.hl7", order("one-again"));
  expect(await acksOf("out", "one.hl7.2")).toEqual([["AA", "C-one-again"]]);
  await withTransaction((tx) =>
    tx.db.execute(sql`update endpoints set reach = reach || '{"filePattern": "*"}' where id = ${endpointId}`),
  );
  const ack = await readFile(join(live.emr.folder, "out", "one.hl7.ack"), "utf8");
  await putFile(live.emr, "stray.ack", ack);
  const [row] = await messagesOf("stray.ack", 1);
  expect(row).toMatchObject({ state: "dead", ack: "not-owed" });
  await putFile(live.emr, "after.hl7", order("after"));
  await acked("after.hl7", "delivered");
  expect(await readdir(join(live.emr.folder, "out"))).not.toContain("stray.ack.ack");
});

test("a sender that wants none gets none", async () => {
  await putFile(live.emr, "quiet.hl7", orderText({ placer: "quiet", control: "C-quiet" }).replace("|AL|NE", "|NE|NE"));
  await acked("quiet.hl7", "delivered");
  expect(await readdir(join(live.emr.folder, "out"))).not.toContain("quiet.hl7.ack");
});

test("a far end that refuses the first write is answered when it takes it; the order went on all the same", async () => {
  await dropIn("later");
  await putFile(live.emr, "late.hl7", order("late"));
  const [row] = await messagesOf("late.hl7", 1, (one) => one.state === "delivered");
  expect(row?.ack).toBe("pending");
  await putFile(live.emr, "meanwhile.hl7", order("meanwhile"));
  await messagesOf("meanwhile.hl7", 1, (one) => one.state === "delivered");
  await mkdir(join(live.emr.folder, "later"));
  await acked("late.hl7", "delivered");
  expect(await acksOf("later", "late.hl7")).toEqual([["AA", "C-late"]]);
});

test("an answer that cannot be written for a day is given up, seen on the message, and somebody is told", async () => {
  await dropIn("never");
  await putFile(live.emr, "never.hl7", order("never"));
  const [row] = await messagesOf("never.hl7", 1);
  await withTransaction(async (tx) => {
    await tx.db
      .update(inboundFiles)
      .set({ storedAt: sql`now() - interval '25 hours'` })
      .where(eq(inboundFiles.name, "never.hl7"));
  });
  await acked("never.hl7", "undelivered");
  const last = (await hopsOf(row?.id ?? "")).filter((hop) => hop.hop === "acknowledged").at(-1);
  expect(last).toMatchObject({ ok: false, detail: expect.stringContaining("could not be written") });
  const [alert] = await database()
    .select()
    .from(alerts)
    .where(eq(alerts.key, `ack/${endpointId}`));
  expect(alert).toMatchObject({ title: "emr of the test gets no acknowledgments", resolvedAt: null });
  await mkdir(join(live.emr.folder, "never"));
  await putFile(live.emr, "again.hl7", order("again"));
  await acked("again.hl7", "delivered");
  const [over] = await database()
    .select()
    .from(alerts)
    .where(eq(alerts.key, `ack/${endpointId}`));
  expect(over?.resolvedAt).toBeInstanceOf(Date);
});

test("an answer whose place is taken by another file is given up at once", async () => {
  await writeFile(join(live.emr.folder, "never", "taken.hl7.ack"), "something else");
  await putFile(live.emr, "taken.hl7", order("taken"));
  await acked("taken.hl7", "undelivered");
  expect(await readFile(join(live.emr.folder, "never", "taken.hl7.ack"), "utf8")).toBe("something else");
});
