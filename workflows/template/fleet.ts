/** The connections that run a template: who they are, and how another version comes to them. */
import { and, desc, eq, inArray, or } from "drizzle-orm";
import { database } from "~/db/client";
import { inForce } from "~/db/queries/in-force";
import { type ConnectionState, configurationVersions, connections } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import type { FoundTemplate } from "~/engine/templates/lookup";
import { overrideCount } from "~/engine/templates/overrides";
import type { Actor } from "../actor";
import { findConfiguration, pauseConnection, saveConfiguration } from "../connection/commands";
import type { Refusal } from "../dispatch";
import { misfits } from "./check-use";

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
    .innerJoin(configurationVersions, inForce)
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

export type Brought =
  | { kind: "done"; configurationVersion: number; wasRunning: boolean }
  /** It stays as it is, and why. */
  | { kind: "left"; reason: string };

/**
 * Brings a version to a connection: a new configuration version, whose gate then asks for a new test. A live connection
 * is paused first, so that nothing runs through a mapping that was not tested.
 */
export async function bringVersion(actor: Actor, found: FoundTemplate, connectionId: string): Promise<Brought> {
  const { name, version } = found;
  const title = `${found.whole.title} ${version}`;
  const left = (reason: string): Brought => ({ kind: "left", reason });
  const [row] = await database().select().from(connections).where(eq(connections.id, connectionId));
  const current = row && (await findConfiguration(row));
  if (!row || !current || (current.templateName !== name && current.lisTemplateName !== name)) {
    return left("It does not run this template.");
  }
  const wasRunning = row.state === "live" || row.state === "paused";
  const emr = current.templateName === name;
  if ((emr ? current.templateVersion : current.lisTemplateVersion) === version) {
    return { kind: "done", configurationVersion: current.version, wasRunning };
  }
  const [misfit] = emr ? misfits(found, { overrides: current.overrides, mode: row.mode }) : [];
  if (misfit) {
    const own = overrideCount(current.overrides) > 0;
    return left(own ? "Its overrides do not fit this version. Change them first." : misfit.message);
  }
  if (row.state === "live") {
    const paused = await pauseConnection(actor, connectionId, `Roll-out of ${title}`);
    if (paused.kind !== "done") return left(leftBecause(paused));
  }
  const change = emr ? { templateVersion: version } : { lisTemplateVersion: version };
  const saved = await saveConfiguration(actor, connectionId, `Roll-out of ${title}`, change);
  if (saved.kind !== "done") return left(leftBecause(saved));
  return { kind: "done", configurationVersion: saved.row.configurationVersion ?? 0, wasRunning };
}

const leftBecause = (refusal: Refusal): string =>
  refusal.kind === "refused" ? refusal.message : "You may not change this connection.";
