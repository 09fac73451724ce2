import { and, eq, inArray, or, sql } from "drizzle-orm";
import { database } from "~/db/client";
import { panels, tests } from "~/db/schema/compendium";
import { configurationVersions, connections, type endpoints, testRuns } from "~/db/schema/connections";
import { orderRoutes } from "~/db/schema/messages";
import { type CompiledTemplate, compileTemplate, findTemplate } from "~/engine/mapping";

/** Everything the pure step needs to know of a connection, read before the transaction that stores its outcome. */
export type ConnectionSetting = {
  connection: typeof connections.$inferSelect;
  configuration: typeof configurationVersions.$inferSelect;
  emrTemplate: CompiledTemplate;
  lisTemplate: CompiledTemplate;
  /** Status of each code the connection's orders may come to, by lab code. */
  compendium: ReadonlyMap<string, "active" | "discontinued">;
  /** The test run under way, if any. */
  testRunId: string | null;
};

/** Which connection an order number came in on. */
export type Route = typeof orderRoutes.$inferSelect;

const compiled = new Map<string, CompiledTemplate>();

function templateOf(name: string, version: string): CompiledTemplate {
  const key = `${name}@${version}`;
  const known = compiled.get(key);
  if (known) return known;
  const template = findTemplate(name, version) ?? findTemplate(name);
  if (!template) throw new Error(`The mapping template ${key} does not exist.`);
  const fresh = compileTemplate(template);
  compiled.set(key, fresh);
  return fresh;
}

/** The settings of the connections with these ids, by id; three queries however many there are. */
export async function loadSettings(connectionIds: readonly string[]): Promise<Map<string, ConnectionSetting>> {
  if (connectionIds.length === 0) return new Map();
  const db = database();
  const [rows, runs, testRows, panelRows] = await Promise.all([
    db
      .select()
      .from(connections)
      .innerJoin(
        configurationVersions,
        and(
          eq(configurationVersions.connectionId, connections.id),
          eq(configurationVersions.version, connections.configurationVersion),
        ),
      )
      .where(inArray(connections.id, [...connectionIds])),
    db
      .select({ id: testRuns.id, connectionId: testRuns.connectionId })
      .from(testRuns)
      .where(and(inArray(testRuns.connectionId, [...connectionIds]), eq(testRuns.state, "waiting"))),
    db.select({ code: tests.code, status: tests.status }).from(tests),
    db.select({ code: panels.code, status: panels.status }).from(panels),
  ]);
  const compendium = new Map([...testRows, ...panelRows].map((row) => [row.code, row.status]));
  return new Map(
    rows.map(({ connections: connection, configuration_versions: configuration }) => [
      connection.id,
      {
        connection,
        configuration,
        emrTemplate: templateOf(configuration.templateName, configuration.templateVersion),
        lisTemplate: templateOf(configuration.lisTemplateName, configuration.lisTemplateVersion),
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
    .innerJoin(
      configurationVersions,
      and(
        eq(configurationVersions.connectionId, connections.id),
        eq(configurationVersions.version, connections.configurationVersion),
      ),
    )
    .where(
      or(eq(configurationVersions.emrEndpointId, endpoint.id), eq(configurationVersions.lisEndpointId, endpoint.id)),
    );
  return rows.map((row) => row.id);
}

/** Routes for result messages: by order number, and by the facility code the LIS addresses (MSH-6). */
export async function loadRoutes(orderNumbers: readonly string[], facilityCodes: readonly string[]) {
  const db = database();
  const [routes, facilities] = await Promise.all([
    orderNumbers.length === 0
      ? []
      : db
          .select()
          .from(orderRoutes)
          .where(inArray(orderRoutes.placerOrderNumber, [...orderNumbers])),
    facilityCodes.length === 0
      ? []
      : db
          .select({ id: connections.id, facilityCode: connections.facilityCode })
          .from(connections)
          .where(sql`${connections.facilityCode} in ${facilityCodes}`),
  ]);
  return { routes, facilities: new Map(facilities.map((row) => [row.facilityCode, row.id])) };
}

export type Routes = Awaited<ReturnType<typeof loadRoutes>>;
