import { createServer } from "node:net";
import { and, desc, eq, isNull } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { secretPlace } from "~/db/endpoint-settings";
import { newId } from "~/db/ids";
import { reconcile } from "~/db/queries/reconcile";
import { configurationVersions, connections, endpoints } from "~/db/schema/connections";
import { messages } from "~/db/schema/messages";
import { alerts } from "~/db/schema/operations";
import { gateways, type MllpReach } from "~/db/schema/transports";
import { sealSecret } from "~/db/secrets";
import { withTransaction } from "~/db/transaction";
import { get, parse } from "~/engine/hl7";
import { armFailpoints } from "~/engine/transports/failpoint";
import { connectMllp, type MllpSession, type MllpTls } from "~/engine/transports/mllp";
import { readConfig } from "~/server/config";
import { freePort } from "~/server/embedded-postgres";
import { startGateway } from "~/server/gateway";
import { createLog } from "~/server/log";
import { probeEndpoint } from "~/workflows/connection/probe-endpoint";
import { selfSignedCertificate } from "../support/certificate";
import { useDatabase } from "../support/database";
import { messageIn, orderText, useLiveConnection } from "../support/live-connection";
import { waitFor } from "../support/wait-for";

const db = useDatabase();
const live = useLiveConnection();
let stop: () => Promise<void>;
let port = 0;
const base: MllpReach = {
  transport: "mllp",
  host: "127.0.0.1",
  port: 1,
  tls: false,
  ca: null,
  certificate: null,
  listenPort: null,
  allowedAddresses: ["127.0.0.0/8"],
  inDoubt: "resend",
};

/** From now on the practice sends this way; answers with the endpoint when its listener is as `until` says. */
async function sendBy(
  change: Partial<MllpReach>,
  privateKey?: string,
  until: (error: string | null) => boolean = (error) => error === null,
) {
  const id = newId("end");
  const secret = privateKey ? sealSecret(JSON.stringify({ privateKey }), secretPlace(id)) : null;
  await withTransaction(async (tx) => {
    const reach = { ...base, listenPort: port, ...change };
    await tx.db
      .insert(endpoints)
      .values({ id, side: "emr", name: "Practice of the test", reach, secret, checkOk: true });
    const [current] = await tx.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, live.id))
      .orderBy(desc(configurationVersions.version))
      .limit(1);
    if (!current) throw new Error("The connection has no configuration.");
    const version = current.version + 1;
    await tx.db.insert(configurationVersions).values({ ...current, version, emrEndpointId: id });
    await tx.db.update(connections).set({ configurationVersion: version }).where(eq(connections.id, live.id));
    tx.notify("connections");
  });
  await waitFor("the listener", async () => {
    const [row] = await database().select().from(gateways);
    const state = row?.listeners?.[id];
    return state && until(state.error);
  });
  return id;
}

beforeAll(async () => {
  port = await freePort();
  const config = { ...readConfig({ GATEHOUSE_MLLP_HOST: "127.0.0.1" }), databaseUrl: db.url() };
  stop = await startGateway({ config, log: createLog("gateway", "error") });
  await sendBy({});
}, 60_000);
afterAll(async () => {
  await stop?.();
  expect(await database().select().from(gateways)).toEqual([]);
  const rows = await reconcile();
  expect(rows.map((row) => [row.id, row.remainder])).toEqual(rows.map((row) => [row.id, 0]));
});

const sessions: MllpSession[] = [];
afterEach(() => {
  armFailpoints(undefined);
  for (const one of sessions.splice(0)) one.close();
});
async function sender(tls?: MllpTls): Promise<MllpSession> {
  const settings = { host: "127.0.0.1", port, ...(tls && { tls }) };
  const session = await connectMllp(settings, { connectMs: 5_000, answerMs: 10_000 });
  sessions.push(session);
  return session;
}
const header = /^(MSH(?:\|[^|\r]*){11})[^\r]*/;
/** An order in original mode: MSH ends with MSH-12. */
const text = (n: number) => orderText({ placer: `ML-${n}`, control: `CTL-ML-${n}` }).replace(header, "$1");
/** What an acknowledgment says: its code and of what it is. */
function told(bytes: Buffer): { code: string; of: string } {
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") throw new Error("The answer is no HL7.");
  return { code: get(parsed.message, "MSA-1") ?? "", of: get(parsed.message, "MSA-2") ?? "" };
}
const of = (control: string) => database().select().from(messages).where(eq(messages.controlId, control));

describe("over MLLP", () => {
  test("an order is answered when it is stored, and delivered", async () => {
    const session = await sender();
    expect(told(await session.exchange(Buffer.from(text(1))))).toEqual({ code: "AA", of: "CTL-ML-1" });
    const [row] = await of("CTL-ML-1");
    await messageIn(row?.id ?? "", "delivered");
  });

  test("a repetition is told the same, and goes out once", async () => {
    const session = await sender();
    const first = await session.exchange(Buffer.from(text(2)));
    expect(await session.exchange(Buffer.from(text(2)))).toEqual(first);
    expect(await of("CTL-ML-2")).toHaveLength(1);
  });

  test("who got no answer because the connection broke after the commit sends again, and is told that it is there", async () => {
    let cut = 0;
    armFailpoints((at) => {
      if (at !== "answer" || cut++ > 0) return undefined;
      return Promise.reject(new Error("cut"));
    });
    await expect((await sender()).exchange(Buffer.from(text(3)))).rejects.toMatchObject({ failure: "ambiguous" });
    expect(cut).toBe(1);
    expect(told(await (await sender()).exchange(Buffer.from(text(3))))).toEqual({ code: "AA", of: "CTL-ML-3" });
    expect(await of("CTL-ML-3")).toHaveLength(1);
  });

  test("in enhanced mode the answer is the one that is asked for", async () => {
    const session = await sender();
    const asking = text(4).replace(header, "$1|||AL|NE");
    expect(told(await session.exchange(Buffer.from(asking))).code).toBe("CA");
  });

  test("what cannot be read is refused in words, and is kept", async () => {
    const session = await sender();
    const answer = await session.exchange(Buffer.from("this is no HL7"));
    expect(told(answer).code).toMatch(/^A[ER]$/);
  });

  test("several senders at once are each answered in their order", async () => {
    const numbers = [10, 20, 30, 40];
    const answers = await Promise.all(
      numbers.map(async (n) => {
        const session = await sender();
        return Promise.all([n, n + 1, n + 2].map((one) => session.exchange(Buffer.from(text(one)))));
      }),
    );
    expect(answers.map((list) => list.map((one) => told(one).of))).toEqual(
      numbers.map((n) => [n, n + 1, n + 2].map((one) => `CTL-ML-${one}`)),
    );
  });

  test("a paused connection takes nothing and says so", async () => {
    const set = (state: "paused" | "live") =>
      withTransaction((tx) => tx.db.update(connections).set({ state }).where(eq(connections.id, live.id)));
    await set("paused");
    expect(told(await (await sender()).exchange(Buffer.from(text(5)))).code).toBe("AR");
    await set("live");
    expect(await of("CTL-ML-5")).toEqual([]);
    expect(told(await (await sender()).exchange(Buffer.from(text(5)))).code).toBe("AA");
  });
});

describe("a listener", () => {
  test("speaks TLS with our certificate, and lets in whom the authority's certificate proves", async () => {
    const [ours, theirs, others] = [selfSignedCertificate(), selfSignedCertificate("emr"), selfSignedCertificate("x")];
    await sendBy({ tls: true, certificate: ours.cert, ca: theirs.cert, allowedAddresses: [] }, ours.key);
    const session = await sender({ ca: ours.cert, ...theirs });
    expect(told(await session.exchange(Buffer.from(text(50)))).code).toBe("AA");
    for (const wrong of [{ ca: ours.cert }, { ca: ours.cert, ...others }]) {
      const stranger = sender(wrong).then((one) => one.exchange(Buffer.from(text(51))));
      await expect(stranger).rejects.toThrow();
    }
    expect(await of("CTL-ML-51")).toEqual([]);
  });

  test("turns away who is not where the sender is", async () => {
    await sendBy({ allowedAddresses: ["10.1.2.3"] });
    await expect(sender().then((one) => one.exchange(Buffer.from(text(60))))).rejects.toThrow();
    await sendBy({ allowedAddresses: ["10.1.2.3", "127.0.0.1"] });
    expect(told(await (await sender()).exchange(Buffer.from(text(60)))).code).toBe("AA");
  });

  test("whose port is taken says so, to people and to the check; it opens when the port is free", async () => {
    const taken = createServer();
    const other = await new Promise<number>((resolve) =>
      taken.listen(0, "127.0.0.1", () => {
        const address = taken.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      }),
    );
    const id = await sendBy({ listenPort: other }, undefined, (error) => error !== null);
    const open = () =>
      database()
        .select()
        .from(alerts)
        .where(and(eq(alerts.key, `listener/${id}`), isNull(alerts.resolvedAt)));
    expect((await open())[0]?.detail).toContain("is taken by another program");
    const [endpoint] = await database().select().from(endpoints).where(eq(endpoints.id, id));
    if (!endpoint) throw new Error("The endpoint is gone.");
    expect(await probeEndpoint(endpoint)).toMatchObject([{ step: "Our port", ok: false }]);
    await new Promise<void>((resolve) => taken.close(() => resolve()));
    await withTransaction(async (tx) => tx.notify("connections"));
    await waitFor("the alert to end", async () => (await open()).length === 0);
    await waitFor("the check to see it", async () => (await probeEndpoint(endpoint))[0]?.ok);
  });

  test("is not opened for anybody", async () => {
    await sendBy({ allowedAddresses: [] }, undefined, (error) => error?.startsWith("Nobody may connect") ?? false);
  });
});
