import type { EndpointOver } from "~/db/endpoint-settings";
import type { Lease } from "~/db/queries/claim-lanes";
import type { DueMessage } from "~/db/queries/due-messages";
import { answerIn } from "./answer";
import type { Means } from "./means";
import { noAddress, type Outcome, type Plan } from "./outcome";
import { sendEach } from "./send-each";

/** Sends messages over MLLP, one after the other on one connection, each until its answer is there. */
export async function sendFrames(
  lease: Lease,
  plan: Plan & { endpoint: EndpointOver<"mllp"> },
  batch: readonly DueMessage[],
  means: Means,
): Promise<Map<string, Outcome>> {
  const { name, reach } = plan.endpoint;
  return sendEach(lease, plan, batch, { atOnce: 1, inDoubt: reach.inDoubt }, async (message) => {
    const { host, port } = reach;
    if (host === null || port === null) return noAddress(name);
    const session = await means.mllp(plan.endpoint, { host, port });
    const said = answerIn(await session.exchange(message.outbound), message);
    if (said.kind === "refused")
      return { kind: "dead", code: "refused-by-receiver", reason: `${name}: ${said.reason}` };
    if (said.kind === "taken" && said.code) return { kind: "delivered", detail: `${name}, ${said.code}` };
    // An answer to something else: whatever else this connection says is not to be trusted either.
    session.close();
    return {
      kind: "again",
      code: "answer-unreadable",
      reason: `${name} answered with something that is no answer to it.`,
    };
  });
}
