import { and, eq, inArray, or, sql } from "drizzle-orm";
import { anyOf } from "~/db/any-of";
import { database } from "~/db/client";
import { inForce } from "~/db/queries/in-force";
import { labDay } from "~/db/queries/lab-day";
import { panels, tests } from "~/db/schema/compendium";
import { configurationVersions, connections, type endpoints, testRuns } from "~/db/schema/connections";
import type { CodePolicies, CompiledTemplate, LabCode, Replacement } from "~/engine/mapping";
import { compiledTemplate } from "~/engine/templates/compiled";
import { type FoundTemplate, loadTemplates, refKey } from "~/engine/templates/lookup";

type ConfigurationRow = typeof configurationVersions.$inferSelect;
type SettingFacts = {
  connection: typeof connections.$inferSelect;
  configuration: ConfigurationRow;
  /** What the lab says today of each code the connection's orders may come to, by lab code. */
  compendium: ReadonlyMap<string, LabCode>;
  /** Of codes that replace others; empty where no connection asked for wants them put. */
  replacements: ReadonlyMap<string, Replacement>;
  /** The test run under way, if any; of a live connection it is in `trial`. */
  testRunId: string | null;
  /** A live connection's run, with the configuration it tests: for what is marked as a test, and for nothing else. */
  trial?: ConnectionSetting;
};

/** A connection with both of its mappings. */
export type ReadySetting = SettingFacts & {
  kind: "ready";
  emrTemplate: CompiledTemplate;
  lisTemplate: CompiledTemplate;
};

/**
 * Everything the pure step needs to know of a connection, read before the transaction that stores its outcome.
 * `unusable`: a template version of its configuration is not there, or its overrides do not fit. No other version is
 * taken instead, since nobody has tested that one; what comes in is held.
 */
export type ConnectionSetting = ReadySetting | (SettingFacts & { kind: "unusable"; reason: string });

type Mappings = Pick<ReadySetting, "kind" | "emrTemplate" | "lisTemplate"> | { kind: "unusable"; reason: string };

function mappingsOf(
  { mode }: typeof connections.$inferSelect,
  configuration: ConfigurationRow,
  templates: ReadonlyMap<string, FoundTemplate>,
): Mappings {
  const refs = refsOf(configuration);
  const emr = templates.get(refKey(refs.emr));
  const lis = templates.get(refKey(refs.lis));
  if (!emr || !lis) {
    const { name, version } = emr ? refs.lis : refs.emr;
    return { kind: "unusable", reason: `The mapping template ${name} has no version ${version} here.` };
  }
  try {
    const emrTemplate = compiledTemplate(emr, { overrides: configuration.overrides, mode });
    return { kind: "ready", emrTemplate, lisTemplate: compiledTemplate(lis) };
  } catch (error) {
    const why = error instanceof Error ? error.message : "it cannot be used";
    return { kind: "unusable", reason: `The mapping of this connection cannot be used: ${why}` };
  }
}

const refsOf = (configuration: ConfigurationRow) => ({
  emr: { name: configuration.templateName, version: configuration.templateVersion },
  lis: { name: configuration.lisTemplateName, version: configuration.lisTemplateVersion },
});

/** The settings of the connections with these ids, by id; a few queries however many there are. */
export async function loadSettings(connectionIds: readonly string[]): Promise<Map<string, ConnectionSetting>> {
  if (connectionIds.length === 0) return new Map();
  const db = database();
  const [rows, runs] = await Promise.all([
    db
      .select()
      .from(connections)
      .innerJoin(configurationVersions, inForce)
      .where(inArray(connections.id, [...connectionIds])),
    db
      .select({ id: testRuns.id, connectionId: testRuns.connectionId, configuration: configurationVersions })
      .from(testRuns)
      .innerJoin(
        configurationVersions,
        and(
          eq(configurationVersions.connectionId, testRuns.connectionId),
          eq(configurationVersions.version, testRuns.configurationVersion),
        ),
      )
      .where(and(inArray(testRuns.connectionId, [...connectionIds]), eq(testRuns.state, "waiting"))),
  ]);
  const configurations = [...rows.map((row) => row.configuration_versions), ...runs.map((run) => run.configuration)];
  const [templates, compendium, replacements] = await Promise.all([
    loadTemplates(configurations.flatMap((one) => Object.values(refsOf(one)))),
    loadLabCodes(configurations),
    loadReplacements(configurations.map((one) => one.codePolicies)),
  ]);
  return new Map(
    rows.map(({ connections: connection, configuration_versions: inUse }) => {
      const settingWith = (configuration: ConfigurationRow, testRunId: string | null): ConnectionSetting => ({
        connection,
        configuration,
        ...mappingsOf(connection, configuration, templates),
        compendium,
        replacements,
        testRunId,
      });
      const run = runs.find((one) => one.connectionId === connection.id);
      if (!run || connection.state !== "live") return [connection.id, settingWith(inUse, run?.id ?? null)];
      return [connection.id, { ...settingWith(inUse, null), trial: settingWith(run.configuration, run.id) }];
    }),
  );
}

/** The codes that orders can come to: those the code maps name and what replaces them, whatever else the compendium has. */
async function loadLabCodes(configurations: readonly ConfigurationRow[]): Promise<Map<string, LabCode>> {
  const found = new Map<string, LabCode>();
  const asked = new Set<string>();
  let codes = configurations.flatMap(({ codeMap }) => codeMap.map(({ labCode }) => labCode));
  while (codes.length > 0) {
    for (const code of codes) asked.add(code);
    const rows = await labCodesAt(codes);
    for (const row of rows) found.set(row.code, row);
    codes = rows.flatMap(({ replacementCode: next }) => (next && !asked.has(next) ? next : []));
  }
  return found;
}

async function labCodesAt(codes: readonly string[]): Promise<(LabCode & { code: string })[]> {
  const db = database();
  const [testRows, panelRows] = await Promise.all([
    db
      .select({
        code: tests.code,
        status: tests.status,
        replacementCode: tests.replacementCode,
        orderableFrom: sql<string | null>`case when ${tests.orderableFrom} > ${labDay} then ${tests.orderableFrom} end`,
      })
      .from(tests)
      .where(anyOf(tests.code, codes)),
    db
      .select({ code: panels.code, status: panels.status, replacementCode: panels.replacementCode })
      .from(panels)
      .where(anyOf(panels.code, codes)),
  ]);
  return [...testRows, ...panelRows];
}

/** What a live connection maps with, and what it would map with: for comparing, never for sending. */
export type SettingPair = { live: ConnectionSetting; candidate: ConnectionSetting };

/** Both settings of a connection that has a candidate. */
export async function loadPair(connectionId: string): Promise<SettingPair | undefined> {
  const found = (await loadSettings([connectionId])).get(connectionId);
  if (!found) return undefined;
  const { trial: _, ...live } = found;
  const { connection } = live;
  const [configuration] = await database()
    .select()
    .from(configurationVersions)
    .where(
      and(
        eq(configurationVersions.connectionId, connectionId),
        eq(configurationVersions.version, connection.candidateVersion ?? 0),
      ),
    );
  if (!configuration) return undefined;
  const [templates, compendium, replacements] = await Promise.all([
    loadTemplates(Object.values(refsOf(configuration))),
    loadLabCodes([configuration]),
    loadReplacements([configuration.codePolicies]),
  ]);
  const { testRunId } = live;
  const mappings = mappingsOf(connection, configuration, templates);
  return { live, candidate: { connection, configuration, ...mappings, compendium, replacements, testRunId } };
}

/** What replaces something, where one of these policies puts it in its place. */
async function loadReplacements(policies: readonly CodePolicies[]): Promise<Map<string, Replacement>> {
  if (policies.every(({ discontinued }) => discontinued !== "substitute")) return new Map();
  const rows = await database().execute(sql`
    with wanted as (
      select replacement_code as code from tests where replacement_code is not null
      union select replacement_code from panels where replacement_code is not null)
    select code, name, to_json(array(
      select q->>'code' from jsonb_array_elements(questions) q where (q->>'required')::boolean)) as asks
    from tests join wanted using (code)
    union all select code, name, '[]'::json from panels join wanted using (code)`);
  return new Map((rows as unknown as (Replacement & { code: string })[]).map((row) => [row.code, row]));
}

/** Connections whose configuration in force uses this endpoint, or whose test has it stand in for the lab's system. */
export async function connectionsUsing(endpoint: Pick<typeof endpoints.$inferSelect, "id">): Promise<string[]> {
  const rows = await database()
    .select({ id: connections.id })
    .from(connections)
    .innerJoin(configurationVersions, inForce)
    .where(
      or(
        eq(configurationVersions.emrEndpointId, endpoint.id),
        eq(configurationVersions.lisEndpointId, endpoint.id),
        sql`exists (select 1 from ${testRuns} r where r.connection_id = ${connections.id} and r.state = 'waiting'
          and r.lab_stand_in = ${endpoint.id})`,
      ),
    );
  return rows.map((row) => row.id);
}
