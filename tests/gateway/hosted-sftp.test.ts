import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { and, desc, eq } from "drizzle-orm";
import ssh2, { type SFTPWrapper } from "ssh2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newId } from "~/db/ids";
import { reconcile } from "~/db/queries/reconcile";
import { verifyAudit } from "~/db/queries/verify-audit";
import { configurationVersions, connections, endpoints, testRuns } from "~/db/schema/connections";
import { auditEvents } from "~/db/schema/operations";
import { gateways, hostedAccounts, hostedFiles } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import { makeKeyPair } from "~/engine/transports/hosted-sftp";
import { connectSftp, fetchHostKey } from "~/engine/transports/sftp";
import { readConfig } from "~/server/config";
import { freePort } from "~/server/embedded-postgres";
import { startGateway } from "~/server/gateway";
import { createLog } from "~/server/log";
import {
  addHostedKeys,
  hostedKeysOf,
  hostedReach,
  lastRefusal,
  makeHostedKey,
  revokeHostedKey,
} from "~/workflows/connection/hosted-account";
import { probeEndpoint } from "~/workflows/connection/probe-endpoint";
import { startTestRun } from "~/workflows/connection/test-runs";
import { listHostKeys, prepareHostKey, switchHostKey } from "~/workflows/gateway/host-keys";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import {
  hopsOf,
  messageIn,
  messagesOf,
  orderText,
  putFile,
  resultText,
  useLiveConnection,
} from "../support/live-connection";
import { sftpMissing, startSftpClient } from "../support/sftp-client";
import { waitFor } from "../support/wait-for";

const db = useDatabase();
const live = useLiveConnection();
let port = 0;
let stop: (() => Promise<void>) | undefined;
let account = "";
let username = "";
let endpointId = "";

const start = async () => {
  const config = { ...readConfig({ GATEHOUSE_SFTP_PORT: String(port) }), databaseUrl: db.url() };
  stop = await startGateway({ config, log: createLog("gateway", "error") });
};

/** From now on the practice is an account on our own server. */
beforeAll(async () => {
  port = await freePort();
  await withTransaction(async (tx) => {
    const reach = await hostedReach(tx.db, live.id, { filePattern: "*.hl7", ackFiles: false });
    ({ account, username } = reach);
    endpointId = newId("end");
    await tx.db
      .insert(endpoints)
      .values({ id: endpointId, side: "emr", name: "Practice of the test", reach, checkOk: true });
    const [current] = await tx.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, live.id))
      .orderBy(desc(configurationVersions.version))
      .limit(1);
    if (!current) throw new Error("The connection has no configuration.");
    const version = current.version + 1;
    await tx.db.insert(configurationVersions).values({ ...current, version, emrEndpointId: endpointId });
    await tx.db.update(connections).set({ configurationVersion: version }).where(eq(connections.id, live.id));
    tx.notify("lanes");
  });
  await start();
}, 60_000);
afterAll(async () => {
  await stop?.();
  expect((await verifyAudit()).ok).toBe(true);
  const rows = await reconcile();
  expect(rows.map((row) => [row.id, row.remainder])).toEqual(rows.map((row) => [row.id, 0]));
});

async function newKey(): Promise<{ id: string; privateKey: string }> {
  const made = await makeHostedKey(await demoActor("engineer"), live.id);
  if (made.kind !== "done") throw new Error(made.kind);
  const row = (await hostedKeysOf(account)).find((key) => key.sha256 === made.key.sha256);
  return { id: row?.id ?? "", privateKey: made.privateKey };
}

const ended: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ended.splice(0)) await end();
});

/** The bare requests of a partner's client. */
async function bare(privateKey: string): Promise<{ sftp: SFTPWrapper; closed: Promise<void>; cut: () => void }> {
  const client = new ssh2.Client();
  const closed = new Promise<void>((resolve) => client.on("close", () => resolve()));
  const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
    client.on("error", reject);
    client.on("close", () => reject(new Error("The connection was closed.")));
    client.on("ready", () => client.sftp((error, channel) => (error ? reject(error) : resolve(channel))));
    client.connect({ host: "127.0.0.1", port, username, privateKey });
  });
  ended.push(() => client.destroy());
  return { sftp, closed, cut: () => client.destroy() };
}
const asked = <T>(act: (done: (error: Error | null | undefined, value?: T) => void) => void) =>
  new Promise<T>((resolve, reject) => act((error, value) => (error ? reject(error) : resolve(value as T))));

const settingsWith = async (privateKey: string) => {
  const { sha256 } = await fetchHostKey({ host: "127.0.0.1", port }, { connectMs: 5_000 });
  return {
    host: "127.0.0.1",
    port,
    username,
    hostKeySha256: sha256,
    auth: { kind: "private-key", privateKey } as const,
  };
};
const DEADLINES = { connectMs: 5_000, operationMs: 5_000 };
const events = (action: string) =>
  database()
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.action, action), eq(auditEvents.objectId, account)))
    .orderBy(desc(auditEvents.seq));
const stored = () =>
  database()
    .select({ folder: hostedFiles.folder, name: hostedFiles.name })
    .from(hostedFiles)
    .where(eq(hostedFiles.account, account));

describe.skipIf(sftpMissing())("a partner with OpenSSH's sftp", () => {
  let client: Awaited<ReturnType<typeof startSftpClient>>;
  beforeAll(async () => {
    client = await startSftpClient(port);
  });
  afterAll(() => client.stop());

  test("leaves an order, which is delivered, and fetches and removes its result, all of it on record", async () => {
    const { privateKey } = await newKey();
    await writeFile(join(client.folder, "order.hl7"), orderText({ placer: "GW-1", control: "CTL-GW-1" }));
    const put = await client.run({ username, privateKey }, [
      "put order.hl7 to-lab/gw-1.tmp",
      "rename to-lab/gw-1.tmp to-lab/gw-1.hl7",
    ]);
    expect(put).toMatchObject({ code: 0 });
    const [order] = await messagesOf("gw-1.hl7", 1);
    await messageIn(order?.id ?? "", "delivered");
    expect((await hopsOf(order?.id ?? ""))[0]?.detail).toBe("Practice of the test, our SFTP server");
    await waitFor("the order to be taken away", async () => (await stored()).every((file) => file.folder !== "to-lab"));

    await putFile(
      live.lis,
      "gw-result.hl7",
      resultText({ placer: "GW-1", control: "CTL-RES-1", facility: live.facility }),
    );
    const [result] = await messagesOf("gw-result.hl7", 1);
    const { outboundName } = await messageIn(result?.id ?? "", "delivered");
    const got = await client.run({ username, privateKey }, [
      "ls -1 from-lab",
      `get from-lab/${outboundName} result.hl7`,
      `rm from-lab/${outboundName}`,
    ]);
    expect(got).toMatchObject({ code: 0, out: expect.stringContaining(outboundName ?? "none") });
    expect(await readFile(join(client.folder, "result.hl7"), "utf8")).toMatch(/^MSH\|/);
    expect(await stored()).toEqual([]);
    expect((await hopsOf(result?.id ?? "")).map((hop) => [hop.hop, hop.ok]).at(-1)).toEqual(["fetched", true]);

    for (const [action, count] of [
      ["hosted.login", 2],
      ["hosted.upload", 1],
      ["hosted.rename", 1],
      ["hosted.download", 1],
      ["hosted.remove", 1],
    ] as const) {
      const found = await events(action);
      expect([action, found.length]).toEqual([action, count]);
      expect(JSON.parse(found[0]?.meta ?? "{}")).toMatchObject({ address: "127.0.0.1" });
    }
    expect(JSON.stringify(await events("hosted.upload"))).not.toContain("gw-1");
  });

  test("is let in by its own keys only, and what was refused is on record", async () => {
    const { privateKey, publicKey } = makeKeyPair("ssh-ed25519", "stranger");
    expect(await client.run({ username, privateKey }, ["ls"])).toMatchObject({ code: 255 });
    const [refused] = await database()
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.action, "hosted.login"), eq(auditEvents.outcome, "refused")));
    expect(refused).toMatchObject({ chain: "system", reason: "This key opens no account of this name." });
    expect(refused?.meta).not.toContain(username);
    // Whoever looks after the account sees who was turned away from it.
    expect(await lastRefusal(account)).toMatchObject({ address: "127.0.0.1", key: publicKey.sha256 });
    await client.run({ username: "nobody-0000", privateKey }, ["ls"]);
    expect(await database().select().from(auditEvents).where(eq(auditEvents.objectId, "sftp"))).toHaveLength(1);
  });

  test("gets nowhere outside its two folders", async () => {
    const { privateKey } = await newKey();
    const who = { username, privateKey };
    await writeFile(join(client.folder, "order.hl7"), "MSH|");
    for (const command of [
      "get /etc/passwd x",
      "put order.hl7 ../../tmp/x",
      "put order.hl7 from-lab/x.hl7",
      "mkdir to-lab/deep",
      "ls /other",
    ]) {
      expect([command, (await client.run(who, [command])).code]).toEqual([command, 1]);
    }
    expect(await stored()).toEqual([]);
  });

  test("finds the next host key only after the switch, and knows it by the announced fingerprint", async () => {
    const { privateKey } = await newKey();
    const admin = await demoActor("admin");
    expect(await prepareHostKey(await demoActor("engineer"), "ssh-ed25519")).toEqual({ kind: "forbidden" });
    expect(await prepareHostKey(admin, "ssh-ed25519")).toEqual({ kind: "done" });
    expect(await prepareHostKey(admin, "ssh-ed25519")).toMatchObject({ kind: "refused" });
    const prepared = (await listHostKeys()).find((key) => key.shownAt === null);
    const before = await fetchHostKey({ host: "127.0.0.1", port }, { connectMs: 5_000 });
    expect(prepared?.sha256).not.toBe(before.sha256);

    const open = await connectSftp(await settingsWith(privateKey), DEADLINES);
    ended.push(() => open.close());
    expect(await switchHostKey(admin, prepared?.id ?? "")).toEqual({ kind: "done" });
    await waitFor("the next key to be shown", async () => {
      const shown = await fetchHostKey({ host: "127.0.0.1", port }, { connectMs: 5_000 });
      return shown.sha256 === prepared?.sha256;
    });
    expect((await open.list("/from-lab", { maxEntries: 1 })).files).toEqual([]);
    expect((await listHostKeys()).filter((key) => key.retiredAt).map((key) => key.sha256)).toEqual([before.sha256]);
    const pinned = {
      ...(await settingsWith(privateKey)),
      hostKeySha256: before.sha256,
      nextHostKeySha256: prepared?.sha256 ?? "",
    };
    await (await connectSftp(pinned, DEADLINES)).close();
  });
});

describe("the gateway", () => {
  test("ends the open session of a key that is revoked, and what it was uploading is nowhere", async () => {
    const { id, privateKey } = await newKey();
    const { sftp, closed } = await bare(privateKey);
    const handle = await asked<Buffer>((done) => sftp.open("/to-lab/late.hl7", "w", done));
    await asked((done) => sftp.write(handle, Buffer.from("MSH|"), 0, 4, 0, done));
    expect(await revokeHostedKey(await demoActor("engineer"), live.id, id)).toEqual({ kind: "done" });
    await closed;
    await expect(bare(privateKey)).rejects.toThrow(/authentication/);
    expect(await stored()).toEqual([]);
    await waitFor("the end on record", async () => (await events("hosted.ended")).length > 0);
  });

  test("hands over nothing of an upload that was cut, and a file that is uploaded twice only as it is at last", async () => {
    const { privateKey } = await newKey();
    const half = await bare(privateKey);
    const handle = await asked<Buffer>((done) => half.sftp.open("/to-lab/half.hl7", "w", done));
    await asked((done) => half.sftp.write(handle, Buffer.from("MSH|"), 0, 4, 0, done));
    half.cut();
    const { sftp } = await bare(privateKey);
    expect(await asked<unknown[]>((done) => sftp.readdir("/to-lab", done as never))).toEqual([]);
    for (const text of ["first", "other"]) {
      const again = await asked<Buffer>((done) => sftp.open("/to-lab/twice.txt", "w", done));
      await asked((done) => sftp.write(again, Buffer.from(text), 0, 5, 0, done));
      await asked((done) => sftp.close(again, done));
    }
    const [file] = await database().select().from(hostedFiles).where(eq(hostedFiles.name, "twice.txt"));
    expect(file?.bytes.toString()).toBe("other");
    await asked((done) => sftp.unlink("/to-lab/twice.txt", done));
  });

  test("says what it is: the check of the endpoint sees it, its keys and the sign-in", async () => {
    const [endpoint] = await database().select().from(endpoints).where(eq(endpoints.id, endpointId));
    if (!endpoint) throw new Error("The endpoint is gone.");
    await bare((await newKey()).privateKey);
    const steps = await probeEndpoint(endpoint);
    expect(steps.map((step) => [step.step, step.ok])).toEqual([
      ["Our server", true],
      ["Keys", true],
      ["Sign-in", true],
    ]);
    await stop?.();
    expect(await database().select().from(gateways)).toEqual([]);
    expect((await probeEndpoint(endpoint)).map((step) => [step.step, step.ok])).toEqual([["Our server", false]]);
    await start();
  });

  test("lets nobody in whose connection has ended or is reached another way", async () => {
    const { privateKey } = await newKey();
    const set = (values: Partial<typeof connections.$inferInsert>) =>
      withTransaction((tx) => tx.db.update(connections).set(values).where(eq(connections.id, live.id)));
    const [row] = await database().select().from(connections).where(eq(connections.id, live.id));
    for (const values of [{ state: "retired" as const }, { configurationVersion: 2 }]) {
      await set(values);
      await expect(bare(privateKey)).rejects.toThrow(/authentication/);
      await set({ state: "live", configurationVersion: row?.configurationVersion ?? null });
    }
    await bare(privateKey);
  });
});

describe("a test run over our own server", () => {
  test("passes: the drill cuts the way to the partner's folder once, and the result is there after", async () => {
    const { privateKey } = await newKey();
    const { sftp } = await bare(privateKey);
    const engineer = await demoActor("engineer");
    await withTransaction((tx) =>
      tx.db.update(connections).set({ state: "provisioning" }).where(eq(connections.id, live.id)),
    );
    expect(await startTestRun(engineer, live.id)).toMatchObject({ kind: "done" });
    const order = Buffer.from(orderText({ placer: "GW-RUN", control: "CTL-GW-RUN" }));
    const handle = await asked<Buffer>((done) => sftp.open("/to-lab/run.hl7", "w", done));
    await asked((done) => sftp.write(handle, order, 0, order.length, 0, done));
    await asked((done) => sftp.close(handle, done));
    const [taken] = await messagesOf("run.hl7", 1);
    await messageIn(taken?.id ?? "", "delivered");
    const answer = resultText({ placer: "GW-RUN", control: "CTL-RES-RUN", facility: live.facility });
    await putFile(live.lis, "run-result.hl7", answer);
    const [result] = await messagesOf("run-result.hl7", 1);
    const { outboundName } = await messageIn(result?.id ?? "", "delivered");
    expect((await hopsOf(result?.id ?? "")).map((hop) => hop.hop)).toEqual(
      expect.arrayContaining(["retried", "delivered"]),
    );
    expect(await stored()).toEqual([{ folder: "from-lab", name: outboundName }]);
    const [run] = await database().select().from(testRuns).where(eq(testRuns.connectionId, live.id));
    expect(run?.drill).toBe("recovered");
    await asked((done) => sftp.unlink(`/from-lab/${outboundName}`, done));
    expect((await hopsOf(result?.id ?? "")).at(-1)).toMatchObject({ hop: "fetched", ok: false });
  });
});

describe("the keys of an account", () => {
  test("are added as pasted, once; the private half is refused and not kept", async () => {
    const engineer = await demoActor("engineer");
    const { publicKey, privateKey } = makeKeyPair("ecdsa-sha2-nistp256", "");
    const text = `${publicKey.line} ops@vendor.example`;
    expect(await addHostedKeys(engineer, live.id, text)).toEqual({ kind: "done", added: 1 });
    expect(await addHostedKeys(engineer, live.id, text)).toEqual({ kind: "done", added: 0 });
    const refused = await addHostedKeys(engineer, live.id, privateKey);
    expect(refused).toMatchObject({ kind: "refused", code: "private-key" });
    expect(JSON.stringify(refused)).not.toContain(privateKey.split("\n")[2]);
    expect(await addHostedKeys(await demoActor("sales"), live.id, text)).toEqual({ kind: "forbidden" });
    const [kept] = (await hostedKeysOf(account)).filter((key) => key.sha256 === publicKey.sha256);
    expect(kept).toMatchObject({ comment: "ops@vendor.example", algorithm: "ecdsa-sha2-nistp256", revokedAt: null });
  });

  test("belong to one account, whose name stays", async () => {
    const rows = await database().select().from(hostedAccounts);
    expect(rows).toMatchObject([{ id: account, username, connectionId: live.id }]);
    const again = await withTransaction((tx) => hostedReach(tx.db, live.id, { filePattern: "*.txt", ackFiles: false }));
    expect(again).toMatchObject({ account, username, filePattern: "*.txt" });
  });
});

describe("an address", () => {
  test("is turned away after ten wrong sign-ins", async () => {
    const { privateKey } = makeKeyPair("ssh-ed25519", "stranger");
    for (let i = 0; i < 10; i++) await bare(privateKey).catch(() => undefined);
    const right = await newKey();
    await expect(bare(right.privateKey)).rejects.toThrow(/reset|handshake|closed|ended/i);
    const refused = await database().select().from(auditEvents).where(eq(auditEvents.outcome, "refused"));
    expect(refused.some((event) => event.reason?.includes("turned away"))).toBe(true);
  });
});
