import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, test, vi } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { verifyAudit } from "~/db/queries/verify-audit";
import { inboundFiles } from "~/db/schema/messages";
import { alerts } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { armFailpoints } from "~/engine/transports/failpoint";
import { useDatabase } from "../support/database";
import {
  filesIn,
  hopsOf,
  hurry,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  readOut,
  useLiveConnection,
} from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection({ completion: "stable" });
afterAll(async () => {
  expect((await reconcile()).map((row) => row.remainder)).toEqual((await reconcile()).map(() => 0));
  expect(await verifyAudit()).toMatchObject({ ok: true });
});
const fileRow = async (name: string) => {
  const [row] = await database().select().from(inboundFiles).where(eq(inboundFiles.name, name));
  return row;
};
const delivered = (row: { state: string }) => row.state === "delivered";

describe("what comes in", () => {
  test("an order is delivered once, and its file is moved away", async () => {
    await putFile(live.emr, "plain.hl7", orderText({ placer: "P1", control: "C1" }));
    const [order] = await messagesOf("plain.hl7", 1, delivered);
    expect(await filesIn(live.lis, "out")).toContain(order?.outboundName);
    await waitFor("the file to be moved", async () => (await fileRow("plain.hl7"))?.state === "disposed");
    expect(await filesIn(live.emr, "in")).toEqual([]);
    const names = (await hopsOf(order?.id ?? "")).map((hop) => hop.hop);
    expect(names.slice(0, 4)).toEqual(["received", "parsed", "deduplicated", "mapped"]);
    expect(names.slice(4).sort()).toEqual(["acknowledged", "delivered"]);
  });

  test("the same content under a new name is a duplicate and is not delivered again", async () => {
    const before = await filesIn(live.lis, "out");
    const [first] = await messagesOf("plain.hl7", 1);
    await putFile(live.emr, "again.hl7", orderText({ placer: "P1", control: "C1" }));
    const [copy] = await messagesOf("again.hl7", 1);
    expect(copy).toMatchObject({ state: "duplicate", duplicateOf: first?.id, outbound: null });
    expect(await filesIn(live.lis, "out")).toEqual(before);
  });

  test("the same file under its old name, put there once more, is a duplicate too", async () => {
    const before = await filesIn(live.lis, "out");
    await putFile(live.emr, "plain.hl7", orderText({ placer: "P1", control: "C1" }));
    const rows = await messagesOf("plain.hl7", 2);
    expect(rows.map((row) => row.state)).toEqual(["delivered", "duplicate"]);
    expect(await filesIn(live.lis, "out")).toEqual(before);
  });

  test("twice in one file is one delivery", async () => {
    const text = orderText({ placer: "P2", control: "C2" });
    await putFile(live.emr, "twins.hl7", text + text);
    const rows = await messagesOf("twins.hl7", 2, (row) => row.state !== "queued" && row.state !== "sending");
    expect(rows.map((row) => row.state).sort()).toEqual(["delivered", "duplicate"]);
  });

  test("a control ID used again for other content is delivered as well, and somebody is told", async () => {
    await putFile(live.emr, "collision.hl7", orderText({ placer: "P3", control: "C1" }));
    const [row] = await messagesOf("collision.hl7", 1, delivered);
    const told = await database()
      .select()
      .from(alerts)
      .where(eq(alerts.messageId, row?.id ?? ""));
    expect(told).toMatchObject([{ kind: "collision", connectionId: live.id }]);
    expect(await readOut(live.lis, row?.outboundName ?? "")).toContain("P3");
  });

  test("a malformed message is dead with its reason, and its neighbours in the file are delivered", async () => {
    const [one, three] = ["P4", "P5"].map((placer) => orderText({ placer, control: `C${placer}` }));
    await putFile(live.emr, "mixed.hl7", `${one}MSH|\r${three}`);
    const rows = await messagesOf("mixed.hl7", 3, (row) => row.state !== "queued" && row.state !== "sending");
    expect(rows.map((row) => row.state)).toEqual(["delivered", "dead", "delivered"]);
    expect(rows[1]).toMatchObject({ reasonCode: "malformed", raw: Buffer.from("MSH|\r") });
    expect(rows[1]?.reason).toMatch(/\w/);
    const told = await database()
      .select()
      .from(alerts)
      .where(eq(alerts.messageId, rows[1]?.id ?? ""));
    expect(told).toMatchObject([{ kind: "dead-letter", resolvedAt: null }]);
  });

  test("a result where orders are expected is dead", async () => {
    await putFile(live.emr, "wrong-way.hl7", "MSH|^~\\&|EMR|X|||20261120||ORU^R01|W1|P|2.5.1\r");
    const [row] = await messagesOf("wrong-way.hl7", 1);
    expect(row).toMatchObject({ state: "dead", reasonCode: "unexpected-type", reasonPath: "MSH-9" });
  });
});

describe("files that are not ready", () => {
  test("one still being written is not taken until it is complete", async () => {
    const text = orderText({ placer: "P6", control: "C6" });
    const path = join(live.emr.folder, "in", "growing.hl7");
    await writeFile(path, text.slice(0, 300));
    await waitFor("a look at it", async () => (await fileRow("growing.hl7"))?.attempts === 0);
    expect((await fileRow("growing.hl7"))?.state).toBe("claimed");
    expect(await filesIn(live.emr, "in")).toEqual(["growing.hl7"]);
    await appendFile(path, text.slice(300));
    const [row] = await messagesOf("growing.hl7", 1, delivered);
    expect(row?.raw.toString()).toBe(text);
  });

  test("one still being written is not taken because a clock jumps ahead", async () => {
    const text = orderText({ placer: "P9", control: "C9" });
    const path = join(live.emr.folder, "in", "jump.hl7");
    await writeFile(path, text.slice(0, 300));
    await waitFor("a look at it", async () => (await fileRow("jump.hl7"))?.attempts === 0);
    const reads = () => live.emr.server.log.all().filter(({ operation }) => operation === "read").length;
    const before = reads();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    try {
      await waitFor("another look", () => reads() > before);
      await waitFor("its end", async () => (await fileRow("jump.hl7"))?.attempts === 0);
    } finally {
      vi.useRealTimers();
    }
    await appendFile(path, text.slice(300));
    const [row] = await messagesOf("jump.hl7", 1, delivered);
    expect(row?.raw.toString()).toBe(text);
  });

  test("one whose connection is lost at every read is taken when the connection holds", async () => {
    for (let lost = 0; lost < 4; lost++) live.emr.server.quirks.dropConnectionDuring("read");
    await putFile(live.emr, "cut.hl7", orderText({ placer: "P10", control: "C10" }));
    await waitFor(
      "its delivery",
      async () => {
        await hurry();
        return (await fileRow("cut.hl7"))?.state === "disposed";
      },
      25_000,
    );
    await messagesOf("cut.hl7", 1, delivered);
  });

  test("one over which the database is lost again and again is taken when the database holds", async () => {
    let losses = 8;
    armFailpoints((at) => {
      if (at !== "I8" || losses-- <= 0) return undefined;
      throw Object.assign(new Error("connection closed"), { code: "CONNECTION_CLOSED" });
    });
    await putFile(live.emr, "lost.hl7", orderText({ placer: "P13", control: "C13" }));
    await waitFor(
      "its end",
      async () => {
        await hurry();
        return ["disposed", "quarantined"].includes((await fileRow("lost.hl7"))?.state ?? "");
      },
      25_000,
    );
    armFailpoints(undefined);
    expect(losses).toBeLessThanOrEqual(0);
    expect(await fileRow("lost.hl7")).toMatchObject({ state: "disposed" });
    await messagesOf("lost.hl7", 1, delivered);
  });

  test("those that were read beside one that fails are not set aside with it", async () => {
    let failures = 6;
    let together = false;
    armFailpoints((at) => {
      // Seen one before the other, the first would be read alone.
      if (at === "I2" && !together) throw new Error("failpoint I2");
      if (at !== "I6" || failures-- <= 0) return undefined;
      throw new Error("failpoint I6");
    });
    for (const n of [11, 12]) {
      await putFile(live.emr, `beside-${n}.hl7`, orderText({ placer: `P${n}`, control: `C${n}` }));
    }
    together = true;
    for (const n of [11, 12]) {
      await waitFor(
        "its end",
        async () => {
          await hurry();
          return ["disposed", "quarantined"].includes((await fileRow(`beside-${n}.hl7`))?.state ?? "");
        },
        25_000,
      );
      expect((await fileRow(`beside-${n}.hl7`))?.state).toBe("disposed");
    }
    armFailpoints(undefined);
  });

  test("an empty one is set aside, stays where it is and somebody is told", async () => {
    await writeFile(join(live.emr.folder, "in", "empty.hl7"), "");
    await waitFor("a look at it", () => fileRow("empty.hl7"));
    await withTransaction(async (tx) => {
      await tx.db
        .update(inboundFiles)
        .set({ seenAt: sql`now() - interval '2 minutes'` })
        .where(eq(inboundFiles.name, "empty.hl7"));
    });
    await waitFor("it to be set aside", async () => (await fileRow("empty.hl7"))?.state === "quarantined");
    const row = await fileRow("empty.hl7");
    expect(row?.reason).toBe("It is empty.");
    expect(await filesIn(live.emr, "in")).toEqual(["empty.hl7"]);
    expect(
      await database()
        .select()
        .from(alerts)
        .where(eq(alerts.key, `file/${row?.id}`)),
    ).toHaveLength(1);
  });

  test("one that was set aside and is mended is taken", async () => {
    await writeFile(join(live.emr.folder, "in", "empty.hl7"), orderText({ placer: "P7", control: "C7" }));
    const [row] = await messagesOf("empty.hl7", 1, delivered);
    expect(row?.placerOrderNumber).toBe("P7");
    expect((await messageIn(row?.id ?? "", "delivered")).ordinal).toBe(1);
  });

  test("a source that does not let us move files away costs no message and doubles none", async () => {
    live.emr.server.quirks.failNext("rename", "permission-denied");
    await putFile(live.emr, "stuck.hl7", orderText({ placer: "P8", control: "C8" }));
    await messagesOf("stuck.hl7", 1, delivered);
    await waitFor("the file to be moved", async () => (await fileRow("stuck.hl7"))?.state === "disposed", 25_000);
    expect(await messagesOf("stuck.hl7", 1)).toHaveLength(1);
  });
});
