import { createHash } from "node:crypto";
import ssh2, { type ClientErrorExtensions, type SFTPWrapper } from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import {
  HOSTED_LIMITS,
  type HostedFile,
  type HostedLimits,
  type HostedOperation,
  type HostedPlace,
  type HostedStore,
  makeKeyPair,
  readPublicKeys,
  startHostedSftp,
} from "~/engine/transports/hosted-sftp";
import { connectSftp, type SftpSession, TransportError } from "~/engine/transports/sftp";
import { waitFor } from "~/tests/support/wait-for";

const { Client, utils } = ssh2;
const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

function keyPair() {
  const { privateKey } = makeKeyPair("ssh-ed25519", "test");
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return { privateKey, key: parsed.getPublicSSH() };
}
const fingerprint = (key: Buffer) => `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
const practiceKey = keyPair();

/** Files in memory: what the server asks of a store, and nothing more. */
function memoryStore() {
  const files = new Map<string, HostedFile & { bytes: Buffer }>();
  const operations: HostedOperation[] = [];
  const fetched: string[] = [];
  const revoked = new Set<string>();
  const path = ({ account, folder, name }: HostedPlace) => `${account}/${folder}/${name}`;
  const store: HostedStore = {
    async authenticate(username, key) {
      const right = key.equals(practiceKey.key) && !revoked.has(username);
      return right && ["practice", "other"].includes(username) ? { id: `acc-${username}`, username } : undefined;
    },
    list: async (account, folder) =>
      [...files].filter(([key]) => key.startsWith(`${account}/${folder}/`)).map(([, file]) => file),
    find: async (place) => files.get(path(place)),
    read: async (place) => files.get(path(place))?.bytes,
    async put(place, bytes, done) {
      files.set(path(place), { name: place.name, size: bytes.length, modifiedAt: new Date(), bytes });
      operations.push(done);
    },
    async rename(place, to, done) {
      const file = files.get(path(place));
      if (!file) return "gone";
      if (files.has(path({ ...place, name: to }))) return "taken";
      files.delete(path(place));
      files.set(path({ ...place, name: to }), { ...file, name: to });
      operations.push(done);
      return "renamed";
    },
    async remove(place, done) {
      operations.push(done);
      return files.delete(path(place));
    },
    async fetched(place) {
      fetched.push(path(place));
    },
    async record(operation) {
      operations.push(operation);
    },
  };
  const give = (folder: HostedPlace["folder"], name: string, text: string) => {
    const bytes = Buffer.from(text);
    files.set(path({ account: "acc-practice", folder, name }), {
      name,
      size: bytes.length,
      modifiedAt: new Date(),
      bytes,
    });
  };
  return { store, files, operations, fetched, revoked, give };
}

async function hosted(limits: Partial<HostedLimits> = {}) {
  const host = keyPair();
  const memory = memoryStore();
  const server = await startHostedSftp({
    host: "127.0.0.1",
    port: 0,
    hostKeys: [host.privateKey],
    store: memory.store,
    limits: { ...HOSTED_LIMITS, ...limits },
  });
  ended.push(() => server.stop());
  const settings = {
    host: "127.0.0.1",
    port: server.port,
    username: "practice",
    hostKeySha256: fingerprint(host.key),
    auth: { kind: "private-key", privateKey: practiceKey.privateKey } as const,
  };
  return { ...memory, server, settings };
}

const DEADLINES = { connectMs: 5_000, operationMs: 5_000 };
async function session(settings: Parameters<typeof connectSftp>[0]): Promise<SftpSession> {
  const made = await connectSftp(settings, DEADLINES);
  ended.push(() => made.close());
  return made;
}
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof TransportError ? error : undefined),
  );
const fileOf = (name: string, text: string) => {
  const bytes = Buffer.from(text);
  return { name, bytes, sha256: createHash("sha256").update(bytes).digest("hex"), epoch: 1 };
};

/** The bare requests of another client, for what our own would never ask. */
async function bare(port: number): Promise<{ sftp: SFTPWrapper; cut: () => void }> {
  const client = new Client();
  const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
    client.on("error", reject);
    client.on("ready", () => client.sftp((error, channel) => (error ? reject(error) : resolve(channel))));
    client.connect({ host: "127.0.0.1", port, username: "practice", privateKey: practiceKey.privateKey });
  });
  ended.push(() => client.destroy());
  return { sftp, cut: () => client.destroy() };
}
const asked = <T>(act: (done: (error: Error | null | undefined, value?: T) => void) => void) =>
  new Promise<{ error?: string; code?: unknown; value?: T | undefined }>((resolve) =>
    act((error, value) =>
      resolve(
        error
          ? { error: error.message, code: (error as Error & ClientErrorExtensions & { code?: number }).code }
          : { value },
      ),
    ),
  );

describe("the lab's own server", () => {
  it("lets in with a known key, and nobody else", async () => {
    const { settings, operations } = await hosted();
    await session(settings);
    expect(
      await failureOf(session({ ...settings, auth: { kind: "private-key", privateKey: keyPair().privateKey } })),
    ).toMatchObject({ code: "authentication-failed" });
    expect(await failureOf(session({ ...settings, auth: { kind: "password", password: "wrong" } }))).toMatchObject({
      code: "authentication-failed",
    });
    const logins = operations.filter((one) => one.operation === "login");
    expect(logins.filter((one) => one.ok)).toMatchObject([{ key: fingerprint(practiceKey.key) }]);
    expect(logins.filter((one) => !one.ok).length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(operations)).not.toContain("wrong");
  });

  it("takes a file as our own client leaves it: under another name first, then renamed", async () => {
    const { settings, files, operations } = await hosted();
    const one = await session(settings);
    const text = "MSH|^~\\&|".padEnd(200_000, "x");
    const result = await one.drop("/to-lab", fileOf("order-1.hl7", text), { beforeRename: async () => undefined });
    expect(result).toMatchObject({ kind: "dropped", compared: "hash" });
    expect([...files.keys()]).toEqual(["acc-practice/to-lab/order-1.hl7"]);
    expect(files.get("acc-practice/to-lab/order-1.hl7")?.bytes.toString()).toBe(text);
    expect(operations.map((one) => one.operation)).toContain("upload");
  });

  it("gives a file from the lab, and lets it be removed when taken", async () => {
    const { settings, files, fetched, give } = await hosted();
    give("from-lab", "result-1.hl7", "MSH|result");
    const one = await session(settings);
    expect((await one.list("/from-lab", { maxEntries: 10 })).files).toMatchObject([{ name: "result-1.hl7", size: 10 }]);
    expect(await one.read("/from-lab", "result-1.hl7", { maxBytes: 100 })).toMatchObject({ kind: "read", size: 10 });
    await waitFor("the fetching on record", () => fetched.includes("acc-practice/from-lab/result-1.hl7"));
    const mtime = (await one.stat("/from-lab", "result-1.hl7"))?.mtime ?? null;
    const gone = await one.dispose("/from-lab", "result-1.hl7", {
      expect: { size: 10, mtime },
      how: { kind: "delete" },
    });
    expect(gone).toMatchObject({ kind: "disposed" });
    expect(files.size).toBe(0);
  });

  it("hands over nothing of an upload that was cut", async () => {
    const { server, files } = await hosted();
    const { sftp, cut } = await bare(server.port);
    const { value: handle } = await asked<Buffer>((done) => sftp.open("/to-lab/half.hl7", "w", done));
    await asked((done) => sftp.write(handle as Buffer, Buffer.from("half"), 0, 4, 0, done));
    cut();
    await waitFor("the connection to end", () => server.openConnections === 0);
    expect(files.size).toBe(0);
  });

  it("refuses a file with gaps in it, and puts pieces that came in any order together", async () => {
    const { server, files } = await hosted();
    const { sftp } = await bare(server.port);
    const upload = async (name: string, pieces: [number, string][]) => {
      const { value: handle } = await asked<Buffer>((done) => sftp.open(`/to-lab/${name}`, "w", done));
      for (const [at, text] of pieces)
        await asked((done) => sftp.write(handle as Buffer, Buffer.from(text), 0, text.length, at, done));
      return asked((done) => sftp.close(handle as Buffer, done));
    };
    expect(
      await upload("gap.hl7", [
        [0, "ab"],
        [4, "ef"],
      ]),
    ).toMatchObject({ error: "Parts of the file are missing." });
    expect(
      await upload("whole.hl7", [
        [4, "ef"],
        [0, "ab"],
        [2, "cd"],
      ]),
    ).not.toHaveProperty("error");
    expect([...files.values()].map((file) => file.bytes.toString())).toEqual(["abcdef"]);
  });

  it.each([
    ["/to-lab/../../etc/passwd", "There are two folders here"],
    ["/etc/passwd", "There are two folders here"],
    ["/to-lab/deep/er.hl7", "no folders below"],
    ["/to-lab/a\u0007b", "cannot be used"],
    ["/from-lab/mine.hl7", "go into to-lab"],
    ["/to-lab", "a folder"],
  ])("confines a partner to its folders: %s", async (path, words) => {
    const { server, files, operations } = await hosted();
    const { sftp } = await bare(server.port);
    expect(await asked((done) => sftp.open(path, "w", done))).toMatchObject({ error: expect.stringContaining(words) });
    expect(files.size).toBe(0);
    await waitFor("the refusal on record", () => operations.some((one) => one.operation === "upload" && !one.ok));
  });

  it("shows one partner nothing of another's", async () => {
    const { settings, give } = await hosted();
    give("from-lab", "result-1.hl7", "x");
    const other = await session({ ...settings, username: "other" });
    expect((await other.list("/from-lab", { maxEntries: 10 })).files).toEqual([]);
    expect(await other.read("/from-lab", "result-1.hl7", { maxBytes: 9 })).toEqual({ kind: "gone" });
  });

  it("does not overwrite by renaming, make folders, or append", async () => {
    const { server, give } = await hosted();
    give("to-lab", "a.hl7", "a");
    give("to-lab", "b.hl7", "b");
    const { sftp } = await bare(server.port);
    expect(await asked((done) => sftp.rename("/to-lab/a.hl7", "/to-lab/b.hl7", done))).toHaveProperty("error");
    expect(await asked((done) => sftp.rename("/to-lab/a.hl7", "/from-lab/a.hl7", done))).toHaveProperty("error");
    expect(await asked((done) => sftp.mkdir("/to-lab/new", done))).toMatchObject({ code: 8 });
    expect(await asked((done) => sftp.open("/to-lab/a.hl7", "a", done))).toMatchObject({ code: 8 });
  });

  it("keeps to its limits: file size, uploads together, connections, wrong logins", async () => {
    const { server, settings } = await hosted({
      fileBytes: 1_048_576,
      uploadBytes: 1_048_576,
      connectionsPerAccount: 1,
      wrongLogins: 2,
    });
    const { sftp, cut } = await bare(server.port);
    expect(await failureOf(session(settings))).toMatchObject({ failure: "transient" });
    const open = async (name: string) =>
      (await asked<Buffer>((done) => sftp.open(`/to-lab/${name}`, "w", done))).value as Buffer;
    const write = (handle: Buffer, at: number, size: number) =>
      asked((done) => sftp.write(handle, Buffer.alloc(size), 0, size, at, done));
    const first = await open("large.hl7");
    expect(await write(first, 1_048_570, 10)).toMatchObject({ error: expect.stringContaining("1 MiB at most") });
    expect(await write(first, 0, 700_000)).not.toHaveProperty("error");
    expect(await write(await open("second.hl7"), 0, 700_000)).toMatchObject({
      error: expect.stringContaining("Too many uploads"),
    });
    cut();
    await waitFor("the connection to end", () => server.openConnections === 0);
    const wrong = { ...settings, auth: { kind: "private-key", privateKey: keyPair().privateKey } as const };
    await failureOf(session(wrong));
    await failureOf(session(wrong));
    expect(await failureOf(session(settings))).toMatchObject({ failure: "transient" });
  });

  it("answers with a failure what it could not write down", async () => {
    const { server, store, give } = await hosted();
    const { sftp } = await bare(server.port);
    give("from-lab", "result-1.hl7", "MSH|result");
    store.record = () => Promise.reject(new Error("no database"));
    expect(await asked((done) => sftp.open("/from-lab/result-1.hl7", "r", done))).toHaveProperty("error");
  });

  it("ends an open connection whose key was taken away, and what it was uploading", async () => {
    const { server, files, revoked, operations } = await hosted();
    const { sftp } = await bare(server.port);
    const { value: handle } = await asked<Buffer>((done) => sftp.open("/to-lab/late.hl7", "w", done));
    await asked((done) => sftp.write(handle as Buffer, Buffer.from("MSH|"), 0, 4, 0, done));
    await server.recheck();
    expect(server.openConnections).toBe(1);
    revoked.add("practice");
    await server.recheck();
    await waitFor("the connection to end", () => server.openConnections === 0);
    expect(files.size).toBe(0);
    expect(operations.at(-1)).toMatchObject({ operation: "ended", ok: false });
  });

  it("writes down the first refusals of a session one by one, and the others as a number", async () => {
    const { server, operations } = await hosted();
    const { sftp, cut } = await bare(server.port);
    for (let i = 0; i < 25; i++) await asked((done) => sftp.unlink("/from-lab/none.hl7", done));
    cut();
    await waitFor("the end on record", () => operations.some((one) => one.operation === "ended"));
    const refused = operations.filter((one) => !one.ok);
    expect(refused.filter((one) => one.operation === "remove")).toHaveLength(20);
    expect(refused.at(-1)).toMatchObject({ operation: "ended", reason: "5 more requests were refused." });
  });

  it("shows another host key from the next connection on", async () => {
    const { server, settings } = await hosted();
    const before = await session(settings);
    const next = keyPair();
    server.showHostKeys([next.privateKey]);
    expect(await failureOf(session(settings))).toMatchObject({ code: "host-key-mismatch" });
    await session({ ...settings, nextHostKeySha256: fingerprint(next.key) });
    expect((await before.list("/to-lab", { maxEntries: 1 })).files).toEqual([]);
  });
});

describe("a public key that was pasted", () => {
  const one = makeKeyPair("ssh-ed25519", "vendor").publicKey;

  it("is read as in authorized_keys, with its fingerprint and comment", () => {
    const text = `# the vendor\r\n\n${one.line} ops@vendor.example on call\n${one.line} again`;
    expect(readPublicKeys(text)).toEqual({
      kind: "read",
      keys: [{ ...one, comment: "ops@vendor.example on call" }],
    });
    const ecdsa = makeKeyPair("ecdsa-sha2-nistp256", "vendor").publicKey;
    expect(readPublicKeys(ecdsa.line)).toMatchObject({ kind: "read", keys: [{ algorithm: "ecdsa-sha2-nistp256" }] });
  });

  it.each([["ssh-ed25519"], ["ecdsa-sha2-nistp256"]] as const)("is refused when it is the private half: %s", (kind) => {
    const { privateKey } = makeKeyPair(kind, "");
    expect(readPublicKeys(privateKey)).toEqual({ kind: "private-key" });
    expect(readPublicKeys(`${one.line}\n${privateKey}`)).toEqual({ kind: "private-key" });
    expect(readPublicKeys("PuTTY-User-Key-File-3: ssh-ed25519")).toEqual({ kind: "private-key" });
  });

  it.each([
    ["nothing", "", "There is no key in it."],
    ["options", `command="x" ${one.line}`, "Options are not taken"],
    ["a cut key", one.line.slice(0, 40), "cut off"],
    ["one kind named as another", one.line.replace("ssh-ed25519", "ssh-rsa"), "cut off"],
    ["DSA", "ssh-dss AAAA", "DSA keys are broken"],
    ["a short RSA key", utils.generateKeyPairSync("rsa", { bits: 2048 }).public, "needs 3072 bits"],
  ])("is refused in words when it is %s", (_name, text, words) => {
    const read = readPublicKeys(text);
    expect(read).toMatchObject({ kind: "wrong", line: 1, reason: expect.stringContaining(words) });
  });
});
