import { eq } from "drizzle-orm";
import type { EditMessagePageProps } from "~/app/components/workspace/EditMessagePage";
import { database } from "~/db/client";
import { messageTime } from "~/db/ids";
import { messages } from "~/db/schema/messages";
import { cannotEdit, sendEdited } from "~/engine/pipeline/edit";
import { editable, editedBytes } from "~/engine/pipeline/edited";
import { type Args, newNonce, param } from "./context.server";
import { logAccess, needed } from "./message-actions.server";
import { differenceOf } from "./message-body.server";
import { done, invalid, refused } from "./respond.server";
import { requireActor } from "./session.server";

async function findMessage(args: Args) {
  const id = param(args, "messageId");
  const [row] = messageTime(id) ? await database().select().from(messages).where(eq(messages.id, id)) : [];
  if (!row) throw new Response(null, { status: 404 });
  return row;
}

/** The outgoing text of a message that stopped, for editing. It shows patient data, so looking at it is on record. */
export async function loadMessageEdit(args: Args): Promise<EditMessagePageProps> {
  const actor = await requireActor(args, "message.edit");
  const row = await findMessage(args);
  const refusal = cannotEdit(row) ?? null;
  if (!refusal) await logAccess(actor.id, row.id);
  return {
    id: row.id,
    title: row.title,
    controlId: row.controlId,
    refusal,
    text: refusal || !row.outbound ? "" : editable(row.outbound),
    nonce: newNonce(),
  };
}

/** `intent`: `review` (says what would change, changes nothing), or `send`. */
export async function actOnMessageEdit(args: Args) {
  const actor = await requireActor(args, "message.edit");
  const row = await findMessage(args);
  const form = await args.request.formData();
  const text = String(form.get("text") ?? "");
  const reason = String(form.get("reason") ?? "").trim();
  const values = { text, reason };
  const refusal = cannotEdit(row);
  if (refusal || !row.outbound) {
    return refused({ kind: "refused", code: "not-now", message: refusal ?? "There is nothing to edit." }, values);
  }
  if (form.get("intent") === "send") {
    if (!reason) return invalid({ reason: needed }, values);
    const outcome = await sendEdited({ actorId: actor.id, reason }, row.id, text);
    if (outcome.kind === "done") {
      return done(`/messages/${outcome.id}`, "The edited copy is on its way", "The original is kept as it was.");
    }
    if (outcome.kind === "not-found") throw new Response(null, { status: 404 });
    if (outcome.kind === "refused") return refused({ ...outcome, code: "not-now" }, values);
  }
  const edited = editedBytes(row.outbound, text, row.id.slice(4));
  const review: EditMessagePageProps["review"] =
    edited.kind === "good" ? { kind: "good", difference: differenceOf(row.outbound, edited.bytes, true) } : edited;
  return { errors: {}, values, review };
}
