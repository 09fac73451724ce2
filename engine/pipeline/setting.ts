import { and, eq, inArray, or } from "drizzle-orm";
import { database } from "~/db/client";
import { inForce } from "~/db/queries/in-force";
import { panels, tests } from "~/db/schema/compendium";
import { configurationVersions, connections, type endpoints, testRuns } from "~/db/schema/connections";
import type { CompiledTemplate } from "~/engine/mapping";
import { compiledTemplate } from "~/engine/templates/compiled";
import { type FoundTemplate, loadTemplates, refKey } from "~/engine/templates/lookup";

type SettingFacts = {
  connection: typeof connections.$inferSelect;
  configuration: typeof configurationVersions.$inferSelect;
  /** Status of each code the connection's orders may come to, by lab code. */
  compendium: ReadonlyMap<string, "active" | "discontinued">;
  /** The test run under way, if any. */
  testRunId: string | null;
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
  configuration: typeof configurationVersions.$inferSelect,
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

const refsOf = (configuration: typeof configurationVersions.$inferSelect) => ({
  emr: { name: configuration.templateName, version: configuration.templateVersion },
  lis: { name: configuration.lisTemplateName, version: configuration.lisTemplateVersion },
});

/** The settings of the connections with these ids, by id; five queries at most however many there are. */
export async function loadSettings(connectionIds: readonly string[]): Promise<Map<string, ConnectionSetting>> {
  if (connectionIds.length === 0) return new Map();
  const db = database();
  const [rows, runs, testRows, panelRows] = await Promise.all([
    db
      .select()
      .from(connections)
      .innerJoin(configurationVersions, inForce)
      .where(inArray(connections.id, [...connectionIds])),
    db
      .select({ id: testRuns.id, connectionId: testRuns.connectionId })
      .from(testRuns)
      .where(and(inArray(testRuns.connectionId, [...connectionIds]), eq(testRuns.state, "waiting"))),
    db.select({ code: tests.code, status: tests.status }).from(tests),
    db.select({ code: panels.code, status: panels.status }).from(panels),
  ]);
  const templates = await loadTemplates(rows.flatMap((row) => Object.values(refsOf(row.configuration_versions))));
  const compendium = new Map([...testRows, ...panelRows].map((row) => [row.code, row.status]));
  return new Map(
    rows.map(({ connections: connection, configuration_versions: configuration }) => [
      connection.id,
      {
        connection,
        configuration,
        ...mappingsOf(connection, configuration, templates),
        compendium,
        testRunId: runs.find((run) => run.connectionId === connection.id)?.id ?? null,
      },
    ]),
  );
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
