import { eq, inArray, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { type QueueFilter, queueCounts, queuePage, slaColours } from "~/db/queries/request-queue";
import { slaAttainment } from "~/db/queries/sla-attainment";
import { stateHistory } from "~/db/schema/connections";
import { auditEvents, mails } from "~/db/schema/operations";
import { users } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { defaultPolicyId, labCalendarId, raidItems } from "~/db/schema/sla";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { assignRequests, claimRequest } from "~/workflows/request/assignment";
import {
  changeSla,
  newCalendarId,
  newPolicyId,
  previewSlaChange,
  type SlaChange,
} from "~/workflows/request/change-sla";
import { createDraft, rejectRequest, submitRequest } from "~/workflows/request/commands";
import {
  listMessageTemplates,
  removeMessageTemplate,
  saveMessageTemplate,
} from "~/workflows/request/message-templates";
import { listSavedViews, removeView, saveView } from "~/workflows/request/saved-views";
import { loadSlaRules } from "~/workflows/request/sla-rules";
import { sweepSla } from "~/workflows/request/sweep-sla";
import { useDatabase } from "../support/database";
import { completeForm, demoActor } from "../support/demo-lab";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let sales: Person;
let second: Person;
let provider: Person;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  sales = await demoActor("sales");
  provider = await demoActor("provider");
  second = { ...sales, id: newId("usr"), name: "Jun Sato", email: "jun@demo.example" };
  await withTransaction(async (tx) => {
    const { id, name, email } = second;
    await tx.db.insert(users).values({ id, name, email, roles: ["sales"], timeZone: "America/New_York" });
  });
});

const submitted = async () => {
  const draft = await createDraft(provider, await completeForm(), newId("req"));
  if (draft.kind !== "done") throw new Error(draft.kind);
  await submitRequest(provider, draft.row.id);
  return draft.row.id;
};
const assigneeOf = async (id: string) =>
  (await database().select().from(connectionRequests).where(eq(connectionRequests.id, id)))[0]?.assigneeId;
const filter = (more: Partial<QueueFilter> = {}): QueueFilter => ({
  view: "waiting",
  me: sales.id,
  now: new Date(),
  ...more,
});
const idsOf = async (wanted: QueueFilter) => (await queuePage(wanted, 200)).map(({ request }) => request.id);

describe("a request", () => {
  test("claimed by two at once is one's, and the other is told whose", async () => {
    const id = await submitted();
    const both = await Promise.all([claimRequest(sales, id), claimRequest(second, id)]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    const owner = (await assigneeOf(id)) === sales.id ? sales : second;
    expect(both.find((one) => one.kind === "refused")).toMatchObject({
      code: "assigned",
      message: expect.stringContaining(`${owner.name} looks after`),
    });
  });

  test("is given to somebody, taken over and released, each with a line of history", async () => {
    const id = await submitted();
    expect(await assignRequests(sales, [id], second.id)).toEqual({ kind: "done", changed: 1, kept: 0 });
    expect(await assigneeOf(id)).toBe(second.id);
    await assignRequests(sales, [id], sales.id);
    await assignRequests(sales, [id], null);
    expect(await assigneeOf(id)).toBeNull();
    const lines = await database()
      .select({ event: stateHistory.event, reason: stateHistory.reason })
      .from(stateHistory)
      .where(eq(stateHistory.subjectId, id))
      .orderBy(stateHistory.id);
    expect(lines.slice(1)).toEqual([
      { event: "assign", reason: "To Jun Sato" },
      { event: "assign", reason: "To Maren Oduya" },
      { event: "release", reason: null },
    ]);
  });

  test("taken up is told to the practice once, and to who was given it by somebody else", async () => {
    const id = await submitted();
    await assignRequests(sales, [id], second.id);
    await assignRequests(sales, [id], second.id);
    await assignRequests(sales, [id], sales.id);
    const told = await database()
      .select({ to: mails.to, subject: mails.subject })
      .from(mails)
      .where(inArray(mails.cause, [`request.claim ${id}`, `request.assign ${id}`]))
      .orderBy(mails.to);
    expect(told).toEqual([
      { to: "jun@demo.example", subject: expect.stringMatching(/^For you: /) },
      { to: provider.email, subject: "Jun Sato looks after your request" },
    ]);
  });

  test("decided meanwhile is left alone while the others of the choice are assigned", async () => {
    const [gone, open] = [await submitted(), await submitted()];
    await rejectRequest(sales, gone, "volume", "Too few.");
    expect(await assignRequests(sales, [gone, open, open], second.id)).toMatchObject({
      kind: "done",
      changed: 1,
      kept: 1,
      why: expect.stringContaining("already rejected"),
    });
    expect([await assigneeOf(gone), await assigneeOf(open)]).toEqual([null, second.id]);
  });

  test("is given to Sales only, by Sales only", async () => {
    const id = await submitted();
    const engineer = await demoActor("engineer");
    expect(await assignRequests(sales, [id], engineer.id)).toMatchObject({ kind: "refused", code: "not-sales" });
    expect(await assignRequests(engineer, [id], sales.id)).toEqual({ kind: "forbidden" });
    expect(await claimRequest(provider, id)).toEqual({ kind: "not-found" });
  });
});

describe("the queue", () => {
  test("leads with the clock that ends first and ends with those that stand still", async () => {
    const rows = (await queuePage(filter(), 200)).map(({ request }) => request);
    const dues = rows.map(({ dueAt }) => dueAt?.getTime() ?? Number.POSITIVE_INFINITY);
    expect(dues).toEqual([...dues].sort((a, b) => a - b));
    expect(rows.at(-1)?.state).toBe("info-requested");
  });

  test("goes from page to page without losing or doubling a row", async () => {
    const whole = await idsOf(filter());
    const walked: string[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const found = await queuePage(filter(), 2, after);
      walked.push(...found.slice(0, 2).map(({ request }) => request.id));
      after = found[1]?.key;
      more = found.length > 2;
    }
    expect(walked).toEqual(whole);
  });

  test("shows each person's own, and counts what it shows", async () => {
    const [mine, theirs] = [await submitted(), await submitted()];
    await claimRequest(sales, mine);
    await claimRequest(second, theirs);
    expect(await idsOf(filter({ view: "mine" }))).toContain(mine);
    expect(await idsOf(filter({ view: "mine" }))).not.toContain(theirs);
    expect(await idsOf(filter({ view: "unassigned" }))).not.toContain(mine);
    const [counts] = await queueCounts(filter());
    for (const view of ["waiting", "mine", "unassigned", "due"] as const)
      expect(counts?.[view], view).toBe((await idsOf(filter({ view }))).length);
  });

  test("has every waiting request in one colour of the SLA", async () => {
    const later = new Date(Date.now() + 3 * 86_400_000);
    for (const now of [new Date(), later]) {
      const parts = await Promise.all(slaColours.map((colour) => idsOf(filter({ colour, now }))));
      expect(parts.flat().sort()).toEqual((await idsOf(filter({ now }))).sort());
    }
  });

  test("is narrowed by mode, tier, owner and words, and takes a typed % as it is", async () => {
    const id = await submitted();
    await assignRequests(sales, [id], second.id);
    expect(await idsOf(filter({ mode: "bidirectional", tier: "B", assignee: second.id }))).toContain(id);
    expect(await idsOf(filter({ mode: "results-only" }))).not.toContain(id);
    expect(await idsOf(filter({ tier: "A" }))).not.toContain(id);
    expect(await idsOf(filter({ assignee: "nobody" }))).not.toContain(id);
    expect(await idsOf(filter({ query: "larkspur" }))).toContain(id);
    expect(await idsOf(filter({ query: id }))).toEqual([id]);
    expect(await idsOf(filter({ query: "%" }))).toEqual([]);
  });
});

describe("a change of the SLA", () => {
  const longer = (targetMinutes: number): SlaChange => ({
    kind: "policy",
    id: defaultPolicyId,
    policy: {
      name: "Every other request",
      mode: null,
      tier: null,
      targetMinutes,
      warnPercent: 75,
      escalationEmail: "",
      calendarId: labCalendarId,
      position: 1,
    },
  });
  const dueOf = async (id: string) =>
    (await database().select().from(connectionRequests).where(eq(connectionRequests.id, id)))[0];

  test("shows which clocks it moves, then moves just those, each on record", async () => {
    const manager = await demoActor("pm");
    const id = await submitted();
    const before = await dueOf(id);
    const change = longer(1_200);
    const moves = await previewSlaChange(change);
    expect(await dueOf(id)).toEqual(before);
    const mine = moves.find((move) => move.id === id);
    expect(mine?.to.dueAt?.getTime()).toBeGreaterThan(mine?.from.dueAt?.getTime() ?? 0);
    expect(await changeSla(manager, change, moves)).toEqual({ kind: "done", moved: moves.length });
    expect((await dueOf(id))?.dueAt).toEqual(mine?.to.dueAt);
    const lines = await database().select().from(stateHistory).where(eq(stateHistory.subjectId, id));
    expect(lines.at(-1)).toMatchObject({
      event: "slaMove",
      actorName: manager.name,
      reason: expect.stringContaining("→"),
    });
    const audited = await database().select().from(auditEvents).where(eq(auditEvents.action, "request.slaMove"));
    expect(audited.filter((event) => event.objectId === id)).toHaveLength(1);
    expect(await previewSlaChange(change)).toEqual([]);
  });

  test("that would move other clocks than were shown changes nothing", async () => {
    const manager = await demoActor("pm");
    const change = longer(960);
    const shown = await previewSlaChange(change);
    const id = await submitted();
    const before = await dueOf(id);
    expect(await changeSla(manager, change, shown)).toMatchObject({ kind: "stale" });
    expect(await dueOf(id)).toEqual(before);
    expect(await changeSla(manager, change, await previewSlaChange(change))).toMatchObject({ kind: "done" });
  });

  test("is not for Sales, and the default policy is not removed", async () => {
    expect(await changeSla(sales, longer(10), [])).toEqual({ kind: "forbidden" });
    const remove: SlaChange = { kind: "remove-policy", id: defaultPolicyId };
    expect(await changeSla(await demoActor("pm"), remove, [])).toMatchObject({ kind: "refused", code: "stays" });
  });

  test("removes a calendar no policy counts in, and only then", async () => {
    const manager = await demoActor("pm");
    const { calendars, policies } = await loadSlaRules();
    const [lab] = calendars
      .filter((calendar) => calendar.id === labCalendarId)
      .map(({ id: _, ...calendar }) => calendar);
    const [byDefault] = policies
      .filter((policy) => policy.id === defaultPolicyId)
      .map(({ id: _, ...policy }) => policy);
    if (!lab || !byDefault) throw new Error("The lab has no rules to begin with.");
    const id = newCalendarId();
    const make = async (change: SlaChange) => changeSla(manager, change, await previewSlaChange(change));
    const remove: SlaChange = { kind: "remove-calendar", id };
    await make({ kind: "calendar", id, calendar: { ...lab, name: "Night desk" } });
    const policy: SlaChange = {
      kind: "policy",
      id: newPolicyId(),
      policy: { ...byDefault, name: "Nights", tier: "C", calendarId: id },
    };
    await make(policy);
    expect(await changeSla(manager, remove, [])).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("Nights counts in it"),
    });
    await make({ kind: "remove-policy", id: policy.id });
    expect(await make(remove)).toMatchObject({ kind: "done" });
    expect((await loadSlaRules()).calendars.map((one) => one.id)).not.toContain(id);
    expect(await changeSla(manager, { ...remove, id: labCalendarId }, [])).toMatchObject({ kind: "refused" });
  });

  test("that takes a breach back closes what was raised for it; a decision closes it too", async () => {
    const manager = await demoActor("pm");
    const [first, other] = [await submitted(), await submitted()];
    await withTransaction(async (tx) => {
      const past = new Date(Date.now() - 10 * 86_400_000);
      const over = { dueAt: past, slaWarnAt: past, slaStartedAt: new Date(Date.now() - 60_000), slaBudgetMs: 0 };
      await tx.db
        .update(connectionRequests)
        .set(over)
        .where(inArray(connectionRequests.id, [first, other]));
    });
    await sweepSla();
    await sweepSla();
    const raidOf = async (id: string) => database().select().from(raidItems).where(eq(raidItems.subjectId, id));
    expect(await raidOf(first)).toMatchObject([{ type: "issue", severity: "high", bySystem: true, closedAt: null }]);
    await rejectRequest(sales, other, "volume", "Too few.");
    expect(await raidOf(other)).toMatchObject([{ closedWhy: "The request was declined." }]);
    const change = longer(2_400);
    await changeSla(manager, change, await previewSlaChange(change));
    expect(await raidOf(first)).toMatchObject([{ closedWhy: expect.stringContaining("not overdue") }]);
    expect((await dueOf(first))?.slaBreachedAt).toBeNull();
  });
});

describe("attainment", () => {
  test("counts the decisions of twelve weeks by week and by who decided", async () => {
    const { weeks, owners } = await slaAttainment("America/New_York");
    expect(weeks).toHaveLength(12);
    const [byWeek, byOwner] = [weeks, owners].map((rows) => rows.reduce((sum, row) => sum + row.decided, 0));
    expect(byWeek).toBe(byOwner);
    expect(weeks.at(-1)?.decided).toBeGreaterThan(0);
    expect(owners.map(({ owner }) => owner)).toContain("Maren Oduya");
    for (const { decided, inTime } of weeks) expect(inTime).toBeLessThanOrEqual(decided);
  });
});

describe("a message template", () => {
  test("is changed, added and removed by Sales alone", async () => {
    const [first] = await listMessageTemplates();
    if (!first) throw new Error("There are no templates to begin with.");
    expect(await saveMessageTemplate(sales, { ...first, text: "For {practice}." })).toEqual({ kind: "done" });
    await saveMessageTemplate(sales, { id: null, use: "ask", name: "Mine", text: "Which {emr}?" });
    const mine = (await listMessageTemplates()).find(({ name }) => name === "Mine");
    expect((await listMessageTemplates()).find(({ id }) => id === first.id)?.text).toBe("For {practice}.");
    expect(await removeMessageTemplate(provider, mine?.id ?? "")).toEqual({ kind: "forbidden" });
    expect(await removeMessageTemplate(sales, mine?.id ?? "")).toEqual({ kind: "done" });
    expect(await removeMessageTemplate(sales, mine?.id ?? "")).toEqual({ kind: "not-found" });
  });
});

describe("a view of one's own", () => {
  test("is kept, replaced under its name, seen by nobody else and removed", async () => {
    await saveView(sales, "Large ones", "view=waiting&tier=A");
    await saveView(sales, "Large ones", "view=unassigned&tier=A");
    const [view] = await listSavedViews(sales);
    expect(view).toMatchObject({ name: "Large ones", query: "view=unassigned&tier=A" });
    expect(await listSavedViews(second)).toEqual([]);
    expect(await removeView(second, view?.id ?? "")).toEqual({ kind: "not-found" });
    expect(await removeView(sales, view?.id ?? "")).toEqual({ kind: "done" });
  });

  test("is one of twenty at most", async () => {
    for (let i = 0; i < 20; i++) expect(await saveView(second, `View ${i}`, "")).toEqual({ kind: "done" });
    expect(await saveView(second, "One more", "")).toMatchObject({ kind: "refused", code: "too-many" });
    expect(await saveView(second, "View 3", "tier=A")).toEqual({ kind: "done" });
  });
});

describe("the queue with many decided requests", () => {
  test("is never read whole, however many were decided", async () => {
    await withTransaction(async (tx) => {
      const columns = sql.raw("practice_id, created_by, machine_version, form, emr_system_id, emr_name");
      await tx.db.execute(sql`
        insert into connection_requests (id, state, submitted_at, due_at, decided_at, ${columns})
        select 'req_plan' || n, case when n % 100 = 0 then 'submitted' else 'rejected' end, now() - n * interval '1 hour',
          case when n % 100 = 0 then now() + n * interval '1 minute' end,
          case when n % 100 > 0 then now() - n * interval '30 minutes' end, ${columns}
        from (select * from connection_requests limit 1) as one, generate_series(1, 8000) as n`);
    });
    await database().execute(sql`analyze connection_requests`);
    const queries = [
      ...(["waiting", "mine", "unassigned", "due", "decided", "all"] as const).map((view) =>
        queuePage(filter({ view }), 50, "2026-01-01 00:00:00+00~req_1"),
      ),
      queuePage(filter({ query: "lark" }), 50),
      queueCounts(filter()),
    ];
    for (const query of queries) {
      const plan = (await database().execute(sql`explain ${query.getSQL()}`)) as unknown as Record<string, string>[];
      const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
      expect(lines).not.toMatch(/Seq Scan on connection_requests/);
    }
  });
});
