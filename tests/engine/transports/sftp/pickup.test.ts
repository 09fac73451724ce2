import { createHash } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSftp, type SftpSession } from "~/engine/transports/sftp";
import { startTestSftpServer, type TestSftpServer } from "~/tests/support/sftp-server";
import { waitFor } from "~/tests/support/wait-for";

const KIB = 1024;
const bytesOf = (length: number) =>
  Buffer.from(Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 0xff));
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("picking up", () => {
  let sftp: TestSftpServer;
  let session: SftpSession;
  const at = (...parts: string[]) => join(sftp.folder, ...parts);
  const put = (name: string, bytes: Uint8Array | string = "MSH|^~\\&|\r") => writeFile(at("in", name), bytes);

  beforeEach(async () => {
    sftp = await startTestSftpServer();
    session = await connectSftp(sftp.settings, { connectMs: 5000, operationMs: 5000 });
  });
  afterEach(async () => {
    await session.close();
    await sftp.stop();
  });

  it("lists plain finished files in name order and counts the rest by reason", async () => {
    for (const name of ["b.hl7", "a.hl7", "c.HL7", "notes.txt", ".hidden", "x.hl7.tmp", "y.part", "z.filepart"]) {
      await put(name);
    }
    await mkdir(at("in", "folder.hl7"));
    await symlink("/etc/passwd", at("in", "link.hl7"));
    const listing = await session.list("in", { pattern: "*.hl7", maxEntries: 100 });
    expect(listing.files.map((file) => file.name)).toEqual(["a.hl7", "b.hl7", "c.HL7"]);
    expect(listing.files[0]).toMatchObject({ size: 10, mtime: expect.any(Number) });
    expect(Object.fromEntries(listing.ignored.map(({ reason, count }) => [reason, count]))).toEqual({
      hidden: 1,
      unfinished: 3,
      "other-pattern": 1,
      "not-a-file": 2,
    });
    expect(listing.truncated).toBe(false);
  });

  it("keeps listing when a hostile server offers names that leave the folder", async () => {
    await put("good.hl7");
    const hostile = [
      "../../etc/passwd",
      "a/b.hl7",
      "..\\x.hl7",
      "nul\u0000.hl7",
      "line\nbreak.hl7",
      "rtl\u202egnp.hl7",
      `${"x".repeat(300)}.hl7`,
      "bad\ufffd.hl7",
      "/absolute.hl7",
    ];
    sftp.server.quirks.phantomNames = [...hostile, "good.hl7"];
    const listing = await session.list("in", { maxEntries: 100 });
    expect(listing.files.map((file) => file.name)).toEqual(["good.hl7"]);
    expect(listing.ignored).toEqual([{ reason: "unsafe-name", count: hostile.length }]);
  });

  it.each(["../in/a.hl7", "a/b", "..", "", "a\0b"])("refuses to read or dispose of the name %j", async (name) => {
    const refused = { failure: "permanent", code: "unsafe-name" };
    await expect(session.read("in", name, { maxBytes: 10 })).rejects.toMatchObject(refused);
    const request = { expect: { size: 1, mtime: null }, how: { kind: "delete" as const } };
    await expect(session.dispose("in", name, request)).rejects.toMatchObject(refused);
  });

  it("stops at maxEntries and says so", async () => {
    for (let index = 0; index < 5; index++) await put(`${index}.hl7`);
    const listing = await session.list("in", { maxEntries: 3 });
    expect(listing.files).toHaveLength(3);
    expect(listing.truncated).toBe(true);
  });

  it("says in plain words that a folder is missing", async () => {
    await expect(session.list("nowhere", { maxEntries: 3 })).rejects.toMatchObject({
      failure: "permanent",
      code: "no-such-folder",
      message: "Could not list nowhere: the folder does not exist on the server.",
    });
  });

  it.each([0, 1, 31 * KIB, 31 * KIB + 1, 700 * KIB])("reads %i bytes whole", async (length) => {
    const bytes = bytesOf(length);
    await put("a.hl7", bytes);
    const result = await session.read("in", "a.hl7", { maxBytes: KIB * KIB });
    expect(result).toMatchObject({ kind: "read", size: length, sha256: sha256(bytes) });
    expect(result.kind === "read" && result.bytes.equals(bytes)).toBe(true);
  });

  it("reads whole from a server that answers short and tells no size", async () => {
    const bytes = bytesOf(90 * KIB);
    await put("a.hl7", bytes);
    Object.assign(sftp.server.quirks, { shortReads: 1000, omitSize: true, omitMode: true });
    expect(await session.list("in", { maxEntries: 5 })).toMatchObject({ files: [{ name: "a.hl7", size: null }] });
    expect(await session.read("in", "a.hl7", { maxBytes: KIB * KIB })).toMatchObject({
      kind: "read",
      size: bytes.length,
      sha256: sha256(bytes),
    });
    expect(await session.read("in", "a.hl7", { maxBytes: 50 * KIB })).toMatchObject({ kind: "too-large" });
  });

  it("does not accept a file that grows, shrinks or is replaced while it is read", async () => {
    const path = at("in", "a.hl7");
    const changes = [
      () => appendFile(path, "more"),
      () => truncate(path, 40 * KIB),
      () => utimes(path, 1_000_000, 1_000_000),
      () => rm(path).then(() => writeFile(path, "another")),
    ];
    for (const change of changes) {
      await put("a.hl7", bytesOf(100 * KIB));
      sftp.server.quirks.beforeNext("read", change, 1);
      expect(await session.read("in", "a.hl7", { maxBytes: KIB * KIB })).toEqual({ kind: "changed" });
    }
  });

  it("tells gone from too large", async () => {
    expect(await session.read("in", "a.hl7", { maxBytes: 10 })).toEqual({ kind: "gone" });
    await put("a.hl7", bytesOf(11));
    expect(await session.read("in", "a.hl7", { maxBytes: 10 })).toEqual({ kind: "too-large", size: 11 });
    sftp.server.quirks.beforeNext("read", () => rm(at("in", "a.hl7")));
    expect(await session.read("in", "a.hl7", { maxBytes: 11 })).toEqual({ kind: "gone" });
  });

  it("fails as transient when the connection is cut or a read is never answered, and leaves nothing open", async () => {
    await put("a.hl7", bytesOf(300 * KIB));
    sftp.server.quirks.dropConnectionDuring("read", "before", 3);
    await expect(session.read("in", "a.hl7", { maxBytes: KIB * KIB })).rejects.toMatchObject({
      failure: "transient",
      code: "connection-lost",
    });
    const second = await connectSftp(sftp.settings, { connectMs: 5000, operationMs: 150 });
    sftp.server.quirks.hang("read", 2);
    await expect(second.read("in", "a.hl7", { maxBytes: KIB * KIB })).rejects.toMatchObject({ code: "timed-out" });
    await waitFor("connections to close", () => sftp.server.openConnections === 0);
  });

  describe("disposing", () => {
    const archive = { kind: "archive", directory: "archive/2024", as: "a.hl7.20240102T030405Z.0011aabb" } as const;
    const expectation = async (name: string) => {
      const found = await session.stat("in", name);
      return { size: found?.size ?? -1, mtime: found?.mtime ?? null };
    };

    it("archives into a folder it creates, and never overwrites what is there", async () => {
      await put("a.hl7", "first");
      const first = await session.dispose("in", "a.hl7", { expect: await expectation("a.hl7"), how: archive });
      expect(first).toEqual({ kind: "disposed", archivedAs: archive.as });
      for (const overwrites of [false, true]) {
        sftp.server.quirks.overwriteOnRename = overwrites;
        await put("a.hl7", "other");
        const next = await session.dispose("in", "a.hl7", { expect: await expectation("a.hl7"), how: archive });
        expect(next).toEqual({ kind: "disposed", archivedAs: `${archive.as}.${overwrites ? 3 : 2}` });
      }
      expect(await readFile(at("archive", "2024", archive.as), "utf8")).toBe("first");
      expect(await readdir(at("in"))).toEqual([]);
    });

    it("touches nothing when the file is another version than the one picked up", async () => {
      await put("a.hl7", "first");
      const expect_ = await expectation("a.hl7");
      await put("a.hl7", "longer than before");
      for (const how of [{ kind: "delete" } as const, archive]) {
        expect(await session.dispose("in", "a.hl7", { expect: expect_, how })).toEqual({ kind: "changed" });
      }
      expect(await readFile(at("in", "a.hl7"), "utf8")).toBe("longer than before");
    });

    it("deletes, leaves, and finds gone", async () => {
      await put("a.hl7");
      const expect_ = await expectation("a.hl7");
      expect(await session.dispose("in", "a.hl7", { expect: expect_, how: { kind: "leave" } })).toEqual({
        kind: "disposed",
      });
      const request = { expect: expect_, how: { kind: "delete" } as const };
      expect(await session.dispose("in", "a.hl7", request)).toEqual({ kind: "disposed" });
      expect(await session.dispose("in", "a.hl7", request)).toEqual({ kind: "gone" });
    });

    it("reports missing rights instead of failing", async () => {
      await put("a.hl7");
      const expect_ = await expectation("a.hl7");
      sftp.server.quirks.failNext("remove", "permission-denied");
      expect(await session.dispose("in", "a.hl7", { expect: expect_, how: { kind: "delete" } })).toMatchObject({
        kind: "not-permitted",
        why: expect.stringContaining("permission denied"),
      });
      sftp.server.quirks.refuseRename = true;
      expect(await session.dispose("in", "a.hl7", { expect: expect_, how: archive })).toMatchObject({
        kind: "not-permitted",
      });
    });

    it("finds gone when repeated after the answer to the rename was lost", async () => {
      await put("a.hl7");
      const expect_ = await expectation("a.hl7");
      sftp.server.quirks.dropConnectionDuring("rename", "after");
      const request = { expect: expect_, how: { ...archive, directory: "archive" } };
      await expect(session.dispose("in", "a.hl7", request)).rejects.toMatchObject({ failure: "transient" });
      const again = await connectSftp(sftp.settings, { connectMs: 5000, operationMs: 5000 });
      expect(await again.dispose("in", "a.hl7", request)).toEqual({ kind: "gone" });
      await again.close();
    });
  });
});
