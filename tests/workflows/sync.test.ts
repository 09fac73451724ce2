import { desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { type Item, practicePrices } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { auditEvents, mails } from "~/db/schema/operations";
import { syncProfiles, syncs } from "~/db/schema/sync";
import { withTransaction } from "~/db/transaction";
import { openLink } from "~/emails/sealed-link";
import { get, parse, splitFile, validate } from "~/engine/hl7";
import { seedDemo } from "~/server/demo/seed";
import { discardDraft } from "~/workflows/compendium/draft";
import { loadStanding } from "~/workflows/connection/standing";
import { readSpreadsheet } from "~/workflows/spreadsheet/read";
import {
  acknowledgeByLink,
  acknowledgeByPerson,
  answerByMessage,
  openSyncLink,
  remindVendors,
} from "~/workflows/sync/acknowledge";
import { unpackChanges } from "~/workflows/sync/delta";
import { contentOf, fileOf } from "~/workflows/sync/file";
import { resendSync, sendWhole } from "~/workflows/sync/make";
import { type ProfileForm, profileSchema, saveProfile } from "~/workflows/sync/profile";
import { sendSyncs } from "~/workflows/sync/send";
import { changeAndPublish, draftVersion, itemInForce } from "../support/compendium";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { connectionRow } from "../support/tested-connection";

useDatabase();

let id: string;
const labOps = () => demoActor("labops");
const link: ProfileForm = {
  format: "csv",
  way: "link",
  columns: null,
  whole: false,
  withPrices: true,
  contact: "vendor@emr.example",
  dueDays: 7,
};

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  await discardDraft(await labOps(), await draftVersion());
  id = await approvedConnection();
});

const newest = async () => {
  const [row] = await database().select().from(syncs).where(eq(syncs.connectionId, id)).orderBy(desc(syncs.createdAt));
  if (!row) throw new Error("There is no sync.");
  return row;
};
const syncOf = async (wanted: string) => (await database().select().from(syncs).where(eq(syncs.id, wanted)))[0];
const codesLamp = async () => (await loadStanding(await connectionRow(id))).lamps.find(({ item }) => item === "codes");
const cheaper = async (code: string) => {
  const item = await itemInForce(code);
  return item.kind === "test" ? ({ ...item, listPriceCents: item.listPriceCents - 1 } as Item) : item;
};

/** The token of the newest mail to the vendor. */
async function mailedToken(): Promise<string> {
  const rows = await database()
    .select()
    .from(mails)
    .where(eq(mails.to, "vendor@emr.example"))
    .orderBy(desc(mails.createdAt));
  const [mail] = rows;
  if (!mail) throw new Error("There is no mail.");
  return openLink(mail.letter, mail.id).action?.path.split("/").at(-1) ?? "";
}

describe("what is sent of a release", () => {
  test("the first time it is all a practice is offered", async () => {
    expect(await saveProfile(await labOps(), id, link)).toEqual({ kind: "done" });
    expect(await sendWhole(await labOps(), id)).toMatchObject({ kind: "done" });
    const sync = await newest();
    expect(sync).toMatchObject({ whole: true, state: "pending", changeCount: 3, format: "csv", way: "link" });
    expect(unpackChanges(sync.changes)).toEqual([
      { kind: "test", code: "CMP", action: "add" },
      { kind: "test", code: "TSH", action: "add" },
      { kind: "panel", code: "PWELL", action: "add" },
    ]);
  });

  test("then it is what has changed for that practice, and a release about nothing of theirs is none", async () => {
    const before = await newest();
    await changeAndPublish(await cheaper("ALT"));
    expect((await newest()).id).toBe(before.id);
    const release = await changeAndPublish(await cheaper("TSH"), await cheaper("ALT"));
    expect(await newest()).toMatchObject({
      release,
      whole: false,
      changes: { update: { test: ["TSH"] } },
    });
  });

  test("what is offered since, and what is no longer, goes along", async () => {
    await withTransaction(async (tx) => {
      await tx.db
        .update(connections)
        .set({ offeredTests: ["CMP", "ALT"] })
        .where(eq(connections.id, id));
    });
    await changeAndPublish(await cheaper("CMP"));
    expect(unpackChanges((await newest()).changes)).toEqual([
      { kind: "test", code: "ALT", action: "add" },
      { kind: "test", code: "CMP", action: "update" },
      { kind: "test", code: "TSH", action: "remove" },
    ]);
  });

  test("an end is told, and what was over before is not brought to an EMR that never had it", async () => {
    const alt = await itemInForce("ALT");
    await changeAndPublish({ ...alt, status: "discontinued", replacementCode: "AST" } as Item);
    expect(unpackChanges((await newest()).changes)).toEqual([{ kind: "test", code: "ALT", action: "remove" }]);
    await withTransaction(async (tx) => {
      await tx.db
        .update(connections)
        .set({ offeredTests: ["CMP", "ALT", "GLU"] })
        .where(eq(connections.id, id));
    });
    expect(await sendWhole(await labOps(), id)).toMatchObject({ kind: "done" });
    expect(unpackChanges((await newest()).changes).map(({ code }) => code)).toEqual(["CMP", "GLU", "PWELL"]);
    const all = await database().select().from(syncs).where(eq(syncs.connectionId, id));
    expect(all.filter(({ state }) => state === "pending")).toHaveLength(1);
  });
});

describe("on its way", () => {
  test("the vendor gets a link, its file is the practice's menu at its prices, and a name confirms it", async () => {
    const { practiceId } = await connectionRow(id);
    await withTransaction(async (tx) => {
      await tx.db.insert(practicePrices).values({ practiceId, code: "GLU", cents: 444, from: "2020-01-01" });
    });
    expect(await sendSyncs()).toBeGreaterThan(0);
    const sync = await newest();
    expect(sync).toMatchObject({ state: "sent", failure: null });
    expect(await codesLamp()).toMatchObject({ state: "red" });

    const token = await mailedToken();
    const content = await openSyncLink(token, "192.0.2.7");
    if (!content) throw new Error("The link does not open.");
    expect(await openSyncLink(`${token}x`, "192.0.2.7")).toBeUndefined();
    expect(await syncOf(sync.id)).toMatchObject({ opens: 1 });
    const read = await readSpreadsheet(sync.file ?? Buffer.alloc(0));
    const rows = read.kind === "read" ? read.sheet.rows.map(({ cells }) => cells) : [];
    const price = read.kind === "read" ? read.sheet.head.indexOf("price_usd") : -1;
    expect(rows.map((cells) => [cells[3], cells[price]])).toContainEqual(["GLU", "4.44"]);

    expect(await acknowledgeByLink(content, "  ")).toMatchObject({ kind: "refused", field: "name" });
    expect(await acknowledgeByLink(content, "Robin Vale")).toEqual({ kind: "done" });
    expect(await syncOf(sync.id)).toMatchObject({
      state: "acknowledged",
      acknowledgedBy: "Robin Vale",
      acknowledgedHow: "link",
    });
    expect((await codesLamp())?.reason).not.toContain("not confirmed");
    const [event] = await database()
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.objectId, sync.id))
      .orderBy(desc(auditEvents.seq));
    expect(event).toMatchObject({ action: "sync.acknowledge", meta: expect.stringContaining("Robin Vale") });
  });

  test("who is late is reminded with a link of its own, once", async () => {
    await changeAndPublish(await cheaper("GLU"));
    await sendSyncs();
    const sync = await newest();
    const first = await mailedToken();
    expect(await remindVendors(await demoActor("sales"), [sync.id])).toEqual({ kind: "forbidden" });
    expect(await remindVendors(await labOps(), [sync.id])).toEqual({ kind: "done", reminded: 1 });
    const second = await mailedToken();
    expect(second).not.toBe(first);
    for (const token of [first, second]) expect((await openSyncLink(token, "192.0.2.8"))?.sync.id).toBe(sync.id);
    expect(await acknowledgeByPerson(await labOps(), sync.id)).toEqual({ kind: "done" });
    expect(await remindVendors(await labOps(), [sync.id])).toEqual({ kind: "done", reminded: 0 });
    expect(await resendSync(await labOps(), sync.id)).toMatchObject({ kind: "refused", code: "over" });
  });

  test("without anybody to send it to it waits, visibly, with the reason, and goes once that is mended", async () => {
    await withTransaction(async (tx) => {
      await tx.db.update(syncProfiles).set({ contact: "" }).where(eq(syncProfiles.connectionId, id));
    });
    await changeAndPublish(await cheaper("GLU"));
    await sendSyncs();
    const sync = await newest();
    expect(sync).toMatchObject({ state: "pending", failure: "Nobody is named to whom the link goes.", tries: 1 });
    await withTransaction(async (tx) => {
      await tx.db.update(syncs).set({ state: "failed" }).where(eq(syncs.id, sync.id));
    });
    await saveProfile(await labOps(), id, link);
    expect(await resendSync(await labOps(), sync.id)).toEqual({ kind: "done" });
    await sendSyncs();
    expect(await syncOf(sync.id)).toMatchObject({ state: "sent", failure: null });
  });

  test("as HL7 it validates, names the EMR's codes, and its answer is known by the control id", async () => {
    await saveProfile(await labOps(), id, { ...link, format: "mfn", way: "endpoint" });
    await changeAndPublish(await cheaper("GLU"));
    const content = await contentOf((await newest()).id);
    if (!content) throw new Error("There is no content.");
    const { bytes, controlIds, name } = await fileOf(content);
    expect(name).toMatch(/^compendium-.*-update-.*\.hl7$/);
    const messages = splitFile(bytes).messages.map(({ bytes: one }) => parse(one));
    for (const parsed of messages) {
      if (parsed.kind !== "message") throw new Error("It does not parse.");
      expect(validate(parsed.message, "edos").filter(({ severity }) => severity === "error")).toEqual([]);
    }
    expect(messages.map((one) => one.kind === "message" && get(one.message, "MSH-10"))).toEqual(controlIds);
    await sendSyncs();
    // The endpoint is not set up: it is said, and the file is kept for the next try.
    const waiting = await newest();
    expect(waiting).toMatchObject({ state: "pending", failure: expect.stringContaining("EMR") });
    expect(await answerByMessage(id, "nobody-1", undefined)).toBe(false);
    const [controlId = ""] = waiting.controlIds;
    expect(await answerByMessage(id, controlId, "GLU: no such unit")).toBe(true);
    expect(await syncOf(waiting.id)).toMatchObject({
      state: "failed",
      failure: expect.stringContaining("no such unit"),
    });
    expect(await answerByMessage(id, controlId, undefined)).toBe(true);
    expect(await syncOf(waiting.id)).toMatchObject({ state: "acknowledged", acknowledgedHow: "message" });
  });

  test.each([
    [{ format: "pdf" }, "format"],
    [{ contact: "" }, "contact"],
    [{ contact: "nobody" }, "contact"],
    [{ columns: "lab_code, colour" }, "columns"],
    [{ columns: "lab_code lab_code" }, "columns"],
    [{ dueDays: "0" }, "dueDays"],
  ])("a profile with %j is refused at %s", (change, field) => {
    const typed = { format: "csv", way: "link", columns: "", contact: "a@b.example", dueDays: "7", ...change };
    const parsed = profileSchema.safeParse(typed);
    expect(parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0])).toContain(field);
  });
});
