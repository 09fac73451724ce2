import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newMessageId } from "~/db/ids";
import { messages } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import type { Rule, Template } from "~/engine/mapping";
import { compareOnMessages } from "~/engine/pipeline/compare-templates";
import { compiledTemplate } from "~/engine/templates/compiled";
import { templateAt } from "~/engine/templates/lookup";
import { seedDemo } from "~/server/demo/seed";
import { chooseTemplate, saveCodeMap } from "~/workflows/connection/commands";
import { saveOverrides } from "~/workflows/connection/overrides";
import { publishDraft, saveDraft, startDraft } from "~/workflows/template/commands";
import { templateDifference } from "~/workflows/template/difference";
import { connectionsRunning } from "~/workflows/template/fleet";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { orderText } from "../support/live-connection";

useDatabase();
const name = "larkspur-orders";
let engineer: Awaited<ReturnType<typeof demoActor>>;
const ids: string[] = [];

async function publishWith(constant: string, more: Rule[] = []) {
  const open = await startDraft(engineer, name, ids.length === 0 ? { extends: "generic-orm-2.5.1" } : {});
  if (open.kind !== "done") throw new Error(open.kind);
  const rules: Rule[] = [{ name: "practice-id", to: "practice.id", constant }, ...more];
  await saveDraft(engineer, name, { ...open.draft.body, orders: { rules } } satisfies Template, open.draft.revision);
  const published = await publishDraft(engineer, name, `With ${constant}`);
  if (published.kind !== "done") throw new Error(JSON.stringify(published));
  return published.version;
}

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
  await publishWith("OLD", [{ name: "note", to: "practice.name", constant: "Larkspur" }]);
  for (let i = 0; i < 4; i++) {
    const id = await approvedConnection();
    expect(await chooseTemplate(engineer, id, name)).toMatchObject({ kind: "done" });
    ids.push(id);
  }
});

describe("the fleet of a template", () => {
  test("are the connections whose configuration in force uses it, with version, state and overrides", async () => {
    const [first = ""] = ids;
    await saveOverrides(engineer, first, { orders: { remove: ["note"] } });
    const fleet = await connectionsRunning(name);
    expect(fleet.map((one) => one.id).sort()).toEqual([...ids].sort());
    expect(fleet.find((one) => one.id === first)).toMatchObject({ version: "1.0.0", overrides: 1, side: "emr" });
    expect((await connectionsRunning("lis-generic")).filter((one) => one.side === "lis").length).toBeGreaterThanOrEqual(
      4,
    );
    expect(await connectionsRunning("nothing")).toEqual([]);
  });
});

describe("a comparison on stored messages", () => {
  test("shows which would go out otherwise, and changes nothing that is stored", async () => {
    const id = ids[3] ?? "";
    const raw = Buffer.from(orderText({ placer: "P7", control: "C7", code: "TSH" }));
    const receivedAt = new Date();
    const messageId = newMessageId(receivedAt.getTime());
    await withTransaction(async (tx) => {
      await tx.db.insert(messages).values({
        id: messageId,
        receivedAt,
        connectionId: id,
        direction: "order",
        sourceEndpointId: "end_test",
        ordinal: 1,
        orderKey: "P7",
        title: "Order",
        raw,
        contentSha256: "x",
        state: "delivered",
      });
    });
    expect(await publishWith("NEW")).toBe("1.1.0");
    const versions = await Promise.all(["1.0.0", "1.1.0"].map((version) => templateAt(name, version)));
    const [from, to] = versions.map((one) => compiledTemplate(one as NonNullable<typeof one>));
    if (!from || !to) throw new Error("A version is missing.");
    await saveCodes(id);
    const compared = await compareOnMessages({ connectionId: id, side: "emr", from, to, limit: 20 });
    expect(compared).toMatchObject([
      { messageId, differs: true, before: { state: "queued" }, after: { state: "queued" } },
    ]);
    const same = await compareOnMessages({ connectionId: id, side: "emr", from: to, to, limit: 20 });
    expect(same).toMatchObject([{ messageId, differs: false }]);
    const rows = await database().select().from(messages).where(eq(messages.connectionId, id));
    expect(rows).toMatchObject([{ state: "delivered", outbound: null }]);
    expect(await compareOnMessages({ connectionId: "con_00000000", side: "emr", from, to, limit: 5 })).toEqual([]);
  });
});

async function saveCodes(id: string) {
  expect(await saveCodeMap(engineer, id, [{ labCode: "TSH", emrCode: "TSH" }])).toMatchObject({ kind: "done" });
}

describe("the difference between two versions", () => {
  test("names rules that were added, changed and removed, with what changed in them", async () => {
    const [old, now] = await Promise.all(["1.0.0", "1.1.0"].map((version) => templateAt(name, version)));
    if (!old || !now) throw new Error("A version is missing.");
    expect(templateDifference(old.whole, now.whole)).toEqual({
      rules: expect.arrayContaining([
        { direction: "orders", name: "practice-id", change: "changed", fields: ["constant"] },
        expect.objectContaining({ direction: "orders", name: "note", change: "removed" }),
      ]),
      reordered: [],
      other: [],
    });
    expect(templateDifference(now.whole, now.whole)).toEqual({ rules: [], reordered: [], other: [] });
  });
});
