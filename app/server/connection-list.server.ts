import { and, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import type { ConnectionsPageProps } from "~/app/components/workspace/ConnectionsPage";
import { database } from "~/db/client";
import { type ConnectionState, connectionStates, connections, practices } from "~/db/schema";
import { loadStandings } from "~/workflows/connection/standing";
import { may } from "~/workflows/policy";
import { csvOf } from "~/workflows/spreadsheet/write";
import { dotOf, flowsOf, turnOf } from "./connection-header.server";
import type { Args } from "./context.server";
import { requireActor } from "./session.server";
import { csvDownload } from "./upload.server";

const pageSize = 50;
const mostRows = 5_000;
const groups: { key: string; label: string; states: ConnectionState[] }[] = [
  { key: "open", label: "On the way", states: ["provisioning", "testing", "ready"] },
  { key: "live", label: "Live", states: ["live"] },
  { key: "paused", label: "Paused", states: ["paused"] },
  { key: "all", label: "All", states: [...connectionStates] },
];

/** What the address of the list asks for. */
function wantedIn(params: URLSearchParams) {
  const query = params.get("q")?.trim() ?? "";
  const view = groups.find((group) => group.key === (params.get("view") ?? "all")) ?? groups[3];
  const part = `%${query.replace(/[\\%_]/g, "\\$&")}%`;
  const fits = query
    ? or(ilike(practices.name, part), ilike(connections.emrName, part), eq(connections.id, query))
    : undefined;
  return { query, view, where: and(inArray(connections.state, view?.states ?? []), fits) };
}

const listed = (where: SQL | undefined) =>
  database()
    .select({ connection: connections, practice: practices.name })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(where)
    .orderBy(desc(connections.stateSince), connections.id);

/** The list of connections; `view`, `q` and `page` in the URL. */
export async function loadConnections(args: Args): Promise<ConnectionsPageProps> {
  const actor = await requireActor(args, "connection.list");
  const { searchParams } = new URL(args.request.url);
  const db = database();
  const page = Math.max(1, Math.trunc(Number(searchParams.get("page") ?? 1)) || 1);
  const { query, view, where } = wantedIn(searchParams);
  const [counted, rows, [total]] = await Promise.all([
    db
      .select({ state: connections.state, count: sql<number>`count(*)::int` })
      .from(connections)
      .groupBy(connections.state),
    listed(where)
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({ count: sql<number>`count(*)::int` })
      .from(connections)
      .innerJoin(practices, eq(practices.id, connections.practiceId))
      .where(where),
  ]);
  const ids = rows.map((row) => row.connection.id);
  const [standings, traffic] = await Promise.all([loadStandings(rows.map((row) => row.connection)), loadTraffic(ids)]);
  const count = (states: readonly string[]) =>
    counted.filter((one) => states.includes(one.state)).reduce((sum, one) => sum + one.count, 0);
  return {
    views: groups.map((group) => ({
      label: group.label,
      href: `?view=${group.key}`,
      count: count(group.states),
      current: group === view,
    })),
    rows: rows.map(({ connection, practice }) => {
      const lamps = standings.get(connection.id)?.lamps ?? [];
      const flow = traffic.get(connection.id);
      return {
        id: connection.id,
        href: `/connections/${connection.id}`,
        practice,
        emr: connection.emrName,
        flows: flowsOf(connection),
        state: connection.state,
        since: connection.stateSince.toISOString(),
        lamps: lamps.map(dotOf),
        turn: turnOf(connection, lamps, may(actor, "connection.configure")),
        lastOrderAt: flow?.lastOrderAt ?? null,
        lastResultAt: flow?.lastResultAt ?? null,
        waiting: flow?.waiting ?? 0,
      };
    }),
    paging: { kind: "page", page, pageSize, total: total?.count ?? 0 },
    searched: query !== "",
  };
}

const heads = [
  "Id",
  "Practice",
  "EMR system",
  "State",
  "Since",
  "Gate items green",
  "Not green",
  "Turn",
  "Flows",
  "Facility",
  "Target day",
  "Last order",
  "Last result",
  "Waiting",
];

/** The same list as a CSV file, at most 5,000 rows. */
export async function downloadConnections(args: Args): Promise<Response> {
  await requireActor(args, "connection.list");
  const { where } = wantedIn(new URL(args.request.url).searchParams);
  const rows = await listed(where).limit(mostRows);
  const [standings, traffic] = await Promise.all([
    loadStandings(rows.map((row) => row.connection)),
    loadTraffic(rows.map((row) => row.connection.id)),
  ]);
  const lines = rows.map(({ connection, practice }) => {
    const lamps = standings.get(connection.id)?.lamps ?? [];
    const flow = traffic.get(connection.id);
    const open = lamps.filter((lamp) => lamp.state !== "green").map((lamp) => lamp.label);
    return [
      connection.id,
      practice,
      connection.emrName,
      connection.state,
      connection.stateSince.toISOString(),
      lamps.length - open.length,
      open.join("; "),
      turnOf(connection, lamps, false)?.party ?? "",
      flowsOf(connection),
      connection.facilityCode,
      connection.targetDate ?? "",
      flow?.lastOrderAt ?? "",
      flow?.lastResultAt ?? "",
      flow?.waiting ?? 0,
    ];
  });
  return csvDownload("connections.csv", csvOf([heads, ...lines]));
}

export type Traffic = { lastOrderAt: string | null; lastResultAt: string | null; waiting: number; total: number };

/** What flowed over each connection; one query for all of them. */
export async function loadTraffic(ids: readonly string[]): Promise<Map<string, Traffic>> {
  if (ids.length === 0) return new Map();
  const rows = await database().execute(sql`
    select connection_id as id, max(received_at) filter (where direction = 'order') as "lastOrderAt",
      max(delivered_at) filter (where direction = 'result') as "lastResultAt",
      (count(*) filter (where state in ('queued', 'sending')))::int as waiting, count(*)::int as total
    from messages where connection_id in ${ids} group by 1`);
  const iso = (value: string | null) => (value ? new Date(value).toISOString() : null);
  return new Map(
    (rows as unknown as (Traffic & { id: string })[]).map((row) => [
      row.id,
      { ...row, lastOrderAt: iso(row.lastOrderAt), lastResultAt: iso(row.lastResultAt) },
    ]),
  );
}
