import { eq } from "drizzle-orm";
import { wakeConnection } from "~/db/queries/wake-lanes";
import { connections } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import type { Actor } from "../actor";
import { type ConnectionRow, dispatchConnectionIn, type Outcome } from "../dispatch";
import { getLab } from "../lab";
import { findConfiguration } from "./commands";
import { earlierSigned } from "./go-live-facts";
import * as letters from "./letters";

/**
 * The way back: puts the configuration that was signed before the one in force into force again. A live connection is
 * paused, changed and run again in one step; where the gate of the earlier configuration is no longer green it stays paused,
 * and its gate says why.
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
      const paused = await dispatchConnectionIn(tx, actor, id, "pause", { reason });
      if (paused.kind !== "done") return paused;
    }
    const returned = await dispatchConnectionIn(tx, actor, id, "returnToVersion", {
      reason,
      meta: { from: before.configurationVersion, to: version },
      change: async (row, db) => {
        const configurationVersion = version ?? null;
        const earlier = await findConfiguration({ id: row.id, configurationVersion }, db);
        return { configurationVersion, ...(earlier && { mode: earlier.mode }) };
      },
    });
    // Without the right to change it, nothing of this happens: the pause goes back with the transaction.
    if (returned.kind !== "done") throw new NotReturned(returned);
    if (!running) return returned;
    const again = await dispatchConnectionIn(tx, actor, id, "resume", {
      also: async (_tx, row) => {
        await wakeConnection(tx.db, id);
        await queueMail(tx, row.alertContacts, `connection.resume ${id}`, letters.resumed(row, lab));
      },
    });
    if (again.kind === "done") return again;
    const { row } = returned;
    await queueMail(tx, row.alertContacts, `connection.pause ${id}`, letters.paused(row, reason, lab));
    return returned;
  }).catch((error: unknown) => {
    if (error instanceof NotReturned) return error.outcome;
    throw error;
  });
}

/** Takes the transaction back with the refusal that is to be told. */
class NotReturned extends Error {
  constructor(readonly outcome: Outcome<ConnectionRow>) {
    super("The connection did not return to its earlier configuration.");
  }
}
