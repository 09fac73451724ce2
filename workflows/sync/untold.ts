import { and, desc, eq, inArray } from "drizzle-orm";
import { database } from "~/db/client";
import { releases } from "~/db/schema/compendium";
import { type SyncState, syncs } from "~/db/schema/sync";
import { unpackChanges } from "./delta";

/** An update that says something of one of the codes and that the EMR has not confirmed. */
export type Untold = { syncId: string; release: string; state: SyncState };

/** The newest update of a connection that would have told its EMR of these lab codes; undefined when none is open. */
export async function untoldUpdate(connectionId: string, codes: readonly string[]): Promise<Untold | undefined> {
  const rows = await database()
    .select({ syncId: syncs.id, release: releases.name, state: syncs.state, changes: syncs.changes })
    .from(syncs)
    .innerJoin(releases, eq(releases.number, syncs.release))
    .where(and(eq(syncs.connectionId, connectionId), inArray(syncs.state, ["pending", "sent", "failed"])))
    .orderBy(desc(syncs.release))
    .limit(10);
  const found = rows.find(({ changes }) => unpackChanges(changes).some(({ code }) => codes.includes(code)));
  return found && { syncId: found.syncId, release: found.release, state: found.state };
}
