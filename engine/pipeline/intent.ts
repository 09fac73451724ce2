import { sql } from "drizzle-orm";
import type { Lease } from "~/db/queries/claim-lanes";
import { theseMessages } from "~/db/queries/these-messages";
import { messages } from "~/db/schema/messages";
import type { Transaction } from "~/db/transaction";
import type { Plan } from "./outcome";

/**
 * Writes down, before it can be, that these messages may be at the far end from now on. With the intent the try is counted
 * and its epoch kept. Call after the fence.
 */
export async function writeIntent(
  tx: Transaction,
  lease: Lease,
  { endpoint }: Plan,
  ids: readonly string[],
): Promise<void> {
  await tx.db
    .update(messages)
    .set({
      state: "sending",
      attempts: sql`${messages.attempts} + 1`,
      renameIntentAt: sql`now()`,
      deliveryEpoch: lease.epoch,
      destinationEndpointId: endpoint.id,
    })
    .where(theseMessages(ids));
}
