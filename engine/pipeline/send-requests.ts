import type { EndpointOver } from "~/db/endpoint-settings";
import type { Lease } from "~/db/queries/claim-lanes";
import type { DueMessage } from "~/db/queries/due-messages";
import type { RestAnswer } from "~/engine/transports/rest";
import { answerIn } from "./answer";
import type { Means } from "./means";
import { noAddress, type Outcome, type Plan } from "./outcome";
import { sendEach } from "./send-each";

/** Requests under way at once to one far end. */
const atOnce = 8;

/** Posts messages; the idempotency key of one is the same for every try. */
export async function sendRequests(
  lease: Lease,
  plan: Plan & { endpoint: EndpointOver<"rest"> },
  batch: readonly DueMessage[],
  means: Means,
): Promise<Map<string, Outcome>> {
  const { name, reach } = plan.endpoint;
  return sendEach(lease, plan, batch, { atOnce, inDoubt: reach.inDoubt }, async (message) => {
    if (!reach.url) return noAddress(name);
    const client = await means.rest(plan.endpoint, reach.url);
    const answer = await client.send({
      method: "POST",
      body: message.outbound,
      contentType: message.outboundName.endsWith(".json") ? "application/json" : "application/hl7-v2; charset=utf-8",
      idempotencyKey: message.id,
    });
    return outcomeOf(answer, name, message);
  });
}

function outcomeOf(answer: RestAnswer, name: string, message: DueMessage): Outcome {
  switch (answer.kind) {
    case "accepted": {
      const said = answerIn(answer.body, message);
      if (said.kind === "refused")
        return { kind: "dead", code: "refused-by-receiver", reason: `${name}: ${said.reason}` };
      if (said.kind === "unreadable") {
        return { kind: "again", code: "answer-unreadable", reason: `${name} answered with something we cannot read.` };
      }
      return { kind: "delivered", detail: `${name}, HTTP ${answer.status}${said.code ? `, ${said.code}` : ""}` };
    }
    case "busy": {
      const { reason, afterMs } = answer;
      return {
        kind: "again",
        code: `http-${answer.status}`,
        reason,
        ...(afterMs !== undefined && { afterSeconds: afterMs / 1_000 }),
      };
    }
    case "message-refused":
      return { kind: "dead", code: `http-${answer.status}`, reason: answer.reason };
    case "endpoint-refused":
      return { kind: "again", code: `http-${answer.status}`, reason: answer.reason, stopped: true, unsent: true };
  }
}
