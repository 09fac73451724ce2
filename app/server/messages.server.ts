import { and, asc, desc, eq, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import type { Paging } from "~/app/components/data/TableFoot";
import type { MessagesPageProps } from "~/app/components/workspace/MessagesPage";
import type { MessageListRow } from "~/app/components/workspace/MessagesTable";
import { database } from "~/db/client";
import { messageTime } from "~/db/ids";
import { connections, messages, practices } from "~/db/schema";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import { requireActor } from "./session.server";

const pageSize = 50;
const views: { key: string; label: string; states: (typeof messages.$inferSelect)["state"][] }[] = [
  { key: "all", label: "All", states: [] },
  { key: "waiting", label: "Waiting", states: ["queued", "sending"] },
  { key: "delivered", label: "Delivered", states: ["delivered"] },
  { key: "held", label: "Held", states: ["held"] },
  { key: "dead", label: "Dead letters", states: ["dead"] },
  { key: "duplicate", label: "Duplicates", states: ["duplicate"] },
  { key: "discarded", label: "Discarded", states: ["discarded"] },
];

/** All messages; `view`, `q`, `direction`, `connection` and `cursor` in the URL. */
export async function loadMessages(args: Args): Promise<MessagesPageProps> {
  await requireActor(args, "message.list");
  const url = new URL(args.request.url);
  const connectionId = url.searchParams.get("connection");
  const [list, names] = await Promise.all([
    listMessages(url, connectionId ? eq(messages.connectionId, connectionId) : undefined),
    connectionNames(),
  ]);
  return {
    ...list,
    connections: [...names].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label)),
  };
}

/** The messages of one connection, in its workspace. */
export async function loadConnectionMessages(args: Args) {
  const { row } = await findConnection(args);
  return listMessages(new URL(args.request.url), eq(messages.connectionId, row.id));
}

async function listMessages(url: URL, scope: SQL | undefined) {
  const db = database();
  const params = url.searchParams;
  const query = params.get("q")?.trim() ?? "";
  const view = views.find((one) => one.key === params.get("view")) ?? views[0];
  const direction = params.get("direction");
  const cursor = messageTime(params.get("cursor") ?? "");
  const found = query
    ? or(
        eq(messages.id, query),
        eq(messages.controlId, query),
        eq(messages.placerOrderNumber, query),
        eq(messages.fillerOrderNumber, query),
      )
    : undefined;
  const narrowed = and(
    scope,
    found,
    direction === "order" || direction === "result" ? eq(messages.direction, direction) : undefined,
  );
  const [counts, rows, names] = await Promise.all([
    db
      .select({ state: messages.state, count: sql<number>`count(*)::int` })
      .from(messages)
      .where(narrowed)
      .groupBy(messages.state),
    db
      .select({
        id: messages.id,
        title: messages.title,
        direction: messages.direction,
        state: messages.state,
        reason: messages.reason,
        controlId: messages.controlId,
        placerOrderNumber: messages.placerOrderNumber,
        connectionId: messages.connectionId,
        receivedAt: messages.receivedAt,
      })
      .from(messages)
      .where(
        and(
          narrowed,
          view && view.states.length > 0 ? inArray(messages.state, view.states) : undefined,
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
    views: views.map((one) => ({
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
    searched: query !== "" || Boolean(direction),
  };
}

/** Every connection by its practice and EMR. */
export async function connectionNames(): Promise<Map<string, string>> {
  const rows = await database()
    .select({ id: connections.id, practice: practices.name, emr: connections.emrName })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .orderBy(asc(practices.name))
    .limit(500);
  return new Map(rows.map((row) => [row.id, `${row.practice}, ${row.emr}`]));
}
