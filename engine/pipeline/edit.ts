import { eq, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { newMessageId } from "~/db/ids";
import { isBehind } from "~/db/queries/order-keys";
import { deliveryLane, wakeLanes } from "~/db/queries/wake-lanes";
import { messages } from "~/db/schema/messages";
import { withTransaction } from "~/db/transaction";
import { type Edited, editedBytes } from "./edited";
import { sha256 } from "./hash";
import { recordHops } from "./record";
import { cannotResend } from "./resend";
import { type Decision, lockStopped, type MessageRow, putAside, type Resolution } from "./resolve";

/** `done`: the id of the copy that goes out. */
export type EditOutcome =
  | { kind: "done"; id: string }
  | Extract<Edited, { kind: "broken" | "unchanged" }>
  | Exclude<Resolution, { kind: "done" }>;

/** Why a message's outgoing text cannot be edited, by what its row says; undefined when it can. */
export function cannotEdit(row: MessageRow): string | undefined {
  if (row.state !== "dead" && row.state !== "held")
    return `The message is ${row.state}; only one that stopped can be edited.`;
  if (row.testRunId) return "It belongs to a test run, which has to pass without edited messages.";
  return cannotResend(row);
}

/**
 * Sends an edited copy in the place of a message that stopped. The copy is a message of its own, with its own control ID
 * and file name, at the original's place in the order; the original keeps its bytes and points nowhere.
 */
export async function sendEdited(decision: Decision, id: string, text: string): Promise<EditOutcome> {
  const [found] = await database().select().from(messages).where(eq(messages.id, id));
  if (!found) return { kind: "not-found" };
  const refusal = cannotEdit(found);
  if (refusal || !found.outbound) return { kind: "refused", message: refusal ?? "There is no outgoing text." };
  const now = new Date();
  const copyId = newMessageId(now.getTime());
  const edited = editedBytes(found.outbound, text, controlIdOf(copyId));
  if (edited.kind !== "good") return edited;
  return withTransaction(async (tx) => {
    const row = await lockStopped(tx, id);
    if (!row || cannotEdit(row) || !row.connectionId || !row.outboundName) {
      return { kind: "refused", message: "Somebody else has just taken care of it." };
    }
    const { connectionId, direction, orderKey, sequence } = row;
    if (await isBehind(tx.db, { connectionId, direction, orderKey }, sequence)) {
      const message = "An earlier message of the same order has stopped. Look after that one first.";
      return { kind: "refused", message };
    }
    await tx.db.insert(messages).values({
      ...row,
      id: copyId,
      receivedAt: now,
      fileId: null,
      fileName: null,
      state: "queued",
      reasonCode: null,
      reason: null,
      reasonPath: null,
      outbound: edited.bytes,
      outboundName: copyName(row.outboundName, id, copyId),
      dropName: null,
      outboundSha256: sha256(edited.bytes),
      destinationEndpointId: null,
      attempts: 0,
      nextAttemptAt: sql`now()`,
      renameIntentAt: null,
      deliveryEpoch: null,
      deliveredAt: null,
      ack: "not-owed",
      replayOf: id,
      resolvedBy: decision.actorId,
      releasedAt: now,
    });
    await recordHops(
      tx,
      [
        {
          messageId: copyId,
          receivedAt: now,
          connectionId,
          hop: "edited",
          ok: true,
          detail: `Edited copy of ${id}: ${decision.reason}`,
        },
      ],
      decision.actorId,
    );
    await putAside(tx, row, { ...decision, reason: `Edited and sent as ${copyId}: ${decision.reason}` });
    await wakeLanes(tx.db, [deliveryLane(connectionId, direction)]);
    return { kind: "done", id: copyId };
  });
}

/** The control ID under which a message of ours goes out. */
const controlIdOf = (id: string) => id.slice(4);

/** Names are made with the control ID in them; one that is not gets it in front. */
function copyName(name: string, from: string, to: string): string {
  const [was, is] = [controlIdOf(from), controlIdOf(to)];
  return name.includes(was) ? name.replace(was, is) : `${is}_${name}`;
}
