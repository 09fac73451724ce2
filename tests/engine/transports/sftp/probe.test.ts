import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROBE_STEPS, type ProbeFolders, type ProbeStep, probeSftp, type SftpSettings } from "~/engine/transports/sftp";
import { startTestSftpServer, type TestSftpServer } from "~/tests/support/sftp-server";

describe("probing", () => {
  let sftp: TestSftpServer;
  const folders = { pickup: "in", drop: "out" };
  const probe = async (settings: Partial<SftpSettings> = {}, where: ProbeFolders = folders) => {
    const steps: ProbeStep[] = [];
    const deadlines = { connectMs: 3000, operationMs: 300 };
    for await (const step of probeSftp({ ...sftp.settings, ...settings }, where, deadlines)) steps.push(step);
    return steps;
  };
  const failedAt = (steps: ProbeStep[]) => steps.find((step) => !step.ok && !step.skipped);
  const leftovers = async () => [
    ...(await readdir(join(sftp.folder, "in"))),
    ...(await readdir(join(sftp.folder, "out"))),
  ];

  beforeEach(async () => {
    sftp = await startTestSftpServer();
  });
  afterEach(() => sftp.stop());

  it("passes every step of a good connection and leaves nothing behind", async () => {
    const steps = await probe();
    expect(steps.map((step) => step.step)).toEqual([...PROBE_STEPS]);
    expect(steps.filter((step) => !step.ok || step.skipped)).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  it("writes nothing where nothing is delivered", async () => {
    const steps = await probe({}, { pickup: "in", drop: null });
    expect(steps.filter((step) => step.skipped).map((step) => step.step)).toEqual([
      "write",
      "rename",
      "read-back",
      "delete",
    ]);
    expect(steps.every((step) => step.ok)).toBe(true);
    expect(sftp.server.log.done("write")).toEqual([]);
  });

  it("names the step that fails and skips the rest", async () => {
    const wrongKey = await probe({ hostKeySha256: "ff".repeat(32) });
    expect(failedAt(wrongKey)).toMatchObject({ step: "host-key", error: { code: "host-key-mismatch" } });
    expect(wrongKey.slice(3).every((step) => step.skipped && !step.ok)).toBe(true);
    expect(sftp.server.authenticationAttempts).toBe(0);

    const wrongPassword = await probe({ auth: { kind: "password", password: "wrong" } });
    expect(failedAt(wrongPassword)).toMatchObject({ step: "authentication", error: { code: "authentication-failed" } });

    expect(failedAt(await probe({ host: "no-such-host.invalid" }))).toMatchObject({
      step: "dns",
      error: { code: "host-not-found", failure: "transient" },
    });
    expect(failedAt(await probe({}, { pickup: "nowhere", drop: "out" }))).toMatchObject({
      step: "list",
      error: { code: "no-such-folder" },
    });
    sftp.server.quirks.failNext("open", "permission-denied");
    expect(failedAt(await probe())).toMatchObject({ step: "write", error: { code: "permission-denied" } });
    const { port } = sftp.server;
    await sftp.server.stop();
    expect(failedAt(await probe({ port }))).toMatchObject({ step: "tcp", error: { code: "connection-refused" } });
  });

  it("cleans up after itself when a later step fails, over a new connection if need be", async () => {
    sftp.server.quirks.refuseRename = true;
    expect(failedAt(await probe())).toMatchObject({ step: "rename", error: { code: "not-supported" } });
    expect(await leftovers()).toEqual([]);
    sftp.server.quirks.refuseRename = false;
    sftp.server.quirks.dropConnectionDuring("rename");
    expect(failedAt(await probe())).toMatchObject({ step: "rename", error: { code: "connection-lost" } });
    expect(await leftovers()).toEqual([]);
    sftp.server.quirks.hang("read");
    expect(failedAt(await probe())).toMatchObject({ step: "read-back", error: { code: "timed-out" } });
    expect(await leftovers()).toEqual([]);
  });
});
