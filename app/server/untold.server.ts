import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { inForce } from "~/db/queries/in-force";
import { configurationVersions, connections } from "~/db/schema/connections";
import type { messages } from "~/db/schema/messages";
import type { Order } from "~/engine/contract";
import { untoldUpdate } from "~/workflows/sync/untold";

const reasons = new Set(["code-unknown", "code-discontinued", "code-not-offered", "code-not-yet"]);

/** The update that would have kept this order from being held, where its EMR has not loaded it; a link to it. */
export async function untoldLinks(
  message: Pick<typeof messages.$inferSelect, "connectionId" | "reasonCode" | "mapped">,
): Promise<{ label: string; id: string; href: string }[]> {
  const { connectionId, reasonCode, mapped } = message;
  if (!connectionId || !reasons.has(reasonCode ?? "")) return [];
  const [row] = await database()
    .select({ codeMap: configurationVersions.codeMap })
    .from(connections)
    .innerJoin(configurationVersions, inForce)
    .where(eq(connections.id, connectionId));
  const ordered = ((mapped as Order | null)?.tests ?? []).map(({ code }) => code.code);
  const labCodes = (row?.codeMap ?? [])
    .filter(({ emrCode }) => ordered.includes(emrCode))
    .map(({ labCode }) => labCode);
  const update = await untoldUpdate(connectionId, labCodes);
  if (!update) return [];
  const { release, syncId } = update;
  return [
    { label: "The EMR was told of this code and has not confirmed it: release", id: release, href: `/sync/${syncId}` },
  ];
}
