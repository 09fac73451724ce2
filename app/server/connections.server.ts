import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { ConnectionLayoutProps } from "~/app/components/workspace/ConnectionLayout";
import { database } from "~/db/client";
import { letOnLately } from "~/db/queries/guarded-orders";
import { shadowCount } from "~/db/queries/shadow-kinds";
import { unreadPosts } from "~/db/queries/unread-posts";
import { auditEvents, connections, endpoints, practices, testRuns } from "~/db/schema";
import { templateAt } from "~/engine/templates/lookup";
import { findConfiguration } from "~/workflows/connection/commands";
import { findPlan } from "~/workflows/connection/go-live-facts";
import { getGoLiveRules } from "~/workflows/connection/go-live-rules";
import { shown } from "~/workflows/connection/shown-version";
import { loadStanding } from "~/workflows/connection/standing";
import type { ConnectionRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import { eventWords } from "./audit-words.server";
import { connectionChart } from "./connection-chart.server";
import { actionsOf, flowsOf, panelActions, readyActions, turnOf, verdictOf } from "./connection-header.server";
import { loadTraffic } from "./connection-list.server";
import { type Args, newNonce, param } from "./context.server";
import { addressWords, transportName } from "./endpoint-words.server";
import { requireActor, requireSubject } from "./session.server";

/** The connection of the route, if the person may see it; asked once per request. */
export async function findConnection(args: Args) {
  const actor = await requireActor(args, "connection.list");
  const [found] = await database()
    .select({ connection: connections, practice: practices })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(eq(connections.id, param(args, "id")));
  const row = requireSubject(actor, "connection.view", found?.connection);
  return { actor, row, practice: found?.practice as typeof practices.$inferSelect };
}

/** Header, gate, tabs and side column of a connection's workspace. */
export async function loadConnectionLayout(args: Args): Promise<Omit<ConnectionLayoutProps, "children">> {
  const { actor, row, practice } = await findConnection(args);
  const db = database();
  const base = `/connections/${row.id}`;
  const [standing, configuration, events, [runs], traffic, unreadByRequest, chart, plan, rules, lately] =
    await Promise.all([
      loadStanding(row),
      findConfiguration(row),
      db
        .select()
        .from(auditEvents)
        .where(and(eq(auditEvents.chain, row.id), sql`${auditEvents.action} not like 'message.%'`))
        .orderBy(desc(auditEvents.seq))
        .limit(8),
      db.select({ count: sql<number>`count(*)::int` }).from(testRuns).where(eq(testRuns.connectionId, row.id)),
      loadTraffic([row.id]),
      unreadPosts(actor.id, [row.requestId], { notes: may(actor, "conversation.viewNotes") }),
      connectionChart(actor, row),
      findPlan(row.id, db),
      getGoLiveRules(db),
      letOnLately(row.id),
    ]);
  const sides = [configuration?.emrEndpointId, configuration?.lisEndpointId].filter((one): one is string =>
    Boolean(one),
  );
  const template = configuration && (await templateAt(configuration.templateName, configuration.templateVersion));
  const servers = sides.length > 0 ? await db.select().from(endpoints).where(inArray(endpoints.id, sides)) : [];
  const server = (side: "emr" | "lis") => servers.find((one) => one.side === side);
  const engineer = may(actor, "connection.configure");
  const { lamps } = standing;
  const seen = shown(row);
  const codes = seen === row ? standing : await loadStanding(seen);
  // Somebody waits for a second person to agree to the change.
  const asked = plan?.step === "switch-over" && plan.configurationVersion === row.candidateVersion ? 1 : 0;
  const open =
    row.candidateVersion === null
      ? 0
      : (await shadowCount({ connectionId: row.id, version: row.candidateVersion })).unexplained;
  const unread = unreadByRequest.get(row.requestId) ?? 0;
  const total = traffic.get(row.id)?.total ?? 0;
  const about = (label: string, value: string | undefined, mono = false) => ({
    label,
    value: value || "Not set yet",
    mono,
  });
  return {
    id: row.id,
    practice: practice.name,
    emr: row.emrName,
    state: row.state,
    turn: withSince(turnOf(row, lamps, engineer), row),
    facts: [
      `${flowsOf(row)} over ${transportName(server("emr")?.reach.transport ?? row.transport)}`,
      `Configuration v${row.configurationVersion ?? 0}`,
      ...(row.targetDate
        ? [
            `Target ${new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" }).format(new Date(`${row.targetDate}T12:00:00Z`))}`,
          ]
        : []),
    ],
    verdict: verdictOf(row, lamps, lately),
    computedAt: new Date().toISOString(),
    lamps: lamps.map((lamp) => ({
      key: lamp.item,
      title: lamp.label,
      state: lamp.state,
      reason: lamp.reason,
      href: `${base}#evidence-${lamp.item}`,
    })),
    actions: [
      ...panelActions(actor, row),
      ...(row.state === "ready"
        ? readyActions(actor, row, plan, rules.secondPerson)
        : engineer || may(actor, "connection.pause")
          ? actionsOf(row, standing, engineer, base, server("emr") !== undefined)
          : []),
    ],
    tabs: [
      { label: "Gate", href: base },
      { label: "Configuration", href: `${base}/configuration`, under: [`${base}/tables/`, `${base}/versions/`] },
      { label: "Endpoints", href: `${base}/endpoints` },
      {
        label: "Codes",
        href: `${base}/codes`,
        count: codes.unmapped.length || codes.offered.length,
        urgent: codes.unmapped.length > 0,
      },
      { label: "Test runs", href: `${base}/test-runs`, under: [`${base}/test-runs`], count: runs?.count ?? 0 },
      ...(row.state === "live" || row.candidateVersion !== null
        ? [{ label: "Change", href: `${base}/change`, ...(open + asked > 0 && { count: open + asked, urgent: true }) }]
        : []),
      {
        label: "Go-live",
        href: `${base}/go-live`,
        ...(plan?.step === "go-live" && { count: 1, urgent: plan.agreedBy === null }),
      },
      { label: "Messages", href: `${base}/messages`, count: total },
      ...(may(actor, "request.view")
        ? [{ label: "Conversation", href: `${base}/conversation`, ...(unread > 0 && { count: unread, urgent: true }) }]
        : []),
      { label: "History", href: `${base}/history` },
    ],
    chart,
    about: [
      about("Template", template && `${template.whole.title}, ${template.version}`),
      about("EMR side", addressWords(server("emr")?.reach), true),
      about("Lab side", server("lis")?.name),
      about("Facility", row.facilityCode, true),
      about("Signs", row.signerName),
      about("Alerts to", row.alertContacts.join(", ")),
    ],
    activity: events.map((event) => ({ key: String(event.seq), at: event.at.toISOString(), text: eventWords(event) })),
    historyHref: `${base}/history`,
    beside: besideOf(row, base),
    nonce: newNonce(),
  };
}

/** Which version the tabs show, where it is not the one in force. */
function besideOf(row: ConnectionRow, base: string): ConnectionLayoutProps["beside"] {
  const { candidateVersion: version, configurationVersion: live } = row;
  if (version === null) return null;
  return {
    text:
      row.state === "live"
        ? `Version ${version} beside live version ${live}. Configuration, Endpoints, Codes and Test runs show version ${version}.`
        : `Version ${version} stands beside version ${live}. A change made while it is ${row.state} replaces both.`,
    href: `${base}/versions/${version}?against=${live}`,
    label: "What it changes",
  };
}

const withSince = (turn: { party: string; mine: boolean } | null, row: ConnectionRow) =>
  turn && { ...turn, since: row.stateSince.toISOString() };
