import { asc, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { inForce } from "~/db/queries/in-force";
import { mappingFailures } from "~/db/queries/mapping-failures";
import { configurationVersions, connections } from "~/db/schema/connections";
import { rollOutMembers, type rollOuts } from "~/db/schema/roll-outs";
import type { Writer } from "~/db/transaction";
import type { RollOutContext } from "./machine";
import { type MemberFacts, type RollOutFacts, rollOutContext } from "./waves";

type RollOutRow = typeof rollOuts.$inferSelect;
type Reader = Pick<Writer, "select" | "execute">;

/** A member with what the page says of it. */
export type Member = MemberFacts & {
  practiceId: string;
  emr: string;
  reason: string | null;
  configurationVersion: number | null;
};

/** What is to be known of a roll-out, read from its members' connections as they are now. */
export async function loadRollOutFacts(
  row: RollOutRow,
  db: Reader = database(),
): Promise<Omit<RollOutFacts, "members"> & { members: Member[] }> {
  const rows = await db
    .select({ member: rollOutMembers, connection: connections, configuration: configurationVersions })
    .from(rollOutMembers)
    .innerJoin(connections, eq(connections.id, rollOutMembers.connectionId))
    .innerJoin(configurationVersions, inForce)
    .where(eq(rollOutMembers.rollOutId, row.id))
    .orderBy(asc(rollOutMembers.wave), asc(connections.createdAt));
  const moved = rows.flatMap(({ member: { connectionId, configurationVersion: version, movedAt: since } }) =>
    version !== null && since ? [{ connectionId, version, since }] : [],
  );
  const failures = await mappingFailures(db, moved);
  const runs = (configuration: typeof configurationVersions.$inferSelect) =>
    (configuration.templateName === row.templateName && configuration.templateVersion === row.version) ||
    (configuration.lisTemplateName === row.templateName && configuration.lisTemplateVersion === row.version);
  return {
    wave: row.wave,
    waveClean: row.waveClean,
    cleanMinutes: row.cleanMinutes,
    watchFrom: row.watchFrom,
    members: rows.map(({ member, connection, configuration }) => ({
      connectionId: member.connectionId,
      wave: member.wave,
      outcome: member.outcome,
      reason: member.reason,
      wasRunning: member.wasRunning,
      configurationVersion: member.configurationVersion,
      movedAt: member.movedAt,
      practiceId: connection.practiceId,
      emr: connection.emrName,
      state: connection.state,
      stateSince: connection.stateSince,
      runs: runs(configuration),
      failures: failures.get(member.connectionId) ?? 0,
    })),
  };
}

/** The machine's context for a locked row. */
export const loadRollOutContext = async (db: Reader, row: RollOutRow): Promise<RollOutContext> =>
  rollOutContext(await loadRollOutFacts(row, db), new Date());
