import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectSftp, fetchHostKey, sameHostKey, TransportError } from "~/engine/transports/sftp";
import { startTestSftpServer, type TestSftpServer } from "~/tests/support/sftp-server";
import { waitFor } from "~/tests/support/wait-for";

const DEADLINES = { connectMs: 5000, operationMs: 5000 };
const failureOf = async (promise: Promise<unknown>): Promise<TransportError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TransportError)) throw new Error(`expected a TransportError, got ${String(error)}`);
  return error;
};

describe("connecting", () => {
  let sftp: TestSftpServer;
  beforeEach(async () => {
    sftp = await startTestSftpServer();
  });
  afterEach(() => sftp.stop());

  it("shows the host key without trying to log in", async () => {
    const key = await fetchHostKey(sftp.settings, { connectMs: 5000 });
    expect(key).toEqual({ algorithm: "ssh-ed25519", sha256: sftp.server.hostKeySha256, bits: 256 });
    expect(sftp.server.authenticationAttempts).toBe(0);
  });

  it("never sends a credential to a server with another host key", async () => {
    const hostKeySha256 = `SHA256:${"A".repeat(43)}`;
    const error = await failureOf(connectSftp({ ...sftp.settings, hostKeySha256 }, DEADLINES));
    expect(error).toMatchObject({ failure: "permanent", code: "host-key-mismatch" });
    expect(error.message).toContain(sftp.server.hostKeySha256);
    expect(sftp.server.authenticationAttempts).toBe(0);
  });

  it("refuses a pin that is no fingerprint before connecting", async () => {
    const error = await failureOf(connectSftp({ ...sftp.settings, hostKeySha256: "" }, DEADLINES));
    expect(error).toMatchObject({ failure: "permanent", code: "host-key-pin-invalid" });
    expect(sftp.server.openConnections).toBe(0);
  });

  it("understands a pin as base64, hex and hex with colons", () => {
    const hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    const base64 = Buffer.from(hex, "hex").toString("base64");
    for (const other of [base64, base64.replace("=", ""), hex.replace(/(..)(?=.)/g, "$1:"), `SHA256:${base64}`]) {
      expect(sameHostKey(hex, other)).toBe(true);
    }
    expect(sameHostKey(hex, "ff".repeat(32))).toBe(false);
  });

  it("calls a wrong password permanent and tries it once", async () => {
    const auth = { kind: "password", password: "wrong" } as const;
    const error = await failureOf(connectSftp({ ...sftp.settings, auth }, DEADLINES));
    expect(error).toMatchObject({ failure: "permanent", code: "authentication-failed" });
    expect(error.message).not.toContain("wrong");
    expect(sftp.server.authenticationAttempts).toBe(1);
  });

  it("calls an unreadable private key permanent", async () => {
    const auth = { kind: "private-key", privateKey: "not a key" } as const;
    const error = await failureOf(connectSftp({ ...sftp.settings, auth }, DEADLINES));
    expect(error).toMatchObject({ failure: "permanent", code: "private-key-unreadable" });
  });

  it("calls a refused connection transient", async () => {
    await sftp.server.stop();
    const error = await failureOf(connectSftp(sftp.settings, DEADLINES));
    expect(error).toMatchObject({ failure: "transient", code: "connection-refused" });
  });

  it("calls an unknown host transient", async () => {
    const error = await failureOf(connectSftp({ ...sftp.settings, host: "no-such-host.invalid" }, DEADLINES));
    expect(error).toMatchObject({ failure: "transient", code: "host-not-found" });
  });

  it("gives up on a server that never speaks, and on one that speaks something else", async () => {
    let greeting = "";
    const other = createServer((socket) => {
      socket.on("error", () => undefined).resume();
      if (greeting) socket.write(greeting);
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const settings = { ...sftp.settings, port: (other.address() as AddressInfo).port };
    try {
      const silent = await failureOf(connectSftp(settings, { connectMs: 200, operationMs: 200 }));
      expect(silent).toMatchObject({ failure: "transient", code: "timed-out" });
      expect(await failureOf(fetchHostKey(settings, { connectMs: 200 }))).toMatchObject({ code: "timed-out" });
      greeting = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
      const http = await failureOf(connectSftp(settings, { connectMs: 1000, operationMs: 200 }));
      expect(["not-an-ssh-server", "timed-out"]).toContain(http.code);
    } finally {
      // Returns only when our side has closed every socket.
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it("leaves no connection open after success or failure", async () => {
    const session = await connectSftp(sftp.settings, DEADLINES);
    await session.close();
    expect(session.alive).toBe(false);
    await failureOf(connectSftp({ ...sftp.settings, hostKeySha256: "ff".repeat(32) }, DEADLINES));
    await waitFor("all connections closed", () => sftp.server.openConnections === 0);
  });

  it("fails every operation on a dead session at once", async () => {
    const session = await connectSftp(sftp.settings, DEADLINES);
    await sftp.server.stop();
    await waitFor("the session to notice", () => !session.alive);
    const error = await failureOf(session.list("in", { maxEntries: 10 }));
    expect(error).toMatchObject({ failure: "transient", code: "connection-lost" });
  });

  const OPERATIONS = ["opendir", "readdir", "close"] as const;
  it.each(OPERATIONS)("does not wait for a %s that is never answered", async (operation) => {
    const session = await connectSftp(sftp.settings, { connectMs: 5000, operationMs: 150 });
    sftp.server.quirks.hang(operation);
    const error = await failureOf(session.list("in", { maxEntries: 10 }));
    expect(error).toMatchObject({ failure: "transient", code: "timed-out" });
    expect(session.alive).toBe(false);
    await waitFor("the connection to be destroyed", () => sftp.server.openConnections === 0);
  });
});
