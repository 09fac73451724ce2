/** The code map of a connection's EMR system, and what of it a connection gets. */
import { and, desc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { type CodeMapEntry, type configurationVersions, connections } from "~/db/schema/connections";
import { systemCodeMaps } from "~/db/schema/system-codes";
import type { Writer } from "~/db/transaction";
import { foldCodes, ownOf, type SystemMap } from "./fold-codes";

type Reader = Pick<Writer, "select">;

/** One version of an EMR system's map. */
export async function systemMapAt(
  emrSystemId: string | null,
  version: number | null,
  db: Reader = database(),
): Promise<SystemMap | undefined> {
  if (emrSystemId === null || version === null) return undefined;
  const [row] = await db
    .select()
    .from(systemCodeMaps)
    .where(and(eq(systemCodeMaps.emrSystemId, emrSystemId), eq(systemCodeMaps.version, version)));
  return row;
}

/** The newest version of an EMR system's map, where it has one. */
export async function newestSystemMap(
  emrSystemId: string | null,
  db: Reader = database(),
): Promise<typeof systemCodeMaps.$inferSelect | undefined> {
  if (emrSystemId === null) return undefined;
  const [row] = await db
    .select()
    .from(systemCodeMaps)
    .where(eq(systemCodeMaps.emrSystemId, emrSystemId))
    .orderBy(desc(systemCodeMaps.version))
    .limit(1);
  return row;
}

type ConnectionRow = typeof connections.$inferSelect;

export const offeredOf = ({ offeredTests, offeredPanels }: Pick<ConnectionRow, "offeredTests" | "offeredPanels">) => [
  ...offeredPanels,
  ...offeredTests,
];

export async function connectionOf(db: Reader, id: string): Promise<ConnectionRow> {
  const [row] = await db.select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error(`There is no connection ${id}.`);
  return row;
}

/** What was typed as the map of a connection, folded over the version of the system's map it uses already. */
export async function foldTyped(
  db: Reader,
  {
    connectionId,
    systemMapVersion,
  }: Pick<typeof configurationVersions.$inferSelect, "connectionId" | "systemMapVersion">,
  typed: readonly CodeMapEntry[],
): Promise<{ codeMap: CodeMapEntry[] }> {
  const row = await connectionOf(db, connectionId);
  const system = await systemMapAt(row.emrSystemId, systemMapVersion, db);
  return { codeMap: foldCodes(ownOf(typed, system, offeredOf(row)), system, offeredOf(row)) };
}

/** What a new connection begins with: the newest version of its EMR system's map, for what is offered. */
export async function firstCodes(
  db: Reader,
  emrSystemId: string | null,
  offered: readonly string[],
): Promise<{ codeMap: CodeMapEntry[]; systemMapVersion: number | null }> {
  const system = await newestSystemMap(emrSystemId, db);
  return { codeMap: foldCodes([], system, offered), systemMapVersion: system?.version ?? null };
}
