import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectSftp, fetchHostKey, probeSftp, type SftpSession } from "~/engine/transports/sftp";
import type { RealServer } from "./sftp-openssh";

/** What a server does in its own way, seen in what the suite expects. */
export type Manners = {
  /** The key it shows first. */
  hostKey: { algorithm: string; bits: number };
  /** Whether it confirms an fsync. */
  flushes: boolean;
  /** Whether root may write through it where a folder's mode forbids it. */
  rootMay: boolean;
};

/** What every real SFTP server has to let us do, run against one; skipped with a sentence where it is not installed. */
export function realSftpSuite(
  name: string,
  missing: string | undefined,
  start: () => Promise<RealServer>,
  manners: Manners,
): void {
  if (missing) console.warn(`Tests against ${name} are skipped: ${missing}`);
  describe.skipIf(missing !== undefined)(`against ${name}`, () => {
    let server: RealServer;
    let session: SftpSession;
    const path = (...parts: string[]) => join(server.folder, ...parts);
    const bytes = Buffer.from("MSH|^~\\&|LAB\r".repeat(50_000));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const file = { name: "r.hl7", bytes, sha256, epoch: 1 };
    const hooks = { beforeRename: async () => undefined };

    beforeAll(async () => {
      server = await start();
      session = await connectSftp(server.settings, { connectMs: 10_000, operationMs: 10_000 });
    });
    afterAll(async () => {
      await session?.close();
      await server?.stop();
    });

    it("pins the key it would also be shown", async () => {
      expect(await fetchHostKey(server.settings, { connectMs: 5000 })).toMatchObject({
        ...manners.hostKey,
        sha256: server.settings.hostKeySha256,
      });
      const other = { ...server.settings, hostKeySha256: "ff".repeat(32) };
      await expect(connectSftp(other, { connectMs: 5000, operationMs: 5000 })).rejects.toMatchObject({
        code: "host-key-mismatch",
      });
    });

    it("drops with hash, finds it again, and never overwrites", async () => {
      expect(await session.drop(path("out"), file, hooks)).toEqual({
        kind: "dropped",
        movedAway: false,
        compared: "hash",
        flushed: manners.flushes,
      });
      expect(await readdir(path("out"))).toEqual(["r.hl7"]);
      expect(await session.drop(path("out"), file, hooks)).toEqual({ kind: "already-there", compared: "hash" });
      await writeFile(path("out", "r.hl7"), "theirs");
      expect(await session.drop(path("out"), file, hooks)).toMatchObject({ kind: "conflict" });
      expect((await readdir(path("out"))).sort()).toEqual(["r.hl7"]);
    });

    it("does not overwrite what comes between the look and the rename", async () => {
      const racing = { ...file, name: "race.hl7" };
      const race = { beforeRename: () => writeFile(path("out", "race.hl7"), "theirs") };
      expect(await session.drop(path("out"), racing, race)).toMatchObject({ kind: "conflict" });
      expect(await readFile(path("out", "race.hl7"), "utf8")).toBe("theirs");
    });

    it("drops into folders it makes, with a sign, and without a rename where that is agreed", async () => {
      const directory = path("out", "2026", "11");
      const makeFolders = [path("out", "2026"), directory];
      expect(await session.drop(directory, { ...file, makeFolders, sign: "r.hl7.done" }, hooks)).toMatchObject({
        kind: "dropped",
      });
      const plain = await connectSftp({ ...server.settings, noRename: true }, { connectMs: 5000, operationMs: 5000 });
      const second = { ...file, name: "s.hl7", sign: "s.hl7.done" };
      expect(await plain.drop(directory, second, hooks)).toMatchObject({ kind: "dropped", compared: "hash" });
      expect(await plain.drop(directory, second, hooks)).toMatchObject({ kind: "already-there" });
      await plain.close();
      expect((await readdir(directory)).sort()).toEqual(["r.hl7", "r.hl7.done", "s.hl7", "s.hl7.done"]);
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
      expect(await session.folders(path("in"), { maxEntries: 10 })).toEqual({
        names: ["folder.hl7"],
        truncated: false,
      });
      const read = await session.read(path("in"), "o.hl7", { maxBytes: 10_000_000 });
      expect(read).toMatchObject({ kind: "read", sha256 });
      const mtime = Math.floor((await stat(path("in", "o.hl7"))).mtimeMs / 1000);
      const how = { kind: "archive", directory: path("archive", "new"), as: "o.hl7.x.y" } as const;
      const request = { expect: { size: bytes.length, mtime }, how };
      const first = await session.dispose(path("in"), "o.hl7", request);
      expect(first).toEqual({ kind: "disposed", archivedAs: "o.hl7.x.y" });
      expect(await session.dispose(path("in"), "o.hl7", request)).toEqual({ kind: "gone" });
      expect(await readdir(path("archive", "new"))).toEqual(["o.hl7.x.y"]);
    });

    it("lets one of several readers have a file, and its sign goes with it", async () => {
      const other = await connectSftp(server.settings, { connectMs: 5000, operationMs: 5000 });
      const aside = path("in", ".processing");
      await session.folders(path("in"), { maxEntries: 10 });
      for (let n = 0; n < 20; n++) {
        const name = `claim-${n}.hl7`;
        await writeFile(path("in", name), "MSH|");
        const claims = await Promise.all(
          [session, other].map((one, i) => one.claim(path("in"), name, { directory: aside, as: `${i}.${name}` })),
        );
        expect(claims.map(({ kind }) => kind).sort()).toEqual(["claimed", "gone"]);
      }
      expect(await readdir(aside)).toHaveLength(20);
      await other.close();
      const mine = { directory: aside, as: "again.hl7" };
      await writeFile(path("in", "again.hl7"), "MSH|");
      await writeFile(path("in", "again.done"), "");
      expect(await session.claim(path("in"), "again.hl7", mine)).toEqual({ kind: "claimed" });
      expect(await session.claim(path("in"), "again.hl7", mine)).toEqual({ kind: "claimed" });
      const found = await session.stat(aside, mine.as);
      const expect_ = { size: found?.size ?? -1, mtime: found?.mtime ?? null };
      const sign = { directory: path("in"), name: "again.done" };
      const request = { expect: expect_, how: { kind: "delete" } as const, sign };
      expect(await session.dispose(aside, mine.as, request)).toEqual({ kind: "disposed" });
      expect((await readdir(path("in"))).filter((name) => name.startsWith("again"))).toEqual([]);
    });

    it("says that a file was replaced while it was read", async () => {
      await writeFile(path("in", "moving.hl7"), bytes);
      const before = await session.stat(path("in"), "moving.hl7");
      await rename(path("in", "moving.hl7"), path("in", "moved.txt"));
      await writeFile(path("in", "moving.hl7"), "MSH|");
      const expect_ = { size: before?.size ?? -1, mtime: before?.mtime ?? null };
      const request = { expect: expect_, how: { kind: "delete" } as const };
      expect(await session.dispose(path("in"), "moving.hl7", request)).toEqual({ kind: "changed" });
      expect(await readFile(path("in", "moving.hl7"), "utf8")).toBe("MSH|");
    });

    it("says permission denied and no such folder in plain words", async () => {
      await expect(session.list(path("nowhere"), { maxEntries: 1 })).rejects.toMatchObject({ code: "no-such-folder" });
      await mkdir(path("locked"));
      await chmod(path("locked"), 0o500);
      const result = await session.drop(path("locked"), file, hooks).catch((error: unknown) => error);
      const mayAll = process.getuid?.() === 0 && manners.rootMay;
      expect(result).toMatchObject(mayAll ? { kind: "dropped" } : { code: "permission-denied" });
    });

    it("passes every probe step", async () => {
      const failed: unknown[] = [];
      for await (const step of probeSftp(server.settings, { pickup: path("in"), drop: path("out") })) {
        if (!step.ok) failed.push(step);
      }
      expect(failed).toEqual([]);
      expect((await readdir(path("out"))).filter((name) => name.startsWith("."))).toEqual([]);
    });
  });
}
