import { and, arrayContains, asc, isNull } from "drizzle-orm";
import type { ApprovalsPageProps } from "~/app/components/console/approvals/types";
import { database } from "~/db/client";
import { type QueueView, queueCounts, queuePage, slaColours } from "~/db/queries/request-queue";
import { unreadPosts } from "~/db/queries/unread-posts";
import { emrSystems, users } from "~/db/schema";
import { tiers } from "~/db/schema/requests";
import { getLab } from "~/workflows/lab";
import { may } from "~/workflows/policy";
import { loadRatings } from "~/workflows/request/load-matrix";
import { listSavedViews } from "~/workflows/request/saved-views";
import { loadSlaRules } from "~/workflows/request/sla-rules";
import { csvOf } from "~/workflows/spreadsheet/write";
import { hoursWords } from "./business-hours.server";
import type { Args } from "./context.server";
import { filterQuery, queueFilterOf, slaOf } from "./request-queue.server";
import { initialsOf, requireActor } from "./session.server";
import { csvDownload } from "./upload.server";

const pageSize = 50;
const mostRows = 10_000;

const viewLabels: Record<QueueView, string> = {
  waiting: "Waiting for sales",
  mine: "Mine",
  unassigned: "Unassigned",
  due: "Due today",
  decided: "Decided",
  all: "All",
};

/** The queue; view, filters and cursor in the URL, the open request in the path. */
export async function loadApprovals(args: Args): Promise<ApprovalsPageProps> {
  const actor = await requireActor(args, "request.list");
  const url = new URL(args.request.url);
  const filter = queueFilterOf(url.searchParams, actor.id);
  const { now } = filter;
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const openId = args.params.requestId ?? null;
  const [lab, rules, found, [counts], ages, people, emrs, saved] = await Promise.all([
    getLab(),
    loadSlaRules(),
    queuePage(filter, pageSize, cursor),
    queueCounts(filter),
    queuePage({ view: "waiting", me: actor.id, now, state: "submitted" }, 60),
    listSellers(),
    database()
      .select({ id: emrSystems.id, name: emrSystems.product })
      .from(emrSystems)
      .orderBy(asc(emrSystems.product)),
    listSavedViews(actor),
  ]);
  const rows = found.slice(0, pageSize);
  const count: Partial<Record<QueueView, number>> = counts ?? {};
  const query = filterQuery(url.searchParams);
  const opened = saved.find((one) => one.query === query);
  const { search } = url;
  const [ratingOf, unread] = await Promise.all([
    loadRatings(rows.map(({ request }) => request.emrSystemId)),
    unreadPosts(
      actor.id,
      rows.map(({ request }) => request.id),
      { notes: may(actor, "conversation.viewNotes") },
    ),
  ]);
  return {
    views: [
      ...Object.entries(viewLabels).map(([key, label]) => ({
        label,
        href: `/approvals?view=${key}`,
        ...(count[key as QueueView] !== undefined && { count: count[key as QueueView] ?? 0 }),
        current: !opened && key === filter.view,
      })),
      ...saved.map((one) => ({ label: one.name, href: `/approvals?${one.query}`, current: one === opened })),
    ],
    view: filter.view,
    filters: filtersOf(people, emrs),
    filtered: query !== "" && query !== `view=${filter.view}`,
    query,
    openedView: opened ? { id: opened.id, name: opened.name } : null,
    ages: ages.map(({ request, practice }) => {
      const sla = slaOf(request, rules, now);
      return {
        id: request.id,
        href: `/approvals/${request.id}${search}`,
        practice,
        share: sla ? 1 - sla.minutesLeft / Math.max(1, sla.targetMinutes) : 0,
        ageMinutes: sla ? sla.targetMinutes - sla.minutesLeft : 0,
        warned: sla?.warned ?? false,
        selected: request.id === openId,
      };
    }),
    rows: rows.map(({ request, practice, assignee, decider }) => ({
      id: request.id,
      href: `/approvals/${request.id}${search}`,
      practice,
      emr: request.changesConnectionId ? `Orders too: ${request.emrName}` : request.emrName,
      sla: slaOf(request, rules, now),
      state: request.state,
      bestFit: ratingOf(request.emrSystemId).recommended === "sftp" ? "SFTP" : "REST",
      ordersPerMonth: Number(request.form.volume.orders) || null,
      unread: unread.get(request.id) ?? 0,
      ...(assignee && {
        owner: { name: request.assigneeId === actor.id ? "You" : assignee, initials: initialsOf(assignee) },
      }),
      ...(decider && { decidedBy: decider }),
      ...(request.decidedAt && { decidedAt: request.decidedAt.toISOString() }),
    })),
    openId,
    paging: { kind: "cursor", next: found.length > pageSize ? (rows.at(-1)?.key ?? null) : null, first: !cursor },
    hoursNote: hoursWords(lab.calendar),
    sellers: people.map(({ id, name }) => ({ id, name: id === actor.id ? `${name} (you)` : name })),
    canAssign: may(actor, "request.assign"),
  };
}

const heads = [
  "Id",
  "Practice",
  "EMR system",
  "Mode",
  "Tier",
  "State",
  "Owner",
  "Orders a month",
  "Best fit",
  "Submitted",
  "Due",
  "Business minutes left",
  "Decided by",
  "Decided",
];

/** The queue under its view and filters as a CSV file, at most 10,000 requests. */
export async function downloadApprovals(args: Args): Promise<Response> {
  const actor = await requireActor(args, "request.list");
  const filter = queueFilterOf(new URL(args.request.url).searchParams, actor.id);
  const [rules, rows] = await Promise.all([loadSlaRules(), queuePage(filter, mostRows)]);
  const ratingOf = await loadRatings([...new Set(rows.map(({ request }) => request.emrSystemId))]);
  const lines = rows.slice(0, mostRows).map(({ request, practice, assignee, decider }) => {
    const sla = slaOf(request, rules, filter.now);
    return [
      request.id,
      practice,
      request.emrName,
      request.mode ?? "",
      request.tier ?? "",
      request.state,
      assignee ?? "",
      request.form.volume.orders,
      ratingOf(request.emrSystemId).recommended,
      request.submittedAt?.toISOString() ?? "",
      sla && !sla.paused ? sla.dueAt : "",
      sla ? Math.round(sla.minutesLeft) : "",
      decider ?? "",
      request.decidedAt?.toISOString() ?? "",
    ];
  });
  return csvDownload("requests.csv", csvOf([heads, ...lines]));
}

const listSellers = () =>
  database()
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(and(arrayContains(users.roles, ["sales" as const]), isNull(users.disabledAt)))
    .orderBy(asc(users.name))
    .limit(200);

const colourWords = { blue: "In time", amber: "Due soon", red: "Overdue", paused: "Paused" };

const filtersOf = (
  people: { id: string; name: string }[],
  emrs: { id: string; name: string }[],
): ApprovalsPageProps["filters"] => [
  {
    name: "sla",
    label: "SLA",
    options: [{ value: "", label: "Any SLA" }, ...slaColours.map((value) => ({ value, label: colourWords[value] }))],
  },
  {
    name: "who",
    label: "Owner",
    options: [
      { value: "", label: "Any owner" },
      { value: "nobody", label: "Nobody" },
      ...people.map(({ id, name }) => ({ value: id, label: name })),
    ],
  },
  {
    name: "emr",
    label: "EMR system",
    options: [{ value: "", label: "Any EMR" }, ...emrs.map(({ id, name }) => ({ value: id, label: name }))],
  },
  {
    name: "mode",
    label: "Mode",
    options: [
      { value: "", label: "Any mode" },
      { value: "bidirectional", label: "Orders and results" },
      { value: "results-only", label: "Results only" },
    ],
  },
  {
    name: "tier",
    label: "Tier",
    options: [{ value: "", label: "Any tier" }, ...tiers.map((value) => ({ value, label: `Tier ${value}` }))],
  },
  {
    name: "state",
    label: "State",
    options: [
      { value: "", label: "Any state" },
      { value: "submitted", label: "With sales" },
      { value: "info-requested", label: "With the practice" },
      { value: "approved", label: "Approved" },
      { value: "rejected", label: "Declined" },
      { value: "withdrawn", label: "Withdrawn" },
    ],
  },
];
