import { and, asc, eq, notInArray, or, sql } from "drizzle-orm";
import { database } from "../client";
import type { EndpointOver } from "../endpoint-settings";
import { configurationVersions, connections, endpoints } from "../schema/connections";

/** An endpoint in force that sends to a port of ours, and a connection that uses it. */
export type MllpSender = { endpoint: EndpointOver<"mllp">; connectionId: string };

/** Everybody who sends to us over MLLP, the longest known first; an endpoint stands once for each connection. */
export async function mllpSenders(): Promise<MllpSender[]> {
  const rows = await database()
    .select({ endpoint: endpoints, connectionId: connections.id })
    .from(endpoints)
    .innerJoin(
      configurationVersions,
      or(eq(configurationVersions.emrEndpointId, endpoints.id), eq(configurationVersions.lisEndpointId, endpoints.id)),
    )
    .innerJoin(
      connections,
      and(
        eq(connections.id, configurationVersions.connectionId),
        eq(connections.configurationVersion, configurationVersions.version),
        notInArray(connections.state, ["retired", "cancelled"]),
      ),
    )
    .where(and(sql`${endpoints.reach}->>'transport' = 'mllp'`, sql`${endpoints.reach}->>'listenPort' is not null`))
    .orderBy(asc(endpoints.createdAt), asc(endpoints.id), asc(connections.createdAt));
  return rows as MllpSender[];
}
