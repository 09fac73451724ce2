import { redirect } from "@remix-run/node";
import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { messages } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { replayMessage } from "~/engine/pipeline/replay";
import { resendMessage } from "~/engine/pipeline/resend";
import { discardMessage, type Resolution } from "~/engine/pipeline/resolve";
import { type Args, param } from "./context.server";
import { routeByHand } from "./message-route.server";
import { done, invalid, refused } from "./respond.server";
import { requireActor } from "./session.server";

/** Said beside an empty reason. */
export const needed = "A reason is needed; it stays on record.";

/** `intent`: `replay`, `resend`, `route` (a result to the connection a person chose), `discard`, or `reveal` (patient data, logged). */
export async function actOnMessage(args: Args) {
  const id = param(args, "messageId");
  const form = await args.request.formData();
  const reason = String(form.get("reason") ?? "").trim();
  const page = `/messages/${id}`;
  switch (form.get("intent")) {
    case "reveal": {
      const actor = await requireActor(args, "message.viewContent");
      await logAccess(actor.id, id);
      return redirect(`${page}?reveal=1`);
    }
    case "replay": {
      const actor = await requireActor(args, "message.replay");
      const outcome = await replayMessage(actor.id, id, reason || "Replayed with today's configuration");
      return settle(
        outcome,
        page,
        outcome.kind === "done" && outcome.state === "queued" ? "On its way" : "Replayed, and stopped again",
      );
    }
    case "route": {
      const actor = await requireActor(args, "message.route");
      const [message] = await database().select().from(messages).where(eq(messages.id, id));
      return routeByHand(actor, message, form);
    }
    case "resend": {
      const actor = await requireActor(args, "message.resend");
      if (!reason) return invalid({ reason: needed });
      return settle(await resendMessage(actor.id, id, reason), page, "On its way again");
    }
    case "discard": {
      const actor = await requireActor(args, "message.discard");
      if (!reason) return invalid({ reason: needed });
      return settle(await discardMessage(actor.id, id, reason), page, "Discarded");
    }
    default:
      throw new Response(null, { status: 400 });
  }
}

function settle(outcome: Resolution, page: string, title: string) {
  if (outcome.kind === "done") return done(page, title, outcome.reason ?? undefined);
  if (outcome.kind === "not-found") throw new Response(null, { status: 404 });
  return refused({ kind: "refused", code: "not-now", message: outcome.message });
}

/** Looking at patient data is itself on record (45 CFR 164.312(b)). */
export async function logAccess(actorId: string, messageId: string): Promise<void> {
  const [row] = await database()
    .select({ connectionId: messages.connectionId })
    .from(messages)
    .where(eq(messages.id, messageId));
  if (!row) throw new Response(null, { status: 404 });
  await withTransaction(async (tx) => {
    tx.audit({
      chain: row.connectionId ?? "system",
      actor: actorId,
      action: "message.reveal",
      objectId: messageId,
      outcome: "done",
    });
  });
}
