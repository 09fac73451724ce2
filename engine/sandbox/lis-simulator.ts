import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { LisSimulator } from "./contract";
import { Laboratory, type LaboratoryOptions } from "./laboratory";
import { loadHostKey, startSftpServer } from "./sftp-server";

export const LIS_ACCOUNT = "gatehouse";

export type LisOptions = Omit<LaboratoryOptions, "folder" | "ledgerPath"> & {
  directory: string;
  host: string;
  port: number;
  accepts: (password: string) => boolean;
};

/** Starts the laboratory side: one SFTP server with one account. */
export async function startLis(options: LisOptions): Promise<LisSimulator & { stop(): Promise<void> }> {
  const root = join(options.directory, "accounts");
  const folder = join(root, LIS_ACCOUNT);
  await mkdir(folder, { recursive: true });
  const laboratory = await Laboratory.open({
    ...options,
    folder,
    ledgerPath: join(options.directory, "ledger.ndjson"),
  });
  const server = await startSftpServer({
    host: options.host,
    port: options.port,
    root,
    hostKey: await loadHostKey(join(options.directory, "host_key")),
    authenticate: (username, password) =>
      username === LIS_ACCOUNT && options.accepts(password) ? LIS_ACCOUNT : undefined,
  });
  server.log.subscribe(({ operation, path, to, ok, wrote }) => {
    const arrived = operation === "rename" ? to : operation === "close" && wrote ? path : undefined;
    if (ok && arrived?.startsWith("/orders/")) laboratory.ordersMayHaveCome();
  });
  return {
    host: server.host,
    port: server.port,
    hostKeySha256: server.hostKeySha256,
    receivedOrders: () => laboratory.receivedOrders(),
    refusedFiles: () => laboratory.refusedFiles(),
    plan: (placerOrderNumber, answer) => laboratory.plan(placerOrderNumber, answer),
    sendUnsolicited: (result) => laboratory.sendUnsolicited(result),
    pause: () => laboratory.pause(),
    resume: () => laboratory.resume(),
    async stop() {
      await server.stop();
      await laboratory.stop();
    },
  };
}
