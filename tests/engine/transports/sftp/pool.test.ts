import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSftpPool, type SftpPool, type SftpSession, withSession } from "~/engine/transports/sftp";
import { startTestSftpServer, type TestSftpServer } from "~/tests/support/sftp-server";
import { waitFor } from "~/tests/support/wait-for";

describe("the session pool", () => {
  let sftp: TestSftpServer;
  let pool: SftpPool;
  const deadlines = { connectMs: 5000, operationMs: 2000 };
  const use = (fn: (session: SftpSession) => Promise<unknown> = (session) => session.list("in", { maxEntries: 1 })) =>
    withSession(pool, "connection-1", sftp.settings, async (session) => {
      await fn(session);
      return session;
    });

  beforeEach(async () => {
    sftp = await startTestSftpServer();
    pool = createSftpPool({ idleMs: 60_000, deadlines });
  });
  afterEach(async () => {
    await pool.close();
    await sftp.stop();
  });

  it("logs in once for many uses", async () => {
    const first = await use();
    const second = await use();
    expect(second).toBe(first);
    expect(sftp.server.authenticationAttempts).toBe(1);
  });

  it("does not share one session between two uses at the same time", async () => {
    const [first, second] = await Promise.all([use(), use()]);
    expect(first).not.toBe(second);
    expect(pool.idleCount).toBe(2);
  });

  it("discards a session after any error", async () => {
    await expect(
      use(async () => {
        throw new Error("mapping broke");
      }),
    ).rejects.toThrow("mapping broke");
    expect(pool.idleCount).toBe(0);
    await waitFor("the connection to close", () => sftp.server.openConnections === 0);
  });

  it("does not hand out a session that died while idle, nor one with old settings", async () => {
    const first = await use();
    sftp.server.quirks.dropConnectionDuring("opendir");
    await expect(first.list("in", { maxEntries: 1 })).rejects.toThrow();
    expect(await use()).not.toBe(first);
    const other = { ...sftp.settings, auth: { kind: "password", password: "wrong" } as const };
    await expect(withSession(pool, "connection-1", other, async () => undefined)).rejects.toMatchObject({
      code: "authentication-failed",
    });
  });

  it("closes idle sessions after their time and when it closes", async () => {
    const short = createSftpPool({ idleMs: 20, deadlines });
    await withSession(short, "k", sftp.settings, async () => undefined);
    await waitFor("the idle session to be dropped", () => short.idleCount === 0);
    await use();
    await pool.close();
    await waitFor("every connection to close", () => sftp.server.openConnections === 0);
  });
});
