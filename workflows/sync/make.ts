/** A release becomes a sync for each connection it says something new to. */
import { and, desc, eq, inArray, ne } from "drizzle-orm";
import { newId } from "~/db/ids";
import { dueForSync, makeSyncs } from "~/db/queries/make-syncs";
import { releases } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { syncProfiles, syncs } from "~/db/schema/sync";
import { type Transaction, withTransaction } from "~/db/transaction";
import type { Actor } from "../actor";
import { labToday } from "../compendium/catalogue";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { adoptConnections, ensureProfile } from "./profile";

/** Makes what is to be sent of a release, in the transaction that publishes it. */
export async function syncRelease(tx: Transaction, release: number): Promise<number> {
  await adoptConnections(tx);
  const due = await dueForSync(tx.db, release);
  if (due.length === 0) return 0;
  const ids = new Map(due.map((connection) => [connection, newId("syn")]));
  const made = await makeSyncs(tx.db, { release, today: await labToday(new Date(), tx.db), ids });
  tx.notify("syncs");
  return made.length;
}

/**
 * Sends all a practice is offered, whatever its EMR was told before: for a new connection, or one whose EMR has lost count.
 * What still waited for this connection is replaced by it.
 */
export async function sendWhole(actor: Actor, connectionId: string): Promise<{ kind: "done"; id: string } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done"; id: string } | Refusal> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, connectionId)).for("update");
    if (!row) return { kind: "not-found" };
    if (!may(actor, "sync.manage", row)) return { kind: "forbidden" };
    if (row.state === "retired" || row.state === "cancelled") {
      return { kind: "refused", code: "ended", message: "The connection has ended." };
    }
    if (row.offeredTests.length + row.offeredPanels.length === 0) {
      return { kind: "refused", code: "nothing", message: "Nothing is offered to this practice yet." };
    }
    const [release] = await tx.db.select().from(releases).orderBy(desc(releases.number)).limit(1);
    if (!release) return { kind: "refused", code: "no-release", message: "No release has been published yet." };
    await ensureProfile(tx, row);
    await tx.db
      .update(syncProfiles)
      .set({ toldRelease: null, toldTests: [], toldPanels: [] })
      .where(eq(syncProfiles.connectionId, connectionId));
    const id = newId("syn");
    const today = await labToday(new Date(), tx.db);
    await makeSyncs(tx.db, { release: release.number, today, ids: new Map([[connectionId, id]]) });
    await tx.db
      .update(syncs)
      .set({ state: "replaced" })
      .where(
        and(
          eq(syncs.connectionId, connectionId),
          ne(syncs.id, id),
          inArray(syncs.state, ["pending", "sent", "failed"]),
        ),
      );
    record(tx, actor, connectionId, id, "sync.whole");
    return { kind: "done", id };
  });
}

/** Sends the same file again. */
export async function resendSync(actor: Actor, id: string): Promise<{ kind: "done" } | Refusal> {
  return withTransaction(async (tx): Promise<{ kind: "done" } | Refusal> => {
    const [found] = await tx.db
      .select({ sync: syncs, connection: connections })
      .from(syncs)
      .innerJoin(connections, eq(connections.id, syncs.connectionId))
      .where(eq(syncs.id, id))
      .for("update", { of: syncs });
    if (!found) return { kind: "not-found" };
    if (!may(actor, "sync.manage", found.connection)) return { kind: "forbidden" };
    if (found.sync.state !== "sent" && found.sync.state !== "failed") {
      const message = found.sync.state === "pending" ? "It is being sent." : "It is over; nothing of it is sent again.";
      return { kind: "refused", code: "over", message };
    }
    await tx.db
      .update(syncs)
      .set({ state: "pending", failure: null, notBefore: null, tries: 0 })
      .where(eq(syncs.id, id));
    record(tx, actor, found.connection.id, id, "sync.resend");
    return { kind: "done" };
  });
}

function record(tx: Transaction, actor: Actor, connectionId: string, id: string, action: string): void {
  tx.audit({ chain: connectionId, actor: actor.id, action, objectId: id, outcome: "done" });
  tx.notify("syncs", `connection:${connectionId}`);
}
