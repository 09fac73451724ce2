import { and, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { emrHistory, incidentRate } from "~/db/queries/emr-history";
import { connections } from "~/db/schema/connections";
import { ledgerChecks } from "~/db/schema/ledger";
import { matrixScores } from "~/db/schema/matrix";
import { alerts, auditEvents } from "~/db/schema/operations";
import { connectionRequests, emrSystems } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { saveEmrSystem } from "~/workflows/emr/catalogue";
import { type EmrSystemInput, emrSystemForm, type ScoreInput } from "~/workflows/emr/form";
import { removeCriterion, saveCriterion, saveScores } from "~/workflows/emr/matrix";
import { stampOf } from "~/workflows/emr/stale";
import { approveRequest, createDraft, rejectRequest, submitRequest } from "~/workflows/request/commands";
import { listCriteria, loadRatings } from "~/workflows/request/load-matrix";
import { matrixPrint } from "~/workflows/request/matrix";
import { useDatabase } from "../support/database";
import { approvedConnection, completeForm, demoActor } from "../support/demo-lab";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let manager: Person;
let admin: Person;
let sales: Person;
let provider: Person;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  [manager, admin, sales, provider] = [
    await demoActor("pm"),
    await demoActor("admin"),
    await demoActor("sales"),
    await demoActor("provider"),
  ];
});

const entry = (more: Record<string, string> = {}): EmrSystemInput =>
  emrSystemForm.parse({
    ...{ vendor: "Fennel Software", product: "Fennel Chart", version: "", note: "", status: "active" },
    ...{ templateName: "generic-orm-2.5.1", sftp: "yes", rest: "ask", fhir: "no", hosting: "vendor" },
    ...more,
  });
const systemOf = async (id: string) => {
  const [row] = await database().select().from(emrSystems).where(eq(emrSystems.id, id));
  if (!row) throw new Error("There is no such EMR system.");
  return row;
};
const vellum = async () => {
  const [row] = await database().select().from(emrSystems).where(eq(emrSystems.product, "Vellum EHR"));
  if (!row) throw new Error("The demo has no Vellum EHR.");
  return row.id;
};
const submitted = async () => {
  const draft = await createDraft(provider, await completeForm(), newId("req"));
  if (draft.kind !== "done") throw new Error(draft.kind);
  await submitRequest(provider, draft.row.id);
  return draft.row.id;
};
const score = (value: number | null, note = ""): ScoreInput => ({ score: value, note, source: "" });
const events = async (objectId: string) =>
  (await database().select().from(auditEvents).where(eq(auditEvents.objectId, objectId)).orderBy(auditEvents.seq)).map(
    ({ action, meta }) => [action, JSON.parse(meta)],
  );

describe("the catalogue", () => {
  test("is changed by program managers and admins, each change on record", async () => {
    expect(await saveEmrSystem(sales, null, entry(), "")).toEqual({ kind: "forbidden" });
    const added = await saveEmrSystem(manager, null, entry(), "");
    if (added.kind !== "done") throw new Error(added.kind);
    const seen = stampOf(await systemOf(added.id));
    await saveEmrSystem(admin, added.id, entry({ rest: "yes", status: "retired" }), seen);
    expect(await events(added.id)).toEqual([
      ["emr.add", {}],
      ["emr.change", { fields: ["profile", "retiredAt"] }],
    ]);
    expect(await systemOf(added.id)).toMatchObject({ updatedBy: admin.id, retiredAt: expect.any(Date) });
  });

  test("has a product once, whatever its case, and refuses a template that is not there", async () => {
    expect(await saveEmrSystem(manager, null, entry({ product: "FENNEL chart" }), "")).toMatchObject({
      field: "product",
    });
    expect(await saveEmrSystem(manager, null, entry({ version: "2", templateName: "made-up" }), "")).toMatchObject({
      field: "templateName",
    });
  });

  test("tells the second of two who change an entry at once, and writes nothing of theirs", async () => {
    const added = await saveEmrSystem(manager, null, entry({ product: "Fennel Two" }), "");
    if (added.kind !== "done") throw new Error(added.kind);
    const seen = stampOf(await systemOf(added.id));
    await saveEmrSystem(manager, added.id, entry({ product: "Fennel Two", note: "First." }), seen);
    const second = await saveEmrSystem(admin, added.id, entry({ product: "Fennel Two", note: "Second." }), seen);
    expect(second).toMatchObject({ kind: "stale", by: manager.name });
    expect(await systemOf(added.id)).toMatchObject({ note: "First." });
    if (second.kind !== "stale") return;
    await saveEmrSystem(admin, added.id, entry({ product: "Fennel Two", note: "Second." }), second.seen.seen ?? "");
    expect(await systemOf(added.id)).toMatchObject({ note: "Second." });
  });
});

describe("scores", () => {
  test("of different criteria are saved by two at once; of the same one, the second is told", async () => {
    const id = await vellum();
    const [first, other] = await listCriteria();
    if (!first || !other) throw new Error("The matrix has no criteria.");
    const rows = await database()
      .select()
      .from(matrixScores)
      .where(and(eq(matrixScores.emrSystemId, id), eq(matrixScores.transport, "rest")));
    const seen = new Map(rows.map((row) => [row.criterionId, stampOf(row)]));
    const by = (person: Person, criterionId: string, value: number | null) =>
      saveScores(person, id, "rest", new Map([[criterionId, score(value, "Seen in the pilot")]]), seen);
    expect(await by(sales, first.id, 1)).toEqual({ kind: "forbidden" });
    const both = await Promise.all([by(manager, first.id, 4), by(admin, other.id, 5)]);
    expect(both).toEqual([{ kind: "done" }, { kind: "done" }]);
    expect(await by(admin, first.id, 1)).toMatchObject({
      kind: "stale",
      by: manager.name,
      what: `${first.name} (4 now)`,
    });
    // As it stands already: nothing to save, nobody to tell.
    expect(await by(admin, first.id, 4)).toEqual({ kind: "done" });
    const changes = (await events(id)).flatMap(([action, meta]) => (action === "matrix.score" ? [meta] : []));
    expect(changes).toHaveLength(2);
    expect(changes).toContainEqual({ transport: "rest", criterionId: first.id, from: 2, to: 4 });
    expect(changes).toContainEqual({ transport: "rest", criterionId: other.id, from: 3, to: 5 });
  });

  test("go back to the usual one", async () => {
    const id = await vellum();
    const [first] = await listCriteria();
    const [row] = await database()
      .select()
      .from(matrixScores)
      .where(and(eq(matrixScores.emrSystemId, id), eq(matrixScores.criterionId, first?.id ?? "")));
    if (!row) throw new Error("Vellum EHR has no scores.");
    const before = (await loadRatings([id]))(id).given;
    const seen = new Map([[row.criterionId, stampOf(row)]]);
    expect(await saveScores(manager, id, row.transport, new Map([[row.criterionId, score(null)]]), seen)).toEqual({
      kind: "done",
    });
    expect((await loadRatings([id]))(id).given).toBe(before - 1);
  });
});

describe("a decision", () => {
  const approval = (transport: "sftp" | "rest", matrixSeen?: string) => ({
    ...{ transport, overrideReason: "", tier: "A" as const, ordersPerMonth: 900, targetDate: "", reason: "They fax." },
    ...{ tests: ["CMP"], panels: [], matrixSeen },
  });

  test("is made by the matrix that was shown, and keeps it", async () => {
    const id = await vellum();
    const [first] = await listCriteria();
    if (!first) throw new Error("The matrix has no criteria.");
    const shown = (await loadRatings([id]))(id);
    const [declined, open] = [await submitted(), await submitted()];
    await rejectRequest(sales, declined, "volume", "Too few.");
    const heavier = { ...first, weight: 3 };
    expect(await saveCriterion(manager, first.id, heavier, "long ago")).toMatchObject({ kind: "stale" });
    expect(await saveCriterion(manager, first.id, heavier, stampOf(first))).toEqual({ kind: "done" });

    const seen = matrixPrint(shown.rows);
    expect(await approveRequest(sales, open, approval("sftp", seen))).toMatchObject({ code: "matrix-changed" });
    const now = (await loadRatings([id]))(id);
    const approved = await approveRequest(sales, open, approval(now.recommended, matrixPrint(now.rows)));
    expect(approved).toMatchObject({ kind: "done", row: { decision: { matrix: now.rows } } });
    const [kept] = await database().select().from(connectionRequests).where(eq(connectionRequests.id, declined));
    expect(kept?.decision?.matrix).toEqual(shown.rows);
  });

  test("keeps a criterion that is taken out of the matrix, whose last one stays", async () => {
    const criteria = await listCriteria();
    for (const one of criteria.slice(1)) {
      expect(await removeCriterion(manager, one.id, stampOf(one))).toEqual({ kind: "done" });
    }
    const [last] = await listCriteria();
    expect(await removeCriterion(manager, last?.id ?? "", stampOf(last))).toMatchObject({ code: "last" });
    const [kept] = await database()
      .select({ decision: connectionRequests.decision })
      .from(connectionRequests)
      .where(sql`${connectionRequests.decision} -> 'matrix' is not null`)
      .limit(1);
    expect(kept?.decision?.matrix).toHaveLength(criteria.length);
  });
});

describe("the lab's own history", () => {
  test("counts what is live, the days it took and the incidents outside of test runs", async () => {
    const id = await approvedConnection();
    const [{ emrSystemId } = { emrSystemId: null }] = await database()
      .select({ emrSystemId: connections.emrSystemId })
      .from(connections)
      .where(eq(connections.id, id));
    await withTransaction(async (tx) => {
      // Others on this EMR are the demo's, which are not live.
      await tx.db.execute(sql`update connection_requests set decided_at = now() - interval '3 days'
        where id = (select request_id from connections where id = ${id})`);
      await tx.db.update(connections).set({ state: "live", liveAt: new Date() }).where(eq(connections.id, id));
      const day = { connectionId: id, recordedHash: "", keptHash: "", findings: [] };
      await tx.db.insert(ledgerChecks).values([
        { ...day, day: "2026-11-19", messages: 1_500 },
        { ...day, day: "2026-11-20", messages: 500 },
      ]);
      const alert = { connectionId: id, severity: "stop" as const, title: "t", detail: "d" };
      await tx.db.insert(alerts).values([
        { ...alert, id: newId("alr"), kind: "dead-letter", key: "message/1", messageId: "msg_1" },
        { ...alert, id: newId("alr"), kind: "endpoint", key: "delivery/1", resolvedAt: new Date() },
        { ...alert, id: newId("alr"), kind: "drill", key: "drill/1", testRunId: "run_1" },
      ]);
    });
    const [seen] = (await emrHistory(emrSystemId ?? "")).filter(({ transport }) => transport === "sftp");
    expect(seen).toMatchObject({ live: 1, wentLive: 1, messages: 2_000, incidents: 2 });
    expect(seen?.medianDays).toBeCloseTo(3, 1);
    expect(seen && incidentRate(seen)).toBe(1);
    expect(incidentRate({ messages: 0, incidents: 3 })).toBeNull();
  });

  test("is found by index however many connections and alerts there are", async () => {
    await withTransaction(async (tx) => {
      await tx.db.execute(sql`
        insert into emr_systems (id, vendor, product, template_name) values ('emr_plan', 'Plan', 'Plan', 'generic-orm-2.5.1')`);
      const rest = sql.raw(
        "request_id, practice_id, emr_name, mode, transport, state, machine_version, offered_tests, offered_panels, alert_contacts, signer_name, signer_email",
      );
      await tx.db.execute(sql`
        insert into connections (id, facility_code, emr_system_id, ${rest})
        select 'con_plan' || n, 'PLAN' || n, 'emr_plan', ${rest}
        from (select * from connections limit 1) as one, generate_series(1, 3000) as n`);
      await tx.db.execute(sql`
        insert into alerts (id, connection_id, kind, severity, title, detail, key)
        select 'alr_plan' || n, 'con_plan' || n, 'endpoint', 'stop', '', '', '' from generate_series(1, 3000) as n`);
      await tx.db.execute(sql`
        insert into ledger_checks (connection_id, day, messages, recorded_hash, kept_hash, findings)
        select 'con_plan' || n, '2026-11-20', 1, '', '', '[]' from generate_series(1, 3000) as n`);
    });
    await database().execute(sql`analyze connections, alerts, ledger_checks`);
    const query = emrHistory(await vellum()).getSQL();
    const plan = (await database().execute(sql`explain ${query}`)) as unknown as Record<string, string>[];
    const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(lines).not.toMatch(/Seq Scan on (connections|alerts|ledger_checks)/);
  });
});
