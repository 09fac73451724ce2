import { and, desc, eq } from "drizzle-orm";
import { configurationVersions, connections, endpoints } from "~/db/schema/connections";
import { connectionRequests, emrSystems } from "~/db/schema/requests";
import { type Transaction, type Writer, withTransaction } from "~/db/transaction";
import { type FoundTemplate, newestTemplates, templateAt } from "~/engine/templates/lookup";
import { type Actor, personId } from "../actor";
import { type ConnectionRow, dispatchConnectionIn, type Outcome, type RequestRow } from "../dispatch";
import { may } from "../policy";
import { misfits } from "../template/check-use";
import { askProof } from "./ask-proof";
import { type ConfigurationRow, findConfiguration, newestVersion } from "./commands";
import { closeTopic } from "./to-dos";
import { lacksWay } from "./ways";

/**
 * A connection for results takes orders too. It is a new configuration version like any other change: what its evidence
 * stands on and the orders do not touch stays green, the gate asks for the rest, and nothing runs before that is there.
 */

/** The approved wish for orders that a connection has not taken up yet; undefined when there is none. */
export async function agreedOrders(
  row: Pick<ConnectionRow, "id" | "mode">,
  db: Pick<Writer, "select">,
): Promise<RequestRow | undefined> {
  if (row.mode === "bidirectional") return undefined;
  const [found] = await db
    .select()
    .from(connectionRequests)
    .where(and(eq(connectionRequests.changesConnectionId, row.id), eq(connectionRequests.state, "approved")))
    .orderBy(desc(connectionRequests.decidedAt))
    .limit(1);
  return found;
}

/** An engineer takes up what was agreed while the connection was live; refused as long as it still is. */
export async function takeOrders(actor: Actor, id: string): Promise<Outcome<ConnectionRow>> {
  return withTransaction(async (tx): Promise<Outcome<ConnectionRow>> => {
    const [row] = await tx.db.select().from(connections).where(eq(connections.id, id)).for("update");
    if (!row || !may(actor, "connection.view", row)) return { kind: "not-found" };
    if (!may(actor, "connection.saveConfiguration", row)) return { kind: "forbidden" };
    const request = await agreedOrders(row, tx.db);
    if (!request) return { kind: "refused", code: "not-agreed", message: "Nothing was agreed that is left to do." };
    if (row.state === "live") {
      const message = "The connection is live. Pause it first: its results wait until orders and results are proved.";
      return { kind: "refused", code: "not-now", message };
    }
    return takeOrdersIn(tx, actor, id, request);
  });
}

/** In the transaction of the approval, or of the engineer who does it later. */
export async function takeOrdersIn(
  tx: Transaction,
  actor: Actor,
  id: string,
  { decision, form, decidedBy }: RequestRow,
): Promise<Outcome<ConnectionRow>> {
  const reason = `Orders too, as agreed${decision ? ` by ${decision.by}` : ""}`;
  return dispatchConnectionIn(tx, actor, id, "saveConfiguration", {
    reason,
    change: async (row, db) => ({
      mode: "bidirectional",
      configurationVersion: (await newestVersion(db, row.id)) + 1,
      offeredTests: decision?.tests ?? row.offeredTests,
      offeredPanels: decision?.panels ?? row.offeredPanels,
      signerName: form.contacts.signer.name,
      signerEmail: form.contacts.signer.email,
    }),
    also: async (_tx, row, before) => {
      const current = await findConfiguration(before, tx.db);
      if (!current) throw new Error(`The connection ${id} has no configuration to change.`);
      const { createdAt: _, ...kept } = current;
      await tx.db.insert(configurationVersions).values({
        ...kept,
        ...(await templateFor(tx.db, row, current)),
        ...(await endpointsFor(tx.db, current)),
        mode: "bidirectional",
        version: row.configurationVersion ?? 1,
        note: reason,
        createdBy: personId(actor) ?? decidedBy,
      });
      await askProof(tx, row, { why: reason, askedBy: personId(actor) });
      await closeTopic(tx, id, "orders", actor);
    },
  });
}

/** The template in force where it reads orders too, with the overrides; else the EMR's usual one, else the general one. */
async function templateFor(
  db: Writer,
  row: ConnectionRow,
  current: ConfigurationRow,
): Promise<Partial<ConfigurationRow>> {
  const inForce = await templateAt(current.templateName, current.templateVersion);
  if (inForce && misfits(inForce, { overrides: current.overrides, mode: "bidirectional" }).length === 0) return {};
  const [emr] = row.emrSystemId ? await db.select().from(emrSystems).where(eq(emrSystems.id, row.emrSystemId)) : [];
  const names = [emr?.templateName, "generic-orm-2.5.1"].filter((name) => name !== undefined);
  const newest = await newestTemplates(names, db);
  const fits = (found: FoundTemplate | undefined) =>
    found && misfits(found, { overrides: {}, mode: "bidirectional" }).length === 0;
  const found = names.map((name) => newest.get(name)).find(fits);
  if (!found) throw new Error("There is no mapping template for orders.");
  return { templateName: found.name, templateVersion: found.version, overrides: {} };
}

/** A side over which orders have no way is to be set up again, rather than to look ready. */
async function endpointsFor(db: Writer, current: ConfigurationRow): Promise<Partial<ConfigurationRow>> {
  const lacks = async (endpointId: string | null, side: "emr" | "lis") => {
    const [found] = endpointId ? await db.select().from(endpoints).where(eq(endpoints.id, endpointId)) : [];
    return found !== undefined && lacksWay(found.reach, "bidirectional", side);
  };
  return {
    ...((await lacks(current.emrEndpointId, "emr")) && { emrEndpointId: null }),
    ...((await lacks(current.lisEndpointId, "lis")) && { lisEndpointId: null }),
  };
}
