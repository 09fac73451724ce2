import { type Acceptance, accept, mostBytes } from "~/engine/pipeline/accept";
import { hl7AnswerTo, refusalWords } from "~/engine/pipeline/acknowledge";
import { findEndpoint } from "~/workflows/connection/endpoints";
import { callerOf } from "./api-key.server";
import { type Args, param } from "./context.server";
import { type ProblemStatus, problem } from "./problem.server";

/** What a push may be, and the format it is answered in. */
export const pushTypes: Readonly<Record<string, "hl7" | "json">> = {
  "application/hl7-v2": "hl7",
  "x-application/hl7-v2+er7": "hl7",
  "text/plain": "hl7",
  "application/json": "json",
};

/** Seconds until a push that is not taken now may come again. */
const retryAfter = { closed: 60, failed: 5 };
const longestKey = 255;

const typeOf = (request: Request) =>
  (request.headers.get("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/** Messages of one side of a connection, pushed by its far end. The answer goes out when they are stored. */
export async function takePush(args: Args, side: "emr" | "lis"): Promise<Response> {
  const { request } = args;
  if (request.method !== "POST") return problem(405, "Messages are sent with POST.", { Allow: "POST" });
  try {
    return await pushed(args, side);
  } catch (error) {
    args.context.reportError?.(error);
    return problem(503, "Whether it was stored is not known. Send the same again with the same Idempotency-Key.", {
      "Retry-After": String(retryAfter.failed),
    });
  }
}

async function pushed(args: Args, side: "emr" | "lis"): Promise<Response> {
  const { request } = args;
  const connectionId = param(args, "id");
  const caller = await callerOf(args, connectionId, side);
  if (caller instanceof Response) return caller;
  const contentType = typeOf(request);
  const format = pushTypes[contentType];
  if (!format || request.headers.has("Content-Encoding")) {
    const taken = Object.keys(pushTypes).join(", ");
    return problem(415, `Taken are ${taken}, not compressed.`, { "Accept-Post": taken });
  }
  const key = request.headers.get("Idempotency-Key")?.replace(/^"(.*)"$/, "$1");
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key.slice(0, longestKey + 1))) {
    return problem(400, "An Idempotency-Key is printable ASCII without spaces.");
  }
  if (key !== undefined && key.length > longestKey) {
    return problem(400, `An Idempotency-Key has at most ${longestKey} characters.`);
  }
  const endpoint = await findEndpoint(connectionId, side);
  if (endpoint?.reach.transport !== "rest") {
    const what = side === "emr" ? "Orders" : "Results";
    return problem(409, `${what} of this connection do not come over REST. Ask the laboratory to change its settings.`);
  }
  const bytes = Buffer.from(await request.arrayBuffer());
  const acceptance = await accept({
    endpointId: endpoint.id,
    connectionId,
    bytes,
    by: `key ${caller.hint}`,
    ...(key !== undefined && { key }),
  });
  return format === "json" ? jsonAnswer(acceptance) : hl7Answer(bytes, acceptance, contentType);
}

/** How a push ended, as a status. One of which every message is refused counts as refused. */
function statusOf(acceptance: Acceptance): 200 | ProblemStatus {
  switch (acceptance.kind) {
    case "taken":
      return acceptance.receipts.every(({ state }) => state === "refused") ? 400 : 200;
    case "conflict":
      return 422;
    case "unreadable":
      return 400;
    case "too-large":
      return 413;
    case "closed":
      return acceptance.again ? 503 : 410;
  }
}

const headersOf = (acceptance: Acceptance): Record<string, string> => ({
  "Cache-Control": "no-store",
  ...(acceptance.kind === "taken" && { "Gatehouse-Receipt": acceptance.pushId }),
  ...(acceptance.kind === "taken" && acceptance.repeated && { "Idempotent-Replayed": "true" }),
  ...(acceptance.kind === "closed" && acceptance.again && { "Retry-After": String(retryAfter.closed) }),
});

function hl7Answer(bytes: Buffer, acceptance: Acceptance, contentType: string): Response {
  const answer = hl7AnswerTo(bytes, acceptance);
  const status = statusOf(acceptance);
  const headers = headersOf(acceptance);
  if (!answer) return new Response(null, { status: status === 200 ? 204 : status, headers });
  return new Response(new Uint8Array(answer), { status, headers: { ...headers, "Content-Type": contentType } });
}

function jsonAnswer(acceptance: Acceptance): Response {
  const status = statusOf(acceptance);
  const headers = headersOf(acceptance);
  if (acceptance.kind !== "taken") return problem(status as ProblemStatus, refusalWords(acceptance), headers);
  const { pushId, at, repeated, receipts } = acceptance;
  const body = { receipt: pushId, receivedAt: at.toISOString(), repeated, messages: receipts };
  return Response.json(body, { status, headers });
}

export { mostBytes as largestPush };
