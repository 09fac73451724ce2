import { createServer as createHttp, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import { type RestAuth, restClient, retryAfterMs, TransportError } from "~/engine/transports/rest";
import { selfSignedCertificate } from "~/tests/support/certificate";

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

const LOCAL = ["127.0.0.0/8"];
const DEADLINES = { connectMs: 5_000, totalMs: 5_000 };

type Seen = { method: string | undefined; url: string | undefined; headers: IncomingMessage["headers"]; body: string };

async function farEnd(
  answer: (seen: Seen, at: { times: number }) => { status: number; headers?: Record<string, string>; body?: string },
  tls?: { cert: string; key: string; ca?: string },
) {
  const seen: Seen[] = [];
  const listener: RequestListener = async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body });
    const { status, headers: more, body: says } = answer(seen.at(-1) as Seen, { times: seen.length });
    response.writeHead(status, more).end(says);
  };
  const server: Server = tls
    ? createHttps({ ...tls, ...(tls.ca !== undefined && { requestCert: true, rejectUnauthorized: true }) }, listener)
    : createHttp(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ended.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { seen, port, url: `${tls ? "https" : "http"}://localhost:${port}/orders` };
}

function client(url: string, more: { auth?: RestAuth; tls?: object; allowedNetworks?: string[] } = {}) {
  const made = restClient({ url, auth: { kind: "none" }, allowedNetworks: [...LOCAL, "::1"], ...more }, DEADLINES);
  ended.push(() => made.close());
  return made;
}

const post = {
  method: "POST",
  body: Buffer.from("{}"),
  contentType: "application/json",
  idempotencyKey: "d-1",
} as const;
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof TransportError ? error : undefined),
  );

describe("a request", () => {
  it("carries body, kind and idempotency key, and brings the answer", async () => {
    const far = await farEnd(() => ({ status: 201, headers: { "content-type": "text/plain" }, body: "taken" }));
    const answer = await client(far.url).send({ ...post, query: { cursor: "a b&c" } });
    expect(answer).toMatchObject({ kind: "accepted", status: 201, body: Buffer.from("taken"), contentType: "text/plain" });
    expect(far.seen[0]).toMatchObject({
      method: "POST",
      url: "/orders?cursor=a+b%26c",
      body: "{}",
      headers: { "content-type": "application/json", "idempotency-key": "d-1", "content-length": "2" },
    });
  });

  it.each<[RestAuth, Record<string, string>]>([
    [{ kind: "api-key", header: "x-api-key", value: "k" }, { "x-api-key": "k" }],
    [{ kind: "basic", username: "lab", password: "p:w" }, { authorization: "Basic bGFiOnA6dw==" }],
  ])("proves who we are: $kind", async (auth, headers) => {
    const far = await farEnd(() => ({ status: 200 }));
    await client(far.url, { auth }).send(post);
    expect(far.seen[0]?.headers).toMatchObject(headers);
  });

  it("uses mutual TLS where it is asked for", async () => {
    const ours = selfSignedCertificate("lab");
    const theirs = selfSignedCertificate();
    const far = await farEnd(() => ({ status: 200 }), { ...theirs, ca: ours.cert });
    expect(await client(far.url, { tls: { ca: theirs.cert, ...ours } }).send(post)).toMatchObject({ kind: "accepted" });
    expect(await failureOf(client(far.url, { tls: { ca: theirs.cert } }).send(post))).toBeInstanceOf(TransportError);
  });

  it("is not sent to a far end nobody vouches for", async () => {
    const far = await farEnd(() => ({ status: 200 }), selfSignedCertificate());
    expect(await failureOf(client(far.url).send(post))).toMatchObject({
      failure: "permanent",
      code: "certificate-refused",
    });
    expect(far.seen).toEqual([]);
  });

  it("is not sent into our own network unless that is allowed", async () => {
    const far = await farEnd(() => ({ status: 200 }));
    for (const url of [far.url, far.url.replace("localhost", "127.0.0.1"), far.url.replace("localhost", "[::1]")]) {
      expect(await failureOf(client(url, { allowedNetworks: [] }).send(post))).toMatchObject({
        code: "address-refused",
      });
    }
    expect(far.seen).toEqual([]);
  });

  it("follows no redirect: that is a wrong address", async () => {
    const far = await farEnd(() => ({ status: 307, headers: { location: "http://169.254.169.254/" } }));
    expect(await client(far.url).send(post)).toMatchObject({ kind: "endpoint-refused", status: 307 });
    expect(far.seen).toHaveLength(1);
  });

  it("keeps its connection for the next one", async () => {
    const far = await farEnd(() => ({ status: 200 }));
    const one = client(far.url);
    await one.send(post);
    expect((await one.send(post)).kind).toBe("accepted");
  });

  it("is ambiguous when the far end hangs up on it, transient when nobody is there", async () => {
    const far = await farEnd(() => ({ status: 200 }));
    const gone = await farEnd(() => {
      throw new Error("never reached");
    });
    const server = createHttp((request) => request.socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ended.push(() => server.close());
    const { port } = server.address() as { port: number };
    expect(await failureOf(client(`http://127.0.0.1:${port}/`).send(post))).toMatchObject({
      failure: "ambiguous",
      code: "answer-lost",
    });
    for (const end of ended.splice(0)) await end();
    expect(await failureOf(client(`http://127.0.0.1:${far.port}/`).send(post))).toMatchObject({
      failure: "transient",
      code: "connection-refused",
    });
    expect(gone.seen).toEqual([]);
  });
});

describe("an answer", () => {
  it.each([
    [200, "accepted"],
    [202, "accepted"],
    [400, "message-refused"],
    [413, "message-refused"],
    [415, "message-refused"],
    [422, "message-refused"],
    [301, "endpoint-refused"],
    [401, "endpoint-refused"],
    [403, "endpoint-refused"],
    [404, "endpoint-refused"],
    [405, "endpoint-refused"],
    [410, "endpoint-refused"],
    [418, "endpoint-refused"],
    [408, "busy"],
    [409, "busy"],
    [425, "busy"],
    [429, "busy"],
    [500, "busy"],
    [503, "busy"],
    [599, "busy"],
  ])("of %i is %s", async (status, kind) => {
    const far = await farEnd(() => ({ status }));
    expect(await client(far.url).send(post)).toMatchObject({ kind, status });
  });

  it("says when to come back, within reason", async () => {
    const far = await farEnd(() => ({ status: 429, headers: { "retry-after": "7" } }));
    expect(await client(far.url).send(post)).toMatchObject({ kind: "busy", afterMs: 7_000 });
    const now = Date.parse("2026-01-02T00:00:00Z");
    expect(retryAfterMs("Fri, 02 Jan 2026 00:01:00 GMT", now)).toBe(60_000);
    expect(retryAfterMs("Fri, 02 Jan 2020 00:01:00 GMT", now)).toBe(1_000);
    expect(retryAfterMs("99999999", now)).toBe(86_400_000);
    expect(retryAfterMs("soon", now)).toBeUndefined();
  });
});

describe("an OAuth2 token", () => {
  const auth = (port: number): RestAuth => ({
    kind: "oauth2",
    tokenUrl: `http://127.0.0.1:${port}/token`,
    clientId: "lab",
    clientSecret: "s",
    scope: "orders",
  });

  it("is asked for once, and kept", async () => {
    const issuer = await farEnd(() => ({ status: 200, body: '{"access_token":"t1","expires_in":3600}' }));
    const far = await farEnd(() => ({ status: 200 }));
    const one = client(far.url, { auth: auth(issuer.port) });
    await Promise.all([one.send(post), one.send(post), one.send(post)]);
    expect(issuer.seen).toHaveLength(1);
    expect(issuer.seen[0]).toMatchObject({ body: "grant_type=client_credentials&scope=orders" });
    expect(far.seen.map((request) => request.headers.authorization)).toEqual(Array(3).fill("Bearer t1"));
  });

  it("that is refused is renewed once, no more", async () => {
    const issuer = await farEnd((_, { times }) => ({ status: 200, body: `{"access_token":"t${times}"}` }));
    const far = await farEnd(({ headers }) => ({ status: headers.authorization === "Bearer t2" ? 200 : 401 }));
    expect(await client(far.url, { auth: auth(issuer.port) }).send(post)).toMatchObject({ kind: "accepted" });
    const never = await farEnd(() => ({ status: 401 }));
    expect(await client(never.url, { auth: auth(issuer.port) }).send(post)).toMatchObject({ status: 401 });
    expect(never.seen).toHaveLength(2);
  });

  it("that is not given stops the endpoint; one that is late does not", async () => {
    const refusing = await farEnd(() => ({ status: 400, body: '{"error":"invalid_client"}' }));
    const busy = await farEnd(() => ({ status: 503 }));
    const far = await farEnd(() => ({ status: 200 }));
    expect(await failureOf(client(far.url, { auth: auth(refusing.port) }).send(post))).toMatchObject({
      failure: "permanent",
      code: "authentication-failed",
    });
    expect(await failureOf(client(far.url, { auth: auth(busy.port) }).send(post))).toMatchObject({
      failure: "transient",
      code: "token-unanswered",
    });
    expect(far.seen).toEqual([]);
  });
});
