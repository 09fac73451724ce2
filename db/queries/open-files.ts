import { and, eq, inArray, sql } from "drizzle-orm";
import { database } from "../client";
import type { EndpointRow } from "../endpoint-settings";
import { inboundFiles } from "../schema/messages";

/**
 * Files of an endpoint whose way was cut short: claimed and not known to be read, stored and not known to be moved away.
 * Those moved aside under earlier settings of the same folder are among them. Later generations come first.
 */
export async function openFiles({ id, reach }: EndpointRow): Promise<(typeof inboundFiles.$inferSelect)[]> {
  const ofThisFolder =
    reach.transport === "sftp"
      ? sql`(${inboundFiles.endpointId} = ${id} or (${inboundFiles.claimedAs} is not null and ${inboundFiles.endpointId} in (
          select e.id from endpoints e where e.reach ->> 'transport' = 'sftp' and e.reach ->> 'host' = ${reach.host}
            and e.reach ->> 'port' = ${String(reach.port)} and e.reach ->> 'username' = ${reach.username}
            and e.reach ->> 'pickupDirectory' = ${reach.pickupDirectory})))`
      : eq(inboundFiles.endpointId, id);
  return database()
    .select()
    .from(inboundFiles)
    .where(and(inArray(inboundFiles.state, ["claimed", "stored", "undisposed"]), ofThisFolder))
    .orderBy(sql`${inboundFiles.generation} desc`);
}
