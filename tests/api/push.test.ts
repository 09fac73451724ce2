import { request as httpRequest } from "node:http";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { rateLimit } from "~/app/server/rate-limit.server";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { connections } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { auditEvents } from "~/db/schema/operations";
import { accessKeys } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import { get, parse, splitFile } from "~/engine/hl7";
import { mostBytes } from "~/engine/pipeline/accept";
import { armFailpoints } from "~/engine/transports/failpoint";
import { createAccessKey, revokeAccessKey } from "~/workflows/connection/access-keys";
import { apiRoutes, useApiServer } from "../support/api-server";
import { useDatabase } from "../support/database";
import { approvedConnection, demoActor } from "../support/demo-lab";
import { messageIn, orderText, reachedBy, restReach, resultText, useLiveConnection } from "../support/live-connection";

useDatabase();
const live = useLiveConnection();
const api = useApiServer(mostBytes);
let engineer: Awaited<ReturnType<typeof demoActor>>;
const keys = { orders: "", results: "", stranger: "" };

async function newKey(side: "emr" | "lis", connectionId = live.id) {
  const made = await createAccessKey(engineer, connectionId, side);
  if (made.kind !== "done") throw new Error(made.kind);
  return made;
}

beforeAll(async () => {
  engineer = await demoActor("engineer");
  await reachedBy(live.id, "emr", restReach());
  keys.orders = (await newKey("emr")).key;
  keys.results = (await newKey("lis")).key;
  keys.stranger = (await newKey("emr", await approvedConnection())).key;
});
afterEach(() => armFailpoints(undefined));
afterAll(async () => {
  expect((await reconcile()).map((row) => row.remainder)).toEqual((await reconcile()).map(() => 0));
});

type Sent = { key?: string; type?: string; idempotency?: string; headers?: Record<string, string>; method?: string };
const plain = (text: string) => text.replace("|AL|NE", "");
const order = (name: string) => plain(orderText({ placer: name, control: `C-${name}` }));

const call = (what: string, body: string | undefined, { key = keys.orders, ...sent }: Sent = {}) =>
  fetch(`${api.url}/api/v1/connections/${live.id}/${what}`, {
    method: sent.method ?? "POST",
    ...(body !== undefined && { body }),
    headers: {
      ...(key && { Authorization: `Bearer ${key}` }),
      "Content-Type": sent.type ?? "application/hl7-v2",
      ...(sent.idempotency !== undefined && { "Idempotency-Key": sent.idempotency }),
      ...sent.headers,
    },
  });
const push = (body: string, sent?: Sent) => call("orders", body, sent);
const acksIn = async (response: Response) =>
  splitFile(Buffer.from(await response.arrayBuffer())).messages.map(({ bytes }) => {
    const parsed = parse(bytes);
    if (parsed.kind === "malformed") throw new Error(parsed.reason);
    return [get(parsed.message, "MSA-1"), get(parsed.message, "MSA-2")];
  });
const stored = (name: string) =>
  database()
    .select()
    .from(messages)
    .where(eq(messages.controlId, `C-${name}`));

describe("an order that is pushed", () => {
  test.each(["application/hl7-v2", "x-application/hl7-v2+er7", "text/plain; charset=utf-8"])(
    "as %s is acknowledged in HL7 when it is stored, and delivered",
    async (type) => {
      const name = `T-${type.slice(0, 4)}`;
      const response = await push(order(name), { type });
      expect([response.status, response.headers.get("Content-Type")?.split(";")[0]]).toEqual([200, type.split(";")[0]]);
      expect(await acksIn(response)).toEqual([["AA", `C-${name}`]]);
      const [row] = await stored(name);
      await messageIn(row?.id ?? "", "delivered");
    },
  );

  test("twice under one key is answered the same and stored once; other bytes are refused", async () => {
    const first = await push(order("twice"), { idempotency: "k-1" });
    const second = await push(order("twice"), { idempotency: "k-1" });
    expect(second.headers.get("Idempotent-Replayed")).toBe("true");
    expect(second.headers.get("Gatehouse-Receipt")).toBe(first.headers.get("Gatehouse-Receipt"));
    expect(await second.text()).toBe(await first.text());
    expect((await push(order("other"), { idempotency: "k-1" })).status).toBe(422);
    expect(await stored("twice")).toHaveLength(1);
    expect(await stored("other")).toHaveLength(0);
  });

  test("and whose answer is lost after the commit gets it the next time, from one message", async () => {
    armFailpoints((at) => {
      if (at === "answer") throw new Error("the process died");
      return undefined;
    });
    const lost = await push(order("lost"), { idempotency: "k-lost" });
    expect([lost.status, lost.headers.get("Retry-After")]).toEqual([503, "5"]);
    armFailpoints(undefined);
    const again = await push(order("lost"), { idempotency: "k-lost" });
    expect([again.status, await acksIn(again)]).toEqual([200, [["AA", "C-lost"]]]);
    expect(await stored("lost")).toHaveLength(1);
  });

  test("ten times at once is one message and ten answers", async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => push(order("crowd"), { idempotency: "k-crowd" })));
    const answers = await Promise.all(all.map((one) => one.text()));
    expect(new Set(answers).size).toBe(1);
    expect(all.every((one) => one.status === 200)).toBe(true);
    expect(await stored("crowd")).toHaveLength(1);
  });

  test("that cannot be processed is refused with its place, and kept", async () => {
    const response = await push("MSH|^~\\&|EMR|L|LAB|LAB|20261121||ADT^A01|C-adt|P|2.5.1\rPID|1||SECRET99\r");
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain("MSA|AR|C-adt");
    expect(text).not.toContain("SECRET99");
    expect((await stored("adt")).map((row) => row.state)).toEqual(["dead"]);
  });

  test("in a batch has its own acknowledgment beside the others", async () => {
    const batch = `BHS|^~\\&|EMR\r${order("b1")}${order("b2")}BTS|2\r`;
    expect(await acksIn(await push(batch))).toEqual([
      ["AA", "C-b1"],
      ["AA", "C-b2"],
    ]);
  });

  test("wants no answer in HL7 when MSH-15 and MSH-16 say so", async () => {
    const text = orderText({ placer: "quiet", control: "C-quiet" }).replace("|AL|NE", "|NE|NE");
    expect((await push(text)).status).toBe(204);
    expect(await stored("quiet")).toHaveLength(1);
  });

  test("to a paused connection is asked to come again, and is not stored", async () => {
    const setState = (state: "live" | "paused") =>
      withTransaction((tx) => tx.db.update(connections).set({ state }).where(eq(connections.id, live.id)));
    await setState("paused");
    const response = await push(order("paused"));
    await setState("live");
    expect([response.status, response.headers.get("Retry-After")]).toEqual([503, "60"]);
    expect(await acksIn(response)).toEqual([["AR", "C-paused"]]);
    expect(await stored("paused")).toHaveLength(0);
  });
});

describe("asked for JSON", () => {
  const json = { type: "application/json" };
  test("a push is answered with a receipt, and its message can be followed", async () => {
    const response = await push(order("json"), { ...json, idempotency: "k-json" });
    expect(response.status).toBe(200);
    const receipt = (await response.json()) as { receipt: string; messages: { messageId: string; state: string }[] };
    expect(receipt).toMatchObject({ repeated: false, messages: [{ controlId: "C-json", state: "accepted" }] });
    const id = receipt.messages[0]?.messageId ?? "";
    await messageIn(id, "delivered");
    const status = await call(`messages/${id}`, undefined, { method: "GET" });
    expect(await status.json()).toMatchObject({ id, controlId: "C-json", state: "delivered", reason: null });
    expect((await call(`messages/${id}`, undefined, { method: "GET", key: keys.results })).status).toBe(404);
    expect((await call(`messages/${id}`, undefined, { method: "GET", key: keys.stranger })).status).toBe(403);
  });

  test("a body that is not JSON is refused with line and column, and kept", async () => {
    const response = await push('{"tests": [', { ...json, idempotency: "k-broken" });
    expect(response.status).toBe(400);
    const receipt = (await response.json()) as { messages: { messageId: string; reason: string }[] };
    expect(receipt.messages[0]?.reason).toMatch(/^Line 1, column /);
    await messageIn(receipt.messages[0]?.messageId ?? "", "dead");
  });

  test("refusals are problems in words", async () => {
    const response = await push("", json);
    expect([response.status, response.headers.get("Content-Type")]).toEqual([400, "application/problem+json"]);
    expect(await response.json()).toMatchObject({ status: 400, detail: "There was nothing in it." });
  });
});

describe("nobody gets in", () => {
  test("without a key, with a wrong one, by a session, or with what looks like a key", async () => {
    for (const key of ["", "ghk_wrong", `ghk_${"x".repeat(43)}`]) {
      const response = await push(order("nobody"), { key, headers: { Cookie: "gatehouse=whatever" } });
      expect([key, response.status]).toEqual([key, 401]);
      expect(response.headers.get("WWW-Authenticate")).toContain("Bearer");
    }
    expect(await stored("nobody")).toHaveLength(0);
  });

  test("with the key of another connection or of the other side", async () => {
    expect((await push(order("foreign"), { key: keys.stranger })).status).toBe(403);
    expect((await push(order("foreign"), { key: keys.results })).status).toBe(403);
    expect((await call("results", "x", { key: keys.orders })).status).toBe(403);
    expect(await stored("foreign")).toHaveLength(0);
  });

  test("with a key that was revoked", async () => {
    const { id, key } = await newKey("emr");
    expect((await push(order("before"), { key })).status).toBe(200);
    expect(await revokeAccessKey(engineer, live.id, id)).toEqual({ kind: "done" });
    expect((await push(order("after"), { key })).status).toBe(401);
    expect(await stored("after")).toHaveLength(0);
  });

  test("on a side that is not reached over REST", async () => {
    const text = resultText({ placer: "R1", control: "C-R1", facility: live.facility });
    expect((await call("results", text, { key: keys.results })).status).toBe(409);
  });
});

describe("what is not taken", () => {
  test("other methods and other contents", async () => {
    expect((await call("orders", undefined, { method: "GET" })).status).toBe(405);
    expect((await push("x", { method: "PUT" })).status).toBe(405);
    const xml = await push("<x/>", { type: "application/xml" });
    expect([xml.status, xml.headers.get("Accept-Post")]).toEqual([415, expect.stringContaining("application/hl7-v2")]);
    expect((await push("x", { headers: { "Content-Encoding": "gzip" } })).status).toBe(415);
  });

  test("an idempotency key that is too long or not one", async () => {
    expect((await push(order("k"), { idempotency: "x".repeat(256) })).status).toBe(400);
    expect((await push(order("k"), { idempotency: "two words" })).status).toBe(400);
    expect(await stored("k")).toHaveLength(0);
  });

  test("a body larger than the limit, by what it says it is; or one that does not say", async () => {
    const send = (headers: Record<string, string | number>) =>
      new Promise<number>((resolve) => {
        const request = httpRequest(`${api.url}/api/v1/connections/${live.id}/orders`, { method: "POST", headers });
        request.on("response", (response) => {
          resolve(response.statusCode ?? 0);
          response.resume();
        });
        request.on("error", () => undefined);
        request.end("x");
      });
    expect(await send({ "content-length": mostBytes + 1 })).toBe(413);
    expect(await send({ "transfer-encoding": "chunked" })).toBe(411);
  });

  test("more requests than a bucket holds; it fills again with time", () => {
    let now = 0;
    const limit = rateLimit({ burst: 2, perSecond: 0.5 }, () => now);
    expect([limit.take("a"), limit.take("a"), limit.take("a"), limit.take("b")]).toEqual([0, 0, 2, 0]);
    now = 2_000;
    expect([limit.take("a"), limit.take("a")]).toEqual([0, 2]);
  });
});

describe("an access key", () => {
  test("is kept as a hash only, says when it was used, and its making is on record", async () => {
    const { id, key } = await newKey("emr");
    await push(order("used"), { key });
    const [row] = await database().select().from(accessKeys).where(eq(accessKeys.id, id));
    expect(row?.lastUsedAt).toBeInstanceOf(Date);
    expect(JSON.stringify(row)).not.toContain(key);
    expect(key.startsWith(row?.hint ?? "-")).toBe(true);
    const events = await database().select().from(auditEvents).where(eq(auditEvents.objectId, id));
    expect(events.map((one) => [one.action, one.actor])).toEqual([["accessKey.create", engineer.id]]);
    expect(JSON.stringify(events)).not.toContain(key);
  });

  test("is made and revoked by engineers alone", async () => {
    const [sales, { id }] = await Promise.all([demoActor("sales"), newKey("lis")]);
    expect(await createAccessKey(sales, live.id, "emr")).toEqual({ kind: "forbidden" });
    expect(await revokeAccessKey(sales, live.id, id)).toEqual({ kind: "forbidden" });
    expect(await revokeAccessKey(engineer, "con_other", id)).toEqual({ kind: "not-found" });
  });
});

test("the OpenAPI document describes the routes there are, and no others", async () => {
  const response = await fetch(`${api.url}/api/v1/openapi.json`);
  const { paths, components } = (await response.json()) as {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[]; responses: object }>>;
    components: { schemas: Record<string, object> };
  };
  const asOpenApi = (path: string) => `/${path.replaceAll(/:(\w+)/g, "{$1}")}`;
  expect(Object.keys(paths).sort()).toEqual(Object.keys(apiRoutes).map(asOpenApi).sort());
  for (const [path, module] of Object.entries(apiRoutes)) {
    const methods = paths[asOpenApi(path)] ?? {};
    expect([path, Object.keys(methods)]).toEqual([path, [module.action ? "post" : "get"]]);
    for (const operation of Object.values(methods)) {
      const named = (operation.parameters ?? []).filter((one) => one.in === "path").map((one) => one.name);
      expect([path, named]).toEqual([path, [...path.matchAll(/:(\w+)/g)].map((match) => match[1])]);
    }
  }
  const refs = [...JSON.stringify(paths).matchAll(/#\/components\/schemas\/(\w+)/g)].map((match) => match[1] ?? "");
  for (const name of refs) expect(components.schemas).toHaveProperty(name);
});
