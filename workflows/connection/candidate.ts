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

/** A kind of difference as it is named: in which messages, and where. */
export type DifferenceKind = { direction: Direction; kind: string };

/**
 * An engineer has looked at kinds of difference and wants them, all of them or, when one is not as they saw it, none. It
 * counts for this candidate alone: a further change makes another version, which has to be explained itself.
 */
export async function acceptDifferences(
  actor: Actor,
  id: string,
  form: { version: number; kinds: readonly DifferenceKind[]; note: string },
): Promise<{ kind: "done" } | Refusal> {
  const note = form.note.trim();
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    if (!row) return { kind: "not-found" };
    const acceptedBy = personId(actor);
    if (!acceptedBy || !may(actor, "connection.acceptDifference", row)) return { kind: "forbidden" };
    const { version } = form;
    if (row.candidateVersion !== version) {
      return refused(
        "changed-meanwhile",
        "The change is another one now. Load the page again and look at its differences.",
      );
    }
    if (form.kinds.length === 0) return refused("none-chosen", "Choose at least one difference.");
    if (note === "") return refused("no-note", "Say in a few words why this is wanted.", "note");
    if (note.length > longestNote) return refused("long-note", `Keep the note to ${longestNote} characters.`, "note");
    const seen = await shadowKinds({ connectionId: id, version }, tx.db);
    const wanted: { direction: Direction; kind: string; messages: number }[] = [];
    for (const { direction, kind } of form.kinds) {
      const found = seen.find((one) => one.direction === direction && one.kind === kind);
      if (!found) return refused("not-seen", `No message shows a difference in ${kind}.`);
      if (found.accepted) return refused("accepted", `Somebody has accepted the difference in ${kind} already.`);
      wanted.push({ direction, kind, messages: found.messages });
    }
    for (const { direction, kind, messages } of wanted) {
      await tx.db
        .insert(shadowAcceptances)
        .values({ connectionId: id, candidateVersion: version, direction, kind, note, messages, acceptedBy });
      tx.audit({
        chain: id,
        actor: actor.id,
        action: "connection.acceptDifference",
        objectId: id,
        outcome: "done",
        reason: note,
        meta: { version, direction, kind, messages },
      });
    }
    tx.notify(`connection:${id}`);
    return { kind: "done" };
  });
}

const refused = (code: string, message: string, field?: string): Refusal => ({
  kind: "refused",
  code,
  message,
  ...(field && { field }),
});
