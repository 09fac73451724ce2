import { and, asc, desc, eq, ne } from "drizzle-orm";
import { database } from "~/db/client";
import { releases } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { type SyncState, syncs } from "~/db/schema/sync";
import { labToday } from "../compendium/catalogue";

/** A sync in words for lists: what is sent and late is overdue. */
export type SyncLine = {
  id: string;
  connection: string;
  practice: string;
  release: string;
  state: SyncState | "overdue";
  dueOn: string;
  failure: string | null;
};

/** The newest syncs, of one connection or of all. */
export async function syncsOf(connectionId?: string): Promise<SyncLine[]> {
  const [rows, today] = await Promise.all([
    database()
      .select({
        id: syncs.id,
        connection: syncs.connectionId,
        practice: practices.name,
        release: releases.name,
        state: syncs.state,
        dueOn: syncs.dueOn,
        failure: syncs.failure,
      })
      .from(syncs)
      .innerJoin(releases, eq(releases.number, syncs.release))
      .innerJoin(connections, eq(connections.id, syncs.connectionId))
      .innerJoin(practices, eq(practices.id, connections.practiceId))
      .where(and(ne(syncs.state, "replaced"), connectionId ? eq(syncs.connectionId, connectionId) : undefined))
      .orderBy(desc(syncs.release), asc(practices.name))
      .limit(500),
    labToday(new Date()),
  ]);
  return rows.map((row) => ({ ...row, state: row.state === "sent" && row.dueOn < today ? "overdue" : row.state }));
}
