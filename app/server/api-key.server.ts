import { findAccessKey } from "~/workflows/connection/access-keys";
import type { Args } from "./context.server";
import { problem } from "./problem.server";
import { rateLimit } from "./rate-limit.server";

export type ApiCaller = { keyId: string; hint: string; connectionId: string; side: "emr" | "lis" };

const byKey = rateLimit({ burst: 200, perSecond: 50 });
/** Requests without a valid key, by address: nobody needs many. */
const byStranger = rateLimit({ burst: 30, perSecond: 1 });

const tooMany = (seconds: number) =>
  problem(429, "Nothing was done. Ask again after the time in Retry-After.", { "Retry-After": String(seconds) });

/**
 * Who calls, by the key in `Authorization`; a refusal when the key is not one, or not of this connection and side. No
 * cookie is looked at: what a browser sends by itself opens nothing here.
 */
export async function callerOf(
  { request, context }: Args,
  connectionId: string,
  side?: ApiCaller["side"],
): Promise<ApiCaller | Response> {
  const [, token] = /^Bearer +([\w-]{20,200})$/i.exec(request.headers.get("Authorization") ?? "") ?? [];
  const key = token && (await findAccessKey(token));
  if (!key) {
    const wait = byStranger.take(context.clientAddress);
    if (wait > 0) return tooMany(wait);
    return problem(401, "Send the access key of this connection as Authorization: Bearer, one that is not revoked.", {
      "WWW-Authenticate": 'Bearer realm="Gatehouse"',
    });
  }
  if (key.connectionId !== connectionId) return problem(403, "The key is of another connection.");
  if (side && key.side !== side) {
    const sides = { emr: "for orders", lis: "for results" };
    return problem(403, `The key is ${sides[key.side]}, not ${sides[side]}.`);
  }
  const wait = byKey.take(key.id);
  return wait > 0 ? tooMany(wait) : { keyId: key.id, hint: key.hint, connectionId, side: key.side };
}
