import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { verifyAudit } from "~/db/queries/verify-audit";
import { connections, evidence, testRuns } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { saveAlertContacts } from "~/workflows/connection/commands";
import { type EvidenceRecord, evidenceHash, keepEvidence, type Seen } from "~/workflows/connection/evidence";
import { loadStanding } from "~/workflows/connection/standing";
import { verifyEvidence } from "~/workflows/connection/verify-evidence";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { withoutTriggers } from "../support/superuser";

const db = useDatabase();
const tamper = (statement: string) => withoutTriggers(db.url(), (client) => client.unsafe(statement));
let id = "";
const runId = newId("run");

const seen = (item: Seen["item"], more: Partial<Seen> = {}): Seen => ({
  item,
  configurationVersion: 1,
  compendiumRevision: 1_000,
  ok: true,
  reason: "It was seen",
  details: { b: 1, a: ["x", null], nested: { d: 2, c: 1 } },
  runId,
  producedBy: "Test run 1",
  messageIds: ["msg_1", "msg_2"],
  ...more,
});
const keep = (...list: Seen[]) =>
  withTransaction((tx) => keepEvidence(tx, { connectionId: id, actorId: "worker" }, list));
const ofItem = async (item: Seen["item"]) =>
  (await database().select().from(evidence).where(eq(evidence.connectionId, id))).filter((row) => row.item === item);

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  id = await approvedConnection();
  await withTransaction(async (tx) => {
    await tx.db.insert(testRuns).values({
      id: runId,
      connectionId: id,
      number: 1,
      configurationVersion: 1,
      state: "passed",
      drill: "recovered",
      deadlineAt: new Date(),
    });
  });
  await keep(seen("mapping"), seen("roundTrip"), seen("reconciliation"));
});

describe("a record of evidence", () => {
  const record: EvidenceRecord = {
    ...seen("mapping"),
    id: "evd_1",
    connectionId: "con_1",
    contractVersion: "1.0",
    messageIds: [],
    at: new Date(0),
  };
  test("has the same hash for the same content, another for each change of a part of it", () => {
    const changes: Partial<EvidenceRecord>[] = [
      { id: "evd_2" },
      { connectionId: "con_2" },
      { item: "codes" },
      { configurationVersion: 2 },
      { contractVersion: "2.0" },
      { compendiumRevision: 1 },
      { runId: "run_1" },
      { messageIds: ["msg_1"] },
      { ok: false },
      { reason: "" },
      { details: {} },
      { producedBy: "Somebody" },
      { at: new Date(1) },
    ];
    const hashes = [record, ...changes.map((change) => ({ ...record, ...change }))].map(evidenceHash);
    expect(new Set(hashes).size).toBe(hashes.length);
    const otherOrder = { ...record, details: { nested: { c: 1, d: 2 }, a: ["x", null], b: 1 } };
    expect(evidenceHash(otherOrder)).toBe(hashes[0]);
  });

  test("is sealed into the connection's chain, and verifies as it was read back", async () => {
    expect(await verifyEvidence(id)).toEqual({ ok: true, records: 3, unsealed: 0, broken: [] });
    expect(await verifyAudit(id)).toMatchObject({ ok: true });
    for (const row of await ofItem("mapping")) expect(row.sha256).toBe(evidenceHash(row));
  });

  test("cannot be changed by the application, and whoever changes it anyhow is found", async () => {
    const change = withTransaction((tx) => tx.db.update(evidence).set({ ok: true }));
    await expect(change).rejects.toThrow();
    const [mapping] = await ofItem("mapping");
    const [trip] = await ofItem("roundTrip");
    const [counted] = await ofItem("reconciliation");
    await tamper(`update evidence set reason = 'Better' where id = '${mapping?.id}'`);
    await tamper(`update evidence set sha256 = null where id = '${trip?.id}'`);
    await tamper(`delete from evidence where id = '${counted?.id}'`);
    const verdict = await verifyEvidence(id);
    expect(verdict.ok).toBe(false);
    expect(verdict.broken.map(({ id: one, reason }) => [one, reason]).sort()).toEqual(
      [
        [mapping?.id, "its content was changed"],
        [trip?.id, "its content was changed"],
        [counted?.id, "it is gone"],
      ].sort(),
    );
  });
});

describe("evidence of a drill", () => {
  test("is stale when other people would be told than the drill reached", async () => {
    const [row] = await database().select().from(connections).where(eq(connections.id, id));
    await keep(seen("retries", { details: { contacts: row?.alertContacts } }));
    const lamp = async () => {
      const [now] = await database().select().from(connections).where(eq(connections.id, id));
      return now && (await loadStanding(now)).lamps.find((one) => one.item === "retries");
    };
    expect((await lamp())?.state).toBe("green");
    const engineer = await demoActor("engineer");
    await saveAlertContacts(engineer, id, ["night@practice.example"]);
    expect(await lamp()).toMatchObject({ state: "stale", reason: "The alert contacts changed since" });
    await saveAlertContacts(engineer, id, row?.alertContacts ?? []);
    expect((await lamp())?.state).toBe("green");
  });
});
