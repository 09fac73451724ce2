import { and, eq, max } from "drizzle-orm";
import { database } from "~/db/client";
import { wakeConnection } from "~/db/queries/wake-lanes";
import { type CodeMapEntry, configurationVersions, connections } from "~/db/schema/connections";
import { connectionRequests } from "~/db/schema/requests";
import { type Transaction, type Writer, withTransaction } from "~/db/transaction";
import { queueMail } from "~/emails/outbox";
import { newestTemplate } from "~/engine/templates/lookup";
import { overrideCount } from "~/engine/templates/overrides";
import { type Actor, personId, workerActor } from "../actor";
import { type ConnectionRow, dispatchConnection, type Outcome } from "../dispatch";
import { getLab, type Lab } from "../lab";
import { may } from "../policy";
import { providerAddresses } from "../request/people";
import { misfits } from "../template/check-use";
import { askProof } from "./ask-proof";
import { endPlan } from "./go-live";
import * as letters from "./letters";
import { cancelOpenRun } from "./open-run";
import { shown } from "./shown-version";
import { foldTyped } from "./system-maps";

export type ConfigurationRow = typeof configurationVersions.$inferSelect;
type ConfigurationChange = Partial<
  Pick<
    ConfigurationRow,
    | "templateName"
    | "templateVersion"
    | "lisTemplateVersion"
    | "overrides"
    | "emrEndpointId"
    | "lisEndpointId"
    | "codeMap"
    | "codePolicies"
    | "systemMapVersion"
  >
>;

/** The configuration the row names: the one in force, or the candidate of a row that `shown` made. */
export async function findConfiguration(
  row: Pick<ConnectionRow, "id" | "configurationVersion">,
  db: Pick<Writer, "select"> = database(),
): Promise<ConfigurationRow | undefined> {
  if (row.configurationVersion === null) return undefined;
  const [found] = await db
    .select()
    .from(configurationVersions)
    .where(
      and(eq(configurationVersions.connectionId, row.id), eq(configurationVersions.version, row.configurationVersion)),
    );
  return found;
}

/** The newest version there is; a later one than that in force where somebody has returned to an earlier one. */
export async function newestVersion(db: Pick<Writer, "select">, id: string): Promise<number> {
  const [found] = await db
    .select({ version: max(configurationVersions.version) })
    .from(configurationVersions)
    .where(eq(configurationVersions.connectionId, id));
  return found?.version ?? 0;
}

/**
 * Saves a change as a new, numbered configuration version. Evidence that stands on what has changed no longer counts, so
 * the gate asks for it again. On a live connection the version is a candidate beside the one in force, and builds on the
 * candidate before it; elsewhere it comes into force, and what stood beside is left. `prepare` may write rows the version points to, in the same transaction.
 */
export async function saveConfiguration(
  actor: Actor,
  id: string,
  note: string,
  prepare: ConfigurationChange | ((db: Writer, current: ConfigurationRow) => Promise<ConfigurationChange>),
): Promise<Outcome<ConnectionRow>> {
  const lab = await getLab();
  return dispatchConnection(actor, id, "saveConfiguration", {
    reason: note,
    change: async (row, db) => {
      const version = (await newestVersion(db, row.id)) + 1;
      return row.state === "live"
        ? { candidateVersion: version }
        : { configurationVersion: version, candidateVersion: null };
    },
    also: async (tx, row, before) => {
      const current = await findConfiguration(shown(before), tx.db);
      if (!current) throw new Error(`The connection ${id} has no configuration to change.`);
      const change = typeof prepare === "function" ? await prepare(tx.db, current) : prepare;
      const { createdAt: _, ...kept } = current;
      await tx.db.insert(configurationVersions).values({
        ...kept,
        ...change,
        version: shown(row).configurationVersion ?? 1,
        note,
        createdBy: personId(actor),
      });
      await askProof(tx, shown(row), { why: note, askedBy: personId(actor) });
      if (current.version === 1) await tellPractice(tx, row, lab);
    },
  });
}

/** The practice hears that the set-up has begun: the first change to what the approval made. */
async function tellPractice(tx: Transaction, row: ConnectionRow, lab: Lab) {
  const [request] = await tx.db.select().from(connectionRequests).where(eq(connectionRequests.id, row.requestId));
  const to = request ? await providerAddresses(tx.db, request) : [];
  await queueMail(tx, to, `connection.provision ${row.id}`, letters.provisioningBegan(row, lab));
}

/**
 * Takes the newest version of a template. Overrides were made for the rules of the old one: they stay with another
 * version of the same template, and go with another template.
 */
export async function chooseTemplate(actor: Actor, id: string, templateName: string): Promise<Outcome<ConnectionRow>> {
  const found = await newestTemplate(templateName);
  if (found?.whole.side !== "emr") {
    return { kind: "refused", code: "no-such-template", message: "There is no mapping template of that name." };
  }
  const { name, version } = found;
  const [row] = await database()
    .select({
      id: connections.id,
      mode: connections.mode,
      state: connections.state,
      configurationVersion: connections.configurationVersion,
      candidateVersion: connections.candidateVersion,
    })
    .from(connections)
    .where(eq(connections.id, id));
  const before = row && (await findConfiguration(shown(row)));
  const overrides = before?.templateName === name ? before.overrides : {};
  const [misfit] = row ? misfits(found, { overrides, mode: row.mode }) : [];
  if (misfit) {
    const message =
      overrideCount(overrides) > 0
        ? `This connection's overrides do not fit version ${version}. Change them first.`
        : misfit.message;
    return { kind: "refused", code: "does-not-fit", message };
  }
  return saveConfiguration(actor, id, `Mapping template ${found.whole.title} ${version}`, async (_db, current) => ({
    templateName: name,
    templateVersion: version,
    ...(current.templateName !== name && { overrides: {} }),
  }));
}

/** Keeps the code map; entries without an EMR code are left to the EMR system's map. */
export async function saveCodeMap(actor: Actor, id: string, entries: CodeMapEntry[]): Promise<Outcome<ConnectionRow>> {
  const codeMap = entries.filter((entry) => entry.emrCode.trim() !== "");
  const twice = codeMap.find((entry, i) => codeMap.findIndex((other) => other.emrCode === entry.emrCode) !== i);
  if (twice) {
    return {
      kind: "refused",
      code: "code-twice",
      message: `The practice's code ${twice.emrCode} stands for two lab codes; an order with it could not be told apart.`,
    };
  }
  return saveConfiguration(actor, id, `Code map with ${codeMap.length} codes`, (db, current) =>
    foldTyped(db, current, codeMap),
  );
}

/** Who is told when something breaks. Not part of a configuration version, but the drill has to reach the new people. */
export async function saveAlertContacts(
  actor: Actor,
  id: string,
  alertContacts: string[],
): Promise<Outcome<ConnectionRow>> {
  const outcome = await withTransaction<Outcome<ConnectionRow>>(async (tx) => {
    const [before] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    if (!before) return { kind: "not-found" };
    if (!may(actor, "connection.configure", before)) return { kind: "forbidden" };
    const [row] = await tx.db.update(connections).set({ alertContacts }).where(eq(connections.id, id)).returning();
    tx.audit({
      chain: id,
      actor: actor.id,
      action: "connection.alertContacts",
      objectId: id,
      outcome: "done",
      meta: { count: alertContacts.length },
    });
    tx.notify(`connection:${id}`);
    return row ? { kind: "done", row } : { kind: "not-found" };
  });
  if (outcome.kind === "done") await followGate(id);
  return outcome;
}

export async function pauseConnection(actor: Actor, id: string, reason: string): Promise<Outcome<ConnectionRow>> {
  const lab = await getLab();
  return dispatchConnection(actor, id, "pause", {
    reason,
    also: async (tx, row) => {
      // A run beside live traffic: paused, everything that comes in would belong to it.
      await cancelOpenRun(tx, id, "The connection was paused.");
      await queueMail(tx, row.alertContacts, `connection.pause ${id}`, letters.paused(row, reason, lab));
    },
  });
}

export async function resumeConnection(actor: Actor, id: string): Promise<Outcome<ConnectionRow>> {
  const lab = await getLab();
  return dispatchConnection(actor, id, "resume", {
    also: async (tx, row) => {
      await wakeConnection(tx.db, id);
      await queueMail(tx, row.alertContacts, `connection.resume ${id}`, letters.resumed(row, lab));
    },
  });
}

export const retireConnection = (actor: Actor, id: string, reason: string) =>
  dispatchConnection(actor, id, "retire", { reason });

export const cancelConnection = (actor: Actor, id: string, reason: string) =>
  dispatchConnection(actor, id, "cancel", {
    reason,
    also: async (tx) => {
      await endPlan(tx, id, "cancelled", actor, reason);
    },
  });

/** Moves a connection in or out of `ready` when its evidence says so. Safe to call at any time. */
export async function followGate(id: string): Promise<void> {
  const [row] = await database().select({ state: connections.state }).from(connections).where(eq(connections.id, id));
  if (row?.state === "testing") await dispatchConnection(workerActor, id, "gateMet");
  if (row?.state === "ready") await dispatchConnection(workerActor, id, "gateLost");
}
