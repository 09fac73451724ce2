import type { EndpointOver, EndpointRow } from "~/db/endpoint-settings";
import type { Lease } from "~/db/queries/claim-lanes";
import type { DueMessage } from "~/db/queries/due-messages";
import type { Reach, Transport } from "~/db/schema/transports";
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
) => Promise<Map<string, Outcome>>;

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
): Promise<Map<string, Outcome>> {
  const send = senders[plan.endpoint.reach.transport] as Sender<Transport>;
  return send(lease, plan as PlanOver<Transport>, batch, means);
}

/** A port nobody answers on. */
const nowhere = { host: "127.0.0.1", port: 1 };
const cuts: { [T in Transport]: (reach: Extract<Reach, { transport: T }>) => Reach } = {
  sftp: (reach) => ({ ...reach, ...nowhere }),
  "hosted-sftp": (reach) => ({ ...reach, account: "" }),
  rest: (reach) => ({ ...reach, url: "http://127.0.0.1:1/" }),
  mllp: (reach) => ({ ...reach, ...nowhere }),
};

/** The endpoint with its route cut, for the one try of a drill that has to fail. */
export function cutOff(endpoint: EndpointRow): EndpointRow {
  const cut = cuts[endpoint.reach.transport] as (reach: Reach) => Reach;
  return { ...endpoint, reach: cut(endpoint.reach) };
}

/** The drill's own cut, told apart from a real failure. */
export function asDrill(outcomes: ReadonlyMap<string, Outcome>): Map<string, Outcome> {
  const reason = "Drill: the route was cut for this try.";
  return new Map(
    [...outcomes].map(([id, outcome]) => [
      id,
      outcome.kind === "again" ? { kind: "again", code: "drill", reason, unsent: true } : outcome,
    ]),
  );
}
