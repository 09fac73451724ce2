import { eq, inArray, like, or, sql } from "drizzle-orm";
import { lanes } from "../schema";
import type { Writer } from "../transaction";

/** Lets a connection's deliveries, and the intakes they depend on, run at once instead of at their next time. */
export async function wakeConnection(db: Writer, connectionId: string): Promise<void> {
  await db
    .update(lanes)
    .set({ nextRunAt: sql`now()`, failures: 0 })
    .where(or(like(lanes.name, `deliver/${connectionId}/%`), like(lanes.name, "intake/%")));
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
