import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectSftp, createSftpPool, probeSftp, type SftpSession, withSession } from "~/engine/transports/sftp";
import { startTestSftpServer, type TestSftpServer } from "~/tests/support/sftp-server";
import { waitFor } from "~/tests/support/wait-for";

const bytes = Buffer.from("MSH|^~\\&|LAB|GATEHOUSE|EMR|PRACTICE|20240102||ORU^R01|1|P|2.5.1\r".repeat(1500));
const sha256 = createHash("sha256").update(bytes).digest("hex");
const file = { name: "r.hl7", bytes, sha256, epoch: 7 };
const deadlines = { connectMs: 5000, operationMs: 5000 };

let sftp: TestSftpServer;
let session: SftpSession;
const beforeRename = vi.fn(async () => undefined);
const path = (...parts: string[]) => join(sftp.folder, ...parts);
const out = async () => (await readdir(path("out"))).sort();
const isThere = (...parts: string[]) =>
  access(path(...parts)).then(
    () => true,
    () => false,
  );

beforeEach(async () => {
  beforeRename.mockReset();
  sftp = await startTestSftpServer();
});
afterEach(async () => {
  await session?.close();
  await sftp.stop();
});

describe("a server that tells nothing of a single file", () => {
  beforeEach(async () => {
    sftp.server.quirks.refuseStat = true;
    session = await connectSftp({ ...sftp.settings, noStat: true }, deadlines);
  });

  it("is an error until it is known", async () => {
    const plain = await connectSftp(sftp.settings, deadlines);
    await expect(plain.drop("out", file, { beforeRename })).rejects.toMatchObject({ code: "not-supported" });
    await plain.close();
  });

  it("gets files, once, and nothing is overwritten", async () => {
    const written = await session.drop("out", file, { beforeRename });
    expect(written).toMatchObject({ kind: "dropped", compared: "hash" });
    expect(await session.drop("out", file, { beforeRename })).toEqual({ kind: "already-there", compared: "hash" });
    expect(await session.recoverDrop("out", file)).toEqual({ kind: "delivered", compared: "hash" });
    await writeFile(path("out", "r.hl7"), "theirs");
    expect(await session.drop("out", file, { beforeRename })).toMatchObject({ kind: "conflict" });
    expect(await readFile(path("out", "r.hl7"), "utf8")).toBe("theirs");
  });

  it("gives files that are claimed, read and archived", async () => {
    await writeFile(path("in", "o.hl7"), bytes);
    await mkdir(path("in", "folder"));
    const listing = await session.list("in", { pattern: "*.hl7", maxEntries: 10 });
    expect(listing.files).toMatchObject([{ name: "o.hl7", size: null }]);
    const to = { directory: "in/.processing", as: "1.o.hl7" };
    expect(await session.claim("in", "o.hl7", to)).toEqual({ kind: "claimed" });
    expect(await session.read(to.directory, to.as, { maxBytes: 1_000_000 })).toMatchObject({ kind: "read", sha256 });
    const how = { kind: "archive", directory: "archive/new", as: "o.hl7.x" } as const;
    const request = { expect: { size: bytes.length, mtime: null }, how };
    expect(await session.dispose(to.directory, to.as, request)).toMatchObject({ kind: "disposed" });
    expect(await session.dispose(to.directory, to.as, request)).toEqual({ kind: "gone" });
    expect(await isThere("archive", "new", "o.hl7.x")).toBe(true);
  });

  it("passes the probe", async () => {
    const settings = { ...sftp.settings, noStat: true };
    for await (const step of probeSftp(settings, { pickup: "in", drop: "out" }))
      expect(step).toMatchObject({ ok: true });
    expect(await out()).toEqual([]);
  });
});

describe("a server that renames nothing", () => {
  const signed = { ...file, sign: "r.hl7.done" };
  beforeEach(async () => {
    sftp.server.quirks.refuseRename = true;
    session = await connectSftp({ ...sftp.settings, noRename: true }, deadlines);
  });

  it("gets a file under its own name, after the intent, and its sign last", async () => {
    beforeRename.mockImplementationOnce(async () => expect(await out()).toEqual([]) as unknown as undefined);
    expect(await session.drop("out", signed, { beforeRename })).toMatchObject({ kind: "dropped", compared: "hash" });
    expect(await out()).toEqual(["r.hl7", "r.hl7.done"]);
    const opened = sftp.server.log.all().filter(({ operation, ok }) => operation === "open" && ok);
    expect(opened.at(-1)?.path).toBe("/out/r.hl7.done");
    expect(await session.drop("out", signed, { beforeRename })).toMatchObject({ kind: "already-there" });
    expect(beforeRename).toHaveBeenCalledTimes(1);
  });

  it("has no sign beside a file that was cut, and the next try writes it again", async () => {
    sftp.server.quirks.dropConnectionDuring("write", "before", 2);
    await expect(session.drop("out", signed, { beforeRename })).rejects.toMatchObject({ failure: "ambiguous" });
    expect(await out()).toEqual(["r.hl7"]);
    session = await connectSftp({ ...sftp.settings, noRename: true }, deadlines);
    expect(await session.recoverDrop("out", signed)).toEqual({ kind: "rename-again" });
    const again = { ...signed, earlierEpochs: [7] };
    expect(await session.drop("out", again, { beforeRename })).toMatchObject({ kind: "dropped" });
    expect((await readFile(path("out", "r.hl7"))).equals(bytes)).toBe(true);
    expect(await isThere("out", "r.hl7.done")).toBe(true);
  });

  it("puts the sign when only that was missing, and tells what the receiver took from what is another's", async () => {
    sftp.server.quirks.failNext("open", "permission-denied", "", 2);
    await expect(session.drop("out", signed, { beforeRename })).rejects.toMatchObject({ code: "sign-missing" });
    expect(await session.recoverDrop("out", signed)).toMatchObject({ kind: "delivered" });
    expect(await isThere("out", "r.hl7.done")).toBe(true);
    await rm(path("out", "r.hl7"));
    expect(await session.recoverDrop("out", signed)).toEqual({ kind: "in-doubt" });
    await writeFile(path("out", "r.hl7"), bytes.subarray(0, 100));
    // Nobody of ours has begun it.
    expect(await session.drop("out", signed, { beforeRename })).toMatchObject({ kind: "conflict" });
    await writeFile(path("out", "r.hl7"), "theirs");
    expect(await session.recoverDrop("out", signed)).toMatchObject({ kind: "conflict" });
  });

  it("passes the probe and is left as it was", async () => {
    const settings = { ...sftp.settings, noRename: true };
    const steps = [];
    for await (const step of probeSftp(settings, { pickup: "in", drop: "out" })) steps.push(step);
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(steps.find(({ step }) => step === "rename")).toMatchObject({ skipped: true });
    expect(await out()).toEqual([]);
  });
});

describe("folders on the way to a dropped file", () => {
  beforeEach(async () => {
    session = await connectSftp(sftp.settings, deadlines);
  });

  it("are made where that is allowed, and an error where not", async () => {
    const directory = "out/2026/11";
    await expect(session.drop(directory, file, { beforeRename })).rejects.toMatchObject({ code: "no-such-folder" });
    const allowed = { ...file, makeFolders: ["out/2026", "out/2026/11"] };
    expect(await session.drop(directory, allowed, { beforeRename })).toMatchObject({ kind: "dropped" });
    await rm(path("out", "2026"), { recursive: true });
    await expect(session.drop(directory, allowed, { beforeRename })).rejects.toMatchObject({ code: "no-such-folder" });
    expect(await session.drop(directory, allowed, { beforeRename })).toMatchObject({ kind: "dropped" });
  });
});

describe("a server that takes its time to hang up", () => {
  it("is waited for as long as the settings say, and no longer", async () => {
    sftp.server.quirks.goodbyeMs = 300;
    session = await connectSftp({ ...sftp.settings, closeMs: 20_000 }, deadlines);
    expect(await session.drop("out", file, { beforeRename })).toMatchObject({ kind: "dropped" });
    await session.close();
    expect(sftp.server.goodbyes).toBe(1);
    sftp.server.quirks.goodbyeMs = 1_500;
    session = await connectSftp({ ...sftp.settings, closeMs: 50 }, deadlines);
    await session.close();
    expect(sftp.server.goodbyes).toBe(1);
    await waitFor("the connection to be gone", () => sftp.server.openConnections === 0);
  });
});

describe("a server that allows few sessions", () => {
  it("never sees more of them than it allows, whoever asks", async () => {
    sftp.server.quirks.maxConnections = 1;
    const pool = createSftpPool({ idleMs: 60_000, deadlines });
    const settings = { ...sftp.settings, maxSessions: 1 };
    let inUse = 0;
    let most = 0;
    const work = (key: string) =>
      withSession(pool, key, settings, async (one) => {
        most = Math.max(most, ++inUse);
        await one.list("in", { maxEntries: 10 });
        inUse--;
      });
    await Promise.all(["intake", "orders", "results", "intake", "orders"].map(work));
    expect(most).toBe(1);
    const failing = withSession(pool, "intake", settings, async () => Promise.reject(new Error("it failed")));
    await expect(failing).rejects.toThrow("it failed");
    await work("orders");
    expect(pool.idleCount).toBe(1);
    await pool.close();
  });

  it("is not held by us when nothing is to do, where the settings say so", async () => {
    const pool = createSftpPool({ idleMs: 60_000, deadlines });
    await withSession(pool, "intake", { ...sftp.settings, keepSession: false }, (one) =>
      one.list("in", { maxEntries: 1 }),
    );
    expect(pool.idleCount).toBe(0);
    await waitFor("the session to end", () => sftp.server.openConnections === 0);
    await pool.close();
  });

  it("refuses those who wait when the process ends", async () => {
    const pool = createSftpPool({ idleMs: 60_000, deadlines });
    const settings = { ...sftp.settings, maxSessions: 1 };
    let late: Promise<unknown> = Promise.resolve();
    await withSession(pool, "intake", settings, async () => {
      late = withSession(pool, "orders", settings, async () => undefined);
      late.catch(() => undefined);
      await pool.close();
    });
    await expect(late).rejects.toMatchObject({ code: "server-busy", failure: "transient" });
  });
});
