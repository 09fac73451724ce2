import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { Hop } from "~/app/components/state/HopTimeline";
import type { MessagePageProps } from "~/app/components/workspace/MessagePage";
import { database } from "~/db/client";
import { messageTime } from "~/db/ids";
import { letOn } from "~/db/queries/guarded-orders";
import { auditEvents, connections, endpoints, hops, messages, practices, replayItems, users } from "~/db/schema";
import { CONTRACT_VERSION } from "~/engine/contract";
import { cannotEdit } from "~/engine/pipeline/edit";
import { cannotResend } from "~/engine/pipeline/resend";
import { may } from "~/workflows/policy";
import { eventWords } from "./audit-words.server";
import { type Args, newNonce, param } from "./context.server";
import { logAccess } from "./message-actions.server";
import { bodiesOf, differenceOf } from "./message-body.server";
import { owedOf, problemOf, warningsOf } from "./message-problem.server";
import { routeChoices } from "./message-route.server";
import { lifeLineStops, orderHref, timelineOf } from "./message-way.server";
import { requireActor } from "./session.server";
import { untoldLinks } from "./untold.server";

const tabs = ["message", "difference", "sent", "edit", "audit"] as const;

/** One message with its way. `?tab=` chooses the part, `?reveal=1` shows patient data and puts that on record. */
export async function loadMessage(args: Args): Promise<Omit<MessagePageProps, "errors" | "formError">> {
  const actor = await requireActor(args, "message.list");
  const id = param(args, "messageId");
  const url = new URL(args.request.url);
  const receivedAt = messageTime(id);
  const db = database();
  const [found] = receivedAt
    ? await db
        .select({ message: messages, practice: practices.name, emr: connections.emrName })
        .from(messages)
        .leftJoin(connections, eq(connections.id, messages.connectionId))
        .leftJoin(practices, eq(practices.id, connections.practiceId))
        .where(and(eq(messages.id, id), eq(messages.receivedAt, receivedAt)))
    : [];
  if (!found) throw new Response(null, { status: 404 });
  const { message } = found;
  const readable = may(actor, "message.viewContent");
  const reveal = readable && url.searchParams.get("reveal") === "1";
  if (reveal) await logAccess(actor.id, id);
  const tab = tabs.find((one) => one === url.searchParams.get("tab")) ?? "message";
  const mayResolve = may(actor, "message.replay");
  const stuck = message.state === "dead" || message.state === "held";

  const [way, events, endpointRows, related, route, original, copies, jobs, untold, guarded] = await Promise.all([
    db
      .select()
      .from(hops)
      .where(and(eq(hops.messageId, id), eq(hops.receivedAt, message.receivedAt)))
      .orderBy(asc(hops.seq)),
    db
      .select({ event: auditEvents, by: users.name })
      .from(auditEvents)
      .leftJoin(users, eq(users.id, auditEvents.actor))
      .where(eq(auditEvents.objectId, id))
      .orderBy(desc(auditEvents.at), desc(auditEvents.seq))
      .limit(100),
    db
      .select({ id: endpoints.id, name: endpoints.name })
      .from(endpoints)
      .where(inArray(endpoints.id, [message.sourceEndpointId, message.destinationEndpointId ?? ""])),
    message.placerOrderNumber && message.connectionId
      ? db
          .select({
            id: messages.id,
            direction: messages.direction,
            title: messages.title,
            receivedAt: messages.receivedAt,
            deliveredAt: messages.deliveredAt,
          })
          .from(messages)
          .where(
            and(
              eq(messages.placerOrderNumber, message.placerOrderNumber),
              eq(messages.connectionId, message.connectionId),
            ),
          )
          .orderBy(asc(messages.receivedAt))
          .limit(6)
      : [],
    routeChoices(actor, message, { chosen: url.searchParams.get("to"), reveal }),
    message.replayOf ? findOriginal(message.replayOf) : undefined,
    db.select({ id: messages.id }).from(messages).where(eq(messages.replayOf, id)).limit(1),
    jobsWith(id),
    untoldLinks(message),
    letOn([id]),
  ]);
  const nameOf = (endpointId: string | null) => endpointRows.find((one) => one.id === endpointId)?.name;
  const query = (part: string) =>
    `?${new URLSearchParams({ ...(part !== "message" && { tab: part }), ...(reveal && { reveal: "1" }) })}`;
  const timeline = timelineOf(way);
  const bodies = await bodiesOf(message, reveal);
  return {
    id,
    title: message.title,
    state: message.state,
    messageType: message.messageType,
    controlId: message.controlId,
    orderNumber: message.placerOrderNumber,
    orderHref:
      message.placerOrderNumber && message.connectionId
        ? orderHref(message.placerOrderNumber, message.connectionId)
        : null,
    from: nameOf(message.sourceEndpointId) ?? "A source",
    to: message.connectionId
      ? {
          label:
            message.direction === "result"
              ? `${found.practice}, ${found.emr}`
              : (nameOf(message.destinationEndpointId) ?? "the lab"),
          href: `/connections/${message.connectionId}`,
        }
      : null,
    tab,
    tabs: [
      { label: "Message and contract", href: query("message"), current: tab === "message" },
      ...(readable && message.outbound
        ? [
            { label: "Difference", href: query("difference"), current: tab === "difference" },
            { label: "Sent", href: query("sent"), current: tab === "sent" },
          ]
        : []),
      ...(readable && original ? [{ label: "Edit", href: query("edit"), current: tab === "edit" }] : []),
      { label: "Audit", href: query("audit"), count: events.length, current: tab === "audit" },
    ],
    hops: timeline,
    hopSentence: slowestWords(timeline, message.attempts),
    problem: problemOf(message),
    warnings: warningsOf(guarded),
    owed: owedOf(message),
    can: {
      replay: stuck && mayResolve,
      resend: stuck && may(actor, "message.resend") && cannotResend(message) === undefined,
      edit: may(actor, "message.edit") && cannotEdit(message) === undefined ? `/messages/${id}/edit` : null,
      force:
        message.state === "delivered" && may(actor, "replay.plan")
          ? `/messages/replays/new?action=resend&q=${id}`
          : null,
      discard: stuck && may(actor, "message.discard"),
      reveal: readable,
    },
    route,
    revealed: reveal,
    readable,
    received: readable && tab === "message" ? bodies.received() : null,
    contract:
      readable && tab === "message" && message.mapped
        ? {
            name: message.direction === "order" ? "Order" : "Result",
            version: CONTRACT_VERSION,
            value: reveal ? message.mapped : maskContract(message.mapped),
            unmapped: (message.unmapped ?? []).map((field) => field.path),
          }
        : null,
    sent: readable && tab === "sent" ? bodies.sent() : null,
    difference:
      readable && tab === "difference"
        ? bodies.difference()
        : readable && tab === "edit" && original?.outbound && message.outbound
          ? differenceOf(original.outbound, message.outbound, reveal)
          : [],
    links: [
      ...untold,
      ...(message.replayOf
        ? [{ label: "Edited copy of", id: message.replayOf, href: `/messages/${message.replayOf}` }]
        : []),
      ...copies.map((copy) => ({ label: "Went out edited as", id: copy.id, href: `/messages/${copy.id}` })),
      ...jobs.map((job) => ({ label: "Part of the replay", id: job.id, href: `/messages/replays/${job.id}` })),
    ],
    audit:
      tab === "audit"
        ? events.map(({ event, by }) => ({
            key: `${event.chain}-${event.seq}`,
            at: event.at.toISOString(),
            text: eventWords(event),
            by: by ?? "Gatehouse",
          }))
        : [],
    lifeLine: lifeLineStops(related, id),
    topics: [message.connectionId ? `connection:${message.connectionId}` : "messages"],
    nonce: newNonce(),
  };
}

async function findOriginal(id: string) {
  const [row] = await database().select({ outbound: messages.outbound }).from(messages).where(eq(messages.id, id));
  return row;
}

const jobsWith = (messageId: string) =>
  database()
    .select({ id: replayItems.jobId })
    .from(replayItems)
    .where(eq(replayItems.messageId, messageId))
    .orderBy(desc(replayItems.at))
    .limit(5);

function slowestWords(timeline: readonly Hop[], attempts: number): string {
  const total = timeline.reduce((sum, hop) => sum + (hop.tookMs ?? 0), 0);
  const slowest = timeline.reduce<Hop | undefined>(
    (most, hop) => ((hop.tookMs ?? 0) > (most?.tookMs ?? -1) ? hop : most),
    undefined,
  );
  if (!slowest || total === 0) return "It has just come in.";
  const share = Math.round(((slowest.tookMs ?? 0) / total) * 100);
  const tries = attempts > 1 ? ` It took ${attempts} tries.` : "";
  return `${share} % of it is the way to “${slowest.title}”.${tries}`;
}

/** The contract without what says who the patient is. */
function maskContract(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const hide = (part: unknown): unknown =>
    Array.isArray(part)
      ? part.map(hide)
      : typeof part === "object" && part !== null
        ? Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, hide(inner)]))
        : "masked";
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      ["patient", "guarantor", "insurance"].includes(key) ? hide(part) : part,
    ]),
  );
}
