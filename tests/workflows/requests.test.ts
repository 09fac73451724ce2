import { and, eq, like } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { verifyAudit } from "~/db/queries/verify-audit";
import { connections, stateHistory } from "~/db/schema/connections";
import { auditEvents, mails } from "~/db/schema/operations";
import { practices } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import {
  answerRequest,
  approveRequest,
  askForInfo,
  createDraft,
  rejectRequest,
  reopenRequest,
  saveDraft,
  submitRequest,
  withdrawRequest,
} from "~/workflows/request/commands";
import { emptyRequestForm } from "~/workflows/request/form";
import { businessTimeBetween } from "~/workflows/request/sla";
import { sweepSla } from "~/workflows/request/sweep-sla";
import { labHours } from "../support/calendar";
import { useDatabase } from "../support/database";
import { completeForm, demoActor } from "../support/demo-lab";

useDatabase();
type Person = Awaited<ReturnType<typeof demoActor>>;
let provider: Person;
let stranger: Person;
let sales: Person;
let nonces = 0;

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  provider = await demoActor("provider");
  sales = await demoActor("sales");
  const [other] = await database().select().from(practices).where(eq(practices.name, "Stonebridge Oncology"));
  stranger = { ...provider, id: "usr_stranger", practiceId: other?.id ?? "" };
});

const draft = async (form = completeForm()) => {
  const made = await createDraft(provider, await form, `nonce-${++nonces}`);
  if (made.kind !== "done") throw new Error(made.kind);
  return made.row.id;
};
const submitted = async () => {
  const id = await draft();
  expect(await submitRequest(provider, id)).toMatchObject({ kind: "done" });
  return id;
};
const rowOf = async (id: string) => {
  const [row] = await database().select().from(connectionRequests).where(eq(connectionRequests.id, id));
  if (!row) throw new Error(`There is no request ${id}.`);
  return row;
};
const mailsOf = async (cause: string) =>
  (await database().select().from(mails).where(eq(mails.cause, cause))).map((mail) => mail.to).sort();
const approval = {
  transport: "sftp" as const,
  overrideReason: "",
  tier: "A" as const,
  ordersPerMonth: 900,
  targetDate: "2026-12-07",
  tests: ["CMP", "TSH"],
  panels: ["PWELL"],
  reason: "They move from fax.",
};

describe("a draft", () => {
  test("sent twice with the same nonce is one draft", async () => {
    const form = await completeForm();
    const both = await Promise.all([createDraft(provider, form, "twice"), createDraft(provider, form, "twice")]);
    const later = await createDraft(provider, form, "twice");
    const ids = [...both, later].map((one) => (one.kind === "done" ? one.row.id : one.kind));
    expect(new Set(ids).size).toBe(1);
  });

  test("is for a provider only", async () => {
    expect(await createDraft(sales, emptyRequestForm, "sales")).toEqual({ kind: "forbidden" });
  });

  test("that is not complete is not submitted, and can be completed", async () => {
    const id = await draft(Promise.resolve(emptyRequestForm));
    expect(await submitRequest(provider, id)).toMatchObject({ kind: "refused", code: "incomplete" });
    expect(await saveDraft(provider, id, await completeForm())).toMatchObject({ kind: "done" });
    expect(await submitRequest(provider, id)).toMatchObject({ kind: "done" });
    expect(await saveDraft(provider, id, emptyRequestForm)).toMatchObject({ kind: "refused", code: "not-now" });
  });
});

describe("a form that is open twice", () => {
  const sites = async (sites: string) => {
    const form = await completeForm();
    return { ...form, practice: { ...form.practice, sites } };
  };

  test("does not overwrite what the other one saved, and says who did; asked to, it does", async () => {
    const id = await draft();
    const base = (await rowOf(id)).formVersion;
    expect(await saveDraft(provider, id, await sites("North"), base)).toMatchObject({ kind: "done" });
    const late = await saveDraft(provider, id, await sites("South"), base);
    expect(late).toMatchObject({ kind: "stale", savedBy: provider.name, row: { formVersion: base + 1 } });
    expect((await rowOf(id)).form.practice.sites).toBe("North");
    expect(await saveDraft(provider, id, await sites("South"), base + 1)).toMatchObject({ kind: "done" });
    expect((await rowOf(id)).form.practice.sites).toBe("South");
  });

  test("and says the same is not behind: the version stays", async () => {
    const id = await draft();
    const { formVersion } = await rowOf(id);
    await saveDraft(provider, id, await completeForm(), formVersion - 1);
    expect((await rowOf(id)).formVersion).toBe(formVersion);
  });

  test("of two saves at once over the same version one is told", async () => {
    const id = await draft();
    const base = (await rowOf(id)).formVersion;
    const both = await Promise.all([
      saveDraft(provider, id, await sites("North"), base),
      saveDraft(provider, id, await sites("South"), base),
    ]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "stale"]);
  });

  test("sent again from the page of a new draft keeps what it says now; once it is submitted, nothing more", async () => {
    const first = await createDraft(provider, await sites("North"), "again");
    const second = await createDraft(provider, await sites("South"), "again");
    if (first.kind !== "done" || second.kind !== "done") throw new Error("not made");
    expect(second.row).toMatchObject({ id: first.row.id, form: { practice: { sites: "South" } } });
    await submitRequest(provider, first.row.id);
    expect(await createDraft(provider, await sites("West"), "again")).toMatchObject({
      kind: "done",
      row: { id: first.row.id, state: "submitted", form: { practice: { sites: "South" } } },
    });
  });
});

describe("an ended request", () => {
  test("begins a new draft with its entries, once for one page; the ended one stays as it is", async () => {
    const id = await submitted();
    expect(await reopenRequest(provider, id, "1")).toMatchObject({ kind: "refused", code: "not-now" });
    await withdrawRequest(provider, id, "");
    const made = await Promise.all([reopenRequest(provider, id, "1"), reopenRequest(provider, id, "1")]);
    const ids = made.map((one) => (one.kind === "done" ? one.row.id : one.kind));
    expect(new Set(ids).size).toBe(1);
    expect(await rowOf(ids[0] ?? "")).toMatchObject({ state: "draft", copiedFrom: id, form: await completeForm() });
    expect((await rowOf(id)).state).toBe("withdrawn");
    expect(await reopenRequest(stranger, id, "2")).toEqual({ kind: "not-found" });
  });
});

describe("a request of another practice", () => {
  test("is not there for a provider", async () => {
    const id = await submitted();
    const answers = await Promise.all([
      submitRequest(stranger, id),
      withdrawRequest(stranger, id, "mine now"),
      answerRequest(stranger, id, { text: "yes", missing: {} }),
      saveDraft(stranger, id, emptyRequestForm),
      approveRequest(stranger, id, approval),
    ]);
    expect(answers).toEqual(answers.map(() => ({ kind: "not-found" })));
    expect((await rowOf(id)).state).toBe("submitted");
  });

  test("looks the same as one that never was", async () => {
    expect(await withdrawRequest(stranger, "req_nothing", "")).toEqual({ kind: "not-found" });
  });

  test("leaves a trace of the attempt", async () => {
    const id = await submitted();
    await withdrawRequest(stranger, id, "mine now");
    const rows = await database()
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.objectId, id), eq(auditEvents.outcome, "refused")));
    expect(rows).toMatchObject([{ actor: stranger.id, action: "request.withdraw", reason: "forbidden" }]);
  });
});

describe("a decision", () => {
  test("of two approvals at once one wins and the other is told", async () => {
    const id = await submitted();
    const both = await Promise.all([approveRequest(sales, id, approval), approveRequest(sales, id, approval)]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    expect(both.find((one) => one.kind === "refused")).toMatchObject({ code: "not-now" });
    const made = await database().select().from(connections).where(eq(connections.requestId, id));
    expect(made).toMatchObject([{ id: (await rowOf(id)).connectionId, state: "provisioning" }]);
    expect(await mailsOf(`request.approve ${id}`)).toEqual(["engineer@demo.example", "provider@demo.example"]);
  });

  test("of an approval and a rejection at once one wins", async () => {
    const id = await submitted();
    const both = await Promise.all([
      approveRequest(sales, id, approval),
      rejectRequest(sales, id, "volume", "Too few orders."),
    ]);
    expect(both.map((one) => one.kind).sort()).toEqual(["done", "refused"]);
    const made = await database().select().from(connections).where(eq(connections.requestId, id));
    expect(made).toHaveLength((await rowOf(id)).state === "approved" ? 1 : 0);
  });

  test("against the matrix needs a reason", async () => {
    const id = await submitted();
    const rest = { ...approval, transport: "rest" as const };
    expect(await approveRequest(sales, id, rest)).toMatchObject({ kind: "refused", code: "override-needs-reason" });
    const done = await approveRequest(sales, id, { ...rest, overrideReason: "They asked for it." });
    expect(done).toMatchObject({ kind: "done", row: { decision: { overrideReason: "They asked for it." } } });
  });

  test("to reject is mailed with its words and ends the clock", async () => {
    const id = await submitted();
    await rejectRequest(sales, id, "out-of-area", "We do not drive to Bend.");
    expect(await rowOf(id)).toMatchObject({ state: "rejected", dueAt: null, slaWarnAt: null, decidedBy: sales.id });
    const [mail] = await database()
      .select()
      .from(mails)
      .where(eq(mails.cause, `request.reject ${id}`));
    expect(mail?.letter.paragraphs[0]).toBe("We do not drive to Bend.");
  });

  test("is not for the provider, nor for another role of the lab", async () => {
    const id = await submitted();
    expect(await approveRequest(await demoActor("engineer"), id, approval)).toEqual({ kind: "forbidden" });
    expect(await rejectRequest(await demoActor("admin"), id, "other", "no")).toEqual({ kind: "forbidden" });
    expect(await approveRequest(provider, id, approval)).toEqual({ kind: "not-found" });
  });

  test("comes too late after a withdrawal, of which Sales is told", async () => {
    const id = await submitted();
    expect(await withdrawRequest(provider, id, "We closed.")).toMatchObject({ kind: "done" });
    expect(await approveRequest(sales, id, approval)).toMatchObject({ kind: "refused", code: "not-now" });
    expect(await mailsOf(`request.withdraw ${id}`)).toEqual(["sales@demo.example"]);
    const unseen = await draft();
    await withdrawRequest(provider, unseen, "");
    expect(await mailsOf(`request.withdraw ${unseen}`)).toEqual([]);
  });
});

describe("the clock", () => {
  test("stands still while a question is open, and goes on with what was left", async () => {
    const id = await submitted();
    const before = await rowOf(id);
    await askForInfo(sales, id, { text: "Which sites?", items: [] });
    const asked = await rowOf(id);
    expect(asked).toMatchObject({ state: "info-requested", dueAt: null, slaWarnAt: null });
    const left = asked.slaRemainingMs ?? 0;
    expect(left).toBeLessThanOrEqual(16 * 3_600_000);
    expect(left).toBeGreaterThan(15 * 3_600_000);
    await answerRequest(provider, id, { text: "All of them.", missing: {} });
    const answered = await rowOf(id);
    expect(answered).toMatchObject({ state: "submitted", slaRemainingMs: null });
    const again = businessTimeBetween(answered.stateSince, answered.dueAt ?? new Date(0), labHours);
    expect(Math.abs(again - left)).toBeLessThan(60_000);
    expect(answered.dueAt?.getTime()).toBeGreaterThanOrEqual(before.dueAt?.getTime() ?? 0);
    expect(await mailsOf(`request.answer ${id}`)).toEqual(["sales@demo.example"]);
  });

  test("sends each warning once, with two sweeps at the same time and one later", async () => {
    const id = await submitted();
    const { dueAt, slaWarnAt } = await rowOf(id);
    if (!dueAt || !slaWarnAt) throw new Error("The clock does not run.");
    const early = new Date(slaWarnAt.getTime() + 1);
    await Promise.all([sweepSla(early), sweepSla(early)]);
    await sweepSla(early);
    expect(await mailsOf(`request.slaWarn ${id}`)).toEqual(["sales@demo.example"]);
    const late = new Date(dueAt.getTime() + 1);
    await Promise.all([sweepSla(late), sweepSla(late)]);
    await sweepSla(new Date(late.getTime() + 1));
    expect(await mailsOf(`request.slaBreach ${id}`)).toEqual(["escalation@demo.example", "sales@demo.example"]);
    expect(await mailsOf(`request.slaWarn ${id}`)).toEqual(["sales@demo.example"]);
    const history = await database().select().from(stateHistory).where(eq(stateHistory.subjectId, id));
    expect(history.map((row) => row.event)).toEqual(["submit", "slaWarn", "slaBreach"]);
  });

  test("that jumps past both tells of the breach only", async () => {
    const id = await submitted();
    const { dueAt } = await rowOf(id);
    await sweepSla(new Date((dueAt?.getTime() ?? 0) + 1));
    expect(await mailsOf(`request.slaWarn ${id}`)).toEqual([]);
    expect(await mailsOf(`request.slaBreach ${id}`)).toHaveLength(2);
  });

  test("warns of nothing before its time", async () => {
    const id = await submitted();
    const { slaWarnAt } = await rowOf(id);
    await sweepSla(new Date((slaWarnAt?.getTime() ?? 0) - 1));
    expect(await mailsOf(`request.slaWarn ${id}`)).toEqual([]);
  });
});

describe("every change of state", () => {
  test("has one row of history, one audit event and its mails", async () => {
    const id = await submitted();
    await askForInfo(sales, id, { text: "Which sites?", items: [] });
    await answerRequest(provider, id, { text: "All of them.", missing: {} });
    await approveRequest(sales, id, approval);
    const history = await database()
      .select()
      .from(stateHistory)
      .where(eq(stateHistory.subjectId, id))
      .orderBy(stateHistory.id);
    expect(history.map((row) => [row.event, row.fromState, row.toState, row.actorId])).toEqual([
      ["submit", "draft", "submitted", provider.id],
      ["ask", "submitted", "info-requested", sales.id],
      ["answer", "info-requested", "submitted", provider.id],
      ["approve", "submitted", "approved", sales.id],
    ]);
    const audited = await database()
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.objectId, id), like(auditEvents.action, "request.%")))
      .orderBy(auditEvents.seq);
    expect(audited.map((row) => [row.action, row.outcome])).toEqual(
      ["draft", "submit", "ask", "answer", "approve"].map((name) => [`request.${name}`, "done"]),
    );
    expect(await mailsOf(`request.submit ${id}`)).toEqual(["provider@demo.example", "sales@demo.example"]);
    expect(await mailsOf(`request.ask ${id}`)).toEqual(["provider@demo.example"]);
    expect(await mailsOf(`request.answer ${id}`)).toEqual(["sales@demo.example"]);
    expect(await verifyAudit()).toMatchObject({ ok: true });
  });

  test("that fails half way leaves nothing", async () => {
    const id = await submitted();
    const before = (await database().select().from(mails)).length;
    await withTransaction(async (tx) => {
      await tx.db.update(connectionRequests).set({ createdBy: provider.id }).where(eq(connectionRequests.id, id));
      throw new Error("no");
    }).catch(() => undefined);
    expect((await database().select().from(mails)).length).toBe(before);
    expect((await rowOf(id)).state).toBe("submitted");
  });
});
