import { rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { checkDay, fileLines, findingText, isNumbering } from "~/db/queries/ledger";
import { archiveChecks, ledgerChecks } from "~/db/schema/ledger";
import { inboundFiles, lanes, messages } from "~/db/schema/messages";
import { alerts } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { compareArchive } from "~/engine/pipeline/archive-check";
import { followLedger } from "~/engine/pipeline/ledger";
import { connectSftp } from "~/engine/transports/sftp";
import { useDatabase } from "../support/database";
import { messagesOf, orderText, putFile, useLiveConnection } from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection();
const timeZone = "America/New_York";
let today = "";

/** An order with a sequence number in MSH-13, where `number` is one. */
const numbered = (id: string, number: string) => {
  const [header = "", ...rest] = orderText({ placer: `P${id}`, control: `C${id}` }).split("\r");
  const fields = header.split("|");
  while (fields.length < 12) fields.push("");
  fields[12] = number;
  return [fields.join("|"), ...rest].join("\r");
};
const idOf = async (name: string) => (await messagesOf(name, 1))[0]?.id ?? "";
const put = async (id: string, number: string) => {
  await putFile(live.emr, `${id}.hl7`, numbered(id, number));
  await messagesOf(`${id}.hl7`, 1, (row) => row.state === "delivered" || row.state === "duplicate");
};
const numberings = async () => (await checkDay(today, timeZone)).flatMap((check) => check.findings.filter(isNumbering));
const open = (kind: string) =>
  database().select().from(alerts).where(sql`${alerts.kind} = ${kind} and ${alerts.resolvedAt} is null`);

beforeAll(async () => {
  const [day] = await database().execute(sql`select to_char(now() at time zone ${timeZone}, 'YYYY-MM-DD') as today`);
  today = String(day?.today);
});

describe("the numbers a sender gives", () => {
  test("are followed where there are any, and one that is sent again is not counted twice", async () => {
    for (const [id, number] of [
      ["a", "41"],
      ["b", "42"],
      ["c", ""],
      ["d", "43"],
    ] as const)
      await put(id, number);
    await putFile(live.emr, "b-again.hl7", numbered("b", "42"));
    await messagesOf("b-again.hl7", 1, (row) => row.state === "duplicate");
    expect(await numberings()).toEqual([]);
  });

  test("name what is missing and between which messages, and what was used twice", async () => {
    await put("e", "47");
    await put("f", "47");
    expect(await numberings()).toEqual([
      { kind: "gap", id: await idOf("e.hl7"), detail: expect.stringContaining("44 to 46 are missing") },
      { kind: "repeat", id: await idOf("f.hl7"), detail: `47, the number of ${await idOf("e.hl7")}` },
    ]);
    const [gap] = await numberings();
    expect(gap && findingText(gap)).toContain(`between ${await idOf("d.hl7")} (43) and this one (47)`);
    await followLedger(timeZone);
    expect(await open("ledger")).toMatchObject([{ severity: "warn", connectionId: live.id }]);
    expect((await open("ledger"))[0]?.detail).toContain("44 to 46 are missing");
  });

  test("are whole again when the missing ones come late, and may start anew", async () => {
    for (const [id, number] of [
      ["g", "45"],
      ["h", "44"],
      ["i", "46"],
    ] as const)
      await put(id, number);
    expect((await numberings()).map(({ kind }) => kind)).toEqual(["repeat"]);
    for (const [id, number] of [
      ["j", "1"],
      ["k", "2"],
    ] as const)
      await put(id, number);
    expect((await numberings()).map(({ kind }) => kind)).toEqual(["repeat"]);
    await withTransaction(async (tx) => {
      const [twice] = await tx.db.select().from(messages).where(sql`${messages.fileName} = 'f.hl7'`);
      if (!twice) throw new Error("There is no such message.");
      await tx.db.update(messages).set({ state: "duplicate" }).where(sql`${messages.id} = ${twice.id}`);
      await tx.db.update(ledgerChecks).set({ checkedAt: sql`now() - interval '10 minutes'` });
    });
    await followLedger(timeZone);
    expect(await open("ledger")).toEqual([]);
  });
});

describe("the archive of a day", () => {
  const lease = { name: "intake/of-the-test", owner: "me", epoch: 1, unfinished: 0 };
  beforeAll(() =>
    withTransaction(async (tx) => {
      const held = { expiresAt: sql`now() + interval '1 hour'`, nextRunAt: sql`'infinity'` };
      await tx.db.insert(lanes).values({ ...lease, ...held });
    }),
  );
  const compare = async () => {
    const [row] = await database().select().from(inboundFiles).where(sql`${inboundFiles.name} = 'a.hl7'`);
    const session = await connectSftp(live.emr.settings, { connectMs: 5000, operationMs: 5000 });
    const about = { id: row?.endpointId ?? "", name: "The EMR" };
    await compareArchive(lease, about, session, "/archive", { day: today, timeZone });
    await session.close();
    const [check] = await database()
      .select()
      .from(archiveChecks)
      .where(sql`${archiveChecks.endpointId} = ${about.id} and ${archiveChecks.day} = ${today}`);
    return check;
  };
  test("holds what our record says was moved there, and tells what does not", async () => {
    const archived = async () =>
      database().select().from(inboundFiles).where(sql`${inboundFiles.archiveName} is not null`);
    const rows = await waitFor("the files to be archived", async () => {
      const all = await archived();
      return all.length >= 12 ? all : undefined;
    });
    expect(await compare()).toMatchObject({ recorded: rows.length, present: rows.length, missing: [] });
    const [gone, cut] = rows.map((row) => row.archiveName ?? "").sort();
    await rm(join(live.emr.folder, "archive", gone ?? ""));
    await truncate(join(live.emr.folder, "archive", cut ?? ""), 3);
    expect(await compare()).toMatchObject({ recorded: rows.length, present: rows.length - 2, missing: [gone, cut] });
    expect((await open("ledger")).map(({ detail }) => detail)).toEqual([expect.stringContaining(gone ?? "none")]);
    const lines = await fileLines({ from: today, to: today, timeZone });
    expect(lines.find(({ archived }) => archived === rows.length)).toMatchObject({ present: rows.length - 2 });
  });
});
