import { eq } from "drizzle-orm";
import { wakeConnection } from "~/db/queries/wake-lanes";
import { connections } from "~/db/schema/connections";
import { type Transaction, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import type { Actor } from "../actor";
import { type ConnectionRow, dispatchConnectionIn, type Outcome } from "../dispatch";
import { getLab, type Lab } from "../lab";
import { findConfiguration } from "./commands";
import { earlierSigned } from "./go-live-facts";
import * as letters from "./letters";
import { cancelOpenRun } from "./open-run";

/**
 * The way back: puts the configuration that was signed before the one in force into force again. A live connection goes on
 * with it at once, without a pause. Where the gate of the earlier configuration is no longer green it is paused, and its gate
 * says why. A candidate built on what is left goes with it; its version stays on record.
 */
export async function returnToEarlier(actor: Actor, id: string, reason: string): Promise<Outcome<ConnectionRow>> {
  const lab = await getLab();
  return withTransaction(async (tx): Promise<Outcome<ConnectionRow>> => {
    const [before] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    if (!before) return { kind: "not-found" };
    const running = before.state === "live";
    const version = await earlierSigned(before, tx.db);
    if (running) {
      if (version === undefined) {
        const message = "No earlier configuration was tested and signed.";
        return { kind: "refused", code: "no-earlier", message };
      }
      const back = await switchBack(tx, actor, before, { version, reason, lab });
      if (back.kind !== "refused" || back.code !== "earlier-not-green") return back;
      const paused = await dispatchConnectionIn(tx, actor, id, "pause", { reason });
      if (paused.kind !== "done") return paused;
      await cancelOpenRun(tx, id, "The connection was paused.");
    }
    const returned = await dispatchConnectionIn(tx, actor, id, "returnToVersion", {
      reason,
      meta: { from: before.configurationVersion, to: version },
      change: async (row, db) => {
        const configurationVersion = version ?? null;
        const earlier = await findConfiguration({ id: row.id, configurationVersion }, db);
        return { configurationVersion, candidateVersion: null, ...(earlier && { mode: earlier.mode }) };
      },
    });
    // Without the right to change it, nothing of this happens: the pause goes back with the transaction.
    if (returned.kind !== "done") throw new NotReturned(returned);
    if (!running) return returned;
    const { row } = returned;
    await queueMail(tx, row.alertContacts, `connection.pause ${id}`, letters.paused(row, reason, lab));
    return returned;
  }).catch((error: unknown) => {
    if (error instanceof NotReturned) return error.outcome;
    throw error;
  });
}

/** From live to live; refused as `earlier-not-green` when the earlier gate says no. */
const switchBack = (
  tx: Transaction,
  actor: Actor,
  before: ConnectionRow,
  { version, reason, lab }: { version: number; reason: string; lab: Lab },
) =>
  dispatchConnectionIn(tx, actor, before.id, "returnToVersion", {
    reason,
    meta: { from: before.configurationVersion, to: version, candidate: before.candidateVersion },
    change: { configurationVersion: version, candidateVersion: null },
    also: async (_tx, row) => {
      await cancelOpenRun(tx, row.id, "The connection returned to an earlier configuration.");
      await wakeConnection(tx.db, row.id);
      tx.notify("lanes");
      const cause = `connection.returnToVersion ${row.id}` as const;
      await queueMail(tx, row.alertContacts, cause, letters.changedBack(row, reason, lab));
    },
  });

/** Takes the transaction back with the refusal that is to be told. */
class NotReturned extends Error {
  constructor(readonly outcome: Outcome<ConnectionRow>) {
    super("The connection did not return to its earlier configuration.");
  }
}
