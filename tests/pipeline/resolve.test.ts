import { eq } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { tests } from "~/db/schema/compendium";
import { configurationVersions, connections } from "~/db/schema/connections";
import { alerts } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { replayMessage } from "~/engine/pipeline/replay";
import { discardMessage } from "~/engine/pipeline/resolve";
import { useDatabase } from "../support/database";
import {
  hopsOf,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  readOut,
  resultText,
  useLiveConnection,
} from "../support/live-connection";

useDatabase();
const live = useLiveConnection();
afterAll(async () => {
  const rows = await reconcile();
  expect(rows.map((row) => [row.id, row.remainder])).toEqual(rows.map((row) => [row.id, 0]));
});

const alertOf = async (id: string) =>
  (
    await database()
      .select()
      .from(alerts)
      .where(eq(alerts.key, `message/${id}`))
  ).at(-1);
const mapCode = (labCode: string, emrCode: string) =>
  withTransaction(async (tx) => {
    const rows = await tx.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, live.id));
    const newest = rows.reduce((a, b) => (b.version > a.version ? b : a));
    const version = newest.version + 1;
    await tx.db
      .insert(configurationVersions)
      .values({ ...newest, version, codeMap: [...newest.codeMap, { labCode, emrCode }] });
    await tx.db.update(connections).set({ configurationVersion: version }).where(eq(connections.id, live.id));
  });

describe("an order that stopped", () => {
  test("for a code that is not mapped is held, and delivered after it was mapped and replayed", async () => {
    await putFile(live.emr, "unmapped.hl7", orderText({ placer: "P1", control: "C1", code: "EMR-CMP" }));
    const [held] = await messagesOf("unmapped.hl7", 1);
    expect(held).toMatchObject({ state: "held", reasonCode: "code-not-mapped", reasonPath: "OBR-4.1", outbound: null });
    expect(held?.reason).toContain("EMR-CMP");
    const id = held?.id ?? "";
    expect(await alertOf(id)).toMatchObject({ kind: "held", resolvedAt: null });

    expect(await replayMessage("usr_1", id, "too early")).toMatchObject({ kind: "done", state: "held" });
    await mapCode("CMP", "EMR-CMP");
    expect(await replayMessage("usr_1", id, "mapped now")).toMatchObject({ kind: "done", state: "queued" });
    const done = await messageIn(id, "delivered");
    expect(done).toMatchObject({ resolvedBy: "usr_1", reason: null, configurationVersion: 3 });
    expect(done.raw).toEqual(held?.raw);
    expect(await readOut(live.lis, done.outboundName)).toContain("CMP");
    expect((await alertOf(id))?.resolvedAt).not.toBeNull();
    expect((await hopsOf(id)).filter((hop) => hop.hop === "replayed").map((hop) => hop.detail)).toEqual([
      "too early",
      "mapped now",
    ]);
  });

  test("that was delivered cannot be replayed or discarded", async () => {
    const [done] = await messagesOf("unmapped.hl7", 1);
    expect(await replayMessage("usr_1", done?.id ?? "", "again")).toMatchObject({ kind: "refused" });
    expect(await discardMessage("usr_1", done?.id ?? "", "away")).toMatchObject({ kind: "refused" });
    expect(await replayMessage("usr_1", "msg_nothing", "again")).toEqual({ kind: "not-found" });
  });

  test.each([
    ["EMR-VITD1", "CODE-THE-LAB-NEVER-HAD", "code-unknown"],
    ["EMR-CBC", "CBC", "code-not-offered"],
  ])("for %s, which means %s, is held as %s", async (emrCode, labCode, reasonCode) => {
    await mapCode(labCode, emrCode);
    await putFile(live.emr, `${emrCode}.hl7`, orderText({ placer: `P${emrCode}`, control: emrCode, code: emrCode }));
    const [held] = await messagesOf(`${emrCode}.hl7`, 1);
    expect(held).toMatchObject({ state: "held", reasonCode });
  });

  test("for a discontinued code is held", async () => {
    const [gone] = await database().select().from(tests).where(eq(tests.status, "discontinued"));
    await mapCode(gone?.code ?? "", "EMR-OLD");
    await putFile(live.emr, "old.hl7", orderText({ placer: "POLD", control: "COLD", code: "EMR-OLD" }));
    const [held] = await messagesOf("old.hl7", 1);
    expect(held).toMatchObject({ state: "held", reasonCode: "code-discontinued" });
  });

  test("and is discarded goes nowhere, with its reason on record", async () => {
    const [held] = await messagesOf("old.hl7", 1);
    const id = held?.id ?? "";
    const both = await Promise.all([
      discardMessage("usr_1", id, "ordered by phone"),
      discardMessage("usr_2", id, "me too"),
    ]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    const row = await messageIn(id, "discarded");
    expect(row.raw).toEqual(held?.raw);
    // The source is told about its file at its own pace, so this hop need not be the last.
    const last = (await hopsOf(id)).find((hop) => hop.hop === "discarded");
    expect(["ordered by phone", "me too"]).toContain(last?.detail);
  });

  test("of two replays at once one wins", async () => {
    const [held] = await messagesOf("EMR-CBC.hl7", 1);
    await withTransaction(async (tx) => {
      await tx.db
        .update(connections)
        .set({ offeredTests: ["CMP", "TSH", "CBC"] })
        .where(eq(connections.id, live.id));
    });
    const id = held?.id ?? "";
    const both = await Promise.all([replayMessage("usr_1", id, "a"), replayMessage("usr_2", id, "b")]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    await messageIn(id, "delivered");
  });
});

describe("a result without a connection", () => {
  test("is held, and delivered to the one a person chose", async () => {
    await putFile(live.lis, "lost.hl7", resultText({ placer: "NOBODYS", control: "R1", facility: "UNKNOWN" }));
    const [held] = await messagesOf("lost.hl7", 1);
    expect(held).toMatchObject({ state: "held", reasonCode: "unroutable", connectionId: null });
    const unrouted = (await reconcile()).find((row) => row.id === "unrouted");
    expect(unrouted).toMatchObject({ received: 1, held: 1, remainder: 0 });
    expect(await replayMessage("usr_1", held?.id ?? "", "it is theirs", live.id)).toMatchObject({ state: "queued" });
    const done = await messageIn(held?.id ?? "", "delivered");
    expect(done.connectionId).toBe(live.id);
    expect(await readOut(live.emr, done.outboundName)).toContain("NOBODYS");
  });

  test("is the only message that can be given one: what has its practice cannot go to another", async () => {
    const [order] = await messagesOf("EMR-VITD1.hl7", 1);
    expect(await replayMessage("usr_1", order?.id ?? "", "wrong practice", "con_00000000")).toMatchObject({
      kind: "refused",
    });
    expect((await messagesOf("EMR-VITD1.hl7", 1))[0]?.connectionId).toBe(live.id);
  });

  test("finds its way by the order number", async () => {
    const [order] = await messagesOf("unmapped.hl7", 1);
    const placer = order?.placerOrderNumber ?? "";
    await putFile(live.lis, "found.hl7", resultText({ placer, control: "R2", facility: "UNKNOWN" }));
    const [row] = await messagesOf("found.hl7", 1, (one) => one.state === "delivered");
    expect(row?.connectionId).toBe(live.id);
  });
});
