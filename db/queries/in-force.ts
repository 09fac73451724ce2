import { and, eq } from "drizzle-orm";
import { configurationVersions, connections } from "../schema/connections";

/** Joins a connection with the configuration version it runs by now. */
export const inForce = and(
  eq(configurationVersions.connectionId, connections.id),
  eq(configurationVersions.version, connections.configurationVersion),
);
