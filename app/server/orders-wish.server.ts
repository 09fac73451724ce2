import { and, desc, eq, inArray } from "drizzle-orm";
import { database } from "~/db/client";
import { connectionRequests } from "~/db/schema/requests";
import type { ConnectionRow } from "~/workflows/dispatch";

/** The request about orders that is open for a connection, or was agreed and is not taken up; undefined when there is none. */
export async function ordersWish(row: Pick<ConnectionRow, "id" | "mode">) {
  if (row.mode === "bidirectional") return undefined;
  const [found] = await database()
    .select({ id: connectionRequests.id, state: connectionRequests.state })
    .from(connectionRequests)
    .where(
      and(
        eq(connectionRequests.changesConnectionId, row.id),
        inArray(connectionRequests.state, ["draft", "submitted", "info-requested", "approved"]),
      ),
    )
    .orderBy(desc(connectionRequests.createdAt))
    .limit(1);
  return found;
}
