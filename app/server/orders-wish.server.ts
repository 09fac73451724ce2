import { and, desc, eq, inArray } from "drizzle-orm";
import type { PortalConnectionProps } from "~/app/components/pages/PortalConnectionPage";
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

/** Orders beside the results: the way to ask for them, and after that how the wish stands. */
export function ordersOf(
  row: Pick<ConnectionRow, "id" | "mode" | "state">,
  wish: Awaited<ReturnType<typeof ordersWish>>,
  lab: string,
): PortalConnectionProps["orders"] {
  if (row.mode === "bidirectional" || row.state === "retired" || row.state === "cancelled") return null;
  const seen = (title: string, text: string) => ({
    title,
    text,
    href: `/portal/requests/${wish?.id}`,
    label: "Open the request",
  });
  if (wish?.state === "approved")
    return seen("Your orders are agreed", `${lab} takes them up. Results flow as before.`);
  if (wish) return seen("You have asked to send orders too", "Results flow as before.");
  return {
    title: "Results only so far",
    text: "Your EMR can send its orders over this connection too.",
    href: `/portal/connections/${row.id}/orders`,
    label: "Ask to send orders too",
  };
}
