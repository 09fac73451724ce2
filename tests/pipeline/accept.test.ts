import { and, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { verifyAudit } from "~/db/queries/verify-audit";
import { connections } from "~/db/schema/connections";
import { inboundFiles, messages, type Receipt } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { get, parse, splitFile } from "~/engine/hl7";
import { accept, type Push } from "~/engine/pipeline/accept";
import { hl7AnswerTo } from "~/engine/pipeline/acknowledge";
import { armFailpoints } from "~/engine/transports/failpoint";
import { useDatabase } from "../support/database";
import {
  hopsOf,
  messageIn,
  orderText,
  putFile,
  reachedBy,
  readOut,
  restReach,
  resultText,
  useLiveConnection,
} from "../support/live-connection";

useDatabase();
const live = useLiveConnection();
const ends = { emr: "", lis: "" };
beforeAll(async () => {
  ends.emr = await reachedBy(live.id, "emr", restReach());
});
afterEach(() => armFailpoints(undefined));
afterAll(async () => {
  expect((await reconcile()).map((row) => row.remainder)).toEqual((await reconcile()).map(() => 0));
  expect(await verifyAudit()).toMatchObject({ ok: true });
});

const push = (text: string, over: Partial<Push> = {}) =>
  accept({ endpointId: ends.emr, connectionId: live.id, bytes: Buffer.from(text), ...over });

/** A push that has to be taken. */
async function taken(text: string, over: Partial<Push> = {}) {
  const acceptance = await push(text, over);
  if (acceptance.kind !== "taken") throw new Error(`The push was not taken: ${acceptance.kind}.`);
  return acceptance;
}
const only = (receipts: readonly Receipt[]): Receipt => {
  expect(receipts).toHaveLength(1);
  return receipts[0] as Receipt;
};
const rowsOf = (control: string) => database().select().from(messages).where(eq(messages.controlId, control));
const acksIn = (bytes: Buffer | undefined) =>
  splitFile(bytes ?? Buffer.alloc(0)).messages.map((one) => {
    const parsed = parse(one.bytes);
    if (parsed.kind === "malformed") throw new Error(parsed.reason);
    return (path: string) => get(parsed.message, path);
  });
/** As a sender in original mode has it: MSH-15 and MSH-16 are empty. */
const plain = (text: string) => text.replace("|AL|NE", "");
const setState = (state: "live" | "paused" | "retired" | "ready") =>
  withTransaction((tx) => tx.db.update(connections).set({ state }).where(eq(connections.id, live.id)));

describe("a push", () => {
  test("is stored, answered and delivered, with every hop of its way", async () => {
    const text = plain(orderText({ placer: "A1", control: "CA1" }));
    const acceptance = await taken(text, { key: "first", by: "key gk_test" });
    const receipt = only(acceptance.receipts);
    expect(receipt).toMatchObject({ controlId: "CA1", state: "accepted", code: null });
    const row = await messageIn(receipt.messageId, "delivered");
    expect(row).toMatchObject({ raw: Buffer.from(text), ack: "delivered", fileName: "first", connectionId: live.id });
    expect(await readOut(live.lis, row.outboundName)).toContain("A1");
    const way = await hopsOf(row.id);
    expect(way.map((hop) => hop.hop)).toEqual([
      "received",
      "parsed",
      "deduplicated",
      "mapped",
      "acknowledged",
      "delivered",
    ]);
    expect(way[0]?.detail).toBe("EMR of the test, REST, key gk_test");
    const [ack] = acksIn(hl7AnswerTo(Buffer.from(text), acceptance));
    expect([ack?.("MSA-1"), ack?.("MSA-2"), ack?.("MSH-9.1")]).toEqual(["AA", "CA1", "ACK"]);
  });

  test("that comes again under its key, or without one, gets the same answer and is there once", async () => {
    for (const key of ["again", undefined]) {
      const control = `CA2-${key}`;
      const text = orderText({ placer: control, control });
      const first = await taken(text, key ? { key } : {});
      const second = await taken(text, key ? { key } : {});
      expect(second).toEqual({ ...first, repeated: true });
      expect(hl7AnswerTo(Buffer.from(text), second)).toEqual(hl7AnswerTo(Buffer.from(text), first));
      expect(await rowsOf(control)).toHaveLength(1);
    }
  });

  test("under a key that was used for other bytes is a conflict, and nothing is stored", async () => {
    await taken(orderText({ placer: "A3", control: "CA3" }), { key: "conflict" });
    expect(await push(orderText({ placer: "A3b", control: "CA3b" }), { key: "conflict" })).toEqual({
      kind: "conflict",
    });
    expect(await rowsOf("CA3b")).toEqual([]);
  });

  test("under a new key is a duplicate that is not delivered again", async () => {
    const text = orderText({ placer: "A4", control: "CA4" });
    const first = only((await taken(text, { key: "a4" })).receipts);
    const second = only((await taken(text, { key: "a4 again" })).receipts);
    expect(second).toMatchObject({ state: "duplicate", controlId: "CA4" });
    expect((await rowsOf("CA4")).find((row) => row.id === second.messageId)?.duplicateOf).toBe(first.messageId);
  });

  test("sent ten times at once is stored once, and all are told the same", async () => {
    const text = orderText({ placer: "A5", control: "CA5" });
    const all = await Promise.all(Array.from({ length: 10 }, () => taken(text, { key: "at once" })));
    expect(new Set(all.map((one) => one.pushId)).size).toBe(1);
    expect(all.filter((one) => !one.repeated)).toHaveLength(1);
    for (const one of all) expect(one.receipts).toEqual(all[0]?.receipts);
    expect(await rowsOf("CA5")).toHaveLength(1);
  });

  test("whose sender is cut off after the commit gets its answer the next time, and is there once", async () => {
    const text = orderText({ placer: "A6", control: "CA6" });
    armFailpoints((at) => {
      if (at === "answer") throw new Error("killed before the answer");
      return undefined;
    });
    await expect(push(text, { key: "cut" })).rejects.toThrow("killed");
    armFailpoints(undefined);
    const acceptance = await taken(text, { key: "cut" });
    expect(acceptance.repeated).toBe(true);
    expect(only(acceptance.receipts)).toMatchObject({ state: "accepted", controlId: "CA6" });
    expect(await rowsOf("CA6")).toHaveLength(1);
  });

  test("that fails before the commit leaves nothing, and the next try is the first", async () => {
    const text = orderText({ placer: "A7", control: "CA7" });
    let fired = false;
    armFailpoints((at) => {
      if (fired || at !== "I8") return undefined;
      fired = true;
      throw new Error("killed before the commit");
    });
    await expect(push(text, { key: "early" })).rejects.toThrow("killed");
    expect(await rowsOf("CA7")).toEqual([]);
    expect((await taken(text, { key: "early" })).repeated).toBe(false);
  });

  test("of one order come after the other in the order of their answers", async () => {
    const receipts: Receipt[] = [];
    for (const n of [1, 2, 3]) {
      const text = orderText({ placer: "A8", control: `CA8-${n}`, seed: `A8-${n}` });
      receipts.push(only((await taken(text)).receipts));
    }
    const rows = await Promise.all(receipts.map((one) => messageIn(one.messageId, "delivered")));
    const times = rows.map((row) => row.deliveredAt?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(rows.map((row) => row.sequence)).toEqual([...rows.map((row) => row.sequence)].sort((a, b) => a - b));
  });
});

describe("a push of several messages", () => {
  test("as a batch is taken whole, each message with its own acknowledgment", async () => {
    const texts = [
      plain(orderText({ placer: "B1", control: "CB1" })),
      plain(orderText({ placer: "B2", control: "CB2", code: "EMR-NOTHING" })),
      "MSH|^~\\&|EMR|LARKSPUR|LAB|LAB|20261121||ADT^A01|CB3|P|2.5.1\rPID|1\r",
    ];
    const text = `BHS|^~\\&|EMR\r${texts.join("")}BTS|3\r`;
    const acceptance = await taken(text, { key: "batch" });
    expect(acceptance.receipts.map((one) => [one.controlId, one.state])).toEqual([
      ["CB1", "accepted"],
      ["CB2", "held"],
      ["CB3", "refused"],
    ]);
    const answer = hl7AnswerTo(Buffer.from(text), acceptance);
    expect(acksIn(answer).map((ack) => [ack("MSA-1"), ack("MSA-2")])).toEqual([
      ["AA", "CB1"],
      ["AA", "CB2"],
      ["AR", "CB3"],
    ]);
    expect(splitFile(answer ?? Buffer.alloc(0))).toMatchObject({ complete: true });
    await messageIn(acceptance.receipts[0]?.messageId ?? "", "delivered");
  });

  test("whose trailer counts something else is not taken, nothing of it", async () => {
    const text = `BHS|^~\\&|EMR\r${orderText({ placer: "B4", control: "CB4" })}BTS|2\r`;
    expect(await push(text, { key: "short" })).toMatchObject({ kind: "unreadable" });
    expect(await rowsOf("CB4")).toEqual([]);
    const whole = text.replace("BTS|2", "BTS|1");
    expect((await taken(whole, { key: "short" })).receipts).toHaveLength(1);
  });
});

describe("what cannot be processed", () => {
  test("is kept as a dead letter, and the answer names the place and no value", async () => {
    const text = "MSH|^~\\&|EMR|LARKSPUR|LAB|LAB|20261121||ORM^O01|CC1|P|2.5.1\rPID|1||SECRET99\rXX\r";
    const acceptance = await taken(text, { key: "bad" });
    const receipt = only(acceptance.receipts);
    expect(receipt.state).toBe("refused");
    expect(await messageIn(receipt.messageId, "dead")).toMatchObject({ raw: Buffer.from(text) });
    const answer = hl7AnswerTo(Buffer.from(text), acceptance);
    const [ack] = acksIn(answer);
    expect(ack?.("MSA-1")).toBe("AE");
    expect(answer?.toString()).not.toContain("SECRET99");
  });

  test("is kept too when it is no message at all, and is answered without a control ID", async () => {
    const acceptance = await taken("good morning", { key: "chat" });
    const receipt = only(acceptance.receipts);
    expect(receipt).toMatchObject({ state: "refused", code: "malformed", controlId: null });
    await messageIn(receipt.messageId, "dead");
    const [ack] = acksIn(hl7AnswerTo(Buffer.from("good morning"), acceptance));
    expect([ack?.("MSA-1"), ack?.("MSA-2")]).toEqual(["AE", undefined]);
  });

  test("and comes again under another key is refused again, not called a duplicate", async () => {
    const text = "MSH|^~\\&|EMR|LARKSPUR|LAB|LAB|20261121||ADT^A01|CC2|P|2.5.1\rPID|1\r";
    expect(only((await taken(text, { key: "adt" })).receipts).state).toBe("refused");
    expect(only((await taken(text, { key: "adt again" })).receipts).state).toBe("refused");
  });

  test("nothing at all, and too much, are turned away", async () => {
    expect(await push("", { key: "nothing" })).toMatchObject({ kind: "unreadable" });
    expect(await push("x".repeat(16 * 1024 * 1024 + 1))).toMatchObject({ kind: "too-large" });
  });
});

describe("the acknowledgment", () => {
  const asking = (control: string, accept: string, application: string) =>
    orderText({ placer: control, control }).replace(/^(MSH(?:\|[^|\r]*){11})[^\r]*/, `$1|||${accept}|${application}`);
  test.each([
    ["AL", "NE", "CA"],
    ["NE", "AL", "AA"],
    ["AL", "AL", "CA"],
    ["NE", "NE", undefined],
    ["ER", "NE", undefined],
  ])("for MSH-15 %s and MSH-16 %s is %s", async (accepting, applying, code) => {
    const text = asking(`CD-${accepting}-${applying}`, accepting, applying);
    const answer = hl7AnswerTo(Buffer.from(text), await taken(text));
    expect(acksIn(answer)[0]?.("MSA-1")).toBe(code);
  });

  test("of a test message on a live connection says that a person has it", async () => {
    const text = plain(orderText({ placer: "CD9", control: "CD9" })).replace("|P|", "|T|");
    const acceptance = await taken(text);
    expect(only(acceptance.receipts)).toMatchObject({ state: "held", code: "test-message", path: "MSH-11" });
    expect(acksIn(hl7AnswerTo(Buffer.from(text), acceptance))[0]?.("MSA-1")).toBe("AA");
  });
});

describe("a connection that is not open", () => {
  afterEach(() => setState("live"));
  test.each([
    ["paused", true],
    ["ready", true],
    ["retired", false],
  ] as const)("%s takes no orders and stores nothing", async (state, again) => {
    await setState(state);
    const control = `CE-${state}`;
    const text = plain(orderText({ placer: control, control }));
    const closed = await push(text, { key: control });
    expect(closed).toMatchObject({ kind: "closed", again });
    expect(acksIn(hl7AnswerTo(Buffer.from(text), closed))[0]?.("MSA-1")).toBe("AR");
    expect(await rowsOf(control)).toEqual([]);
  });

  test("still says again what it answered before", async () => {
    const text = orderText({ placer: "CE9", control: "CE9" });
    const first = await taken(text, { key: "ce9" });
    await setState("paused");
    expect(await taken(text, { key: "ce9" })).toEqual({ ...first, repeated: true });
  });
});

describe("results that are pushed", () => {
  beforeAll(async () => {
    await putFile(live.emr, "ignored.hl7", "");
    ends.lis = await reachedBy(live.id, "lis", restReach({ url: "http://127.0.0.1:1/" }));
  });
  const result = (placer: string) => resultText({ placer, control: `R-${placer}`, facility: live.facility });

  test("find their connection, also while it is paused", async () => {
    await setState("paused");
    const acceptance = await taken(result("RA1"), { endpointId: ends.lis });
    const receipt = only(acceptance.receipts);
    expect(receipt.state).toBe("accepted");
    await setState("live");
    expect(await rowsOf("R-RA1")).toMatchObject([{ direction: "result", connectionId: live.id }]);
  });

  test("for a connection that another system reports to are held", async () => {
    const elsewhere = await reachedBy(live.id, "lis", restReach({ url: "http://127.0.0.1:2/" }));
    const acceptance = await accept({
      endpointId: elsewhere,
      bytes: Buffer.from(resultText({ placer: "RA2", control: "R-RA2", facility: "NOBODY" })),
    });
    expect(acceptance).toMatchObject({ kind: "taken", receipts: [{ state: "held", code: "unroutable" }] });
    const foreign = await accept({ endpointId: ends.lis, connectionId: live.id, bytes: Buffer.from(result("RA3")) });
    expect(foreign.kind).toBe("closed");
  });
});

test("every push is in the books exactly once", async () => {
  const pushes = await database()
    .select({ id: inboundFiles.id, count: inboundFiles.messageCount })
    .from(inboundFiles)
    .where(and(eq(inboundFiles.endpointId, ends.emr), sql`${inboundFiles.receipts} is not null`));
  expect(pushes.length).toBeGreaterThan(10);
  for (const { id, count } of pushes) {
    expect(await database().select({ id: messages.id }).from(messages).where(eq(messages.fileId, id))).toHaveLength(
      count ?? -1,
    );
  }
});
