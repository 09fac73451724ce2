import { mkdirSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { EmrSimulator, OrderRequest } from "./contract";
import { PRACTICE_FOLDERS, Practice } from "./practice";
import { integer, randomOf } from "./random";
import { loadHostKey, startSftpServer } from "./sftp-server";

export type EmrOptions = {
  directory: string;
  host: string;
  port: number;
  accepts: (password: string) => boolean;
  instance: string;
  orderEveryMs: number;
  seed: number;
};

const ACCOUNT = /^emr-[a-z0-9][a-z0-9-]{0,40}$/;

/** Starts the EMR side: one SFTP server, a practice for every account that ever logged in or placed an order. */
export async function startEmr(options: EmrOptions): Promise<EmrSimulator & { stop(): Promise<void> }> {
  const root = join(options.directory, "accounts");
  const practices = new Map<string, Promise<Practice>>();
  const open = new Map<string, Practice>();
  const timers = new Map<string, NodeJS.Timeout>();
  let stopped = false;

  const practiceOf = (account: string): Promise<Practice> => {
    if (!ACCOUNT.test(account)) throw new Error(`EMR accounts are called emr-<slug>; "${account}" is not.`);
    const known = practices.get(account);
    if (known) return known;
    const { instance, seed, directory } = options;
    const stateFolder = join(directory, "state", account);
    const opening = Practice.open({ account, folder: join(root, account), stateFolder, instance, seed });
    practices.set(account, opening);
    opening.then(
      (practice) => {
        open.set(account, practice);
        orderNowAndThen(account, practice);
      },
      () => practices.delete(account),
    );
    return opening;
  };

  const orderNowAndThen = (account: string, practice: Practice) => {
    if (options.orderEveryMs <= 0) return;
    const random = randomOf(options.seed, "automatic", account);
    const again = () => {
      if (stopped) return;
      timers.set(account, setTimeout(act, options.orderEveryMs * (0.5 + random())));
    };
    const act = () => {
      const menu = practice.orderMenu;
      if (menu.length === 0) return again();
      const first = integer(random, 0, menu.length - 1);
      const count = Math.min(menu.length, integer(random, 1, 3));
      const chosen = Array.from({ length: count }, (_, index) => menu[(first + index * 7) % menu.length]);
      const tests = [...new Set(chosen)].flatMap((entry) => (entry ? [{ code: entry.emrCode, text: entry.name }] : []));
      practice.placeOrder({ tests }).then(again, again);
    };
    again();
  };

  const server = await startSftpServer({
    host: options.host,
    port: options.port,
    root,
    hostKey: await loadHostKey(join(options.directory, "host_key")),
    authenticate: (username, password) => {
      if (!ACCOUNT.test(username) || !options.accepts(password)) return undefined;
      // The folders have to stand before the client's first request.
      for (const name of PRACTICE_FOLDERS) mkdirSync(join(root, username, name), { recursive: true });
      void practiceOf(username);
      return username;
    },
  });
  server.log.subscribe(({ account, operation, path, to, ok, wrote }) => {
    const arrived = operation === "rename" ? to : operation === "close" && wrote ? path : undefined;
    if (ok && arrived?.startsWith("/results/")) open.get(account)?.resultsMayHaveCome();
  });
  for (const account of await readdir(root)) if (ACCOUNT.test(account)) await practiceOf(account);

  return {
    host: server.host,
    port: server.port,
    hostKeySha256: server.hostKeySha256,
    placeOrder: async (account: string, order: OrderRequest, numbered) => {
      if (order.tests.length === 0) throw new Error("An order names at least one test.");
      return (await practiceOf(account)).placeOrder(order, numbered);
    },
    receivedResults: (account) => open.get(account)?.receivedResults() ?? [],
    orderMenu: (account) => open.get(account)?.orderMenu ?? [],
    accounts: () => [...open.keys()].sort(),
    async stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await server.stop();
      for (const practice of open.values()) await practice.settled();
    },
  };
}
