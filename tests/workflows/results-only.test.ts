import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { specificationOf } from "~/app/server/specification.server";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { connections } from "~/db/schema/connections";
import { accessKeys } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import { findTemplate, validateTemplate } from "~/engine/mapping";
import { peek } from "~/engine/pipeline/glance";
import { loadSettings } from "~/engine/pipeline/setting";
import { understand } from "~/engine/pipeline/understand";
import { templateAt } from "~/engine/templates/lookup";
import { asUsed } from "~/engine/templates/overrides";
import { seedDemo } from "~/server/demo/seed";
import { createAccessKey } from "~/workflows/connection/access-keys";
import { chooseTemplate, findConfiguration } from "~/workflows/connection/commands";
import { endpointSchema } from "~/workflows/connection/endpoint-form";
import { checkEndpoint, findEndpoint, saveEndpoint } from "~/workflows/connection/endpoints";
import { saveOverrides } from "~/workflows/connection/overrides";
import { approveRequest, createDraft, submitRequest } from "~/workflows/request/commands";
import { useDatabase } from "../support/database";
import { approvedConnection, completeForm, demoActor } from "../support/demo-lab";
import { orderText, resultText } from "../support/live-connection";

useDatabase();
let engineer: Awaited<ReturnType<typeof demoActor>>;
let id = "";

const rowOf = async (connectionId: string) => {
  const [row] = await database().select().from(connections).where(eq(connections.id, connectionId));
  if (!row) throw new Error("There is no such connection.");
  return row;
};

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  engineer = await demoActor("engineer");
  const provider = await demoActor("provider");
  const draft = await createDraft(provider, { ...(await completeForm()), mode: "results-only" }, newId("req"));
  if (draft.kind !== "done") throw new Error(draft.kind);
  await submitRequest(provider, draft.row.id);
  const approved = await approveRequest(await demoActor("sales"), draft.row.id, {
    transport: "sftp",
    overrideReason: "",
    tier: "A",
    ordersPerMonth: 900,
    targetDate: "2026-12-07",
    tests: ["CMP", "TSH"],
    panels: [],
    reason: "Results only for now.",
  });
  if (approved.kind !== "done" || !approved.row.connectionId) throw new Error(JSON.stringify(approved));
  id = approved.row.connectionId;
});

describe("a practice that takes results only", () => {
  test("may use its vendor's template for both ways, without the orders", async () => {
    expect(findTemplate("epic")?.mode).toBe("bidirectional");
    expect(await chooseTemplate(engineer, id, "epic")).toMatchObject({ kind: "done" });
    const row = await rowOf(id);
    const configuration = await findConfiguration(row);
    expect(configuration).toMatchObject({ templateName: "epic" });
    const found = await templateAt("epic", configuration?.templateVersion ?? "");
    if (!found) throw new Error("The template is missing.");
    const used = asUsed(found.whole, { mode: row.mode });
    expect(used).toMatchObject({ name: "epic", version: found.version, mode: "results-only" });
    expect([used.orders, used.results]).toEqual([undefined, found.whole.results]);
    const report = await validateTemplate(used);
    expect(report).toMatchObject({ ok: true });
    expect(report.samples.map((sample) => sample.kind)).not.toContain("order");
  });

  test("gets its results through it, and an order that comes all the same stops", async () => {
    const setting = (await loadSettings([id])).get(id);
    const { facilityCode: facility } = await rowOf(id);
    const at = { messageId: "msg_00000000000000000", receivedAt: new Date(0) };
    const result = Buffer.from(resultText({ placer: "P1", control: "C1", facility }));
    expect(await understand(result, peek(result), setting, { ...at, direction: "result" })).toMatchObject({
      state: "queued",
      outboundName: expect.stringMatching(/^ORU_/),
    });
    const order = Buffer.from(orderText({ placer: "P1", control: "C1" }));
    const stopped = await understand(order, peek(order), setting, { ...at, direction: "order" });
    expect(stopped).toMatchObject({ state: "dead", reasonCode: "unmapped", outbound: null });
    expect(stopped.reason).toContain("does not read orders");
  });

  test("has a specification without orders", async () => {
    const specification = await specificationOf(id);
    expect(specification?.messages.map((message) => message.title)).toEqual(["Results"]);
    expect(specification?.samples.every((sample) => sample.kind === "result")).toBe(true);
  });

  test("may override its results", async () => {
    const rules = [{ name: "agreed", to: "PV1-50", constant: "AGREED" }];
    expect(await saveOverrides(engineer, id, { results: { rules } })).toMatchObject({ kind: "done" });
  });
});

describe("a lab system that only pushes", () => {
  const pushes = endpointSchema.parse({ transport: "rest", name: "LIS that pushes", url: "", authScheme: "none" });

  test("is set up without an address, and counts as checked once it has pushed", async () => {
    expect(await saveEndpoint(engineer, id, "lis", pushes)).toMatchObject({ kind: "done" });
    const endpoint = await findEndpoint(id, "lis");
    expect(endpoint).toMatchObject({ name: "LIS that pushes", secret: null, reach: { url: null, pullUrl: null } });
    const steps = async () => {
      await checkEndpoint(engineer, id, "lis");
      return (await findEndpoint(id, "lis"))?.checkSteps?.map(({ step, ok }) => [step, ok]);
    };
    expect(await steps()).toEqual([["Access key", false]]);
    expect(await createAccessKey(engineer, id, "lis")).toMatchObject({ kind: "done" });
    expect(await steps()).toEqual([
      ["Access key", true],
      ["Push", false],
    ]);
    await withTransaction(async (tx) => {
      await tx.db.update(accessKeys).set({ lastUsedAt: new Date() }).where(eq(accessKeys.connectionId, id));
    });
    expect(await steps()).toEqual([
      ["Access key", true],
      ["Push", true],
    ]);
  });

  test("does not do where orders have to go to it, and the field is named", async () => {
    expect(await saveEndpoint(engineer, await approvedConnection(), "lis", pushes)).toMatchObject({
      kind: "refused",
      code: "way-missing",
      field: "url",
      message: "This connection sends orders there; say where they go.",
    });
  });
});

test("a practice that sends orders cannot take a template for results only", async () => {
  const both = await approvedConnection();
  expect(await chooseTemplate(engineer, both, "results-only-2.5.1")).toMatchObject({
    kind: "refused",
    code: "does-not-fit",
    message: "This template is for results only, and the connection sends orders too.",
  });
});
