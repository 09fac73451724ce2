import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { connections } from "~/db/schema/connections";
import { alerts, auditEvents } from "~/db/schema/operations";
import { practices } from "~/db/schema/people";
import { withTransaction } from "~/db/transaction";
import { replayMessage } from "~/engine/pipeline/replay";
import { discardMessage } from "~/engine/pipeline/resolve";
import { countFitting, suggestionsFor } from "~/engine/pipeline/unrouted";
import { addRoutingRule, endRoutingRule } from "~/workflows/message/routing";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { hopsOf, messageIn, messagesOf, putFile, resultText, useLiveConnection } from "../support/live-connection";

useDatabase();
const live = useLiveConnection();
let engineer: Awaited<ReturnType<typeof demoActor>>;
beforeAll(async () => {
  engineer = await demoActor("engineer");
});
afterAll(async () => {
  const rows = await reconcile();
  expect(rows.map((row) => [row.id, row.remainder])).toEqual(rows.map((row) => [row.id, 0]));
});

/** A result whose order nobody sent and that is addressed to nobody we know. */
const stray = (placer: string, account = "", filler = `L-${placer}`) =>
  resultText({ placer, control: `C${placer}`, facility: "NOBODY" })
    .replace(/^(PID\|.*)$/m, (pid) => `${pid}${"|".repeat(18 - (pid.match(/\|/g) ?? []).length)}${account}`)
    .replaceAll(`L-${placer}`, filler);
const come = async (name: string, text: string) => {
  await putFile(live.lis, name, text);
  const [row] = await messagesOf(name, 1);
  if (!row) throw new Error("It did not come in.");
  return row;
};
const openAlerts = () =>
  database()
    .select()
    .from(alerts)
    .where(and(eq(alerts.kind, "held"), isNull(alerts.resolvedAt)));
const rule = (match: object, over: object = {}) => ({
  match,
  connectionId: live.id,
  reason: "their account",
  priority: 100,
  ...over,
});

describe("a result that no order number leads anywhere", () => {
  test("is held; of two from one source there is one alert, which ends with the last", async () => {
    const [one, two] = [await come("s1.hl7", stray("S1", "A-1")), await come("s2.hl7", stray("S2", "A-1"))];
    expect([one, two].map((row) => row.reasonCode)).toEqual(["unroutable", "unroutable"]);
    expect(await openAlerts()).toMatchObject([{ key: `unroutable/${one.sourceEndpointId}` }]);
    await discardMessage("usr_1", one.id, "not ours");
    expect(await openAlerts()).toHaveLength(1);
    await replayMessage("usr_1", two.id, "theirs, by phone", live.id);
    expect(await openAlerts()).toEqual([]);
    await messageIn(two.id, "delivered");
    const routed = (await hopsOf(two.id)).find((hop) => hop.hop === "routed");
    expect(routed?.detail).toBe("theirs, by phone");
  });

  test("goes where messages with the lab’s own number went", async () => {
    const row = await come("s3.hl7", stray("OTHER", "", "L-S2"));
    expect(await messageIn(row.id, "delivered")).toMatchObject({ connectionId: live.id });
  });

  test("is suggested the connection whose practice has the account, and counted for a rule", async () => {
    const row = await come("s4.hl7", stray("S4", "ACC-77"));
    expect(await suggestionsFor(row)).toMatchObject({ named: { accountNumber: "ACC-77" }, suggestions: [] });
    const [connection] = await database().select().from(connections).where(eq(connections.id, live.id));
    await withTransaction((tx) =>
      tx.db
        .update(practices)
        .set({ labAccountNumber: "ACC-77" })
        .where(eq(practices.id, connection?.practiceId ?? "")),
    );
    expect((await suggestionsFor(row)).suggestions).toMatchObject([
      { connectionId: live.id, why: [expect.stringContaining("PID-18")] },
    ]);
    expect(await countFitting({ accountNumber: "ACC-77" })).toEqual({ fitting: 1, held: 1, more: false });
    expect(await countFitting({ accountNumber: "ACC-78" })).toMatchObject({ fitting: 0 });
  });

  test("follows a rule, also one that was made after it came", async () => {
    const made = await addRoutingRule(engineer, rule({ accountNumber: "ACC-77" }));
    if (made.kind !== "done") throw new Error(made.kind);
    const [held] = await messagesOf("s4.hl7", 1);
    expect(await replayMessage(engineer.id, held?.id ?? "", "the rule")).toMatchObject({ state: "queued" });
    const next = await come("s5.hl7", stray("S5", "ACC-77"));
    expect(await messageIn(next.id, "delivered")).toMatchObject({ connectionId: live.id });
    await endRoutingRule(engineer, made.id);
    expect(await come("s6.hl7", stray("S6", "ACC-77"))).toMatchObject({ reasonCode: "unroutable" });
    expect(await endRoutingRule(engineer, made.id)).toMatchObject({ kind: "refused" });
    const trail = await database().select().from(auditEvents).where(eq(auditEvents.objectId, made.id));
    expect(trail.map((event) => event.action)).toEqual(["routing.add", "routing.end"]);
  });

  test("is held when two rules of one rank name different connections", async () => {
    const [other] = (await database().select().from(connections)).filter(
      (one) => one.id !== live.id && one.state !== "retired",
    );
    await addRoutingRule(engineer, rule({ accountNumber: "TWO" }));
    const second = rule({ accountNumber: "TWO", receivingFacility: "NOBODY" }, { connectionId: other?.id });
    const made = await addRoutingRule(engineer, second);
    expect((await come("s7.hl7", stray("S7", "TWO"))).reason).toContain("Two routing rules");
    if (made.kind === "done") await endRoutingRule(engineer, made.id);
    await addRoutingRule(engineer, { ...second, priority: 5, connectionId: live.id });
    const row = await come("s8.hl7", stray("S8", "TWO"));
    expect(row.connectionId).toBe(live.id);
  });
});

test.each([
  ["asks for nothing", {}, {}, "at least one"],
  ["asks for the lab alone", { sendingFacility: "LAB" }, {}, "something else"],
  ["has an NPI that is none", { providerNpi: "12" }, {}, "ten digits"],
  ["has no reason", { accountNumber: "X" }, { reason: "" }, "reason"],
  ["leads nowhere", { accountNumber: "X" }, { connectionId: "con_00000000" }, "live"],
  ["has no rank", { accountNumber: "X" }, { priority: 0 }, "rank"],
])("a rule that %s is refused", async (_, match, over, words) => {
  expect(await addRoutingRule(engineer, rule(match, over))).toMatchObject({
    kind: "refused",
    message: expect.stringContaining(words),
  });
});

test("a rule is made once, and not by everybody", async () => {
  const both = await Promise.all([1, 2].map(() => addRoutingRule(engineer, rule({ accountNumber: "ONCE" }))));
  expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
  expect(await addRoutingRule(await demoActor("labops"), rule({ accountNumber: "Z" }))).toEqual({ kind: "forbidden" });
});
