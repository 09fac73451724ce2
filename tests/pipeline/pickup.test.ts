import { access, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { inboundFiles } from "~/db/schema/messages";
import { alerts } from "~/db/schema/operations";
import { armFailpoints } from "~/engine/transports/failpoint";
import { useDatabase } from "../support/database";
import { filesIn, hurry, messagesOf, orderText, putFile, useLiveConnection } from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection({
  completion: "done-file",
  doneSign: "{stem}.ok",
  subfolders: ["site-a", "site-b"],
  archiveDirectory: "/in/archive",
  ackFiles: true,
});
const path = (...parts: string[]) => join(live.emr.folder, ...parts);
const text = (id: string) => orderText({ placer: `P${id}`, control: `C${id}` });
const moved = (name: string) =>
  waitFor(
    `${name} to be moved away`,
    async () => {
      await hurry();
      const [row] = await database().select().from(inboundFiles).where(eq(inboundFiles.name, name));
      return row?.state === "disposed" ? row : undefined;
    },
    25_000,
  );
const isThere = (...parts: string[]) =>
  access(path(...parts)).then(
    () => true,
    () => false,
  );

beforeAll(async () => {
  for (const server of [live.emr, live.lis]) {
    for (const name of ["site-a", "site-b", "elsewhere"]) await mkdir(join(server.folder, "in", name));
  }
});

describe("a pickup", () => {
  test("takes a file once its sign is there, and tidies both away", async () => {
    await writeFile(path("in", "signed.hl7"), text("1"));
    await putFile(live.emr, "other.ok", "");
    await waitFor("a look", () => live.emr.server.log.all().some((one) => one.operation === "opendir" && one.ok));
    expect(await messagesOf("signed.hl7", 0)).toEqual([]);
    await putFile(live.emr, "signed.ok", "");
    await messagesOf("signed.hl7", 1, (row) => row.state === "delivered");
    await moved("signed.hl7");
    expect(await filesIn(live.emr, "in")).toEqual(["archive", "elsewhere", "other.ok", "site-a", "site-b"]);
  });

  test("removes the sign after a crash that left it behind", async () => {
    let fired = false;
    armFailpoints((at) => {
      if (at !== "I10" || fired) return undefined;
      fired = true;
      throw new Error("failpoint I10");
    });
    live.emr.server.quirks.dropConnectionDuring("remove");
    await writeFile(path("in", "crash.hl7"), text("2"));
    await putFile(live.emr, "crash.ok", "");
    await moved("crash.hl7");
    await waitFor("the sign to go", async () => !(await isThere("in", "crash.ok")), 25_000);
    armFailpoints(undefined);
    await messagesOf("crash.hl7", 1, (row) => row.state === "delivered");
  });

  test("looks into the folders that are named, and archives and answers by folder", async () => {
    for (const [folder, id] of [
      ["site-a", "3"],
      ["site-b", "4"],
      ["elsewhere", "5"],
    ] as const) {
      await writeFile(path("in", folder, "day.hl7"), text(id));
      await writeFile(path("in", folder, "day.ok"), "");
    }
    await putFile(live.emr, "wake.ok", "");
    const rows = await Promise.all(
      ["site-a/day.hl7", "site-b/day.hl7"].map((name) => messagesOf(name, 1, (row) => row.state === "delivered")),
    );
    expect(rows.map(([row]) => row?.placerOrderNumber)).toEqual(["P3", "P4"]);
    const row = await moved("site-a/day.hl7");
    expect(row.archiveName).toMatch(/^site-a\/day\.hl7\./);
    expect(await isThere("in", "archive", row.archiveName ?? "")).toBe(true);
    expect(await isThere("in", "site-a", "day.ok")).toBe(false);
    await waitFor("its answer", () => isThere("out", "site-a.day.hl7.ack"), 25_000);
    expect(await isThere("in", "elsewhere", "day.hl7")).toBe(true);
  });

  test("says which folder is missing, and takes the others all the same", async () => {
    await rename(path("in", "site-b"), path("in", "site-b-gone"));
    await writeFile(path("in", "site-a", "still.hl7"), text("6"));
    await writeFile(path("in", "site-a", "still.ok"), "");
    await putFile(live.emr, "wake2.ok", "");
    await messagesOf("site-a/still.hl7", 1, (row) => row.state === "delivered");
    const told = await waitFor(
      "somebody to be told",
      async () => {
        await hurry();
        const open = await database().select().from(alerts).where(eq(alerts.kind, "endpoint"));
        return open.find((one) => one.detail.includes("site-b"));
      },
      25_000,
    );
    expect(told.detail).toContain("the folder does not exist");
    await rename(path("in", "site-b-gone"), path("in", "site-b"));
    await waitFor(
      "the alert to end",
      async () => {
        await hurry();
        const [one] = await database().select().from(alerts).where(eq(alerts.id, told.id));
        return one?.resolvedAt;
      },
      25_000,
    );
  });
});
