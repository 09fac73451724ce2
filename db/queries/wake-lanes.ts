import { eq, inArray, like, or, sql } from "drizzle-orm";
import { configurationVersions, connections, lanes } from "../schema";
import { breakers } from "../schema/transports";
import type { Writer } from "../transaction";
import { inForce } from "./in-force";

/**
 * Lets a connection's deliveries, and the intakes they depend on, run at once instead of at their next time. A person
 * asked for it, so far ends that failed before are asked again as well, whenever they should have been.
 */
export async function wakeConnection(db: Writer, connectionId: string): Promise<void> {
  await db
    .update(lanes)
    .set({ nextRunAt: sql`now()`, failures: 0 })
    .where(or(like(lanes.name, `deliver/${connectionId}/%`), like(lanes.name, "intake/%")));
  const used = db
    .select({ id: sql`unnest(array[${configurationVersions.emrEndpointId}, ${configurationVersions.lisEndpointId}])` })
    .from(connections)
    .innerJoin(configurationVersions, inForce)
    .where(eq(connections.id, connectionId));
  await db.update(breakers).set({ openUntil: sql`now()` }).where(inArray(breakers.endpointId, used));
}

/** Lets the named lanes run at once. */
export async function wakeLanes(db: Writer, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await db
    .update(lanes)
    .set({ nextRunAt: sql`now()` })
    .where(inArray(lanes.name, [...names]));
}

export const intakeLane = (endpointId: string) => `intake/${endpointId}`;
export const deliveryLane = (connectionId: string, direction: "order" | "result") =>
  `deliver/${connectionId}/${direction}`;

/** One lane's row, for pages that show when it ran and runs next. */
export const laneIs = (name: string) => eq(lanes.name, name);
