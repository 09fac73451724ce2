import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadHostKey, type SftpServer, startSftpServer } from "~/engine/sandbox/sftp-server";
import type { SftpSettings } from "~/engine/transports/sftp";

/** Our own SFTP server in a temporary directory, with one account that has `in/`, `out/` and `archive/`. */
export type TestSftpServer = {
  server: SftpServer;
  settings: SftpSettings;
  /** The account's real folder. */
  folder: string;
  stop(): Promise<void>;
};

export async function startTestSftpServer(): Promise<TestSftpServer> {
  const directory = await mkdtemp(join(tmpdir(), "gatehouse-sftp-"));
  const hostKey = await loadHostKey(join(directory, "host_key"));
  const root = join(directory, "accounts");
  const folder = join(root, "practice");
  for (const name of ["in", "out", "archive"]) await mkdir(join(folder, name), { recursive: true });
  const server = await startSftpServer({
    port: 0,
    root,
    hostKey,
    authenticate: (username, password) => (username === "practice" && password === "right" ? "practice" : undefined),
  });
  return {
    server,
    folder,
    settings: {
      host: server.host,
      port: server.port,
      username: "practice",
      auth: { kind: "password", password: "right" },
      hostKeySha256: server.hostKeySha256,
    },
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
