import { data } from "@remix-run/node";
import { eq } from "drizzle-orm";
import type { StatusLinksProps } from "~/app/components/pages/StatusLinks";
import type { StatusPageProps } from "~/app/components/pages/StatusPage";
import { database } from "~/db/client";
import { connections } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { loadStanding } from "~/workflows/connection/standing";
import type { ConnectionRow, RequestRow } from "~/workflows/dispatch";
import {
  createStatusLink,
  openStatusLink,
  revokeStatusLink,
  statusDays,
  statusLinksOf,
} from "~/workflows/door/status-links";
import { getLab } from "~/workflows/lab";
import type { Args } from "./context.server";
import { done, invalid, refused } from "./respond.server";
import { requireActor } from "./session.server";
import { connectionStanding, requestStanding } from "./stages.server";

/** What a status link shows, without sign-in. One that does not open looks the same whatever the cause, and answers 404. */
export async function loadStatus(args: Args) {
  const opened = await openStatusLink(args.params.token ?? "", args.context.clientAddress);
  const status = opened ? await statusOf(opened.requestId) : null;
  return data(
    { status },
    {
      status: status ? 200 : 404,
      headers: {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
      },
    },
  );
}

async function statusOf(requestId: string): Promise<StatusPageProps | null> {
  const [lab, [found]] = await Promise.all([
    getLab(),
    database()
      .select({ request: connectionRequests, practice: practices.name, connection: connections })
      .from(connectionRequests)
      .innerJoin(practices, eq(practices.id, connectionRequests.practiceId))
      .leftJoin(connections, eq(connections.id, connectionRequests.connectionId))
      .where(eq(connectionRequests.id, requestId)),
  ]);
  if (!found) return null;
  const { request, connection } = found;
  const names = { lab: lab.shortName };
  const { stages, ball } = connection
    ? connectionStanding(connection, request, (await loadStanding(connection)).lamps, names)
    : requestStanding(request, names);
  return {
    practiceName: found.practice,
    emrName: request.emrName,
    labName: lab.shortName,
    stages,
    sentence: (connection ? connectionWords : requestWords)[connection?.state ?? request.state] ?? "",
    turn: ball ? (ball.mine ? found.practice : ball.party) : null,
    next: nextDate(request, connection),
    readAt: new Date().toISOString(),
  };
}

/** The words of a practice's own page speak to the practice; these speak to anybody. */
const requestWords: Record<string, string> = {
  submitted: "The request is with the lab's sales team.",
  "info-requested": "The lab has asked the practice something and waits for the answer.",
  approved: "The request is approved.",
  rejected: "The lab cannot offer this connection now.",
  withdrawn: "The practice has withdrawn the request.",
};
const connectionWords: Record<string, string> = {
  provisioning: "The lab is setting the connection up.",
  testing: "The connection is being tested.",
  ready: "Everything is tested and signed; the lab starts it.",
  live: "The connection is live.",
  paused: "The connection is paused; nothing is lost.",
  retired: "The connection has ended.",
  cancelled: "The connection was cancelled.",
};

const underWay = ["provisioning", "testing", "ready"];

function nextDate(request: RequestRow, connection: ConnectionRow | null): StatusPageProps["next"] {
  if (connection) {
    return connection.targetDate && underWay.includes(connection.state)
      ? { label: "Planned start", at: `${connection.targetDate}T12:00:00Z`, dateOnly: true }
      : null;
  }
  return request.state === "submitted" && request.dueAt
    ? { label: "Answer by", at: request.dueAt.toISOString(), dateOnly: false }
    : null;
}

/** The status links of a request, for its practice's own page. */
export async function statusLinkList(requestId: string): Promise<StatusLinksProps["links"]> {
  return (await statusLinksOf(requestId)).map(({ link, by }) => ({
    id: link.id,
    label: link.label,
    by,
    expiresAt: link.expiresAt.toISOString(),
    openedAt: link.openedAt?.toISOString() ?? null,
  }));
}

/** `intent=make-status-link` answers with the link, this once; `close-status-link` closes one. */
export async function actOnStatusLinks(args: Args, requestId: string, form: FormData) {
  const actor = await requireActor(args, "request.share");
  if (form.get("intent") === "close-status-link") {
    const outcome = await revokeStatusLink(actor, requestId, String(form.get("linkId") ?? ""));
    return outcome.kind === "done" ? done(`/portal/requests/${requestId}`, "The link is closed") : refused(outcome);
  }
  const days = statusDays.find((count) => String(count) === form.get("days")) ?? 90;
  const outcome = await createStatusLink(actor, requestId, { label: String(form.get("label") ?? ""), days });
  if (outcome.kind === "refused" && outcome.field) return invalid({ [outcome.field]: outcome.message });
  if (outcome.kind !== "done") return refused(outcome);
  return { errors: {}, statusLink: new URL(`/status/${outcome.token}`, args.context.gatehouse.publicUrl).href };
}
