import { and, asc, desc, eq, ilike, isNotNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { ApprovalPanelProps, ApprovalsPageProps } from "~/app/components/console/approvals/types";
import type { Sla } from "~/app/components/state/SlaClock";
import { database } from "~/db/client";
import { unreadPosts } from "~/db/queries/unread-posts";
import {
  connectionRequests,
  connections,
  emrSystems,
  panels,
  practices,
  stateHistory,
  tests,
  users,
} from "~/db/schema";
import type { RequestRow } from "~/workflows/dispatch";
import { getLab, type Lab } from "~/workflows/lab";
import { may } from "~/workflows/policy";
import { rejectionReasons } from "~/workflows/request/commands";
import { isNpi } from "~/workflows/request/form";
import { defaultMatrix, matrixCriteria, recommend } from "~/workflows/request/matrix";
import { businessTimeBetween, defaultSla } from "~/workflows/request/sla";
import { requestFiles } from "./attachments.server";
import { type Args, newNonce, param } from "./context.server";
import { loadConversation } from "./conversation.server";
import { askableParts, infoRounds } from "./information.server";
import { price } from "./portal.server";
import { historyWords } from "./portal-requests.server";
import { requireActor } from "./session.server";

const pageSize = 50;
const waiting = ["submitted", "info-requested"] as const;
const targetMinutes = defaultSla.targetMs / 60_000;

/** The queue; `view`, `q` and `page` in the URL, the open request in the path. */
export async function loadApprovals(args: Args): Promise<ApprovalsPageProps> {
  const actor = await requireActor(args, "request.view");
  const db = database();
  const url = new URL(args.request.url);
  const query = url.searchParams.get("q")?.trim() ?? "";
  const page = Math.max(1, Number(url.searchParams.get("page") ?? 1) || 1);
  const openId = args.params.requestId ?? null;
  const soon = new Date(Date.now() + 24 * 3_600_000);
  const sets: { key: ApprovalsPageProps["view"]; label: string; where: SQL | undefined }[] = [
    { key: "waiting", label: "Waiting for sales", where: sql`${connectionRequests.state} in ${waiting}` },
    {
      key: "due",
      label: "Due today",
      where: and(eq(connectionRequests.state, "submitted"), lte(connectionRequests.dueAt, soon)),
    },
    { key: "decided", label: "Decided", where: isNotNull(connectionRequests.decidedAt) },
    { key: "all", label: "All", where: sql`${connectionRequests.state} <> 'draft'` },
  ];
  const view = sets.find((one) => one.key === url.searchParams.get("view")) ?? sets[0];
  const fits = query
    ? or(
        ilike(practices.name, `%${query}%`),
        ilike(connectionRequests.emrName, `%${query}%`),
        eq(connectionRequests.id, query),
      )
    : undefined;
  const [lab, rows, [counts], ages] = await Promise.all([
    getLab(),
    db
      .select({ request: connectionRequests, practice: practices.name, matrix: emrSystems.matrix, decider: users.name })
      .from(connectionRequests)
      .innerJoin(practices, eq(practices.id, connectionRequests.practiceId))
      .leftJoin(emrSystems, eq(emrSystems.id, connectionRequests.emrSystemId))
      .leftJoin(users, eq(users.id, connectionRequests.decidedBy))
      .where(and(view?.where, fits))
      .orderBy(
        ...(view?.key === "decided"
          ? [desc(connectionRequests.decidedAt)]
          : [asc(connectionRequests.dueAt), asc(connectionRequests.id)]),
      )
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({
        waiting: sql<number>`(count(*) filter (where ${sets[0]?.where}))::int`,
        due: sql<number>`(count(*) filter (where ${sets[1]?.where}))::int`,
        decided: sql<number>`(count(*) filter (where ${sets[2]?.where}))::int`,
        all: sql<number>`(count(*) filter (where ${sets[3]?.where}))::int`,
      })
      .from(connectionRequests),
    db
      .select({ request: connectionRequests, practice: practices.name })
      .from(connectionRequests)
      .innerJoin(practices, eq(practices.id, connectionRequests.practiceId))
      .where(eq(connectionRequests.state, "submitted"))
      .orderBy(asc(connectionRequests.dueAt))
      .limit(60),
  ]);
  const search = url.search;
  const unread = await unreadPosts(
    actor.id,
    rows.map(({ request }) => request.id),
    { notes: may(actor, "conversation.viewNotes") },
  );
  return {
    views: sets.map((one) => ({
      label: one.label,
      href: `/approvals?view=${one.key}`,
      count: counts?.[one.key] ?? 0,
      current: one === view,
    })),
    view: view?.key ?? "waiting",
    ages: ages.map(({ request, practice }) => ({
      id: request.id,
      href: `/approvals/${request.id}${search}`,
      practice,
      ageMinutes: targetMinutes - minutesLeft(request, lab),
      selected: request.id === openId,
    })),
    targetMinutes,
    rows: rows.map(({ request, practice, matrix, decider }) => ({
      id: request.id,
      href: `/approvals/${request.id}${search}`,
      practice,
      emr: request.emrName,
      sla: slaOf(request, lab),
      state: request.state,
      bestFit: recommend(matrix ?? defaultMatrix).transport === "sftp" ? "SFTP" : "REST",
      ordersPerMonth: Number(request.form.volume.orders) || null,
      unread: unread.get(request.id) ?? 0,
      ...(decider && { decidedBy: decider }),
      ...(request.decidedAt && { decidedAt: request.decidedAt.toISOString() }),
    })),
    openId,
    paging: { kind: "page", page, pageSize, total: counts?.[view?.key ?? "waiting"] ?? 0 },
    hoursNote: `Business hours ${clock(lab.calendar.opensAt)}–${clock(lab.calendar.closesAt)} ${lab.calendar.timeZone.replace("_", " ")}`,
  };
}

/** One request, for whoever decides. */
export async function loadApproval(args: Args): Promise<Omit<ApprovalPanelProps, "errors">> {
  const actor = await requireActor(args, "request.view");
  const db = database();
  const id = param(args, "requestId");
  const [found] = await db
    .select({ request: connectionRequests, emr: emrSystems, decider: users.name })
    .from(connectionRequests)
    .leftJoin(emrSystems, eq(emrSystems.id, connectionRequests.emrSystemId))
    .leftJoin(users, eq(users.id, connectionRequests.decidedBy))
    .where(eq(connectionRequests.id, id));
  if (!found || found.request.state === "draft") throw new Response(null, { status: 404 });
  const { request, emr } = found;
  const [lab, history, queue, testRows, panelRows, [live], attachments, conversation, rounds] = await Promise.all([
    getLab(),
    db.select().from(stateHistory).where(eq(stateHistory.subjectId, id)).orderBy(desc(stateHistory.id)).limit(30),
    db
      .select({ id: connectionRequests.id })
      .from(connectionRequests)
      .where(sql`${connectionRequests.state} in ${waiting}`)
      .orderBy(asc(connectionRequests.dueAt), asc(connectionRequests.id))
      .limit(200),
    db
      .select({ code: tests.code, name: tests.name })
      .from(tests)
      .where(eq(tests.status, "active"))
      .orderBy(asc(tests.name)),
    db.select().from(panels).where(eq(panels.status, "active")).orderBy(asc(panels.name)),
    emr
      ? db
          .select({ count: sql<number>`count(*)::int` })
          .from(connections)
          .where(and(eq(connections.emrSystemId, emr.id), eq(connections.state, "live")))
      : [{ count: 0 }],
    requestFiles(id),
    loadConversation(actor, request),
    infoRounds(request),
  ]);
  const { form } = request;
  const matrix = emr?.matrix ?? defaultMatrix;
  const best = recommend(matrix);
  const at = queue.findIndex((one) => one.id === id);
  const search = new URL(args.request.url).search;
  const link = (one: { id: string } | undefined) => one && `/approvals/${one.id}${search}`;
  const [previousHref, nextHref] = [link(queue[at - 1]), link(queue[at + 1])];
  const name = (code: string) => [...testRows, ...panelRows].find((one) => one.code === code)?.name ?? code;
  const open = request.state === "submitted";
  return {
    id,
    practice: form.practice.legalName,
    state: request.state,
    sla: slaOf(request, lab),
    place:
      at >= 0
        ? { index: at + 1, total: queue.length, ...(previousHref && { previousHref }), ...(nextHref && { nextHref }) }
        : null,
    closeHref: `/approvals${search}`,
    submittedAt: request.submittedAt?.toISOString() ?? null,
    emr: { name: request.emrName, livePractices: live?.count ?? 0 },
    mode: form.mode,
    canDo: { sftp: "SFTP", rest: "REST", unknown: "Does not know" }[form.transport],
    sftpHost: {
      practice: "hosted by the practice",
      vendor: "hosted by the EMR vendor",
      lab: "hosted by the lab",
      unknown: "host not known yet",
    }[form.sftpHost],
    address: {
      city: [form.practice.city, form.practice.state].filter(Boolean).join(", "),
      sites: Math.max(1, form.practice.sites.split(/[,\n;]/).filter((site) => site.trim()).length),
      npi: form.practice.npi,
      npiValid: isNpi(form.practice.npi),
      specialty: form.practice.specialty,
      timeZone: form.practice.timeZone,
    },
    ordersPerMonth: Number(form.volume.orders) || null,
    resultsPerMonth: Number(form.volume.results) || null,
    targetDate: form.targetDate || null,
    testsOfInterest: form.tests.map((code) => ({ code, name: name(code) })),
    panelsOfInterest: form.panels.map((code) => ({ code, name: name(code) })),
    contacts: (["clinical", "technical", "vendor"] as const)
      .filter((kind) => form.contacts[kind].name)
      .map((kind) => ({
        kind: { clinical: "Clinical", technical: "Technical", vendor: "EMR vendor" }[kind],
        ...form.contacts[kind],
      })),
    signer: form.contacts.signer.name,
    ...(form.notes && { notes: form.notes }),
    attachments,
    conversation,
    matrix: {
      rows: matrixCriteria.map((criterion, i) => ({ criterion, sftp: matrix.sftp[i] ?? 0, rest: matrix.rest[i] ?? 0 })),
      sftp: best.sftp,
      rest: best.rest,
      outOf: matrixCriteria.length * 5,
      recommended: best.transport,
      note: matrix.note,
      profile: emr ? `Profile of ${emr.product}, equal weights` : "The usual scores, equal weights",
    },
    rounds,
    askable: askableParts,
    canDecide: open && may(actor, "request.approve"),
    ...(open && !may(actor, "request.approve") && { cannotDecide: "Sales decides on requests." }),
    offer: {
      tests: testRows,
      panels: panelRows.map((panel) => ({
        code: panel.code,
        name: panel.name,
        price: price(panel.preferredPriceCents),
        members: panel.members.join(", "),
      })),
    },
    rejectionReasons: Object.entries(rejectionReasons).map(([value, label]) => ({ value, label })),
    decision: decisionOf(request, found.decider, name),
    history: history.map((one) => ({
      key: String(one.id),
      at: one.at.toISOString(),
      text: historyWords[one.event] ?? one.event,
      by: one.actorName,
    })),
    nonce: newNonce(),
    defaultValues: {
      transport: best.transport,
      tier: Number(form.volume.orders) >= 1_500 ? "A" : Number(form.volume.orders) >= 500 ? "B" : "C",
      ordersPerMonth: form.volume.orders,
      targetDate: form.targetDate,
      tests: form.tests,
      panels: form.panels,
    },
  };
}

function minutesLeft(request: RequestRow, lab: Lab): number {
  if (request.dueAt) return businessTimeBetween(new Date(), request.dueAt, lab.calendar) / 60_000;
  return (request.slaRemainingMs ?? defaultSla.targetMs) / 60_000;
}

function slaOf(request: RequestRow, lab: Lab): Sla | null {
  if (request.state !== "submitted" && request.state !== "info-requested") return null;
  return {
    minutesLeft: minutesLeft(request, lab),
    targetMinutes,
    dueAt: (request.dueAt ?? request.stateSince).toISOString(),
    paused: request.state === "info-requested",
  };
}

function decisionOf(
  request: RequestRow,
  decider: string | null,
  name: (code: string) => string,
): ApprovalPanelProps["decision"] {
  const { decision, state } = request;
  if (state === "withdrawn")
    return { outcome: "withdrawn", by: "The practice", at: request.stateSince.toISOString(), facts: [] };
  if (!decision || (state !== "approved" && state !== "rejected")) return null;
  const facts: [string, string | undefined][] = [
    [
      "Reason",
      decision.reasonCode ? rejectionReasons[decision.reasonCode as keyof typeof rejectionReasons] : undefined,
    ],
    ["Transport", decision.transport?.toUpperCase()],
    [
      "Recommended",
      decision.recommended && decision.scores
        ? `${decision.recommended.toUpperCase()}, SFTP ${decision.scores.sftp} to REST ${decision.scores.rest}`
        : undefined,
    ],
    ["Override because", decision.overrideReason],
    ["Tier", decision.tier],
    ["Orders a month", decision.ordersPerMonth?.toString()],
    ["Offered", [...(decision.panels ?? []), ...(decision.tests ?? [])].map(name).join(", ")],
    ["Target go-live", decision.targetDate],
    [decision.reasonCode ? "Message" : "Reason", decision.reason],
  ];
  return {
    outcome: state,
    by: decider ?? decision.by,
    at: (request.decidedAt ?? request.stateSince).toISOString(),
    facts: facts.flatMap(([label, value]) => (value ? [{ label, value }] : [])),
    ...(request.connectionId && { connectionHref: `/connections/${request.connectionId}` }),
  };
}

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
