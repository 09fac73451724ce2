import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect } from "vitest";
import { database } from "~/db/client";
import { messages } from "~/db/schema/messages";
import type { Failpoint } from "~/engine/transports/failpoint";
import { endLeases, expireLeases } from "~/tests/support/leases";
import { reachedBy, restReach } from "~/tests/support/live-connection";
import { waitFor } from "~/tests/support/wait-for";
import { eachFault } from "./matrix";
import { arrival, balanced, door, type Item, meanwhile, once, rowsOf, send, useStage } from "./stage";
import { useWorkers } from "./workers";

const stage = useStage({ answerMs: 700 });
const workers = useWorkers(() => stage.databaseUrl(stage.postgres));

type Request = { key: string; body: string };
const requests: Request[] = [];
let answer: ((response: ServerResponse, request: IncomingMessage) => void) | undefined;
let lab: Server;
beforeAll(async () => {
  lab = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      requests.push({ key: String(request.headers["idempotency-key"]), body: Buffer.concat(parts).toString() });
      const now = answer;
      answer = undefined;
      if (now) now(response, request);
      else response.end();
    });
  });
  await new Promise<void>((resolve) => lab.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(lab.address() as AddressInfo).port}/orders`;
  await reachedBy(stage.id, "lis", restReach({ url }));
});
afterAll(() => {
  lab.closeAllConnections();
  lab.close();
});

const requestsWith = ({ placer }: Item) => requests.filter(({ body }) => new RegExp(`\\b${placer}\\b`).test(body));

/** The receiver, which knows a message by its key, has it once and whole, however often it was sent. */
async function receivedOnce(item: Item, times: number): Promise<void> {
  const row = await arrival(stage, item);
  const all = requestsWith(item);
  expect(all.map(({ key }) => key)).toEqual(Array.from({ length: times }, () => row.id));
  expect(new Set(all.map(({ body }) => body)).size).toBe(1);
  await balanced(stage);
}

/** A step of ours fails or dies; O9 comes before a request leaves, O12 after its answer. */
const killedAt = async (at: Failpoint, times: number) => {
  await workers.arm(at, "die");
  const item = await send(stage, "RESTK");
  await meanwhile(`the death at ${at}`, workers.reached());
  await workers.replace();
  await receivedOnce(item, times);
};
const thrownAt = async (at: Failpoint, times: number) => {
  const item = await send(stage, "RESTT");
  const thrown = once(at, () => {
    throw new Error("a fault of ours");
  });
  await meanwhile(`the failure at ${at}`, thrown);
  await receivedOnce(item, times);
};
const putOff = (item: Item) =>
  waitFor("the message to be put off", async () => {
    const [row] = await rowsOf(item);
    return row?.state === "queued" && row.attempts > 0;
  });

eachFault("rest", {
  K: async () => {
    await killedAt("O9", 1);
    await killedAt("O12", 2);
    // From here on the workers are in this process.
    await workers.dismiss();
  },
  T: async () => {
    stage.work();
    await thrownAt("O9", 1);
    await thrownAt("O12", 2);
  },
  H: async () => {
    answer = () => undefined;
    const item = await send(stage, "RESTH");
    await meanwhile("the deadline", putOff(item));
    await receivedOnce(item, 2);
  },
  R: async () => {
    answer = (_, request) => request.socket.destroy();
    const item = await send(stage, "RESTR");
    await meanwhile("the loss of the answer", putOff(item));
    await receivedOnce(item, 2);
  },
  S: async () => {
    const day = 86_400_000;
    for (const theirs of [-365 * day, 365 * day]) {
      answer = (response) =>
        response.writeHead(503, { "Retry-After": new Date(Date.now() + theirs).toUTCString() }).end();
      const item = await send(stage, "RESTS");
      await meanwhile("the refusal", putOff(item));
      const [row] = await database()
        .select({
          bounded: sql<boolean>`${messages.nextAttemptAt} between now() - interval '1 minute' and now() + interval '25 hours'`,
        })
        .from(messages)
        .where(eq(messages.fileName, item.name));
      expect(row).toEqual({ bounded: true });
      await receivedOnce(item, 2);
    }
    await stage.rest();
  },
  P: async () => {
    const old = await workers.arm("O12", "stand");
    const item = await send(stage, "RESTP");
    await meanwhile("the old worker to have sent it", workers.reached());
    stage.postgres.freeze(true);
    await endLeases(old.owner);
    old.tell({ kind: "go on" });
    stage.work("wrk_new");
    await receivedOnce(item, 2);
    stage.postgres.mend();
    await stage.rest();
    await workers.dismiss();
  },
  X: async () => {
    const stand = door();
    const reached = once("O9", () => stand.opened);
    stage.work("wrk_old");
    const item = await send(stage, "RESTX");
    await meanwhile("the old worker at O9", reached);
    await expireLeases("wrk_old");
    stage.work("wrk_new");
    await receivedOnce(item, 1);
    stand.open();
    await stage.rest();
    await receivedOnce(item, 2);
  },
});
