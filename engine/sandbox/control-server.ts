/** Lets another process on this machine drive the sandbox: JSON over HTTP on loopback, one bearer token. */
import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { EmrSimulator, LisSimulator, OrderRequest } from "./contract";

const MAX_BODY = 64 * 1024;
const testSchema = z.strictObject({ code: z.string().max(60), text: z.string().max(200) });
const answerSchema = z.strictObject({
  stages: z.array(z.enum(["preliminary", "final", "corrected"])).max(10),
  withPdf: z.boolean().default(false),
});
const resultSchema = z.strictObject({ facility: z.string().max(60), test: testSchema, marked: z.boolean().optional() });
const orderSchema = z.strictObject({
  tests: z.array(testSchema).min(1).max(50),
  format: z.enum(["hl7", "json"]).optional(),
  hl7Version: z.enum(["2.3", "2.5.1"]).optional(),
  scenario: z.enum(["plain", "stat", "delimiters", "unicode", "missing-test-code"]).optional(),
  addOn: z.boolean().optional(),
  cancelled: z.boolean().optional(),
  twice: z.boolean().optional(),
  test: z.boolean().optional(),
  answer: answerSchema.optional(),
});

type Reply = { status: number; body: unknown };

export async function startControlServer(options: {
  port: number;
  token: string;
  emr: EmrSimulator;
  lis: LisSimulator;
}): Promise<{ port: number; stop(): Promise<void> }> {
  const { emr, lis, token } = options;

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const path = new URL(request.url ?? "/", "http://sandbox").pathname;
    const route = `${request.method} ${path}`;
    if (route === "GET /healthz") return { status: 200, body: { ok: true } };
    if (!isAuthorized(request, token)) return { status: 401, body: { error: "a bearer token is needed" } };
    const account = /^\/emr\/accounts\/(emr-[a-z0-9-]{1,41})\/(orders|results)$/.exec(path);
    if (account?.[1] && account[2] === "orders" && request.method === "POST") {
      const parsed = orderSchema.safeParse(await bodyOf(request));
      if (!parsed.success) return { status: 400, body: { error: z.prettifyError(parsed.error) } };
      const { answer, ...asked } = parsed.data;
      const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
      const order = { ...given, tests: asked.tests } as OrderRequest;
      const plan = async (number: string) => answer && lis.plan(number, answer);
      return { status: 201, body: await emr.placeOrder(account[1], order, plan) };
    }
    if (account?.[1] && account[2] === "results" && request.method === "GET") {
      return { status: 200, body: emr.receivedResults(account[1]) };
    }
    switch (route) {
      case "GET /emr/accounts":
        return { status: 200, body: emr.accounts() };
      case "GET /lis/orders":
        return { status: 200, body: lis.receivedOrders() };
      case "POST /lis/results": {
        const parsed = resultSchema.safeParse(await bodyOf(request));
        if (!parsed.success) return { status: 400, body: { error: z.prettifyError(parsed.error) } };
        return {
          status: 201,
          body: await lis.sendUnsolicited({ ...parsed.data, marked: parsed.data.marked === true }),
        };
      }
      case "POST /lis/pause":
        lis.pause();
        return { status: 200, body: { paused: true } };
      case "POST /lis/resume":
        lis.resume();
        return { status: 200, body: { paused: false } };
      default:
        return { status: 404, body: { error: "no such thing here" } };
    }
  };

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown): Reply => ({ status: 400, body: { error: error instanceof Error ? error.message : "" } }))
      .then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
        response.end(JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY) throw new Error("the body is too large");
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString("utf8"));
}
