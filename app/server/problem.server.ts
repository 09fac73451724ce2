/** Refusals of the programming interface, as RFC 9457 has them. */
const titles = {
  400: "The request cannot be understood",
  401: "No valid access key",
  403: "This key does not open this",
  404: "Not found",
  405: "No such request here",
  409: "Not set up for this",
  410: "Gone",
  413: "Too large",
  415: "This kind of content is not taken",
  422: "The idempotency key was used before",
  429: "Too many requests",
  503: "Not now",
} as const;

export type ProblemStatus = keyof typeof titles;

/** A refusal with its reason in plain words; never repeats what was sent. */
export function problem(status: ProblemStatus, detail: string, headers: Record<string, string> = {}): Response {
  return new Response(`${JSON.stringify({ title: titles[status], status, detail })}\n`, {
    status,
    headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...headers },
  });
}
