/** A change of a partner's host key that was announced: both keys are accepted until the next one is seen. */
import { eq } from "drizzle-orm";
import { isOver } from "~/db/endpoint-settings";
import { endpoints } from "~/db/schema/connections";
import { withTransaction } from "~/db/transaction";
import { sameHostKey } from "~/engine/transports/sftp";
import type { Actor } from "../actor";
import type { Refusal } from "../dispatch";
import { authorised, isFingerprint, noHostKey, notAFingerprint, type Side } from "./endpoints";

type Done = { kind: "done" };

/**
 * Keeps the fingerprint the server's operator has announced. The first connection that sees it makes it the pinned one;
 * until then the old one stays good, so that nothing stops when the operator is late.
 */
export async function announceHostKey(actor: Actor, id: string, side: Side, typed: string): Promise<Done | Refusal> {
  const checked = await authorised(actor, "connection.pinHostKey", id, side);
  if (checked.kind !== "ready") return checked;
  const { endpoint } = checked;
  const sha256 = typed.trim();
  if (!isOver(endpoint, "sftp")) return noHostKey;
  if (!isFingerprint(sha256)) return notAFingerprint;
  if (!endpoint.hostKeySha256) {
    return { kind: "refused", code: "not-pinned", message: "Fetch and confirm the key of now first." };
  }
  if (sameHostKey(sha256, endpoint.hostKeySha256)) {
    return { kind: "refused", code: "same-key", message: "This is the pinned key itself; nothing would change." };
  }
  return change(actor, id, endpoint.id, sha256, "connection.announceHostKey");
}

/** Takes the announcement back: from now on only the pinned key is accepted. */
export async function withdrawHostKey(actor: Actor, id: string, side: Side): Promise<Done | Refusal> {
  const checked = await authorised(actor, "connection.pinHostKey", id, side);
  if (checked.kind !== "ready") return checked;
  return change(actor, id, checked.endpoint.id, null, "connection.withdrawHostKey");
}

async function change(
  actor: Actor,
  id: string,
  endpointId: string,
  next: string | null,
  action: string,
): Promise<Done> {
  return withTransaction(async (tx) => {
    await tx.db.update(endpoints).set({ nextHostKeySha256: next }).where(eq(endpoints.id, endpointId));
    tx.audit({ chain: id, actor: actor.id, action, objectId: endpointId, outcome: "done", meta: { sha256: next } });
    tx.notify(`connection:${id}`);
    return { kind: "done" };
  });
}
