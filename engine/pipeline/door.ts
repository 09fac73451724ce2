import { and, eq, inArray, or, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { addressOf, type EndpointRow } from "~/db/endpoint-settings";
import { inForce } from "~/db/queries/in-force";
import { type ConnectionState, configurationVersions, connections, endpoints } from "~/db/schema/connections";

/** What of a connection decides whether messages are taken from its far ends now. */
export type Openness = { state: ConnectionState; mode: string; testing: boolean };

/**
 * Whether messages of a side are taken now. A paused practice's orders stay with their sender: files in their folder, and
 * a push is asked to come again. Results keep coming in for everybody from the lab's one system.
 */
export const takes = {
  emr: ({ state, mode, testing }: Openness) => mode === "bidirectional" && (state === "live" || testing),
  lis: ({ state, testing }: Openness) => state === "live" || state === "paused" || testing,
};

/** Why a push is not taken. `again`: it will be, later. */
export type Closed = { kind: "closed"; again: boolean; reason: string };

/** Whether pushes of this endpoint are taken now, those of one connection or of any that uses it; why not, if not. */
export async function doorOf(
  endpoint: Pick<EndpointRow, "id" | "side">,
  connectionId: string | undefined,
): Promise<Closed | undefined> {
  const rows = await database()
    .select({
      state: connections.state,
      mode: connections.mode,
      testing: sql<boolean>`exists (select 1 from test_runs r where r.connection_id = ${connections.id} and r.state = 'waiting')`,
    })
    .from(connections)
    .innerJoin(configurationVersions, inForce)
    .where(
      and(
        or(eq(configurationVersions.emrEndpointId, endpoint.id), eq(configurationVersions.lisEndpointId, endpoint.id)),
        connectionId === undefined ? undefined : eq(connections.id, connectionId),
      ),
    );
  if (rows.some(takes[endpoint.side])) return undefined;
  if (rows.every(({ state }) => state === "retired" || state === "cancelled")) {
    return { kind: "closed", again: false, reason: "The connection has ended; nothing was taken." };
  }
  if (endpoint.side === "emr" && rows.every(({ mode }) => mode === "results-only")) {
    return { kind: "closed", again: false, reason: "The connection takes no orders; nothing was taken." };
  }
  const paused = rows.some(({ state }) => state === "paused");
  return {
    kind: "closed",
    again: true,
    reason: paused
      ? "The connection is paused; nothing was taken. Send it again later."
      : "The connection is not open yet; nothing was taken. Send it again when its test run has started or it is live.",
  };
}

/** Which of these connections get their results from this far end, by whichever version of its settings. */
export async function servedBy(endpoint: EndpointRow, connectionIds: readonly string[]): Promise<Set<string>> {
  if (connectionIds.length === 0) return new Set();
  const rows = await database()
    .select({ id: connections.id, endpoint: endpoints })
    .from(connections)
    .innerJoin(configurationVersions, inForce)
    .innerJoin(endpoints, eq(endpoints.id, configurationVersions.lisEndpointId))
    .where(inArray(connections.id, [...connectionIds]));
  const place = ({ reach }: EndpointRow) => `${reach.transport} ${addressOf(reach)}`;
  const known = addressOf(endpoint.reach) !== "";
  const theirs = rows.filter(
    (row) => row.endpoint.id === endpoint.id || (known && place(row.endpoint) === place(endpoint)),
  );
  return new Set(theirs.map((row) => row.id));
}
