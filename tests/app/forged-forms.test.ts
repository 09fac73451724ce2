import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { actOnConnection } from "~/app/server/connection-actions.server";
import type { Args } from "~/app/server/context.server";
import { actOnPortalConnection } from "~/app/server/portal.server";
import { actOnAskOrders } from "~/app/server/portal-orders.server";
import { actOnSelfTest } from "~/app/server/self-test.server";
import { database } from "~/db/client";
import { connections, evidence, testRuns } from "~/db/schema/connections";
import { seedDemo } from "~/server/demo/seed";
import { summaryHash } from "~/workflows/connection/sign-off";
import { type Ask, asks, statusOf } from "../support/asks";
import { useDatabase } from "../support/database";
import { connectionRow, testedConnection, testedSummary } from "../support/tested-connection";

/** Whoever posts what their pages do not offer is refused, whatever stands in the form, and nothing of it counts. */
useDatabase();
const ports = { emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" };
let id = "";
let runId = "";
beforeAll(async () => {
  await seedDemo(ports);
  const tested = await testedConnection();
  id = tested.id;
  runId = tested.runId;
});

type Form = NonNullable<Ask["form"]>;
const staff = ["sales", "engineer", "pm", "labops", "admin"] as const;
const everybody = [...staff, "provider", "provider2", ""] as const;
type Who = (typeof everybody)[number];

const side = { side: "emr" };
const key = { ...side, sha256: `SHA256:${"A".repeat(43)}` };
const server = {
  ...side,
  transport: "sftp",
  name: "Another",
  host: "127.0.0.1",
  port: "22",
  username: "x",
  authKind: "password",
  secret: "x",
  pickupDirectory: "/orders",
  dropDirectory: "/results",
  filePattern: "*",
  pollSeconds: "30",
};
const dayAfterTomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 16);
const reason = { reason: "Because." };

/** Each form of a connection's pages in the console, filled in well, and who may send it. */
const console: [string, Form, readonly Who[]][] = [
  ["chooseTemplate", { templateName: "epic" }, ["engineer"]],
  ["saveOverrides", { overrides: "{}" }, ["engineer"]],
  ["createShareLink", { label: "Vendor", days: "30" }, ["engineer"]],
  ["createAccessKey", side, ["engineer"]],
  ["saveEndpoint", server, ["engineer"]],
  ["useSandbox", {}, ["engineer"]],
  ["lookUpHostKey", side, ["engineer"]],
  ["pinHostKey", key, ["engineer"]],
  ["announceHostKey", key, ["engineer", "admin"]],
  ["withdrawHostKey", side, ["engineer", "admin"]],
  ["checkEndpoint", side, ["engineer"]],
  ["addToDo", { what: "Call them", party: "lab" }, ["engineer", "pm"]],
  ["saveContacts", { contacts: "somebody@example.test" }, ["engineer"]],
  ["saveCodeMap", {}, ["engineer"]],
  ["sameCodes", {}, ["engineer"]],
  ["importCodeMap", { entries: "[]" }, ["engineer"]],
  ["sendOrderMenu", {}, ["engineer"]],
  ["startTest", {}, ["engineer"]],
  ["startAllScenarios", {}, ["engineer"]],
  ["playScenarios", {}, ["engineer"]],
  ["endTest", {}, ["engineer"]],
  ["placeTestOrder", {}, ["engineer"]],
  ["releaseTestResult", {}, ["engineer"]],
  ["takeOrders", {}, ["engineer"]],
  ["planGoLive", { at: dayAfterTomorrow }, ["engineer"]],
  ["agreeGoLive", {}, ["engineer", "pm", "labops"]],
  ["cancelGoLive", reason, ["engineer", "pm", "labops"]],
  ["switchOver", {}, ["engineer"]],
  ["askSwitchOver", {}, ["engineer"]],
  ["agreeSwitchOver", {}, ["engineer", "pm", "labops"]],
  ["cancelSwitchOver", reason, ["engineer", "pm", "labops"]],
  ["goLive", {}, ["engineer"]],
  ["returnToVersion", reason, ["engineer"]],
  ["pause", reason, ["engineer", "labops", "admin"]],
  ["resume", {}, ["engineer", "labops", "admin"]],
  ["retire", reason, ["engineer"]],
  ["cancel", reason, ["engineer", "pm"]],
];

/** Those of the practice's own pages; only its own people may send them. */
const portal: [string, Form, (args: Args) => Promise<unknown>][] = [
  ["startSelfTest", {}, actOnSelfTest],
  ["playSelfTest", {}, actOnSelfTest],
  ["endSelfTest", {}, actOnSelfTest],
  ["askForGoLive", {}, actOnSelfTest],
  ["ask for orders", { orders: "400", tests: "CMP", signerName: "X", signerEmail: "x@example.test" }, actOnAskOrders],
  ["giveSignature", { signer: "usr_00000000" }, actOnPortalConnection],
  ["takeBackSignature", {}, actOnPortalConnection],
];

/** What may not change by a form that is refused. */
async function standing() {
  const [proofs, runs, row] = await Promise.all([
    database().select({ id: evidence.id }).from(evidence).where(eq(evidence.connectionId, id)).orderBy(evidence.id),
    database().select({ id: testRuns.id }).from(testRuns).where(eq(testRuns.connectionId, id)).orderBy(testRuns.id),
    connectionRow(id),
  ]);
  return { proofs, runs, row };
}

const refused = async (who: Who, form: Form, act: (args: Args) => Promise<unknown>) =>
  statusOf(act(await asks({ ...(who && { who }), params: { id }, form, sandbox: ports })));

describe("a form of the console", () => {
  test.each(console)("%s is refused to everybody whose it is not", async (intent, form, allowed) => {
    const before = await standing();
    for (const who of everybody.filter((one) => !allowed.includes(one))) {
      const status = await refused(who, { intent, ...form }, actOnConnection);
      // Who is not signed in is sent to sign in.
      expect([who, status]).toEqual([who, who === "" ? 302 : 403]);
    }
    expect(await standing()).toEqual(before);
  });
});

describe("a form of the practice's pages", () => {
  test.each(portal)("%s is refused to the lab and to other practices", async (intent, form, act) => {
    const before = await standing();
    for (const who of [...staff, "provider2", ""] as const) {
      const status = await refused(who, { intent, ...form }, act);
      expect([who, status]).toEqual([who, who === "" ? 302 : who === "provider2" ? 404 : 403]);
    }
    expect(await standing()).toEqual(before);
  });

  test("the signature counts from nobody but the signer", async () => {
    const before = await standing();
    const form = {
      intent: "sign",
      runId,
      document: summaryHash(testedSummary),
      typedName: "Dana Whitlock",
      agreed: "yes",
    };
    for (const who of [...staff, "provider2"] as const) {
      const status = await refused(who, form, actOnPortalConnection);
      expect([who, status]).toEqual([who, who === "provider2" ? 404 : 403]);
    }
    expect(await standing()).toEqual(before);
  });
});

test("a form that names an item of the gate, or a state, does nothing for anybody", async () => {
  const before = await standing();
  for (const intent of ["signOff", "gateMet", "keepEvidence", "setState", "goLiveDue", "saveConfiguration", ""]) {
    const form = { intent, item: "mapping", ok: "true", state: "live" };
    for (const who of staff) expect([who, await refused(who, form, actOnConnection)]).toEqual([who, 400]);
    expect(await refused("provider", form, actOnSelfTest)).toBe(400);
    expect(await refused("provider", form, actOnPortalConnection)).toBe(400);
  }
  expect(await standing()).toEqual(before);
  const [row] = await database().select({ state: connections.state }).from(connections).where(eq(connections.id, id));
  expect(row?.state).toBe("testing");
});
