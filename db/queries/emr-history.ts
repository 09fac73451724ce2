import { eq, isNotNull, type SQL, sql } from "drizzle-orm";
import { database } from "../client";
import { connectionRequests, connections } from "../schema";
import type { MatrixTransport } from "../schema/matrix";

/**
 * What the lab itself has seen of one EMR system over one transport, paused, retired and cancelled connections included.
 *
 * live: connections that are live now. medianDays: from approval to live, of those that went live. messages: as the
 * ledger counted them, whose last count is minutes old.
 *
 * incident: an alert raised on one of these connections outside of a test run. That counts each dead letter once, because
 * each raises an alert of its own; it counts an endpoint that fails for hours once, because only one such alert is open.
 */
export type EmrHistory = {
  emrSystemId: string;
  transport: MatrixTransport;
  live: number;
  wentLive: number;
  medianDays: number | null;
  messages: number;
  incidents: number;
};

/** The history of one EMR system by transport, or without an id of all; a transport nobody used is left out. */
export function emrHistory(emrSystemId?: string) {
  const went = sql`${connections.liveAt} is not null and ${connectionRequests.decidedAt} is not null`;
  const days = sql`extract(epoch from ${connections.liveAt} - ${connectionRequests.decidedAt}) / 86400`;
  const total = (column: SQL) => sql<number>`coalesce(sum(${column}), 0)::float8`;
  return database()
    .select({
      emrSystemId: sql<string>`${connections.emrSystemId}`,
      transport: connections.transport,
      live: sql<number>`(count(*) filter (where ${connections.state} = 'live'))::int`,
      wentLive: sql<number>`(count(*) filter (where ${went}))::int`,
      medianDays: sql<
        number | null
      >`(percentile_cont(0.5) within group (order by ${days}) filter (where ${went}))::float8`,
      messages: total(sql`seen.messages`),
      incidents: total(sql`seen.incidents`),
    })
    .from(connections)
    .innerJoin(connectionRequests, eq(connectionRequests.id, connections.requestId))
    .crossJoin(
      sql`lateral (select
        (select sum(l.messages) from ledger_checks l where l.connection_id = ${connections.id}) as messages,
        (select count(*) from alerts a where a.connection_id = ${connections.id} and a.test_run_id is null) as incidents
      ) as seen`,
    )
    .where(emrSystemId ? eq(connections.emrSystemId, emrSystemId) : isNotNull(connections.emrSystemId))
    .groupBy(connections.emrSystemId, connections.transport);
}

/** Incidents per 1,000 messages; null before the first message. */
export const incidentRate = ({ messages, incidents }: Pick<EmrHistory, "messages" | "incidents">): number | null =>
  messages > 0 ? (incidents / messages) * 1_000 : null;
