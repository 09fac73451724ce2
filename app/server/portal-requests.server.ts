import { desc, eq } from "drizzle-orm";
import type { NextStep } from "~/app/components/pages/NextSteps";
import type { RequestTrackerProps } from "~/app/components/pages/RequestTrackerPage";
import { database } from "~/db/client";
import { stateHistory } from "~/db/schema/connections";
import { users } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import type { RequestRow } from "~/workflows/dispatch";
import { statusDays } from "~/workflows/door/status-links";
import { getLab, type Lab } from "~/workflows/lab";
import { rejectionReasons, reopenRequest, withdrawRequest } from "~/workflows/request/commands";
import { calendarOf, policyOf, type SlaPolicy, type SlaRules } from "~/workflows/request/sla-clock";
import { loadSlaRules } from "~/workflows/request/sla-rules";
import { requestFiles } from "./attachments.server";
import { hoursWords } from "./business-hours.server";
import { type Args, newNonce, param } from "./context.server";
import { actOnConversation, isTalk, loadConversation } from "./conversation.server";
import { openRoundOf } from "./information.server";
import { contactOf } from "./portal.server";
import { summaryOf } from "./request-summary.server";
import { done, refused } from "./respond.server";
import { requireActor, requireSubject } from "./session.server";
import { requestStanding } from "./stages.server";
import { actOnStatusLinks, statusLinkList } from "./status.server";

export async function loadRequestTracker(args: Args): Promise<RequestTrackerProps> {
  const actor = await requireActor(args, "portal.view");
  const id = param(args, "id");
  const db = database();
  const [[found], history, lab, [decider], files] = await Promise.all([
    db.select().from(connectionRequests).where(eq(connectionRequests.id, id)),
    db.select().from(stateHistory).where(eq(stateHistory.subjectId, id)).orderBy(desc(stateHistory.id)).limit(50),
    getLab(),
    db
      .select({ name: users.name })
      .from(connectionRequests)
      .innerJoin(users, eq(users.id, connectionRequests.decidedBy))
      .where(eq(connectionRequests.id, id)),
    requestFiles(id),
  ]);
  const row = requireSubject(actor, "request.view", found);
  const open = row.state === "draft" || row.state === "info-requested";
  const reason = rejectionReasons[(row.decision?.reasonCode ?? "other") as keyof typeof rejectionReasons];
  return {
    id,
    title: row.emrName,
    labName: lab.shortName,
    state: row.state,
    ...requestStanding(row, { lab: lab.shortName }),
    homeHref: "/portal",
    ...(open && { editHref: `/portal/requests/${id}/edit` }),
    ...(row.connectionId && { connectionHref: `/portal/connections/${row.connectionId}` }),
    infoRequest: await openRoundOf(row),
    rejection:
      row.state === "rejected"
        ? {
            reason,
            message: row.decision?.reason ?? "",
            by: decider?.name ?? lab.shortName,
            at: (row.decidedAt ?? row.stateSince).toISOString(),
          }
        : null,
    canWithdraw: ["draft", "submitted", "info-requested"].includes(row.state),
    statusLinks: row.state === "draft" ? null : { links: await statusLinkList(id), days: statusDays },
    canReopen: row.state === "withdrawn" || row.state === "rejected",
    next: row.state === "submitted" ? nextSteps(row, lab, await loadSlaRules()) : null,
    summary: await summaryOf(row.form),
    attachments: files,
    conversation: await loadConversation(actor, row),
    history: history.map((one) => ({
      key: String(one.id),
      at: one.at.toISOString(),
      text: historyWords[one.event] ?? one.event,
      by: one.actorName,
    })),
    contact: contactOf(lab),
    nonce: newNonce(),
    errors: {},
    defaultValues: {},
  };
}

/** `intent=withdraw` ends the request, `reopen` begins a draft from an ended one; or one of the conversation and the status links. */
export async function actOnRequest(args: Args) {
  const actor = await requireActor(args, "portal.view");
  const id = param(args, "id");
  const form = await args.request.formData();
  if (isTalk(form)) return actOnConversation(actor, id, form, `/portal/requests/${id}`);
  if (form.get("intent") === "withdraw") {
    const outcome = await withdrawRequest(actor, id, String(form.get("reason") ?? "").trim());
    return outcome.kind === "done" ? done("/portal", "Request withdrawn") : refused(outcome);
  }
  if (form.get("intent") === "reopen") {
    const outcome = await reopenRequest(actor, id, String(form.get("nonce") ?? ""));
    if (outcome.kind === "stale") return done(`/portal/requests/${outcome.row.id}/edit`, "It is open already");
    return outcome.kind === "done"
      ? done(`/portal/requests/${outcome.row.id}/edit`, "New draft", "It begins with what you entered before.")
      : refused(outcome);
  }
  if (String(form.get("intent")).endsWith("status-link")) return actOnStatusLinks(args, id, form);
  throw new Response(null, { status: 400 });
}

/** How soon the lab answers, in words. */
export const promiseOf = ({ targetMinutes }: SlaPolicy) => `within ${Math.round(targetMinutes / 60)} business hours`;

/** What happens after a request was sent: what, who does it, by when. */
function nextSteps(row: RequestRow, lab: Lab, rules: SlaRules): NextStep[] {
  const { signer, technical, clinical } = row.form.contacts;
  const policy = policyOf(rules, row);
  return [
    {
      who: `Sales at ${lab.shortName}`,
      title: "An answer to your request",
      ...(row.dueAt && { by: row.dueAt.toISOString() }),
      text: `The promise is ${promiseOf(policy)}: time in which the lab is open, ${hoursWords(calendarOf(rules, policy))}.`,
    },
    {
      who: `Engineers at ${lab.shortName}`,
      title: "Set-up and test",
      text: `They begin when it is approved, and write to ${technical.name || clinical.name} if they need something.`,
    },
    {
      who: signer.name,
      title: "A signature under the test",
      text: "An e-mail comes when it is ready. After that it goes live.",
      ...(row.form.targetDate && { by: `${row.form.targetDate}T12:00:00Z`, wish: true }),
    },
  ];
}

export const historyWords: Record<string, string> = {
  submit: "Request submitted",
  ask: "The lab asked a question",
  answer: "The practice answered",
  approve: "Request approved",
  reject: "Request declined",
  withdraw: "Request withdrawn",
  claim: "Claimed",
  assign: "Assigned",
  release: "Released",
  slaMove: "Due time moved",
  slaWarn: "Due soon",
  slaBreach: "Not answered in time",
};
