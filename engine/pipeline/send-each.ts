import { fence, type Lease } from "~/db/queries/claim-lanes";
import type { DueMessage } from "~/db/queries/due-messages";
import type { InDoubt } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import { failpoint } from "~/engine/transports/failpoint";
import { writeIntent } from "./intent";
import { failureOf, type Outcome, type Plan } from "./outcome";

/** What an interrupted try leaves unknown, in words for the person who has to ask. */
const heldReason =
  "Whether the last try arrived is not known, and this far end cannot tell a repetition. Ask there before sending it again.";

/**
 * Sends messages one request each. One commit before says which are about to be sent, so that a try which a dead process
 * left behind is known as in doubt; then it is sent again as it was, or held, as the endpoint says. When the far end
 * fails, those not yet sent stay unsent: what does not answer one does not answer two hundred.
 */
export async function sendEach(
  lease: Lease,
  plan: Plan,
  batch: readonly DueMessage[],
  { atOnce, inDoubt }: { atOnce: number; inDoubt: InDoubt },
  send: (message: DueMessage) => Promise<Outcome>,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const doubtful = batch.filter((message) => message.renameIntentAt !== null && inDoubt === "hold");
  for (const message of doubtful) outcomes.set(message.id, { kind: "held", code: "in-doubt", reason: heldReason });
  const going = batch.filter((message) => !outcomes.has(message.id));
  await intend(
    lease,
    plan,
    going.map((message) => message.id),
  );
  let failed: Extract<Outcome, { kind: "again" }> | undefined;
  const rest = going.values();
  const sendOn = async () => {
    for (const message of rest) {
      if (failed) {
        outcomes.set(message.id, { ...failed, unsent: true });
        continue;
      }
      await failpoint("O9");
      const outcome = await send(message).catch(failureOf);
      const unknown = outcome.kind === "again" && !outcome.unsent;
      if (outcome.kind === "again") failed = outcome;
      outcomes.set(
        message.id,
        unknown && inDoubt === "hold" ? { kind: "held", code: "in-doubt", reason: heldReason } : outcome,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sendOn));
  return outcomes;
}

async function intend(lease: Lease, plan: Plan, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await withTransaction(async (tx) => {
    await fence(tx, lease);
    await writeIntent(tx, lease, plan, ids);
  });
}
