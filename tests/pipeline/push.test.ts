import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { reconcile } from "~/db/queries/reconcile";
import { wakeConnection } from "~/db/queries/wake-lanes";
import { alerts } from "~/db/schema/operations";
import { breakers, type MllpReach, type Reach, type RestReach } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import { buildAck, parse } from "~/engine/hl7";
import { listenMllp, type MllpServer } from "~/engine/transports/mllp";
import { useDatabase } from "../support/database";
import {
  hopsOf,
  hurry,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  reachedBy,
  restReach,
  useLiveConnection,
} from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection();
afterAll(async () => {
  const rows = await reconcile();
  expect(rows.map((row) => [row.id, row.remainder])).toEqual(rows.map((row) => [row.id, 0]));
});

type Code = "AA" | "AE" | "AR";
const ackTo = (bytes: Buffer, code: Code, text?: string): Buffer => {
  const parsed = parse(bytes);
  const original = parsed.kind === "malformed" ? undefined : parsed.message;
  return Buffer.from(
    buildAck(original, { code, controlId: "A1", at: "2026-11-21T10:00:00Z", ...(text !== undefined && { text }) }),
  );
};

/** From now on the practice's orders go to this far end. */
const deliverTo = (reach: Reach) => reachedBy(live.id, "lis", reach);

let placed = 0;
/** An order picked up from the practice; answers with the row as it stands. */
async function order() {
  placed += 1;
  const name = `push-${placed}.hl7`;
  await putFile(live.emr, name, orderText({ placer: `PUSH-${placed}`, control: `CTL-PUSH-${placed}` }));
  const [row] = await messagesOf(name, 1);
  if (!row) throw new Error("The order was not picked up.");
  return row;
}
const lastDetail = async (id: string) => (await hopsOf(id)).at(-1)?.detail;

describe("over REST an order", () => {
  type Got = { key: string; type: string; body: Buffer };
  const got: Got[] = [];
  let answer: (request: Got, response: ServerResponse, raw: IncomingMessage) => void;
  let server: Server;
  let reach: RestReach;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const one = {
          key: String(request.headers["idempotency-key"]),
          type: String(request.headers["content-type"]),
          body: Buffer.concat(pieces),
        };
        got.push(one);
        answer(one, response, request);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    reach = restReach({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders` });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const requestsOf = (id: string) => got.filter((one) => one.key === id);

  test("is posted with its own key, and its acknowledgment is on record", async () => {
    answer = (one, response) => response.end(ackTo(one.body, "AA"));
    await deliverTo(reach);
    const { id } = await order();
    const row = await messageIn(id, "delivered");
    expect(requestsOf(id)).toEqual([{ key: id, type: "application/hl7-v2; charset=utf-8", body: row.outbound }]);
    expect(await lastDetail(id)).toBe("LIS of the test, HTTP 200, AA");
  });

  test("that meets a busy far end goes again later, the same bytes under the same key", async () => {
    answer = (_, response) => response.writeHead(503, { "retry-after": "1" }).end();
    await deliverTo(reach);
    const { id } = await order();
    await waitFor("the first try", async () => (requestsOf(id).length > 0 ? true : undefined));
    answer = (_, response) => response.writeHead(201).end("{}");
    await waitFor("the message to wait", async () => (await messageIn(id, "queued")) && true);
    await hurry();
    expect((await messageIn(id, "delivered")).attempts).toBeGreaterThan(0);
    const [first, ...later] = requestsOf(id);
    expect(later.length).toBeGreaterThan(0);
    for (const one of later) expect(one).toEqual(first);
  });

  test("the receiver finds wrong is dead, with what the receiver said", async () => {
    answer = (one, response) => response.end(ackTo(one.body, "AE", "PID-3 is missing"));
    await deliverTo(reach);
    const { id } = await order();
    const row = await messageIn(id, "dead");
    expect(row).toMatchObject({ reasonCode: "refused-by-receiver" });
    expect(row.reason).toContain("PID-3 is missing");
  });

  test("a refused body is dead, and the next order goes on", async () => {
    let first = true;
    answer = (_, response) => {
      response.writeHead(first ? 422 : 200).end();
      first = false;
    };
    await deliverTo(reach);
    const refused = await order();
    expect(await messageIn(refused.id, "dead")).toMatchObject({ reasonCode: "http-422" });
    const next = await order();
    await messageIn(next.id, "delivered");
  });

  test("that is not let in waits, somebody is told at once, and it goes when the settings are right", async () => {
    answer = (_, response) => response.writeHead(401).end();
    await deliverTo(reach);
    const { id } = await order();
    const alert = await waitFor("an alert", async () => {
      const [one] = await database()
        .select()
        .from(alerts)
        .where(eq(alerts.key, `delivery/${live.id}/order`));
      return one && !one.resolvedAt ? one : undefined;
    });
    expect(alert.title).toBe("LIS of the test does not let us in");
    await messageIn(id, "queued");
    answer = (_, response) => response.end();
    await deliverTo(reach);
    await hurry();
    await messageIn(id, "delivered");
  });

  test("whose answer is lost goes again under the same key, or is held where the far end cannot tell", async () => {
    let lost = 0;
    answer = (_, response, request) => {
      lost += 1;
      if (lost === 1) request.socket.destroy();
      else response.end();
    };
    await deliverTo(reach);
    const again = await order();
    await waitFor("the first try", async () => (requestsOf(again.id).length > 0 ? true : undefined));
    await messageIn(again.id, "queued");
    await hurry();
    await messageIn(again.id, "delivered");
    expect(requestsOf(again.id).length).toBe(2);

    answer = (_, __, request) => request.socket.destroy();
    await deliverTo({ ...reach, inDoubt: "hold" });
    const held = await order();
    expect(await messageIn(held.id, "held")).toMatchObject({ reasonCode: "in-doubt" });
    expect(requestsOf(held.id).length).toBe(1);
  });

  test("meets an open breaker after five failures in a row, and closes it when it gets through", async () => {
    answer = (_, response) => response.writeHead(500).end();
    const endpointId = await deliverTo(reach);
    const { id } = await order();
    const open = await waitFor("the breaker", async () => {
      await hurry();
      const [row] = await database().select().from(breakers).where(eq(breakers.endpointId, endpointId));
      return row && row.failures >= 5 ? row : undefined;
    });
    const tries = requestsOf(id).length;
    await hurry();
    await waitFor("the lane to look and turn back", async () => {
      const [lane] = await database().execute(
        sql`select 1 from lanes where name = ${`deliver/${live.id}/order`} and owner is null and last_run_at > now() - interval '1 minute'`,
      );
      return lane ? true : undefined;
    });
    expect(requestsOf(id).length).toBe(tries);
    expect(open.reason).toContain("HTTP 500");
    answer = (_, response) => response.end();
    // A person who wants it tried now does not wait for the breaker's time.
    await withTransaction((tx) => tx.db.update(breakers).set({ openUntil: sql`now() + interval '1 hour'` }));
    await withTransaction((tx) => wakeConnection(tx.db, live.id));
    await hurry();
    await messageIn(id, "delivered");
    expect(await database().select().from(breakers).where(eq(breakers.endpointId, endpointId))).toEqual([]);
  });
});

describe("over MLLP an order", () => {
  let server: MllpServer;
  let answer: (message: Buffer) => Promise<Buffer>;
  let reach: MllpReach;
  beforeAll(async () => {
    server = await listenMllp({
      host: "127.0.0.1",
      port: 0,
      maxBytes: 1_000_000,
      maxConnections: 4,
      idleMs: 60_000,
      answer: (message) => answer(message),
    });
    reach = {
      transport: "mllp",
      host: "127.0.0.1",
      port: server.port,
      tls: false,
      ca: null,
      certificate: null,
      listenPort: null,
      allowedAddresses: [],
      inDoubt: "resend",
    };
  });
  afterAll(() => server.close(1_000));

  test("is delivered when it is acknowledged", async () => {
    answer = async (message) => ackTo(message, "AA");
    await deliverTo(reach);
    const { id } = await order();
    await messageIn(id, "delivered");
    expect(await lastDetail(id)).toBe("LIS of the test, AA");
  });

  test("that is rejected is dead, with the receiver's words", async () => {
    answer = async (message) => ackTo(message, "AR", "wrong version");
    await deliverTo(reach);
    const { id } = await order();
    expect((await messageIn(id, "dead")).reason).toContain("wrong version");
  });

  test("an acknowledgment of another message is no answer: it goes again", async () => {
    let first = true;
    answer = async (message) => {
      if (!first) return ackTo(message, "AA");
      first = false;
      return Buffer.from("MSH|^~\\&|LIS||||20261121||ACK|X|P|2.5.1\rMSA|AA|OTHER\r");
    };
    await deliverTo(reach);
    const { id } = await order();
    await waitFor("the first try", async () => (first ? undefined : true));
    await messageIn(id, "queued");
    await hurry();
    await messageIn(id, "delivered");
  });

  test("whose answer is lost is held where the receiver cannot tell a repetition", async () => {
    answer = async () => {
      throw new Error("cut");
    };
    await deliverTo({ ...reach, inDoubt: "hold" });
    const { id } = await order();
    expect(await messageIn(id, "held")).toMatchObject({ reasonCode: "in-doubt" });
  });
});
