import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectSftp, fetchHostKey, probeSftp, type SftpSession } from "~/engine/transports/sftp";
import { type OpensshServer, opensshMissing, startOpenssh } from "~/tests/support/sftp-openssh";

const missing = opensshMissing();
if (missing) console.warn(`OpenSSH tests are skipped: ${missing}`);

describe.skipIf(missing !== undefined)("against OpenSSH", () => {
  let openssh: OpensshServer;
  let session: SftpSession;
  const path = (...parts: string[]) => join(openssh.folder, ...parts);
  const bytes = Buffer.from("MSH|^~\\&|LAB\r".repeat(50_000));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = { name: "r.hl7", bytes, sha256, epoch: 1 };
  const hooks = { beforeRename: async () => undefined };

  beforeAll(async () => {
    openssh = await startOpenssh();
    session = await connectSftp(openssh.settings, { connectMs: 10_000, operationMs: 10_000 });
  });
  afterAll(async () => {
    await session?.close();
    await openssh?.stop();
  });

  it("pins the ed25519 key it would also be shown", async () => {
    expect(await fetchHostKey(openssh.settings, { connectMs: 5000 })).toMatchObject({
      algorithm: "ssh-ed25519",
      bits: 256,
      sha256: openssh.settings.hostKeySha256,
    });
    const other = { ...openssh.settings, hostKeySha256: "ff".repeat(32) };
    await expect(connectSftp(other, { connectMs: 5000, operationMs: 5000 })).rejects.toMatchObject({
      code: "host-key-mismatch",
    });
  });

  it("drops with fsync and hash, finds it again, and never overwrites", async () => {
    expect(await session.drop(path("out"), file, hooks)).toEqual({
      kind: "dropped",
      movedAway: false,
      compared: "hash",
      flushed: true,
    });
    expect(await readdir(path("out"))).toEqual(["r.hl7"]);
    expect(await session.drop(path("out"), file, hooks)).toEqual({ kind: "already-there", compared: "hash" });
    await writeFile(path("out", "r.hl7"), "theirs");
    expect(await session.drop(path("out"), file, hooks)).toMatchObject({ kind: "conflict" });
    const racing = { ...file, name: "race.hl7" };
    const race = { beforeRename: () => writeFile(path("out", "race.hl7"), "theirs") };
    expect(await session.drop(path("out"), racing, race)).toMatchObject({ kind: "conflict" });
    expect(await readFile(path("out", "race.hl7"), "utf8")).toBe("theirs");
    expect((await readdir(path("out"))).sort()).toEqual(["r.hl7", "race.hl7"]);
  });

  it("lists, reads, archives and finds gone", async () => {
    await writeFile(path("in", "o.hl7"), bytes);
    await symlink(path("in", "o.hl7"), path("in", "link.hl7"));
    await mkdir(path("in", "folder.hl7"));
    const listing = await session.list(path("in"), { pattern: "*.hl7", maxEntries: 10 });
    expect(listing).toMatchObject({
      files: [{ name: "o.hl7", size: bytes.length }],
      ignored: [{ reason: "not-a-file", count: 2 }],
    });
    const read = await session.read(path("in"), "o.hl7", { maxBytes: 10_000_000 });
    expect(read).toMatchObject({ kind: "read", sha256 });
    const mtime = Math.floor((await stat(path("in", "o.hl7"))).mtimeMs / 1000);
    const how = { kind: "archive", directory: path("archive", "new"), as: "o.hl7.x.y" } as const;
    const request = { expect: { size: bytes.length, mtime }, how };
    expect(await session.dispose(path("in"), "o.hl7", request)).toEqual({ kind: "disposed", archivedAs: "o.hl7.x.y" });
    expect(await session.dispose(path("in"), "o.hl7", request)).toEqual({ kind: "gone" });
    expect(await readdir(path("archive", "new"))).toEqual(["o.hl7.x.y"]);
  });

  it("says permission denied and no such folder in plain words", async () => {
    await expect(session.list(path("nowhere"), { maxEntries: 1 })).rejects.toMatchObject({ code: "no-such-folder" });
    await mkdir(path("locked"));
    await chmod(path("locked"), 0o500);
    const result = await session.drop(path("locked"), file, hooks).catch((error: unknown) => error);
    // root may write anywhere; everybody else is refused
    expect(result).toMatchObject(process.getuid?.() === 0 ? { kind: "dropped" } : { code: "permission-denied" });
  });

  it("passes every probe step", async () => {
    const failed: unknown[] = [];
    for await (const step of probeSftp(openssh.settings, { pickup: path("in"), drop: path("out") })) {
      if (!step.ok) failed.push(step);
    }
    expect(failed).toEqual([]);
    expect((await readdir(path("out"))).filter((name) => name.startsWith("."))).toEqual([]);
  });
});
