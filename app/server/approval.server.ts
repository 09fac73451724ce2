import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { ApprovalPanelProps } from "~/app/components/console/approvals/types";
import { database } from "~/db/client";
import { queueIds } from "~/db/queries/request-queue";
import { connectionRequests, connections, emrSystems, stateHistory, tests, users } from "~/db/schema";
import type { RequestRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import { changedBy } from "~/workflows/request/change";
import { rejectionReasons } from "~/workflows/request/commands";
import { isNpi } from "~/workflows/request/form";
import { loadRatings } from "~/workflows/request/load-matrix";
import { matrixPrint, type Rating, totals } from "~/workflows/request/matrix";
import { listMessageTemplates } from "~/workflows/request/message-templates";
import { loadSlaRules } from "~/workflows/request/sla-rules";
import { loadBackground } from "./approval-background.server";
import { loadOffer } from "./approval-offer.server";
import { requestFiles } from "./attachments.server";
import { type Args, newNonce, param } from "./context.server";
import { loadConversation } from "./conversation.server";
import { askableParts, infoRounds } from "./information.server";
import { historyWords } from "./portal-requests.server";
import { queueFilterOf, slaOf } from "./request-queue.server";
import { requireActor } from "./session.server";

/** One request, for whoever decides. */
export async function loadApproval(args: Args): Promise<Omit<ApprovalPanelProps, "errors">> {
  const actor = await requireActor(args, "request.list");
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
  const params = new URL(args.request.url).searchParams;
  const rating = (await loadRatings([request.emrSystemId]))(request.emrSystemId);
  // A decision keeps the matrix it was made with.
  const decidedWith = request.decision?.matrix;
  const shown = decidedWith ? totals(decidedWith) : rating;
  const open = request.state === "submitted";
  const [rules, history, queue, testRows, offer, [live], background, templates, attachments, conversation, rounds] =
    await Promise.all([
      loadSlaRules(),
      db.select().from(stateHistory).where(eq(stateHistory.subjectId, id)).orderBy(desc(stateHistory.id)).limit(30),
      queueIds(queueFilterOf(params, actor.id), 200),
      db
        .select({ code: tests.code, name: tests.name })
        .from(tests)
        .where(eq(tests.status, "active"))
        .orderBy(asc(tests.name)),
      loadOffer(actor, request),
      emr
        ? db
            .select({ count: sql<number>`count(*)::int` })
            .from(connections)
            .where(and(eq(connections.emrSystemId, emr.id), eq(connections.state, "live")))
        : [{ count: 0 }],
      loadBackground(request, shown.recommended),
      listMessageTemplates(),
      requestFiles(id),
      loadConversation(actor, request),
      infoRounds(request),
    ]);
  const { form } = request;
  const changed = await changedBy(request, db);
  const at = queue.findIndex((one) => one.id === id);
  const search = new URL(args.request.url).search;
  const link = (one: { id: string } | undefined) => one && `/approvals/${one.id}${search}`;
  const [previousHref, nextHref] = [link(queue[at - 1]), link(queue[at + 1])];
  const name = (code: string) => [...testRows, ...offer.panels].find((one) => one.code === code)?.name ?? code;
  return {
    id,
    practice: form.practice.legalName,
    state: request.state,
    sla: slaOf(request, rules, new Date()),
    place:
      at >= 0
        ? { index: at + 1, total: queue.length, ...(previousHref && { previousHref }), ...(nextHref && { nextHref }) }
        : null,
    closeHref: `/approvals${search}`,
    submittedAt: request.submittedAt?.toISOString() ?? null,
    emr: { name: request.emrName, livePractices: live?.count ?? 0 },
    mode: form.mode,
    changes: changed
      ? {
          href: `/connections/${changed.id}`,
          transport: changed.transport,
          text:
            changed.state === "live"
              ? "It is live with results only. They flow on after an approval, until an engineer pauses it to set the orders up."
              : `It is ${changed.state}, with results only. An approval makes it take orders too; its gate asks for what they touch.`,
        }
      : null,
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
      ...shown,
      note: emr?.note || (rating.given === 0 ? "Nobody has rated this system yet." : ""),
      profile: decidedWith ? "As it was at the decision" : profileWords(emr?.product, rating),
      print: matrixPrint(rating.rows),
      history: background.history,
      ...(emr && may(actor, "emr.view") && { href: `/admin/emr-systems/${emr.id}` }),
    },
    rounds,
    askable: askableParts,
    taken: open ? null : takenOf(history, actor.id),
    canDecide: open && may(actor, "request.approve"),
    ...(open && !may(actor, "request.approve") && { cannotDecide: "Sales decides on requests." }),
    offer: { tests: testRows, panels: offer.panels, proposals: offer.proposals, buildHref: offer.buildHref },
    rejectionReasons: Object.entries(rejectionReasons).map(([value, label]) => ({ value, label })),
    decision: decisionOf(request, found.decider, name),
    history: history.map((one) => ({
      key: String(one.id),
      at: one.at.toISOString(),
      text: historyWords[one.event] ?? one.event,
      by: one.actorName,
    })),
    background,
    templates,
    nonce: newNonce(),
    defaultValues: {
      transport: rating.recommended,
      tier: request.tier,
      ordersPerMonth: form.volume.orders,
      targetDate: form.targetDate,
      tests: form.tests,
      panels: [...new Set([...form.panels, ...offer.setAside])],
    },
  };
}

/** Whose scores these are. */
function profileWords(product: string | undefined, { rows, given }: Rating): string {
  const weights = rows.every(({ weight }) => weight === rows[0]?.weight) ? "equal weights" : "weighted";
  if (!product || given === 0) return `The usual scores, ${weights}`;
  const rest = given < rows.length * 2 ? `${given} of ${rows.length * 2} scores its own, ` : "";
  return `Profile of ${product}, ${rest}${weights}`;
}

const takenWords: Record<string, string> = {
  approve: "approved this request",
  reject: "declined this request",
  ask: "asked the practice a question",
  withdraw: "withdrew this request",
};

function takenOf(newestFirst: readonly (typeof stateHistory.$inferSelect)[], me: string): ApprovalPanelProps["taken"] {
  const last = newestFirst.find((one) => takenWords[one.event] !== undefined);
  if (!last) return null;
  const { actorName, actorId, at, event } = last;
  return { by: actorName, what: takenWords[event] ?? event, at: at.toISOString(), mine: actorId === me };
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
