import { and, eq } from "drizzle-orm";
import type { EndpointOver } from "~/db/endpoint-settings";
import { endpoints } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
import { sameHostKey } from "~/engine/transports/sftp";
import { connectionsUsing } from "./setting";

/**
 * When a server shows the key whose change was announced, that key becomes the pinned one and the old one opens nothing
 * any more. Cheap to ask: nothing is done unless a change was announced.
 */
export async function followHostKey(endpoint: EndpointOver<"sftp">, shown: string): Promise<void> {
  const { id, nextHostKeySha256: next, hostKeySha256: before } = endpoint;
  if (!next || !sameHostKey(shown, next)) return;
  const using = await connectionsUsing(endpoint);
  await withTransaction(async (tx) => {
    const [changed] = await tx.db
      .update(endpoints)
      .set({ hostKeySha256: next, nextHostKeySha256: null, hostKeyPinnedAt: new Date() })
      .where(and(eq(endpoints.id, id), eq(endpoints.nextHostKeySha256, next)))
      .returning({ id: endpoints.id });
    if (!changed) return;
    tx.audit({
      chain: endpoint.side === "emr" ? (using[0] ?? "system") : "system",
      actor: "worker",
      action: "connection.hostKeyChanged",
      objectId: id,
      outcome: "done",
      meta: { sha256: next, before },
    });
    tx.notify(...using.map((one) => `connection:${one}`));
  });
}
