import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { get, parse } from "~/engine/hl7";
import { orderMessage } from "~/engine/sandbox/order-message";
import { randomOf } from "~/engine/sandbox/random";

/**
 * The EMR of a practice that speaks REST, as far as `demo run` needs one: it pushes orders with its access key and takes
 * results at an address of its own on this machine. Made-up patients only.
 */
export type RestEmr = {
  /** Where results are posted to. */
  address: string;
  /** Pushes an order for that code to the connection; throws when it is not taken. */
  order(to: { url: string; key: string; code: string }): Promise<void>;
  /** How often each result came, by its control ID. */
  received: ReadonlyMap<string, number>;
  close(): Promise<void>;
};

const mostBytes = 4 * 1024 * 1024;

export async function startRestEmr(): Promise<RestEmr> {
  const received = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const body = request.method === "POST" ? await bodyOf(request).catch(() => undefined) : undefined;
    const read = body && parse(body);
    const controlId = read && read.kind !== "malformed" ? get(read.message, "MSH-10.1") : undefined;
    if (controlId) received.set(controlId, (received.get(controlId) ?? 0) + 1);
    response.writeHead(request.method !== "POST" ? 405 : controlId ? 200 : 400).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  let orders = 0;
  const run = Date.now().toString(36).toUpperCase();
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/results`,
    received,
    order: async ({ url, key, code }) => {
      const number = `R${run}-${++orders}`;
      const text = orderMessage(
        { tests: [{ code, text: code }] },
        {
          account: "emr-demo-run",
          placerOrderNumber: number,
          controlId: number,
          at: Date.now(),
          random: randomOf(number),
        },
      );
      const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/hl7-v2" };
      const answer = await fetch(url, { method: "POST", body: text, headers });
      if (!answer.ok)
        throw new Error(`The order was answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBytes) throw new Error("The body is too large.");
    parts.push(part);
  }
  return Buffer.concat(parts);
}
