/** A connection takes the codes of its EMR system: a version of that map, with a new configuration version. */
import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { connections } from "~/db/schema/connections";
import { emrSystems } from "~/db/schema/requests";
import type { Actor } from "../actor";
import type { ConnectionRow, Outcome } from "../dispatch";
import { saveConfiguration } from "./commands";
import { foldCodes, ownEntries } from "./fold-codes";
import { connectionOf, offeredOf, systemMapAt } from "./system-maps";

/**
 * Takes a version of the EMR system's map; the connection's own entries stay above it. As any change it is a new
 * configuration version: beside what runs where the connection is live, and the gate asks for what it touches.
 */
export async function takeSystemCodes(actor: Actor, id: string, version: number): Promise<Outcome<ConnectionRow>> {
  const [row] = await database()
    .select({ connection: connections, emr: emrSystems })
    .from(connections)
    .leftJoin(emrSystems, eq(emrSystems.id, connections.emrSystemId))
    .where(eq(connections.id, id));
  const system = await systemMapAt(row?.connection.emrSystemId ?? null, version);
  if (!system || !row?.emr) {
    return { kind: "refused", code: "no-version", message: "There is no such version of the system's code map." };
  }
  const name = [row.emr.product, row.emr.version].filter(Boolean).join(" ");
  return saveConfiguration(actor, id, `Codes of ${name}, version ${version}`, async (db, current) => {
    const codeMap = foldCodes(ownEntries(current.codeMap), system, offeredOf(await connectionOf(db, id)));
    return { codeMap, systemMapVersion: version };
  });
}
