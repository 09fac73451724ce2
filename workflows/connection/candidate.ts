import { eq } from "drizzle-orm";
import { shadowKinds } from "~/db/queries/shadow-kinds";
import { connections } from "~/db/schema/connections";
import type { Direction } from "~/db/schema/messages";
import { shadowAcceptances } from "~/db/schema/shadow";
import { withTransaction } from "~/db/transaction";
import { type Actor, personId } from "../actor";
import { type ConnectionRow, dispatchConnection, type Outcome, type Refusal } from "../dispatch";
import { may } from "../policy";
import { endPlan } from "./go-live";
import { cancelOpenRun } from "./open-run";

/** What is done with a configuration beside the one in force before it is: its differences are explained, or it is discarded. */

/** Leaves the candidate aside. Its versions, what its shadow saw and what was accepted stay on record. */
export async function discardCandidate(actor: Actor, id: string, reason: string): Promise<Outcome<ConnectionRow>> {
  return dispatchConnection(actor, id, "discardCandidate", {
    reason,
    change: { candidateVersion: null },
    also: async (tx, _row, before) => {
      if (before.state === "live") await cancelOpenRun(tx, id, "The change it tested was discarded.");
      await endPlan(tx, id, "cancelled", actor, "The change was discarded.");
    },
  });
}

/** Longest note of an acceptance, in characters. */
export const longestNote = 500;

/**
 * An engineer has looked at a kind of difference and wants it. It counts for this candidate alone: a further change makes
 * another version, which has to be explained itself.
 */
export async function acceptDifference(
  actor: Actor,
  id: string,
  form: { version: number; direction: Direction; kind: string; note: string },
): Promise<{ kind: "done" } | Refusal> {
  const note = form.note.trim();
  const refused = (code: string, message: string, field?: string): Refusal => ({
    kind: "refused",
    code,
    message,
    ...(field && { field }),
  });
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    if (!row) return { kind: "not-found" };
    const acceptedBy = personId(actor);
    if (!acceptedBy || !may(actor, "connection.acceptDifference", row)) return { kind: "forbidden" };
    if (row.candidateVersion !== form.version) {
      return refused(
        "changed-meanwhile",
        "The change is another one now. Load the page again and look at its differences.",
      );
    }
    if (note === "") return refused("no-note", "Say in a few words why this difference is wanted.", "note");
    if (note.length > longestNote) return refused("long-note", `Keep the note to ${longestNote} characters.`, "note");
    const { version, direction, kind } = form;
    const found = (await shadowKinds({ connectionId: id, version }, tx.db)).find(
      (one) => one.direction === direction && one.kind === kind,
    );
    if (!found) return refused("not-seen", "No message shows this difference.");
    if (found.accepted) return refused("accepted", "Somebody has accepted this difference already.");
    await tx.db.insert(shadowAcceptances).values({
      connectionId: id,
      candidateVersion: version,
      direction,
      kind,
      note,
      messages: found.messages,
      acceptedBy,
    });
    tx.audit({
      chain: id,
      actor: actor.id,
      action: "connection.acceptDifference",
      objectId: id,
      outcome: "done",
      reason: note,
      meta: { version, direction, kind, messages: found.messages },
    });
    tx.notify(`connection:${id}`);
    return { kind: "done" };
  });
}
