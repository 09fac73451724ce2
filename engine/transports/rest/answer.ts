import type { RestAnswer } from "./contract";
import type { HttpAnswer } from "./http";

const SECOND = 1_000;
const SHORTEST_WAIT = SECOND;
const LONGEST_WAIT = 24 * 3_600 * SECOND;

/** Answers that say "not now": worth another try with the same key. */
const BUSY: Readonly<Record<number, string>> = {
  408: "did not receive the request in time",
  409: "is still working on an earlier try",
  425: "wants the request later",
  429: "asks for fewer requests",
  500: "failed",
  502: "cannot reach what stands behind it",
  503: "is not available",
  504: "did not get an answer from what stands behind it",
};
/** Answers that condemn this body only. */
const MESSAGE: Readonly<Record<number, string>> = {
  400: "does not understand this message",
  413: "finds this message too large",
  415: "does not take this kind of message",
  422: "refuses what this message says",
};
/** Answers that condemn every request until somebody changes something. */
const ENDPOINT: Readonly<Record<number, string>> = {
  401: "does not accept our credentials",
  403: "does not let us do this",
  404: "has nothing at this address",
  405: "takes no such request at this address",
  410: "has nothing at this address any more",
};

/** `Retry-After` (RFC 9110 section 10.2.3): seconds or a date, kept between a second and a day. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const wanted = /^\d+$/.test(value.trim()) ? Number(value) * SECOND : Date.parse(value) - now;
  return Number.isNaN(wanted) ? undefined : Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, wanted));
}

/** What an answer means for the message and for the endpoint. `now` is milliseconds since 1970. */
export function answerOf({ status, headers, body }: HttpAnswer, where: string, now: number): RestAnswer {
  if (status >= 200 && status < 300) {
    return { kind: "accepted", status, body, contentType: headers["content-type"], headers };
  }
  const says = (words: string) => `${where} ${words} (HTTP ${status}).`;
  const message = MESSAGE[status];
  if (message) return { kind: "message-refused", status, reason: says(message) };
  const endpoint = ENDPOINT[status];
  if (endpoint) return { kind: "endpoint-refused", status, reason: says(endpoint) };
  if (status >= 300 && status < 400) {
    return { kind: "endpoint-refused", status, reason: says("sends us elsewhere, and we do not follow") };
  }
  const busy = BUSY[status] ?? (status >= 500 ? "failed" : undefined);
  if (busy) {
    return { kind: "busy", status, reason: says(busy), afterMs: retryAfterMs(headers["retry-after"], now) };
  }
  return { kind: "endpoint-refused", status, reason: says("answers in a way we do not know") };
}
