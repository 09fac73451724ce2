import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { checkDay, fileLines, ledgerLines } from "~/db/queries/ledger";
import { ledgerChecks } from "~/db/schema/ledger";
import { inboundFiles, messages } from "~/db/schema/messages";
import { alerts } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { followLedger } from "~/engine/pipeline/ledger";
import { useDatabase } from "../support/database";
import { type MessageRow, messagesOf, orderText, putFile, useLiveConnection } from "../support/live-connection";

useDatabase();
const live = useLiveConnection();
const timeZone = "America/New_York";
let today = "";
let one: MessageRow;

const findings = async () =>
  (await checkDay(today, timeZone)).flatMap((check) => check.findings.map(({ kind, id }) => [kind, id]));
/** Puts another row into a message's place; its bytes themselves cannot be changed. */
const swap = (from: string, to: MessageRow) =>
  withTransaction(async (tx) => {
    await tx.db.delete(messages).where(eq(messages.id, from));
    await tx.db.insert(messages).values(to);
  });
/** Changes what is stored behind the product's back, looks, and puts it back. */
async function afterChange(change: Partial<MessageRow>, look: () => Promise<void>) {
  await swap(one.id, { ...one, ...change });
  try {
    await look();
  } finally {
    await swap(one.id, one);
  }
}

beforeAll(async () => {
  for (const n of [1, 2]) await putFile(live.emr, `day-${n}.hl7`, orderText({ placer: `D${n}`, control: `C${n}` }));
  await putFile(live.emr, "day-9-again.hl7", orderText({ placer: "D1", control: "C1" }));
  await putFile(live.emr, "broken.hl7", "MSH|^~\\&|EMR|X|||20261120||ORM^O01|B1|P|2.5.1\r");
  for (const n of [1, 2]) await messagesOf(`day-${n}.hl7`, 1, (row) => row.state === "delivered");
  await messagesOf("day-9-again.hl7", 1, (row) => row.state === "duplicate");
  await messagesOf("broken.hl7", 1, (row) => row.state === "dead");
  const [row] = await messagesOf("day-1.hl7", 1);
  if (!row) throw new Error("There is no message.");
  one = row;
  const [day] = await database().execute(sql`select to_char(now() at time zone ${timeZone}, 'YYYY-MM-DD') as today`);
  today = String(day?.today);
});

describe("the ledger of a day", () => {
  test("says where each message is, and what became of each file", async () => {
    const range = { from: today, to: today, timeZone };
    const lines = await ledgerLines(range);
    const sum = (key: "received" | "delivered" | "duplicate" | "dead" | "remainder") =>
      lines.reduce((total, line) => total + line[key], 0);
    expect({
      received: sum("received"),
      delivered: sum("delivered"),
      duplicate: sum("duplicate"),
      dead: sum("dead"),
      remainder: sum("remainder"),
    }).toEqual({ received: 4, delivered: 2, duplicate: 1, dead: 1, remainder: 0 });
    expect(await ledgerLines({ ...range, connectionId: live.id })).toMatchObject([
      { connectionId: live.id, direction: "order", day: today },
    ]);
    const [files] = await fileLines(range);
    expect(files).toMatchObject({ seen: 4, waiting: 0, setAside: 0 });
    expect(await ledgerLines({ from: "2020-01-01", to: "2020-01-02", timeZone })).toEqual([]);
  });

  test("finds nothing where nothing was touched, and the same sum of hashes on both sides", async () => {
    const checks = await checkDay(today, timeZone);
    expect(checks.flatMap((check) => check.findings)).toEqual([]);
    for (const check of checks) expect(check.keptHash).toBe(check.recordedHash);
    expect(checks.reduce((total, check) => total + check.messages, 0)).toBe(4);
  });

  test("names a message whose bytes were changed, as received or as sent", async () => {
    await afterChange({ raw: Buffer.from(one.raw.toString().replace("|D1", "|D9")) }, async () => {
      expect(await findings()).toEqual([["altered", one.id]]);
      const check = (await checkDay(today, timeZone)).find(({ connectionId }) => connectionId === live.id);
      expect(check?.keptHash).not.toBe(check?.recordedHash);
    });
    await afterChange({ outbound: Buffer.from("something else") }, async () => {
      expect(await findings()).toEqual([["altered", one.id]]);
    });
  });

  test("names a message that is gone, one that nobody received, and its file that held more", async () => {
    const stranger = { ...one, id: one.id.replace(/.$/, (last) => (last === "0" ? "1" : "0")) };
    await swap(one.id, stranger);
    try {
      expect((await findings()).sort()).toEqual([
        ["missing", one.id],
        ["unrecorded", stranger.id],
        ["untold", stranger.id],
      ]);
    } finally {
      await swap(stranger.id, one);
    }
    const count = (change: number) =>
      withTransaction(async (tx) => {
        await tx.db
          .update(inboundFiles)
          .set({ messageCount: sql`${inboundFiles.messageCount} + ${change}` })
          .where(eq(inboundFiles.id, one.fileId ?? ""));
      });
    await count(1);
    expect(await findings()).toEqual([["short", one.fileId]]);
    expect((await ledgerLines({ from: today, to: today, timeZone })).some(({ remainder }) => remainder === 1)).toBe(
      true,
    );
    await count(-1);
  });

  test("names a message that counts as delivered without having been, and one in no state", async () => {
    const [dead] = await messagesOf("broken.hl7", 1);
    const state = (to: string) =>
      withTransaction(async (tx) => {
        await tx.db.execute(sql`update messages set state = ${to} where id = ${dead?.id}`);
      });
    await state("delivered");
    expect(await findings()).toEqual([["untold", dead?.id]]);
    await state("somewhere");
    expect(await findings()).toEqual([["stateless", dead?.id]]);
    await state("dead");
  });

  test("raises an alert that names the message, and ends it when the day adds up", async () => {
    const open = () =>
      database().select().from(alerts).where(sql`${alerts.kind} = 'ledger' and ${alerts.resolvedAt} is null`);
    const forgetCheck = () =>
      withTransaction(async (tx) => {
        await tx.db.update(ledgerChecks).set({ checkedAt: sql`now() - interval '10 minutes'` });
      });
    await afterChange({ raw: Buffer.from("MSH|^~\\&|") }, async () => {
      await followLedger(timeZone);
      expect(await open()).toMatchObject([{ connectionId: live.id, severity: "stop" }]);
      expect((await open())[0]?.detail).toContain(one.id);
    });
    await followLedger(timeZone);
    expect(await open()).toHaveLength(1);
    await forgetCheck();
    await followLedger(timeZone);
    expect(await open()).toEqual([]);
  });
});
