import { appendFile, mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { secretPlace } from "~/db/endpoint-settings";
import { fileLines } from "~/db/queries/ledger";
import { reconcile } from "~/db/queries/reconcile";
import { endpoints } from "~/db/schema/connections";
import { inboundFiles } from "~/db/schema/messages";
import { sealSecret } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { armFailpoints, type Failpoint } from "~/engine/transports/failpoint";
import { useDatabase } from "../support/database";
import {
  filesIn,
  hurry,
  messagesOf,
  orderText,
  putFile,
  reachedBy,
  useLiveConnection,
} from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection({ claim: true });
afterEach(() => armFailpoints(undefined));
afterAll(async () => {
  expect((await reconcile()).filter((row) => row.remainder !== 0)).toEqual([]);
});

const rowsOf = (name: string) =>
  database().select().from(inboundFiles).where(eq(inboundFiles.name, name)).orderBy(inboundFiles.generation);
const aside = () => readdir(join(live.emr.folder, "in", ".processing")).catch(() => []);
const until = (what: string, look: () => Promise<boolean>) =>
  waitFor(
    what,
    async () => {
      await hurry();
      return look();
    },
    25_000,
  );
const moved = (name: string) =>
  until(`${name} to be moved away`, async () => {
    const rows = await rowsOf(name);
    return rows.length > 0 && rows.every((row) => row.state === "disposed");
  });
const text = (id: string) => orderText({ placer: `P${id}`, control: `C${id}` });
const operations = (name: string) =>
  live.emr.server.log
    .all()
    .filter((one) => one.ok && ["rename", "open"].includes(one.operation))
    .filter((one) => one.path.endsWith(name) && one.path.startsWith("/in"))
    .map((one) => one.operation);

describe("a file that is moved aside before it is read", () => {
  test("is read under a name of its own, and ends in the archive under the name its sender gave", async () => {
    await putFile(live.emr, "plain.hl7", text("1"));
    const [order] = await messagesOf("plain.hl7", 1, (row) => row.state === "delivered");
    await moved("plain.hl7");
    expect(order).toMatchObject({ fileName: "plain.hl7" });
    expect(operations("plain.hl7")).toEqual(["rename", "open", "rename"]);
    expect(await aside()).toEqual([]);
    expect((await filesIn(live.emr, "archive")).filter((name) => name.startsWith("plain.hl7."))).toHaveLength(1);
  });

  test("is left to another reader that was first, and does not count as waiting", async () => {
    live.emr.server.quirks.beforeNext("rename", async () => {
      await mkdir(join(live.emr.folder, "theirs"), { recursive: true });
      await rename(join(live.emr.folder, "in", "raced.hl7"), join(live.emr.folder, "theirs", "raced.hl7"));
    });
    await putFile(live.emr, "raced.hl7", text("2"));
    await until("it to be given up", async () => (await rowsOf("raced.hl7"))[0]?.state === "elsewhere");
    expect(await messagesOf("raced.hl7", 0)).toEqual([]);
    const lines = await fileLines({ from: "2020-01-01", to: "2100-01-01", timeZone: "UTC" });
    expect(lines.reduce((sum, line) => sum + line.elsewhere, 0)).toBe(1);
    for (const line of lines) {
      expect(line.taken + line.left + line.setAside + line.waiting + line.elsewhere).toBe(line.seen);
    }
    await putFile(live.emr, "raced.hl7", text("3"));
    await messagesOf("raced.hl7", 1, (row) => row.state === "delivered");
    await until("its second to be moved", async () => (await rowsOf("raced.hl7"))[1]?.state === "disposed");
  });

  test.each(["before", "after"] as const)("is read once when the connection is cut %s it is moved", async (when) => {
    live.emr.server.quirks.dropConnectionDuring("rename", when);
    const name = `cut-${when}.hl7`;
    await putFile(live.emr, name, text(when.toUpperCase()));
    await moved(name);
    await messagesOf(name, 1, (row) => row.state === "delivered");
    expect(await aside()).toEqual([]);
  });

  test("waits where the server does not let it be moved yet", async () => {
    live.emr.server.quirks.failNext("rename", "permission-denied");
    live.emr.server.quirks.failNext("rename", "failure");
    await putFile(live.emr, "open.hl7", text("4"));
    await moved("open.hl7");
    expect(await rowsOf("open.hl7")).toMatchObject([{ attempts: 1 }]);
    await messagesOf("open.hl7", 1, (row) => row.state === "delivered");
  });

  const points: Failpoint[] = ["I5", "I5b", "I6", "I7", "I8", "I9", "I10"];
  test.each(points)("is taken up again after a failure at %s, and delivered once", async (point) => {
    let fired = false;
    armFailpoints((at) => {
      if (fired || at !== point) return undefined;
      fired = true;
      throw new Error(`failpoint ${at}`);
    });
    const name = `${point}.hl7`;
    await putFile(live.emr, name, text(point));
    await waitFor("the failure", () => fired, 25_000);
    await moved(name);
    await messagesOf(name, 1, (row) => row.state === "delivered");
    expect(await aside()).toEqual([]);
    expect((await filesIn(live.emr, "archive")).filter((one) => one.startsWith(`${name}.`))).toHaveLength(1);
  });

  test("is read again when its sender went on writing after it was stored", async () => {
    let more: string | undefined = text("6");
    armFailpoints(async (at) => {
      if (at !== "I9" || more === undefined) return;
      const [name = ""] = await aside();
      await appendFile(join(live.emr.folder, "in", ".processing", name), more);
      more = undefined;
    });
    await putFile(live.emr, "late.hl7", text("5"));
    const rows = await messagesOf("late.hl7", 3, (row) => ["delivered", "duplicate"].includes(row.state));
    expect(rows.map((row) => row.state)).toEqual(["delivered", "duplicate", "delivered"]);
    await moved("late.hl7");
    expect(await aside()).toEqual([]);
  });

  test("comes before a new one of its name", async () => {
    let put = false;
    armFailpoints(async (at) => {
      if (at !== "I6" || put) return;
      put = true;
      await writeFile(join(live.emr.folder, "in", "twice.hl7"), text("8"));
      throw new Error("failpoint I6");
    });
    await putFile(live.emr, "twice.hl7", text("7"));
    const rows = await messagesOf("twice.hl7", 2, (row) => row.state === "delivered");
    expect(rows.map((row) => row.placerOrderNumber)).toEqual(["P7", "P8"]);
    await moved("twice.hl7");
  });

  test("is found under settings that no longer ask for it", async () => {
    let broken = true;
    armFailpoints((at) => {
      if (at === "I6" && broken) throw new Error("failpoint I6");
      return undefined;
    });
    await putFile(live.emr, "changed.hl7", text("9"));
    await waitFor("it to be aside", async () => (await aside()).some((name) => name.endsWith("changed.hl7")), 25_000);
    const [before] = await database().select().from(endpoints).where(eq(endpoints.side, "emr"));
    if (before?.reach.transport !== "sftp") throw new Error("There is no such endpoint.");
    const id = await reachedBy(live.id, "emr", { ...before.reach, claim: false });
    const { hostKeySha256 } = before;
    await withTransaction(async (tx) => {
      const secret = sealSecret("right", secretPlace(id));
      await tx.db.update(endpoints).set({ secret, hostKeySha256 }).where(eq(endpoints.id, id));
    });
    broken = false;
    await moved("changed.hl7");
    await messagesOf("changed.hl7", 1, (row) => row.state === "delivered");
    expect(await aside()).toEqual([]);
  });
});
