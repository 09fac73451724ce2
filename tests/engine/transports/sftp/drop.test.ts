import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SftpOperation } from "~/engine/sandbox/sftp-server";
import { connectSftp, type SftpSession, tempNameOf } from "~/engine/transports/sftp";
import { startTestSftpServer, type TestSftpServer } from "~/tests/support/sftp-server";

const NAME = "result_0001.hl7";
const bytes = Buffer.from("MSH|^~\\&|LAB|GATEHOUSE|EMR|PRACTICE|20240102||ORU^R01|1|P|2.5.1\r".repeat(1500));
const sha256 = createHash("sha256").update(bytes).digest("hex");
const file = { name: NAME, bytes, sha256, epoch: 7 };
const known = file;
const temp = tempNameOf(NAME, 7);

describe("dropping", () => {
  let sftp: TestSftpServer;
  let session: SftpSession;
  const beforeRename = vi.fn(async () => undefined);
  const out = () => readdir(join(sftp.folder, "out"));
  const content = (name = NAME) => readFile(join(sftp.folder, "out", name));
  const place = (name: string, data: Uint8Array | string) => writeFile(join(sftp.folder, "out", name), data);
  const connect = (operationMs = 5000) => connectSftp(sftp.settings, { connectMs: 5000, operationMs });
  const drop = (on = session) => on.drop("out", file, { beforeRename });

  beforeEach(async () => {
    beforeRename.mockClear();
    sftp = await startTestSftpServer();
    session = await connect();
  });
  afterEach(async () => {
    await session.close();
    await sftp.stop();
  });

  it("writes a hidden temp, lets the caller commit, then renames", async () => {
    beforeRename.mockImplementationOnce(async () => {
      expect(await out()).toEqual([temp]);
      return undefined;
    });
    expect(await drop()).toEqual({ kind: "dropped", movedAway: false, compared: "hash", flushed: false });
    expect(beforeRename).toHaveBeenCalledTimes(1);
    expect(await out()).toEqual([NAME]);
    expect((await content()).equals(bytes)).toBe(true);
    const touched = sftp.server.log.all().filter((entry) => entry.operation === "open" && entry.path.endsWith(NAME));
    expect(touched).toEqual([]);
  });

  it("drops an empty and a large file", async () => {
    for (const [name, size] of [
      ["empty.hl7", 0],
      ["large.hl7", 2_500_000],
    ] as const) {
      const data = Buffer.alloc(size, "x");
      const hash = createHash("sha256").update(data).digest("hex");
      const result = await session.drop("out", { name, bytes: data, sha256: hash, epoch: 1 }, { beforeRename });
      expect(result).toMatchObject({ kind: "dropped", compared: size > 0 ? "size" : "hash" });
      expect((await content(name)).equals(data)).toBe(true);
    }
  });

  it("finds its own earlier delivery", async () => {
    await drop();
    expect(await drop()).toEqual({ kind: "already-there", compared: "hash" });
    expect(beforeRename).toHaveBeenCalledTimes(1);
  });

  it("trusts the size where the account may not read what it wrote", async () => {
    await place(NAME, bytes);
    sftp.server.quirks.failNext("open", "permission-denied");
    expect(await drop()).toEqual({ kind: "already-there", compared: "size" });
  });

  it.each([
    ["another size", "something else"],
    ["the same size but other bytes", Buffer.alloc(bytes.length, "y")],
  ])("never overwrites a file of %s", async (_what, data) => {
    await place(NAME, data);
    for (const overwrites of [false, true]) {
      sftp.server.quirks.overwriteOnRename = overwrites;
      expect(await drop()).toMatchObject({ kind: "conflict" });
    }
    expect((await content()).equals(Buffer.from(data))).toBe(true);
    expect(await out()).toEqual([NAME]);
    expect(beforeRename).not.toHaveBeenCalled();
  });

  it("does not overwrite a file that appears between the look and the rename", async () => {
    beforeRename.mockImplementationOnce(async () => {
      await place(NAME, "theirs");
      return undefined;
    });
    expect(await drop()).toMatchObject({ kind: "conflict" });
    expect(await content()).toEqual(Buffer.from("theirs"));
    expect(await out()).toEqual([NAME]);
  });

  it("takes it as delivered when another owner renames the same content first", async () => {
    beforeRename.mockImplementationOnce(async () => {
      await place(NAME, bytes);
      return undefined;
    });
    expect(await drop()).toEqual({ kind: "already-there", compared: "hash" });
    expect(await out()).toEqual([NAME]);
  });

  it("removes stale temps of its own and of earlier epochs, and no others", async () => {
    for (const epoch of [5, 6, 7]) await place(tempNameOf(NAME, epoch), "half");
    await session.drop("out", { ...file, earlierEpochs: [6] }, { beforeRename });
    expect((await out()).sort()).toEqual([tempNameOf(NAME, 5), NAME].sort());
  });

  it("drops where the account may not delete", async () => {
    sftp.server.quirks.failNext("remove", "permission-denied");
    expect(await drop()).toMatchObject({ kind: "dropped" });
  });

  it("drops on a server that moves files away at once", async () => {
    sftp.server.quirks.moveAwayTo = "taken";
    await mkdir(join(sftp.folder, "taken"));
    expect(await drop()).toMatchObject({ kind: "dropped", movedAway: true });
    expect(await session.recoverDrop("out", known)).toEqual({ kind: "in-doubt" });
  });

  it("passes on what the caller's commit throws, and leaves the temp as proof", async () => {
    beforeRename.mockRejectedValueOnce(new Error("fenced"));
    await expect(drop()).rejects.toThrow("fenced");
    expect(await out()).toEqual([temp]);
    expect(await session.recoverDrop("out", known)).toEqual({ kind: "rename-again" });
    expect(await drop()).toMatchObject({ kind: "dropped" });
  });

  it("refuses bytes that do not match their hash, and unsafe names", async () => {
    const hooks = { beforeRename };
    await expect(session.drop("out", { ...file, sha256: "00" }, hooks)).rejects.toMatchObject({
      code: "bytes-do-not-match",
    });
    for (const name of ["../x.hl7", ".hidden", "a/b", "x".repeat(250)]) {
      await expect(session.drop("out", { ...file, name }, hooks)).rejects.toMatchObject({ code: "unsafe-name" });
    }
    expect(await out()).toEqual([]);
  });

  it("cleans up and says so when the server cannot rename", async () => {
    sftp.server.quirks.refuseRename = true;
    await expect(drop()).rejects.toMatchObject({ failure: "permanent", code: "not-supported" });
    expect(await out()).toEqual([]);
  });

  it("calls a full disk transient and leaves no temp", async () => {
    sftp.server.quirks.failNext("write", "failure", "No space left on device", 1);
    await expect(drop()).rejects.toMatchObject({ failure: "transient", code: "disk-full" });
    expect(await out()).toEqual([]);
  });

  it("treats a failed close as a failed write", async () => {
    sftp.server.quirks.failNext("close", "failure", "quota exceeded");
    await expect(drop()).rejects.toMatchObject({ failure: "transient", code: "disk-full" });
    expect(beforeRename).not.toHaveBeenCalled();
  });

  it("does not rename an upload that arrived short", async () => {
    const path = join(sftp.folder, "out", temp);
    sftp.server.quirks.beforeNext("close", () => writeFile(path, "short"));
    await expect(drop()).rejects.toMatchObject({ failure: "transient", code: "server-refused" });
    expect(await out()).toEqual([]);
  });

  it("says in plain words that the folder is missing", async () => {
    await rm(join(sftp.folder, "out"), { recursive: true });
    await expect(drop()).rejects.toMatchObject({ failure: "permanent", code: "no-such-folder" });
  });

  const BEFORE_RENAME: [SftpOperation, number][] = [
    ["lstat", 0],
    ["open", 0],
    ["write", 0],
    ["write", 2],
    ["close", 0],
    ["lstat", 1],
    ["read", 1],
  ];
  describe.each(["cut", "hang"] as const)("a %s before the rename", (how) => {
    it.each(BEFORE_RENAME)("at %s number %i is transient, and the next attempt delivers", async (operation, skip) => {
      const broken = await connect(how === "hang" ? 150 : 2000);
      if (how === "cut") sftp.server.quirks.dropConnectionDuring(operation, "before", skip);
      else sftp.server.quirks.hang(operation, skip);
      await expect(drop(broken)).rejects.toMatchObject({ failure: "transient" });
      expect(broken.alive).toBe(false);
      expect(beforeRename).not.toHaveBeenCalled();
      expect(await out()).not.toContain(NAME);
      expect(await drop()).toMatchObject({ kind: "dropped" });
      expect(await out()).toEqual([NAME]);
    });
  });

  it("is ambiguous when the connection is cut at the rename; recovery sees that it happened", async () => {
    const broken = await connect();
    sftp.server.quirks.dropConnectionDuring("rename", "after");
    await expect(drop(broken)).rejects.toMatchObject({ failure: "ambiguous", code: "rename-unanswered" });
    expect(await session.recoverDrop("out", known)).toEqual({ kind: "delivered", compared: "hash" });
  });

  it("is ambiguous when the connection is cut at the rename; recovery sees that it did not happen", async () => {
    const broken = await connect();
    sftp.server.quirks.dropConnectionDuring("rename", "before");
    await expect(drop(broken)).rejects.toMatchObject({ failure: "ambiguous" });
    expect(await session.recoverDrop("out", known)).toEqual({ kind: "rename-again" });
    expect(await drop()).toMatchObject({ kind: "dropped" });
    expect(await out()).toEqual([NAME]);
  });

  it("is ambiguous when the rename is never answered, or the look after it is not", async () => {
    for (const [operation, skip] of [
      ["rename", 0],
      ["lstat", 2],
    ] as const) {
      const broken = await connect(500);
      sftp.server.quirks.hang(operation, skip);
      await expect(drop(broken)).rejects.toMatchObject({ failure: "ambiguous" });
    }
    expect(await session.recoverDrop("out", known)).toMatchObject({ kind: "delivered" });
  });

  it("recovers in doubt when the receiver took the file, and in conflict when it holds another", async () => {
    expect(await session.recoverDrop("out", known)).toEqual({ kind: "in-doubt" });
    await place(NAME, "other");
    expect(await session.recoverDrop("out", known)).toMatchObject({ kind: "conflict" });
  });

  it("finishes a rename by link and unlink that stopped half way", async () => {
    await place(temp, bytes);
    await place(NAME, bytes);
    expect(await session.recoverDrop("out", known)).toEqual({ kind: "delivered", compared: "hash" });
    expect(await out()).toEqual([NAME]);
  });
});
