import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { verifyAudit } from "~/db/queries/verify-audit";
import { configurationVersions, connections, endpoints } from "~/db/schema/connections";
import { inboundFiles } from "~/db/schema/messages";
import { alerts } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { findTemplate } from "~/engine/mapping";
import { compareOnMessages } from "~/engine/pipeline/compare-templates";
import { replayMessage } from "~/engine/pipeline/replay";
import { compiledTemplate } from "~/engine/templates/compiled";
import { templateAt } from "~/engine/templates/lookup";
import { chooseTemplate } from "~/workflows/connection/commands";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import {
  filesIn,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  readOut,
  resultText,
  useLiveConnection,
} from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection();
const delivered = (row: { state: string }) => row.state === "delivered";
const sampleOf = (kind: "order" | "result") =>
  JSON.parse(findTemplate("generic-json")?.samples.find((one) => one.kind === kind)?.message ?? "");
const orderBody = (placer: string, code = "EMR-TSH", more: object = {}) => ({
  ...sampleOf("order"),
  ...more,
  placerOrderNumber: placer,
  tests: [{ code: { code, text: "Ordered test" }, placerOrderNumber: placer }],
});
const resultBody = (placer: string) => ({ ...sampleOf("result"), placerOrderNumber: placer });
const hl7Emr = {
  templateName: "generic-orm-2.5.1",
  templateVersion: findTemplate("generic-orm-2.5.1")?.version ?? "",
};
const json = (value: unknown) => JSON.stringify(value, null, 2);

async function setTemplates(change: Partial<typeof configurationVersions.$inferInsert>) {
  await withTransaction(async (tx) => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, live.id));
    const rows = await tx.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, live.id));
    const current = rows.find((one) => one.version === row?.configurationVersion);
    if (!current) throw new Error("The connection has no configuration.");
    const version = current.version + 1;
    await tx.db.insert(configurationVersions).values({ ...current, ...change, version });
    await tx.db.update(connections).set({ configurationVersion: version }).where(eq(connections.id, live.id));
  });
}
const setState = (state: "live" | "paused") =>
  withTransaction((tx) => tx.db.update(connections).set({ state }).where(eq(connections.id, live.id)));

beforeAll(async () => {
  await setState("paused");
  expect(await chooseTemplate(await demoActor("engineer"), live.id, "generic-json")).toMatchObject({ kind: "done" });
  await withTransaction((tx) =>
    tx.db.update(endpoints).set({ reach: sql`jsonb_set(${endpoints.reach}, '{filePattern}', '"*.json, *.hl7"')` }),
  );
  await setState("live");
});
afterAll(async () => {
  expect((await reconcile()).map((row) => row.remainder)).toEqual((await reconcile()).map(() => 0));
  expect(await verifyAudit()).toMatchObject({ ok: true });
});

describe("an EMR that speaks JSON", () => {
  test("has its order delivered to an HL7 lab system, and the result back as JSON", async () => {
    await putFile(live.emr, "first.json", json(orderBody("J1")));
    const [order] = await messagesOf("first.json", 1, delivered);
    expect(order).toMatchObject({ messageType: "JSON", controlId: null, placerOrderNumber: "J1", orderKey: "J1" });
    expect(order?.outboundName).toMatch(/^ORM_.*\.hl7$/);
    const sent = await readOut(live.lis, order?.outboundName ?? "");
    expect(sent).toMatch(/^MSH\|/);
    expect(sent).toContain("|J1");
    expect(sent).toContain("TSH");

    await putFile(live.lis, "answer.hl7", resultText({ placer: "J1", control: "R1", facility: "UNKNOWN" }));
    const [result] = await messagesOf("answer.hl7", 1, delivered);
    expect(result?.outboundName).toMatch(/^result_.*\.json$/);
    const body = JSON.parse(await readOut(live.emr, result?.outboundName ?? ""));
    expect(body).toMatchObject({
      envelope: { kind: "result", test: false, from: { facility: "LAB" }, to: { facility: live.facility } },
      placerOrderNumber: "J1",
      tests: [{ code: { code: "EMR-TSH" } }],
    });
    expect(body.envelope.id).toBe(result?.id.slice(4));
  });

  test("may send a list: each of its bodies goes its own way", async () => {
    const list = [orderBody("L1"), orderBody("L2", "EMR-NOBODY-KNOWS"), { nothing: true }, orderBody("L4")];
    await putFile(live.emr, "list.json", json(list));
    const rows = await messagesOf("list.json", 4, (row) => row.state !== "queued" && row.state !== "sending");
    expect(rows.map((row) => [row.ordinal, row.state, row.reasonCode, row.reasonPath])).toEqual([
      [1, "delivered", null, null],
      [2, "held", "code-not-mapped", "tests.code"],
      [3, "dead", "unmapped", expect.any(String)],
      [4, "delivered", null, null],
    ]);
    expect(JSON.parse(rows[0]?.raw.toString() ?? "")).toEqual(list[0]);
  });

  test("is told where a body is not JSON, and its neighbours arrive", async () => {
    const text = `[${json(orderBody("B1"))},\n{"placerOrderNumber": "B2",\n  "patient": }, ${json(orderBody("B3"))}]`;
    await putFile(live.emr, "broken.json", text);
    const rows = await messagesOf("broken.json", 3, (row) => row.state !== "queued" && row.state !== "sending");
    expect(rows.map((row) => row.state)).toEqual(["delivered", "dead", "delivered"]);
    expect(rows[1]).toMatchObject({ reasonCode: "malformed", reason: "Line 2, column 14: A value is expected here." });
    const told = await database()
      .select()
      .from(alerts)
      .where(eq(alerts.messageId, rows[1]?.id ?? ""));
    expect(told).toMatchObject([{ kind: "dead-letter", connectionId: live.id }]);
  });

  test("sends the same content again, written otherwise, and it is a duplicate", async () => {
    const [first] = await messagesOf("first.json", 1);
    const { tests, ...rest } = orderBody("J1");
    await putFile(live.emr, "again.json", JSON.stringify({ tests, ...rest }));
    const [copy] = await messagesOf("again.json", 1);
    expect(copy).toMatchObject({ state: "duplicate", duplicateOf: first?.id });
    await putFile(live.emr, "changed.json", json(orderBody("J1", "EMR-TSH", { priority: "stat" })));
    const [changed] = await messagesOf("changed.json", 1, delivered);
    expect(changed?.mapped).toMatchObject({ priority: "stat" });
  });

  test("may number what it sends: an id used again for other content is told, and a test stays out", async () => {
    const envelope = (id: string, more: object = {}) => ({ envelope: { id, from: { application: "EHR" }, ...more } });
    await putFile(live.emr, "id1.json", json(orderBody("E1", "EMR-TSH", envelope("1"))));
    const [first] = await messagesOf("id1.json", 1, delivered);
    expect(first).toMatchObject({ controlId: "1", unmapped: [] });
    await putFile(live.emr, "id2.json", json(orderBody("E2", "EMR-TSH", envelope("1"))));
    const [second] = await messagesOf("id2.json", 1, delivered);
    const told = await database()
      .select()
      .from(alerts)
      .where(eq(alerts.messageId, second?.id ?? ""));
    expect(told).toMatchObject([{ kind: "collision" }]);
    await putFile(live.emr, "id3.json", json(orderBody("E3", "EMR-TSH", envelope("3", { test: true }))));
    expect(await messagesOf("id3.json", 1)).toMatchObject([{ state: "held", reasonCode: "test-message" }]);
    await putFile(live.emr, "id4.json", json(orderBody("E4", "EMR-TSH", envelope("4", { kind: "result" }))));
    expect(await messagesOf("id4.json", 1)).toMatchObject([{ state: "dead", reasonCode: "unexpected-type" }]);
  });

  test("sends an empty list: the file is set aside with the reason", async () => {
    await putFile(live.emr, "empty.json", "[]");
    const row = await waitFor("the file to be set aside", async () => {
      const [found] = await database().select().from(inboundFiles).where(eq(inboundFiles.name, "empty.json"));
      return found?.state === "quarantined" ? found : undefined;
    });
    expect(row.reason).toBe("There is no message in it.");
    expect(await filesIn(live.emr, "in")).toContain("empty.json");
  });

  test("sends what is neither: it is refused with line and column", async () => {
    await putFile(live.emr, "neither.json", "name,code\nFictus,TSH\n");
    const reason = "Line 1, column 1: A value is expected here.";
    expect(await messagesOf("neither.json", 1)).toMatchObject([{ state: "dead", reasonCode: "malformed", reason }]);
  });

  test("sends HL7 all the same: it is held and says so, until the template is for HL7", async () => {
    await putFile(live.emr, "unexpected.hl7", orderText({ placer: "H1", control: "H1" }));
    const [row] = await messagesOf("unexpected.hl7", 1);
    expect(row).toMatchObject({ state: "held", reasonCode: "other-format" });
    expect(row?.reason).toBe("It is HL7, and Generic JSON, the template of this side, is for JSON.");
    await setTemplates(hl7Emr);
    expect(await replayMessage("usr_1", row?.id ?? "", "the right template")).toMatchObject({ state: "queued" });
    await messageIn(row?.id ?? "", "delivered");
  });
});

describe("a lab system that speaks JSON", () => {
  test("gets orders as JSON from an HL7 EMR, and its results find their way by the order number", async () => {
    await setTemplates({
      ...hl7Emr,
      lisTemplateName: "lis-json",
      lisTemplateVersion: findTemplate("lis-json")?.version ?? "",
    });
    await putFile(live.emr, "for-json-lab.hl7", orderText({ placer: "K1", control: "K1" }));
    const [order] = await messagesOf("for-json-lab.hl7", 1, delivered);
    expect(order?.outboundName).toMatch(/^order_.*\.json$/);
    expect(JSON.parse(await readOut(live.lis, order?.outboundName ?? ""))).toMatchObject({
      envelope: { kind: "order", from: { facility: live.facility } },
      placerOrderNumber: "K1",
      tests: [{ code: { code: "TSH" } }],
    });

    await putFile(live.lis, "lab.json", json([resultBody("K1"), resultBody("UNHEARD-OF")]));
    const rows = await messagesOf("lab.json", 2, (row) => row.state === "delivered" || row.state === "held");
    expect(rows[0]).toMatchObject({ state: "delivered", connectionId: live.id, placerOrderNumber: "K1" });
    expect(await readOut(live.emr, rows[0]?.outboundName ?? "")).toContain("ORU^R01");
    expect(rows[1]).toMatchObject({ state: "held", reasonCode: "unroutable" });
    expect(await replayMessage("usr_1", rows[1]?.id ?? "", "it is theirs", live.id)).toMatchObject({ state: "queued" });
    await messageIn(rows[1]?.id ?? "", "delivered");
  });

  test("is compared on stored messages with another of its versions", async () => {
    const version = await templateAt("lis-json", findTemplate("lis-json")?.version ?? "");
    if (!version) throw new Error("The shipped template is missing.");
    const [from, to] = [compiledTemplate(version), compiledTemplate(version)];
    const compared = await compareOnMessages({ connectionId: live.id, side: "lis", from, to, limit: 3 });
    expect(compared.map((one) => [one.direction, one.before.state, one.differs])).toContainEqual([
      "result",
      "queued",
      false,
    ]);
  });
});
