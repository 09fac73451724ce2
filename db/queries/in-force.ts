import { and, eq, or } from "drizzle-orm";
import { configurationVersions, connections } from "../schema/connections";

/** Joins a connection with the configuration version it runs by now. */
export const inForce = and(
  eq(configurationVersions.connectionId, connections.id),
  eq(configurationVersions.version, connections.configurationVersion),
);

/** Joins a connection with the configuration version it runs by, and with the one beside it. */
export const inForceOrBeside = and(
  eq(configurationVersions.connectionId, connections.id),
  or(
    eq(configurationVersions.version, connections.configurationVersion),
    eq(configurationVersions.version, connections.candidateVersion),
  ),
);
