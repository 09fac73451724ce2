import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { TransportError } from "../transport-error";
import { answerOf } from "./answer";
import type { RestAnswer, RestAuth, RestDeadlines, RestRequest, RestSettings } from "./contract";
import { type HttpAnswer, type HttpRequest, httpRequest } from "./http";

/** Calls one endpoint; remembers its access token. Make one per settings and keep it. */
export interface RestClient {
  /**
   * Sends one request. A refused token is renewed once.
   * @throws TransportError see `httpRequest`; permanent `authentication-failed` when no token is given
   */
  send(request: RestRequest): Promise<RestAnswer>;
  /** Closes the connections kept open. */
  close(): void;
}

/** Connections are kept open for the next request, this many at once. */
const KEPT = { keepAlive: true, maxSockets: 8, keepAliveMsecs: 10_000 };
/** A token is renewed this long before it ends, in milliseconds. */
const RENEW_BEFORE = 30_000;
/** RFC 6749 leaves the life of a token open when the answer does not tell it. */
const LIFE_WHEN_UNTOLD = 300_000;

const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

export function restClient(settings: RestSettings, deadlines: RestDeadlines): RestClient {
  const { auth } = settings;
  const agents = { "http:": new HttpAgent(KEPT), "https:": new HttpsAgent(KEPT) };
  const call: Call = (request) =>
    httpRequest(request, settings, deadlines, agents[request.url.protocol === "https:" ? "https:" : "http:"]);
  let token: { value: string; until: number } | undefined;
  let asking: Promise<string> | undefined;

  const tokenFor = (oauth: Extract<RestAuth, { kind: "oauth2" }>): Promise<string> => {
    if (token && token.until > performance.now()) return Promise.resolve(token.value);
    asking ??= askForToken(oauth, call)
      .then((got) => {
        token = got;
        return got.value;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };

  const credentials = async (): Promise<Record<string, string>> => {
    switch (auth.kind) {
      case "none":
        return {};
      case "api-key":
        return { [auth.header]: auth.value };
      case "basic":
        return { authorization: basic(auth.username, auth.password) };
      case "oauth2":
        return { authorization: `Bearer ${await tokenFor(auth)}` };
    }
  };

  const once = async ({ method, query, body, contentType, idempotencyKey }: RestRequest): Promise<RestAnswer> => {
    const url = new URL(settings.url);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const headers = {
      accept: "*/*",
      ...(body && { "content-length": String(body.length) }),
      ...(contentType !== undefined && { "content-type": contentType }),
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      ...(await credentials()),
    };
    return answerOf(await call({ method, url, headers, body }), url.host, Date.now());
  };

  return {
    async send(request) {
      const answer = await once(request);
      if (auth.kind !== "oauth2" || answer.kind !== "endpoint-refused" || answer.status !== 401) return answer;
      token = undefined;
      return once(request);
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

type Call = (request: HttpRequest) => Promise<HttpAnswer>;

async function askForToken(
  { tokenUrl, clientId, clientSecret, scope }: Extract<RestAuth, { kind: "oauth2" }>,
  call: Call,
): Promise<{ value: string; until: number }> {
  const url = new URL(tokenUrl);
  const form = new URLSearchParams({ grant_type: "client_credentials", ...(scope !== undefined && { scope }) });
  const body = Buffer.from(form.toString());
  const headers = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
    "content-length": String(body.length),
    authorization: basic(encodeURIComponent(clientId), encodeURIComponent(clientSecret)),
  };
  const answer = await call({ method: "POST", url, headers, body }).catch((error: unknown) => {
    // Nothing of the message was sent: asking again cannot double anything.
    if (error instanceof TransportError && error.failure === "ambiguous") {
      throw new TransportError("transient", "token-unanswered", `${url.host} gave no token in time.`, error);
    }
    throw error;
  });
  if (answer.status >= 500 || answer.status === 429) {
    throw new TransportError("transient", "token-unanswered", `${url.host} gives no token now (${answer.status}).`);
  }
  const got = answer.status < 300 ? tokenIn(answer.body) : undefined;
  if (!got) {
    const message = `${url.host} does not give us a token (HTTP ${answer.status}): client id, secret or scope are not right.`;
    throw new TransportError("permanent", "authentication-failed", message);
  }
  return got;
}

function tokenIn(body: Buffer): { value: string; until: number } | undefined {
  try {
    const answer = JSON.parse(body.toString()) as { access_token?: unknown; expires_in?: unknown };
    if (typeof answer.access_token !== "string" || answer.access_token === "") return undefined;
    const life = Number(answer.expires_in) * 1_000 || LIFE_WHEN_UNTOLD;
    return { value: answer.access_token, until: performance.now() + Math.max(0, life - RENEW_BEFORE) };
  } catch {
    return undefined;
  }
}
