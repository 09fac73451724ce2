import { rm } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { checkDay } from "~/db/queries/ledger";
import { reconcile } from "~/db/queries/reconcile";
import { messages } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { sendEdited } from "~/engine/pipeline/edit";
import { editable } from "~/engine/pipeline/edited";
import { resendMessage, resendStep } from "~/engine/pipeline/resend";
import { useDatabase } from "../support/database";
import {
  filesIn,
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
  const today = new Date().toISOString().slice(0, 10);
  expect((await checkDay(today, "UTC")).flatMap((check) => check.findings)).toEqual([]);
});
const delivered = (row: { state: string }) => row.state === "delivered";

/** A delivered result, turned into one that the far end refused. */
async function refusedResult(placer: string, stage: "final" | "corrected" = "final") {
  const name = `${placer}-${stage}.hl7`;
  await putFile(live.lis, name, resultText({ placer, control: `${placer}-${stage}`, facility: live.facility, stage }));
  const [row] = await messagesOf(name, 1, delivered);
  if (!row) throw new Error("It did not arrive.");
  await takeOut(row.outboundName);
  await stopAs(row.id, "dead", "refused-by-receiver");
  return row;
}
const takeOut = (name: string | null) => rm(join(live.emr.folder, "out", name ?? ""));
const stopAs = (id: string, state: "dead" | "held", reasonCode: string) =>
  withTransaction((tx) =>
    tx.db
      .update(messages)
      .set({
        state,
        reasonCode,
        reason: "As the test says.",
        deliveredAt: null,
        // What was refused did not arrive; what is held may have.
        renameIntentAt: state === "held" ? sql`now()` : null,
      })
      .where(eq(messages.id, id)),
  );
const force = (id: string) =>
  withTransaction(resendStep({ actorId: "usr_1", reason: "they lost it" }, id, { delivered: true }));

describe("a message that stopped on its way out", () => {
  test("goes again with the same bytes, name and control ID", async () => {
    const row = await refusedResult("S1");
    expect(await resendMessage("usr_1", row.id, "their disk was full")).toMatchObject({
      kind: "done",
      state: "queued",
    });
    const again = await messageIn(row.id, "delivered");
    expect(again).toMatchObject({
      outboundName: row.outboundName,
      outboundSha256: row.outboundSha256,
      resolvedBy: "usr_1",
    });
    expect(await readOut(live.emr, again.outboundName)).toBe(row.outbound?.toString());
    const way = (await hopsOf(row.id)).map((hop) => hop.hop);
    expect(way.slice(-2)).toEqual(["resent", "delivered"]);
  });

  test("is tried as long as any other, however old it is", async () => {
    const row = await refusedResult("S1B");
    const { quirks } = live.emr.server;
    quirks.failNext("open", "permission-denied", "disk full");
    await withTransaction((tx) => tx.db.update(messages).set({ attempts: 40 }).where(eq(messages.id, row.id)));
    await resendMessage("usr_1", row.id, "again");
    const [now] = await database().select().from(messages).where(eq(messages.id, row.id));
    expect(now?.releasedAt?.getTime()).toBeGreaterThan(row.receivedAt.getTime());
    await messageIn(row.id, "delivered");
  });

  test("of two people who send it again the second is told", async () => {
    const row = await refusedResult("S2");
    const both = await Promise.all([resendMessage("usr_1", row.id, "a"), resendMessage("usr_2", row.id, "b")]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    await messageIn(row.id, "delivered");
  });

  test("and whose answer was lost goes again when a person says so", async () => {
    const row = await refusedResult("S3");
    await stopAs(row.id, "held", "in-doubt");
    expect(await resendMessage("usr_1", row.id, "they say it is not there")).toMatchObject({ kind: "done" });
    await messageIn(row.id, "delivered");
    expect(await filesIn(live.emr, "out")).toContain(row.outboundName);
  });

  test.each(["behind", "test-message", "connection-closed"])("for %s is not sent past that reason", async (code) => {
    const row = await refusedResult(`S4${code}`);
    await stopAs(row.id, "held", code);
    expect(await resendMessage("usr_1", row.id, "anyway")).toMatchObject({ kind: "refused" });
    await stopAs(row.id, "dead", "refused-by-receiver");
  });
});

describe("a delivered message", () => {
  test("is not sent again by one person alone", async () => {
    await putFile(live.lis, "d1.hl7", resultText({ placer: "D1", control: "D1", facility: live.facility }));
    const [row] = await messagesOf("d1.hl7", 1, delivered);
    expect(await resendMessage("usr_1", row?.id ?? "", "again")).toMatchObject({ kind: "refused" });
  });

  test("is written again under its name when two have agreed, and only once where it still lies", async () => {
    const [row] = await messagesOf("d1.hl7", 1, delivered);
    await takeOut(row?.outboundName ?? null);
    expect(await force(row?.id ?? "")).toMatchObject({ kind: "done" });
    const again = await messageIn(row?.id ?? "", "delivered");
    expect(await readOut(live.emr, again.outboundName)).toBe(row?.outbound?.toString());
    await force(again.id);
    await messageIn(again.id, "delivered");
    expect((await hopsOf(again.id)).at(-1)?.detail).toContain("was already there");
  });

  test("never follows the correction that replaced it", async () => {
    await putFile(
      live.lis,
      "d1c.hl7",
      resultText({ placer: "D1", control: "D1C", facility: live.facility, stage: "corrected" }),
    );
    await messagesOf("d1c.hl7", 1, delivered);
    const [row] = await messagesOf("d1.hl7", 1, delivered);
    expect(await force(row?.id ?? "")).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("later message"),
    });
  });
});

describe("an edited message", () => {
  const editedText = (outbound: Buffer | null, from: RegExp, to: string) =>
    editable(outbound ?? Buffer.alloc(0)).replace(from, to);

  test("goes out as a copy with its own control ID and name, in the original's place in the order", async () => {
    const row = await refusedResult("E1");
    await putFile(
      live.lis,
      "e1c.hl7",
      resultText({ placer: "E1", control: "E1C", facility: live.facility, stage: "corrected" }),
    );
    const [behind] = await messagesOf("e1c.hl7", 1);
    expect(behind).toMatchObject({ state: "held", reasonCode: "behind" });
    const text = editedText(row.outbound, /Testpatient/, "Otherpatient");
    const outcome = await sendEdited({ actorId: "usr_1", reason: "their name table" }, row.id, text);
    if (outcome.kind !== "done") throw new Error(outcome.kind);
    const copy = await messageIn(outcome.id, "delivered");
    await messageIn(behind?.id ?? "", "delivered");
    expect(copy).toMatchObject({ replayOf: row.id, fileId: null, sequence: row.sequence, orderKey: row.orderKey });
    expect(copy.outboundName).not.toBe(row.outboundName);
    const sent = await readOut(live.emr, copy.outboundName);
    expect(sent).toContain("Otherpatient");
    expect(sent.split("|")[9]).toBe(copy.id.slice(4));
    const original = await messageIn(row.id, "discarded");
    expect(original.outbound).toEqual(row.outbound);
    expect((await hopsOf(row.id)).find((hop) => hop.hop === "discarded")?.detail).toContain(copy.id);
    const order = live.emr.server.log
      .all()
      .flatMap(({ operation, to, ok }) =>
        operation === "rename" && ok && to?.startsWith("/out/") ? [to.slice(5)] : [],
      );
    const corrected = (await messageIn(behind?.id ?? "", "delivered")).outboundName ?? "";
    expect(order.indexOf(copy.outboundName ?? "")).toBeLessThan(order.indexOf(corrected));
  });

  test.each([
    ["with a line that is no segment", /^PID/m, "P D", { line: 2 }],
    ["about another order", /^(ORC\|[^|]*\|)[^|]*/m, "$1OTHER", { path: "ORC-2" }],
    ["without its header", /^MSH.*\n/, "", { line: 1, path: "MSH" }],
    ["of another kind", /ORU\^R01/, "ORM^O01", { path: "MSH-9" }],
    ["with a value that is no date", /\|19800101\|/, "|the first|", { path: expect.stringContaining("PID-7") }],
  ])("%s is refused, with the place and why", async (_, from, to, fault) => {
    const row = await refusedResult(`E2-${Math.abs(from.source.length)}-${to.length}`);
    const outcome = await sendEdited({ actorId: "usr_1", reason: "x" }, row.id, editedText(row.outbound, from, to));
    expect(outcome).toMatchObject({ kind: "broken", faults: [expect.objectContaining(fault)] });
    expect(JSON.stringify(outcome)).not.toContain("Testpatient");
    expect((await messageIn(row.id, "dead")).resolvedBy).toBeNull();
  });

  test("that was not edited is not a copy, and what was delivered is not edited", async () => {
    const row = await refusedResult("E3");
    expect(
      await sendEdited({ actorId: "usr_1", reason: "x" }, row.id, editable(row.outbound ?? Buffer.alloc(0))),
    ).toEqual({
      kind: "unchanged",
    });
    await resendMessage("usr_1", row.id, "as it was");
    const done = await messageIn(row.id, "delivered");
    expect(await sendEdited({ actorId: "usr_1", reason: "x" }, done.id, "MSH|")).toMatchObject({ kind: "refused" });
  });

  test("of two edits at once one goes out", async () => {
    const row = await refusedResult("E4");
    const text = editedText(row.outbound, /Testpatient/, "Otherpatient");
    const both = await Promise.all(
      ["usr_1", "usr_2"].map((actorId) => sendEdited({ actorId, reason: "x" }, row.id, text)),
    );
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
  });
});

test("an order that no code could be found for has nothing to send yet", async () => {
  await putFile(live.emr, "raw.hl7", orderText({ placer: "N1", control: "N1", code: "EMR-NONE" }));
  const [row] = await messagesOf("raw.hl7", 1);
  expect(await resendMessage("usr_1", row?.id ?? "", "x")).toMatchObject({
    kind: "refused",
    message: expect.stringContaining("Replay"),
  });
  expect(await sendEdited({ actorId: "usr_1", reason: "x" }, row?.id ?? "", "MSH|")).toMatchObject({ kind: "refused" });
});
