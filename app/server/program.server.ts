import { and, asc, desc, eq, isNull, ne, sql } from "drizzle-orm";
import type { LaunchItem } from "~/app/components/operations/LaunchCard";
import type { ProgramPageProps } from "~/app/components/operations/ProgramPage";
import { database } from "~/db/client";
import { connectionRequests, connections, practices, raidItems, users } from "~/db/schema";
import { type GateLamp, gateLabels } from "~/workflows/connection/gate";
import { loadStandings } from "~/workflows/connection/standing";
import { dotOf, turnOf } from "./connection-header.server";
import type { Args } from "./context.server";
import { requireActor } from "./session.server";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The launch board: every open request and every connection by stage, with its gate, its age and whose turn it is. */
export async function loadProgram(args: Args): Promise<ProgramPageProps> {
  await requireActor(args, "program.view");
  const db = database();
  const url = new URL(args.request.url);
  const [requests, rows, figures, raid] = await Promise.all([
    db
      .select({ request: connectionRequests, practice: practices.name })
      .from(connectionRequests)
      .innerJoin(practices, eq(practices.id, connectionRequests.practiceId))
      .where(sql`${connectionRequests.state} in ('submitted', 'info-requested')`)
      .orderBy(asc(connectionRequests.dueAt))
      .limit(100),
    db
      .select({ connection: connections, practice: practices.name, askedAt: connectionRequests.submittedAt })
      .from(connections)
      .innerJoin(practices, eq(practices.id, connections.practiceId))
      .innerJoin(connectionRequests, eq(connectionRequests.id, connections.requestId))
      .where(and(ne(connections.state, "retired"), ne(connections.state, "cancelled")))
      .orderBy(desc(connections.stateSince))
      .limit(300),
    loadFigures(),
    db
      .select({ item: raidItems, owner: users.name })
      .from(raidItems)
      .leftJoin(users, eq(users.id, raidItems.ownerId))
      .where(isNull(raidItems.closedAt))
      .orderBy(asc(raidItems.raisedAt))
      .limit(50),
  ]);
  const standings = await loadStandings(rows.map((row) => row.connection));
  const now = Date.now();
  const cards = (states: string[]): LaunchItem[] =>
    rows
      .filter(({ connection }) => states.includes(connection.state))
      .map(({ connection, practice, askedAt }) => {
        const lamps = standings.get(connection.id)?.lamps ?? [];
        const here = now - connection.stateSince.getTime();
        const live = connection.state === "live";
        const reason = reasonOf(connection.state, lamps, here);
        return {
          id: connection.id,
          title: practice,
          emr: connection.emrName,
          href: `/connections/${connection.id}`,
          ...(!live && { lamps: lamps.map(dotOf), green: lamps.filter((lamp) => lamp.state === "green").length }),
          time: timeWords(
            live && connection.liveAt
              ? connection.liveAt.getTime() - (askedAt ?? connection.createdAt).getTime()
              : here,
          ),
          turn: turnOf(connection, lamps, false),
          ...(connection.targetDate && !live && { target: shortDay(new Date(`${connection.targetDate}T12:00:00Z`)) }),
          ...(reason && { reason }),
          ...(live && { doneText: connection.liveAt ? `Live ${shortDay(connection.liveAt)}` : "Live" }),
        };
      });
  const asked: LaunchItem[] = requests.map(({ request, practice }) => ({
    id: request.id,
    title: practice,
    emr: request.emrName,
    href: `/approvals/${request.id}`,
    time: timeWords(now - request.stateSince.getTime()),
    turn: { party: request.state === "submitted" ? "Sales" : "Practice", mine: false },
    ...(request.form.targetDate && { target: shortDay(new Date(`${request.form.targetDate}T12:00:00Z`)) }),
    ...(request.dueAt &&
      request.dueAt.getTime() < now && { reason: { tone: "stop" as const, text: "Not answered in time" } }),
  }));
  const column = (key: string, title: string, list: LaunchItem[]) => ({ key, title, count: list.length, cards: list });
  const columns = [
    column("requested", "Requested", asked),
    column("provisioning", "Provisioning", cards(["provisioning"])),
    column("testing", "Testing", cards(["testing"])),
    column("ready", "Ready", cards(["ready"])),
    column("live", "Live", cards(["live", "paused"])),
  ];
  const onTheWay = columns.slice(0, 4).reduce((sum, one) => sum + one.count, 0);
  const late = columns.flatMap((one) => one.cards).filter((card) => card.reason).length;
  return {
    lead: `${onTheWay} on the way${late > 0 ? `, ${late} ${late === 1 ? "needs" : "need"} a look` : ""}`,
    figures,
    columns,
    view: url.searchParams.get("view") === "table" ? "table" : "board",
    boardHref: "/program",
    tableHref: "/program?view=table",
    raid: raid.map(({ item, owner }) => ({
      id: item.id,
      type: item.type,
      severity: item.severity,
      title: item.title,
      ...(owner && { owner }),
      ...(item.due && { due: shortDay(new Date(`${item.due}T12:00:00Z`)) }),
      ...(item.subjectId && { href: subjectHref(item.subjectId) }),
      raisedAt: item.raisedAt.toISOString(),
      raisedBy: item.raisedBy,
    })),
  };
}

/** Numbers of the program. Data loss is what the reconciliation cannot account for. */
async function loadFigures(): Promise<ProgramPageProps["figures"]> {
  const [row] = await database().execute(sql`
    select
      (select percentile_cont(0.5) within group (order by extract(epoch from c.live_at - r.submitted_at))
        from connections c join connection_requests r on r.id = c.request_id where c.live_at is not null)::float8 as "toLive",
      (select count(*)::int from connection_requests where decided_at is not null) as decided,
      (select count(*)::int from connection_requests where decided_at is not null and sla_breached_at is null) as "inTime",
      (select count(*)::int from connections where state = 'live') as live,
      (select count(*)::int from messages where received_at > now() - interval '7 days') as week,
      (select count(*)::int from inbound_files f where f.state in ('stored', 'disposed')
        and f.message_count <> (select count(*) from messages m where m.file_id = f.id)) as lost`);
  const figures = row as {
    toLive: number | null;
    decided: number;
    inTime: number;
    live: number;
    week: number;
    lost: number;
  };
  const number = new Intl.NumberFormat("en-US");
  const attained = figures.decided > 0 ? Math.round((figures.inTime / figures.decided) * 100) : null;
  return [
    {
      key: "to-live",
      value: figures.toLive === null ? "–" : timeWords(figures.toLive * 1_000),
      label: "request to live, median",
    },
    {
      key: "sla",
      value: attained === null ? "–" : `${attained} %`,
      label: "answered within SLA",
      ...(attained !== null && { note: "target 95 %", tone: attained >= 95 ? ("good" as const) : ("warn" as const) }),
    },
    {
      key: "live",
      value: number.format(figures.live),
      label: figures.live === 1 ? "connection live" : "connections live",
    },
    { key: "week", value: number.format(figures.week), label: "messages this week" },
    {
      key: "lost",
      value: number.format(figures.lost),
      label: "data-loss incidents",
      note: "by reconciliation",
      tone: figures.lost === 0 ? "good" : "stop",
    },
  ];
}

const subjectHref = (id: string) => (id.startsWith("con_") ? `/connections/${id}` : `/approvals/${id}`);

const timeWords = (ms: number) =>
  ms < 1.5 * hourMs
    ? `${Math.max(1, Math.round((ms / hourMs) * 60))} min`
    : ms < 36 * hourMs
      ? `${(ms / hourMs).toFixed(1)} h`
      : `${(ms / dayMs).toFixed(1)} d`;

const shortDay = (at: Date) => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" }).format(at);

function reasonOf(state: string, lamps: readonly GateLamp[], here: number): LaunchItem["reason"] {
  const red = lamps.filter((lamp) => lamp.state === "red" || lamp.state === "stale");
  if (state === "paused") return { tone: "warn", text: "Paused" };
  if (state === "testing" && red.length > 0) {
    return {
      tone: "stop",
      text: `No-go: ${red
        .map((lamp) => gateLabels[lamp.item].toLowerCase())
        .slice(0, 2)
        .join(", ")}`,
    };
  }
  return state !== "live" && here > 5 * dayMs ? { tone: "warn", text: `${timeWords(here)} is long here` } : undefined;
}
