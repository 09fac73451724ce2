import { and, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { messageTime } from "~/db/ids";
import { type Direction, messages } from "~/db/schema/messages";
import { findEndpoint } from "~/workflows/connection/endpoints";
import { callerOf } from "./api-key.server";
import { type Args, param } from "./context.server";
import { problem } from "./problem.server";

const directions: Readonly<Record<"emr" | "lis", Direction>> = { emr: "order", lis: "result" };

/** Where a message is by now, for the far end that sent it; nothing of what is in it. */
export async function messageStatus(args: Args): Promise<Response> {
  const connectionId = param(args, "id");
  const id = param(args, "messageId");
  const caller = await callerOf(args, connectionId);
  if (caller instanceof Response) return caller;
  const receivedAt = messageTime(id);
  const [row] = receivedAt
    ? await database()
        .select()
        .from(messages)
        .where(
          and(
            eq(messages.id, id),
            eq(messages.receivedAt, receivedAt),
            eq(messages.direction, directions[caller.side]),
          ),
        )
    : [];
  // A result that found no connection belongs to none yet; it is known by where it came from.
  const theirs =
    row?.connectionId === connectionId ||
    (row?.connectionId === null && row.sourceEndpointId === (await findEndpoint(connectionId, caller.side))?.id);
  if (!row || !theirs) return problem(404, "This connection has sent no message with this ID.");
  return Response.json(
    {
      id: row.id,
      direction: row.direction,
      controlId: row.controlId,
      state: row.state,
      reason: row.reason,
      path: row.reasonPath,
      duplicateOf: row.duplicateOf,
      receivedAt: row.receivedAt.toISOString(),
      deliveredAt: row.deliveredAt?.toISOString() ?? null,
    },
    { headers: { "Cache-Control": "no-store" } },
  );
}
