/** The connections that run a template: who they are, and how another version comes to them. */
import { and, desc, eq, inArray, or } from "drizzle-orm";
import { database } from "~/db/client";
import { type ConnectionState, configurationVersions, connections } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { templateAt } from "~/engine/templates/lookup";
import { overrideCount } from "~/engine/templates/overrides";
import type { Actor } from "../actor";
import { findConfiguration, saveConfiguration } from "../connection/commands";
import type { Refusal } from "../dispatch";
import { may } from "../policy";
import { checkOverrides } from "./check-overrides";

export type FleetMember = {
  id: string;
  practice: string;
  emr: string;
  state: ConnectionState;
  /** Which side of the connection it maps. */
  side: "emr" | "lis";
  /** The version in the configuration in force. */
  version: string;
  overrides: number;
};

/** Connections whose configuration in force uses the template; those that have ended are left out. */
export async function connectionsRunning(name: string): Promise<FleetMember[]> {
  const rows = await database()
    .select({ connection: connections, configuration: configurationVersions, practice: practices.name })
    .from(connections)
    .innerJoin(
      configurationVersions,
      and(
        eq(configurationVersions.connectionId, connections.id),
        eq(configurationVersions.version, connections.configurationVersion),
      ),
    )
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(
      and(
        or(eq(configurationVersions.templateName, name), eq(configurationVersions.lisTemplateName, name)),
        inArray(connections.state, ["provisioning", "testing", "ready", "live", "paused"]),
      ),
    )
    .orderBy(practices.name, desc(connections.createdAt));
  return rows.map(({ connection, configuration, practice }) => {
    const emr = configuration.templateName === name;
    return {
      id: connection.id,
      practice,
      emr: connection.emrName,
      state: connection.state,
      side: emr ? "emr" : "lis",
      version: emr ? configuration.templateVersion : configuration.lisTemplateVersion,
      overrides: emr ? overrideCount(configuration.overrides) : 0,
    };
  });
}

export type RollOutOutcome = { connectionId: string } & (
  | { kind: "done"; configurationVersion: number }
  | { kind: "left"; reason: string }
);

/**
 * Brings a version to these connections: a new configuration version each, whose gate then asks for a new test. One
 * that cannot take it now is left as it is, with the reason; the others go on.
 */
export async function rollOut(
  actor: Actor,
  { name, version, connectionIds }: { name: string; version: string; connectionIds: readonly string[] },
): Promise<{ kind: "done"; outcomes: RollOutOutcome[] } | Refusal> {
  if (!may(actor, "template.rollOut")) return { kind: "forbidden" };
  const found = await templateAt(name, version);
  if (!found) return { kind: "not-found" };
  const outcomes: RollOutOutcome[] = [];
  for (const connectionId of new Set(connectionIds)) {
    const left = (reason: string): RollOutOutcome => ({ connectionId, kind: "left", reason });
    const [row] = await database().select().from(connections).where(eq(connections.id, connectionId));
    const current = row && (await findConfiguration(row));
    if (!row || !current || (current.templateName !== name && current.lisTemplateName !== name)) {
      outcomes.push(left("It does not run this template."));
      continue;
    }
    const emr = current.templateName === name;
    if ((emr ? current.templateVersion : current.lisTemplateVersion) === version) {
      outcomes.push(left("It runs this version already."));
      continue;
    }
    if (emr && (await checkOverrides(found, current.overrides)).fit.length > 0) {
      outcomes.push(left("Its overrides do not fit this version. Change them first."));
      continue;
    }
    const change = emr ? { templateVersion: version } : { lisTemplateVersion: version };
    const outcome = await saveConfiguration(actor, connectionId, `Roll-out of ${found.whole.title} ${version}`, change);
    outcomes.push(
      outcome.kind === "done"
        ? { connectionId, kind: "done", configurationVersion: outcome.row.configurationVersion ?? 0 }
        : left(row.state === "live" ? "It is live: pause it first." : leftBecause(outcome)),
    );
  }
  return { kind: "done", outcomes };
}

const leftBecause = (refusal: Refusal): string =>
  refusal.kind === "refused" ? refusal.message : "You may not change this connection.";
