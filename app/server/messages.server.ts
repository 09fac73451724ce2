import { and, asc, desc, eq, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Paging } from "~/app/components/data/TableFoot";
import type { MessagesPageProps } from "~/app/components/workspace/MessagesPage";
import type { MessageListRow } from "~/app/components/workspace/MessagesTable";
import { database } from "~/db/client";
import { messageTime } from "~/db/ids";
import { messagesFitting } from "~/db/queries/filter-messages";
import { connections, messages, practices } from "~/db/schema";
import { may } from "~/workflows/policy";
import { csvOf } from "~/workflows/spreadsheet/write";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import { filterNames, filterOf, messageViews, viewOf, windowOptions } from "./message-filter.server";
import { reasonOptions } from "./message-problem.server";
import { requireActor } from "./session.server";
import { csvDownload } from "./upload.server";

const pageSize = 50;
const mostRows = 10_000;

const listColumns = {
  id: messages.id,
  title: messages.title,
  direction: messages.direction,
  state: messages.state,
  reason: messages.reason,
  controlId: messages.controlId,
  placerOrderNumber: messages.placerOrderNumber,
  connectionId: messages.connectionId,
  receivedAt: messages.receivedAt,
};

/** All messages; what narrows them (see {@link filterOf}) and `cursor` in the URL. */
export async function loadMessages(args: Args): Promise<MessagesPageProps> {
  const actor = await requireActor(args, "message.list");
  const url = new URL(args.request.url);
  const [list, names] = await Promise.all([listMessages(url), connectionNames()]);
  return {
    ...list,
    connections: [
      { value: "none", label: "No connection" },
      ...[...names].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label)),
    ],
    reasons: reasonOptions,
    windows: windowOptions,
    replays: may(actor, "replay.view"),
    rules: may(actor, "routing.view"),
    bulk: may(actor, "replay.plan") ? bulkOf(url.searchParams, list.counts) : [],
  };
}

/** What can be done with all messages the list shows: links to a preview. */
function bulkOf(params: URLSearchParams, counts: StateCounts): MessagesPageProps["bulk"] {
  const kept = filterNames.flatMap((name) => (params.get(name) ? [[name, params.get(name) ?? ""]] : []));
  const to = (action: string) => `/messages/replays/new?${new URLSearchParams([["action", action], ...kept])}`;
  const view = viewOf(params)?.states ?? [];
  const stopped = (["held", "dead"] as const)
    .filter((state) => view.length === 0 || view.includes(state))
    .reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  if (stopped > 0) {
    return [
      { label: "Replay", href: to("replay"), count: stopped },
      { label: "Resend", href: to("resend"), count: stopped },
      { label: "Discard", href: to("discard"), count: stopped },
    ];
  }
  const delivered = counts.get("delivered") ?? 0;
  const narrowed = kept.some(([name]) => name !== "view");
  return view.includes("delivered") && narrowed && delivered > 0
    ? [{ label: "Send once more", href: to("resend"), count: delivered }]
    : [];
}

/** The messages of one connection, in its workspace. */
export async function loadConnectionMessages(args: Args) {
  const { row } = await findConnection(args);
  return listMessages(new URL(args.request.url), row.id);
}

type StateCounts = ReadonlyMap<string, number>;

async function listMessages(url: URL, connection?: string) {
  const db = database();
  const params = url.searchParams;
  const { states: _, ...filter } = { ...filterOf(params), ...(connection && { connection }) };
  const view = viewOf(params);
  const cursor = messageTime(params.get("cursor") ?? "");
  const narrowed = messagesFitting(filter);
  const seen = viewed(narrowed, view);
  const [counts, rows, names] = await Promise.all([
    db
      .select({ state: messages.state, count: sql<number>`count(*)::int` })
      .from(messages)
      .where(narrowed)
      .groupBy(messages.state),
    db
      .select(listColumns)
      .from(messages)
      .where(
        and(
          seen,
          cursor
            ? lt(
                sql`(${messages.receivedAt}, ${messages.id})`,
                sql`(${cursor.toISOString()}::timestamptz, ${params.get("cursor")})`,
              )
            : undefined,
        ),
      )
      .orderBy(desc(messages.receivedAt), desc(messages.id))
      .limit(pageSize + 1),
    connectionNames(),
  ]);
  const count = (states: readonly string[]) =>
    counts.filter((one) => states.length === 0 || states.includes(one.state)).reduce((sum, one) => sum + one.count, 0);
  const shown = rows.slice(0, pageSize);
  const paging: Paging = {
    kind: "cursor",
    next: rows.length > pageSize ? (shown.at(-1)?.id ?? null) : null,
    first: cursor === undefined,
    total: count(view?.states ?? []),
  };
  const to = (key: string) => {
    const next = new URLSearchParams(params);
    next.delete("cursor");
    if (key === "all") next.delete("view");
    else next.set("view", key);
    return `?${next}`;
  };
  return {
    views: messageViews.map((one) => ({
      label: one.label,
      href: to(one.key),
      count: count(one.states),
      current: one === view,
      urgent: one.key === "dead" && count(one.states) > 0,
    })),
    rows: shown.map(
      ({ connectionId, receivedAt, ...row }): MessageListRow => ({
        ...row,
        href: `/messages/${row.id}`,
        connection: connectionId ? (names.get(connectionId) ?? null) : null,
        receivedAt: receivedAt.toISOString(),
      }),
    ),
    paging,
    counts: new Map(counts.map((one) => [one.state, one.count])) as StateCounts,
    searched: filterNames.some((name) => name !== "view" && params.get(name)),
  };
}

const viewed = (narrowed: SQL | undefined, view: ReturnType<typeof viewOf>) =>
  and(narrowed, view && view.states.length > 0 ? inArray(messages.state, view.states) : undefined);

const heads = ["Id", "Received", "Direction", "State", "Reason", "Message", "Connection", "Order", "Control id"];

/** What the list of all messages shows, as a CSV file; the newest 10,000. */
export async function downloadMessages(args: Args): Promise<Response> {
  await requireActor(args, "message.list");
  const params = new URL(args.request.url).searchParams;
  const { states: _, ...filter } = filterOf(params);
  const [rows, names] = await Promise.all([
    database()
      .select(listColumns)
      .from(messages)
      .where(viewed(messagesFitting(filter), viewOf(params)))
      .orderBy(desc(messages.receivedAt), desc(messages.id))
      .limit(mostRows),
    connectionNames(),
  ]);
  const lines = rows.map((row) => [
    row.id,
    row.receivedAt.toISOString(),
    row.direction,
    row.state,
    row.reason ? (reasonOptions.find(({ value }) => value === row.reason)?.label ?? row.reason) : "",
    row.title,
    row.connectionId ? (names.get(row.connectionId) ?? row.connectionId) : "",
    row.placerOrderNumber ?? "",
    row.controlId ?? "",
  ]);
  return csvDownload("messages.csv", csvOf([heads, ...lines]));
}

/** Every connection by its practice and EMR, by id. */
export async function connectionNames(): Promise<Map<string, string>> {
  const rows = await database()
    .select({ id: connections.id, practice: practices.name, emr: connections.emrName })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .orderBy(asc(practices.name))
    .limit(5_000);
  return new Map(rows.map((row) => [row.id, `${row.practice}, ${row.emr}`]));
}
