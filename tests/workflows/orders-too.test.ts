import { desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { actOnAskOrders, loadAskOrders } from "~/app/server/portal-orders.server";
import { database } from "~/db/client";
import { configurationVersions } from "~/db/schema/connections";
import { mails } from "~/db/schema/operations";
import { connectionRequests } from "~/db/schema/requests";
import { toDos } from "~/db/schema/set-up";
import { seedDemo } from "~/server/demo/seed";
import { findConfiguration, pauseConnection, resumeConnection, saveCodeMap } from "~/workflows/connection/commands";
import { goLive } from "~/workflows/connection/go-live";
import { returnToEarlier } from "~/workflows/connection/return-to-version";
import { loadStanding } from "~/workflows/connection/standing";
import { takeOrders } from "~/workflows/connection/take-orders";
import type { RequestRow } from "~/workflows/dispatch";
import { approveRequest, rejectRequest, reopenRequest, saveDraft } from "~/workflows/request/commands";
import { type Ask, asks, statusOf } from "../support/asks";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { connectionRow, passedRun, readyConnection, signRun } from "../support/tested-connection";

useDatabase();
beforeAll(() => seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" }));

const wish = {
  tests: ["CMP", "A1C"],
  panels: ["PWELL"],
  orders: "400",
  signerName: "Dana Whitlock",
  signerEmail: "provider@demo.example",
};
const send = async (id: string, form: NonNullable<Ask["form"]> = wish, who = "provider") =>
  actOnAskOrders(await asks({ who, params: { id }, form }));
const requestOf = async (id: string): Promise<RequestRow> => {
  const [row] = await database()
    .select()
    .from(connectionRequests)
    .where(eq(connectionRequests.changesConnectionId, id))
    .orderBy(desc(connectionRequests.createdAt))
    .limit(1);
  if (!row) throw new Error("Nothing was asked.");
  return row;
};
const approve = async (id: string) =>
  approveRequest(await demoActor("sales"), (await requestOf(id)).id, {
    // Whatever is sent here, the connection keeps its way.
    transport: "rest",
    overrideReason: "",
    tier: "B",
    ordersPerMonth: 400,
    targetDate: "",
    tests: ["CMP", "A1C"],
    panels: ["PWELL"],
    reason: "They order a lot.",
  });
const lampsOf = async (id: string) =>
  Object.fromEntries(
    (await loadStanding(await connectionRow(id))).lamps.map(({ item, state, reason }) => [item, [state, reason]]),
  );

describe("a practice that gets results asks to send orders too", () => {
  test("with what is missing named and the rest kept; once; for its own connection only", async () => {
    const id = await approvedConnection("results-only");
    expect((await loadAskOrders(await asks({ who: "provider", params: { id } }))).defaultValues).toMatchObject({
      tests: ["CMP", "TSH"],
      signerName: "Dana Whitlock",
    });
    const wrong = await send(id, { ...wish, tests: [], panels: [], orders: "many", signerEmail: "nobody" });
    expect(wrong).toMatchObject({
      init: { status: 422 },
      data: {
        errors: {
          orders: expect.stringContaining("number"),
          signerEmail: expect.stringContaining("e-mail"),
        },
        values: { orders: "many", signerName: "Dana Whitlock" },
      },
    });
    expect(await statusOf(send(id, wish, "engineer"))).toBe(403);
    expect(await statusOf(send(id))).toBe(302);
    expect(await statusOf(send(id))).toBe(409);
    expect(await requestOf(id)).toMatchObject({
      state: "submitted",
      mode: "bidirectional",
      form: { volume: { orders: "400" }, tests: ["CMP", "A1C"], practice: { legalName: "Larkspur Family Medicine" } },
    });
    expect((await requestOf(id)).dueAt).not.toBeNull();
    expect(await statusOf(send(await approvedConnection()))).toBe(409);
  });

  test("stays about that connection whatever its form is saved with, and a declined one begins no other", async () => {
    const id = await approvedConnection("results-only");
    await send(id);
    const { id: requestId, form } = await requestOf(id);
    const provider = await demoActor("provider");
    expect(await rejectRequest(await demoActor("sales"), requestId, "volume", "Too few orders so far.")).toMatchObject({
      kind: "done",
    });
    expect(await reopenRequest(provider, requestId, "n")).toMatchObject({ code: "about-a-connection" });
    expect(await saveDraft(provider, requestId, { ...form, mode: "results-only" })).toMatchObject({ code: "not-now" });
    expect(await connectionRow(id)).toMatchObject({ mode: "results-only", state: "provisioning" });
    expect(await statusOf(send(id))).toBe(302);
  });
});

describe("an agreed wish for orders", () => {
  test("changes what is not live at once: the gate asks for what the orders touch and for nothing else", async () => {
    const { id } = await readyConnection("results-only");
    expect((await connectionRow(id)).state).toBe("ready");
    await send(id);
    expect(await approve(id)).toMatchObject({
      kind: "done",
      row: { connectionId: id, decision: { transport: "sftp" } },
    });
    const row = await connectionRow(id);
    expect(row).toMatchObject({ mode: "bidirectional", state: "testing", offeredTests: ["CMP", "A1C"] });
    const configuration = await findConfiguration(row);
    expect(configuration).toMatchObject({ mode: "bidirectional", note: "Orders too, as agreed by Maren Oduya" });
    expect(configuration?.templateName).not.toBe("results-only-2.5.1");
    const lamps = await lampsOf(id);
    expect(lamps.retries).toEqual(["green", "seen"]);
    for (const item of ["mapping", "roundTrip", "reconciliation", "auditTrail"]) {
      expect([item, lamps[item]]).toEqual([item, ["stale", expect.stringMatching(/^What flows .*changed since$/)]]);
    }
    expect(lamps.codes).toEqual(["red", "1 of 3 not mapped"]);
    expect(lamps.signOff?.[0]).toBe("stale");
    const { id: requestId } = await requestOf(id);
    const sent = await database()
      .select()
      .from(mails)
      .where(eq(mails.cause, `request.approve ${requestId}`));
    expect(sent.map(({ subject }) => subject).sort()).toEqual([
      "To set up, orders too: Larkspur Family Medicine",
      "Your orders are agreed",
    ]);
    expect(await takeOrders(await demoActor("engineer"), id)).toMatchObject({ code: "not-agreed" });
  });

  test("leaves what is live alone until it is paused; then orders start only behind a green gate", async () => {
    const { id } = await readyConnection("results-only");
    const engineer = await demoActor("engineer");
    await goLive(engineer, id);
    await send(id);
    await approve(id);
    expect(await connectionRow(id)).toMatchObject({ state: "live", mode: "results-only" });
    expect(await database().select().from(toDos).where(eq(toDos.connectionId, id))).toMatchObject([
      { topic: "orders", party: "lab", doneAt: null },
    ]);
    expect(await takeOrders(engineer, id)).toMatchObject({ kind: "refused", code: "not-now" });
    expect(await takeOrders(await demoActor("sales"), id)).toEqual({ kind: "forbidden" });
    expect(await takeOrders(await demoActor("provider"), id)).toEqual({ kind: "forbidden" });

    await pauseConnection(engineer, id, "Orders are set up.");
    expect(await takeOrders(engineer, id)).toMatchObject({
      kind: "done",
      row: { state: "paused", mode: "bidirectional" },
    });
    expect((await database().select().from(toDos).where(eq(toDos.connectionId, id)))[0]?.doneAt).not.toBeNull();
    expect(await resumeConnection(engineer, id)).toMatchObject({ kind: "refused", code: "gate-not-green" });
    const map = ["CMP", "A1C", "PWELL"].map((code) => ({ labCode: code, emrCode: `EMR-${code}` }));
    await saveCodeMap(engineer, id, map);
    await signRun(id, await passedRun(id));
    expect(await resumeConnection(engineer, id)).toMatchObject({ kind: "done", row: { mode: "bidirectional" } });
  });

  test("goes back with the version that was signed before", async () => {
    const { id } = await readyConnection("results-only");
    const engineer = await demoActor("engineer");
    await goLive(engineer, id);
    await pauseConnection(engineer, id, "Orders are set up.");
    await send(id);
    await approve(id);
    expect(await connectionRow(id)).toMatchObject({ state: "paused", mode: "bidirectional" });
    expect(await returnToEarlier(engineer, id, "Their EMR is not ready.")).toMatchObject({ kind: "done" });
    expect(await connectionRow(id)).toMatchObject({ mode: "results-only" });
    expect((await lampsOf(id)).roundTrip).toEqual(["green", "seen"]);
    const versions = await database()
      .select({ mode: configurationVersions.mode })
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, id))
      .orderBy(configurationVersions.version);
    expect(versions.at(-1)).toEqual({ mode: "bidirectional" });
  });
});
