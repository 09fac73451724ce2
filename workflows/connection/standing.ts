import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { failingCodes, largeProofs } from "~/db/queries/code-standings";
import { panels, releases, tests } from "~/db/schema/compendium";
import { configurationVersions, endpoints, evidence, testRuns } from "~/db/schema/connections";
import { syncs } from "~/db/schema/sync";
import type { Writer } from "~/db/transaction";
import { CONTRACT_VERSION } from "~/engine/contract";
import type { ConnectionRow } from "../dispatch";
import { type EvidenceAges, getEvidenceAges } from "./evidence-ages";
import { computeGate, type EvidenceFact, type GateLamp } from "./gate";
import { changedGrounds, type Ground, type Grounds, sameContacts } from "./grounds";

/** What the gate and the machine need to know of a connection, read for many at once. */
export type Standing = {
  lamps: GateLamp[];
  endpointsReady: boolean;
  offered: string[];
  unmapped: string[];
};

/** Reads in a transaction or outside of one. */
export type Reader = Pick<Writer, "select" | "selectDistinctOn" | "execute">;

const groundColumns = {
  connectionId: configurationVersions.connectionId,
  version: configurationVersions.version,
  mode: configurationVersions.mode,
  templateName: configurationVersions.templateName,
  templateVersion: configurationVersions.templateVersion,
  lisTemplateName: configurationVersions.lisTemplateName,
  lisTemplateVersion: configurationVersions.lisTemplateVersion,
  overrides: configurationVersions.overrides,
  emrEndpointId: configurationVersions.emrEndpointId,
  lisEndpointId: configurationVersions.lisEndpointId,
  codeMap: configurationVersions.codeMap,
  codePolicies: configurationVersions.codePolicies,
};
type Version = Grounds & { connectionId: string; version: number };
type EvidenceRow = typeof evidence.$inferSelect;

/**
 * The standing of each of `rows`, by connection id, with the configuration the row names; ten queries at most however many
 * there are. `ages`: as if evidence counted for so long, to see what that would change. For another configuration than the
 * one in force pass the row as `withVersion` makes it.
 */
export async function loadStandings(
  rows: readonly ConnectionRow[],
  db: Reader = database(),
  ages?: EvidenceAges,
): Promise<Map<string, Standing>> {
  const ids = rows.map((row) => row.id);
  const codes = [...new Set(rows.flatMap((row) => [...row.offeredTests, ...row.offeredPanels]))];
  if (ids.length === 0) return new Map();
  const asked = rows.map((row) => sql`when ${row.id} then ${row.configurationVersion ?? 0}::integer`);
  const versionOf = sql`case ${evidence.connectionId} ${sql.join(asked, sql` `)} end`;
  const [configurations, newest, running, unloaded, testRevisions, panelRevisions, countsFor] = await Promise.all([
    db
      .select({
        ...groundColumns,
        ready: sql<boolean>`(select count(*) = 2 from ${endpoints} e
          where e.id in (${configurationVersions.emrEndpointId}, ${configurationVersions.lisEndpointId})
            and (e.host_key_sha256 is not null or e.reach->>'transport' <> 'sftp') and e.check_ok)`,
      })
      .from(configurationVersions)
      .where(versionIn(rows.map((row) => ({ id: row.id, version: row.configurationVersion ?? 0 })))),
    db
      .selectDistinctOn([evidence.connectionId, evidence.item])
      .from(evidence)
      .where(and(inArray(evidence.connectionId, ids), countsHere))
      .orderBy(
        evidence.connectionId,
        evidence.item,
        // That of the configuration itself comes first, then that of earlier ones: what was seen of a later one, such as a
        // candidate, is newer and says less.
        sql`${evidence.configurationVersion} = ${versionOf} desc`,
        sql`${evidence.configurationVersion} < ${versionOf} desc`,
        sql`${stoodIn} asc`,
        desc(evidence.at),
      ),
    db
      .select({ connectionId: testRuns.connectionId, version: testRuns.configurationVersion })
      .from(testRuns)
      .where(and(inArray(testRuns.connectionId, ids), eq(testRuns.state, "waiting"))),
    db
      .select({ connectionId: syncs.connectionId, release: releases.name })
      .from(syncs)
      .innerJoin(releases, eq(releases.number, syncs.release))
      .where(and(inArray(syncs.connectionId, ids), inArray(syncs.state, ["pending", "sent", "failed"])))
      .orderBy(desc(syncs.release)),
    codes.length === 0
      ? []
      : db.select({ code: tests.code, revision: tests.revision }).from(tests).where(inArray(tests.code, codes)),
    codes.length === 0
      ? []
      : db.select({ code: panels.code, revision: panels.revision }).from(panels).where(inArray(panels.code, codes)),
    ages ?? getEvidenceAges(db),
  ]);

  const [failing, proving] = await Promise.all([failingCodes(ids, db), largeProofs(ids, db)]);
  const earlier = await loadEarlier(newest, configurations, db);
  const now = new Date();
  const revisions = new Map([...testRevisions, ...panelRevisions].map((row) => [row.code, row.revision]));
  return new Map(
    rows.map((row) => {
      const configuration = configurations.find((one) => one.connectionId === row.id);
      const offered = [...row.offeredTests, ...row.offeredPanels];
      const mapped = new Set(configuration?.codeMap.filter((entry) => entry.emrCode).map((entry) => entry.labCode));
      // A practice that only receives results orders as before: there is no EMR code to map.
      const unmapped = row.mode === "results-only" ? [] : offered.filter((code) => !mapped.has(code));
      const lamps = computeGate({
        configurationVersion: row.configurationVersion,
        evidence: newest
          .filter((one) => one.connectionId === row.id)
          .sort((a, b) => b.at.getTime() - a.at.getTime())
          .map((one) => factOf(one, row, configuration, earlier)),
        testRunning: running.some((one) => one.connectionId === row.id && one.version === row.configurationVersion),
        offeredCodes: offered.length,
        unmappedCodes: unmapped,
        failingCodes: failing.filter((one) => one.connectionId === row.id && one.version === row.configurationVersion),
        proving: proving.find((one) => one.connectionId === row.id && one.version === row.configurationVersion) ?? null,
        unloadedReleases: unloaded.filter((one) => one.connectionId === row.id).map((one) => one.release),
        offeredRevision: Math.max(0, ...offered.map((code) => revisions.get(code) ?? 0)),
        alertContacts: row.alertContacts.length,
        signerName: row.signerName,
        now,
        countsFor,
        confirmedUntil: row.liveAt && (row.state === "live" ? now : row.state === "paused" ? row.stateSince : null),
      });
      return [row.id, { lamps, endpointsReady: configuration?.ready ?? false, offered, unmapped }];
    }),
  );
}

/** Something stood in for the lab's own system: said by evidence of a practice's own test. */
const stoodIn = sql`(${evidence.details}->>'standIn' is not null)`;
/**
 * What only the lab's own system can show does not count where something stood in for it. The rest does while nothing better
 * is there, so that a practice's own test never takes the place of the lab's.
 */
const countsHere = sql`not (${stoodIn} and ${inArray(evidence.item, ["roundTrip", "reconciliation", "auditTrail"])})`;

/** The configurations that evidence was made with and that are no longer in force. */
async function loadEarlier(
  newest: readonly EvidenceRow[],
  inForce: readonly Version[],
  db: Reader,
): Promise<readonly Version[]> {
  const wanted = new Set(
    newest
      .filter(({ connectionId, configurationVersion }) =>
        inForce.every((one) => one.connectionId !== connectionId || one.version !== configurationVersion),
      )
      .map(({ connectionId, configurationVersion }) => `${connectionId}/${configurationVersion}`),
  );
  if (wanted.size === 0) return [];
  const pairs = [...wanted].map((key) => {
    const [id = "", version] = key.split("/");
    return { id, version: Number(version) };
  });
  return db.select(groundColumns).from(configurationVersions).where(versionIn(pairs));
}

/** Exactly these configuration versions. */
function versionIn(list: readonly { id: string; version: number }[]) {
  const pairs = list.map(({ id, version }) => sql`(${id}, ${version}::integer)`);
  return sql`(${configurationVersions.connectionId}, ${configurationVersions.version}) in (${sql.join(pairs, sql`, `)})`;
}

/** Evidence with what of its grounds is different today. */
function factOf(
  one: EvidenceRow,
  row: ConnectionRow,
  now: Version | undefined,
  earlier: readonly Version[],
): EvidenceFact {
  const { connectionId, configurationVersion: version } = one;
  const same = now?.version === version;
  const then = same ? now : earlier.find((other) => other.connectionId === connectionId && other.version === version);
  const contacts = one.details.contacts;
  const changed: Ground[] = now && then && !same ? changedGrounds(then, now) : [];
  // Evidence of a configuration nobody knows stands on nothing we could compare.
  if (!then) changed.push("template", "endpoints", "codeMap");
  if (one.contractVersion !== CONTRACT_VERSION) changed.push("contract");
  if (Array.isArray(contacts) && !sameContacts(contacts, row.alertContacts)) changed.push("alerts");
  return { ...one, sealed: one.sha256 !== null, changed };
}

export async function loadStanding(row: ConnectionRow, db: Reader = database()): Promise<Standing> {
  const standing = (await loadStandings([row], db)).get(row.id);
  if (!standing) throw new Error(`The connection ${row.id} has no standing.`);
  return standing;
}
