import type { EndpointOver } from "~/db/endpoint-settings";
import type { Lease } from "~/db/queries/claim-lanes";
import type { DueMessage } from "~/db/queries/due-messages";
import type { Transport } from "~/db/schema/transports";
import type { Files } from "./files-at";
import type { Means } from "./means";
import type { Outcome, Plan } from "./outcome";
import { sendFiles } from "./send-files";
import { sendFrames } from "./send-frames";
import { sendRequests } from "./send-requests";

type PlanOver<T extends Transport> = Plan & { endpoint: EndpointOver<T> };
type Sender<T extends Transport> = (
  lease: Lease,
  plan: PlanOver<T>,
  batch: readonly DueMessage[],
  means: Means,
  through?: Through,
) => Promise<Map<string, Outcome>>;
/** What is put between us and the files of a far end. */
type Through = (files: Files) => Files;

const senders: { [T in Transport]: Sender<T> } = {
  sftp: sendFiles,
  "hosted-sftp": sendFiles,
  rest: sendRequests,
  mllp: sendFrames,
};

/** Sends what is due, as the endpoint is reached. Bytes, name and identity are those of every other try. */
export async function sendBatch(
  lease: Lease,
  plan: Plan,
  batch: readonly DueMessage[],
  means: Means,
  through?: Through,
): Promise<Map<string, Outcome>> {
  const send = senders[plan.endpoint.reach.transport] as Sender<Transport>;
  return send(lease, plan as PlanOver<Transport>, batch, means, through);
}
