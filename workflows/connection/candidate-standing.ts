import { inArray, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { type ShadowCount, shadowCount } from "~/db/queries/shadow-kinds";
import { configurationVersions } from "~/db/schema/connections";
import type { ConnectionRow } from "../dispatch";
import { changedGrounds, type Ground } from "./grounds";
import { withVersion } from "./shown-version";
import { loadStanding, type Reader, type Standing } from "./standing";

/** How a candidate stands: its own gate, what it changes, and what its shadow has found. */
export type CandidateStanding = {
  version: number;
  standing: Standing;
  /** In what it differs from the configuration in force. */
  changed: Ground[];
  /** Its messages come out of another mapping; what only touches endpoints has no shadow. */
  mapsOtherwise: boolean;
  count: ShadowCount;
  /** Nothing the shadow found stands unexplained, and it has looked at something, where there is something. */
  explained: boolean;
};

const mappingGrounds: readonly Ground[] = ["template", "overrides", "labTemplate", "codeMap", "codePolicies"];

/** The standing of the candidate `version`; read on the locked row where something is to follow. */
export async function candidateStanding(
  row: ConnectionRow,
  version: number,
  db: Reader = database(),
): Promise<CandidateStanding> {
  const [standing, count, rows] = await Promise.all([
    loadStanding(withVersion(row, version), db),
    shadowCount({ connectionId: row.id, version }, db),
    db
      .select()
      .from(configurationVersions)
      .where(
        sql`${configurationVersions.connectionId} = ${row.id} and ${inArray(configurationVersions.version, [row.configurationVersion ?? 0, version])}`,
      ),
  ]);
  const at = (wanted: number | null) => rows.find((one) => one.version === wanted);
  const [live, candidate] = [at(row.configurationVersion), at(version)];
  const changed = live && candidate ? changedGrounds(live, candidate) : [];
  const mapsOtherwise = changed.some((ground) => mappingGrounds.includes(ground));
  const looked = !mapsOtherwise || count.compared > 0 || !count.anyMessage;
  return { version, standing, changed, mapsOtherwise, count, explained: count.unexplained === 0 && looked };
}
