import { and, eq, inArray, or } from "drizzle-orm";
import { anyOf } from "~/db/any-of";
import { database } from "~/db/client";
import { inForce } from "~/db/queries/in-force";
import { panels, tests } from "~/db/schema/compendium";
import { configurationVersions, connections, type endpoints, testRuns } from "~/db/schema/connections";
import type { CompiledTemplate } from "~/engine/mapping";
import { compiledTemplate } from "~/engine/templates/compiled";
import { type FoundTemplate, loadTemplates, refKey } from "~/engine/templates/lookup";

type ConfigurationRow = typeof configurationVersions.$inferSelect;
type SettingFacts = {
  connection: typeof connections.$inferSelect;
  configuration: ConfigurationRow;
  /** Status of each code the connection's orders may come to, by lab code. */
  compendium: ReadonlyMap<string, "active" | "discontinued">;
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

/** The settings of the connections with these ids, by id; seven queries at most however many there are. */
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
  const [templates, compendium] = await Promise.all([
    loadTemplates(configurations.flatMap((one) => Object.values(refsOf(one)))),
    loadStatuses(configurations),
  ]);
  return new Map(
    rows.map(({ connections: connection, configuration_versions: inUse }) => {
      const settingWith = (configuration: ConfigurationRow, testRunId: string | null): ConnectionSetting => ({
        connection,
        configuration,
        ...mappingsOf(connection, configuration, templates),
        compendium,
        testRunId,
      });
      const run = runs.find((one) => one.connectionId === connection.id);
      if (!run || connection.state !== "live") return [connection.id, settingWith(inUse, run?.id ?? null)];
      return [connection.id, { ...settingWith(inUse, null), trial: settingWith(run.configuration, run.id) }];
    }),
  );
}

/** The statuses of the codes that orders can come to: those the code maps name, whatever else the compendium has. */
async function loadStatuses(configurations: readonly ConfigurationRow[]): Promise<SettingFacts["compendium"]> {
  const codes = configurations.flatMap(({ codeMap }) => codeMap.map(({ labCode }) => labCode));
  if (codes.length === 0) return new Map();
  const db = database();
  const [testRows, panelRows] = await Promise.all([
    db.select({ code: tests.code, status: tests.status }).from(tests).where(anyOf(tests.code, codes)),
    db.select({ code: panels.code, status: panels.status }).from(panels).where(anyOf(panels.code, codes)),
  ]);
  return new Map([...testRows, ...panelRows].map((row) => [row.code, row.status]));
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
  const [templates, compendium] = await Promise.all([
    loadTemplates(Object.values(refsOf(configuration))),
    loadStatuses([configuration]),
  ]);
  const { testRunId } = live;
  const mappings = mappingsOf(connection, configuration, templates);
  return { live, candidate: { connection, configuration, ...mappings, compendium, testRunId } };
}

/** Connections whose configuration in force uses this endpoint. */
export async function connectionsUsing(endpoint: Pick<typeof endpoints.$inferSelect, "id">): Promise<string[]> {
  const rows = await database()
    .select({ id: connections.id })
    .from(connections)
    .innerJoin(configurationVersions, inForce)
    .where(
      or(eq(configurationVersions.emrEndpointId, endpoint.id), eq(configurationVersions.lisEndpointId, endpoint.id)),
    );
  return rows.map((row) => row.id);
}
