/**
 * A small SFTP v3 server: one real folder per account, no way out of it, faults on demand and a log of what it did.
 * For the sandbox and for tests; not meant to face a network.
 */
import { mkdir } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import ssh2, { type AuthContext, type Connection } from "ssh2";
import { serveRequests } from "./client-requests";
import type { ServerHostKey } from "./host-key-file";
import { OperationLog } from "./operation-log";
import { Quirks } from "./quirks";

// A CommonJS package whose names Node cannot see from an ES module.
const { Server, utils } = ssh2;

export type SftpServerOptions = {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 takes any free port. */
  port: number;
  /** Holds one folder per account. */
  root: string;
  hostKey: ServerHostKey;
  /** The account folder below `root` that these credentials open, else `undefined`. */
  authenticate?: (username: string, password: string) => string | undefined;
  /** The same for a public key, given as it travels; its signature is checked here. */
  publicKey?: (username: string, key: Buffer) => string | undefined;
  quirks?: Quirks;
};

export interface SftpServer {
  readonly host: string;
  readonly port: number;
  readonly hostKeySha256: string;
  readonly quirks: Quirks;
  readonly log: OperationLog;
  /** Authentication requests seen so far, whatever became of them. */
  readonly authenticationAttempts: number;
  readonly openConnections: number;
  /** How often it has hung up itself, on a connection that was still there. */
  readonly goodbyes: number;
  /** Closes the port and cuts every connection. */
  stop(): Promise<void>;
}

const ACCOUNT = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Starts listening. Throws when the port is taken. */
export async function startSftpServer(options: SftpServerOptions): Promise<SftpServer> {
  const host = options.host ?? "127.0.0.1";
  const quirks = options.quirks ?? new Quirks();
  const log = new OperationLog();
  const sockets = new Map<string, Socket>();
  const cleanUps = new Set<Promise<void>>();
  let authenticationAttempts = 0;
  let goodbyes = 0;

  const ssh = new Server({ hostKeys: [options.hostKey.privateKey] }, (client, info) => {
    const cut = () => sockets.get(`${info.ip}:${info.port}`)?.destroy();
    let account: string | undefined;
    client.on("error", () => undefined);
    client.on("authentication", (attempt) => {
      authenticationAttempts++;
      account = accountFor(attempt, options);
      if (account !== undefined) attempt.accept();
      else attempt.reject(methodsOf(options));
    });
    client.on("ready", () => {
      if (account === undefined) return cut();
      serveClient(client, { account, folder: join(options.root, account), cut });
    });
  });

  const serveClient = (client: Connection, who: { account: string; folder: string; cut: () => void }) => {
    client.on("session", (accept) => {
      accept().on("sftp", (acceptSftp) => {
        const channel = acceptSftp();
        channel.on("error", () => undefined);
        const cleanUp = serveRequests(channel, who, quirks, log);
        client.on("close", () => {
          const running = cleanUp().finally(() => cleanUps.delete(running));
          cleanUps.add(running);
        });
      });
    });
  };

  await mkdir(options.root, { recursive: true });
  // Our own listener keeps hold of the sockets, so that a connection can be cut without a goodbye.
  const listener = createServer({ noDelay: true }, (socket) => {
    if (sockets.size >= (quirks.maxConnections ?? Number.POSITIVE_INFINITY)) return void socket.destroy();
    const name = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(name, socket);
    let said = false;
    const hangUp = socket.end.bind(socket) as Socket["end"];
    socket.end = ((...args: Parameters<Socket["end"]>) => {
      setTimeout(() => {
        if (!socket.destroyed && !said) goodbyes++;
        said = true;
        hangUp(...args);
      }, quirks.goodbyeMs).unref();
      return socket;
    }) as Socket["end"];
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(name));
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(options.port, host, resolve);
  });
  const { port } = listener.address() as AddressInfo;

  return {
    host,
    port,
    hostKeySha256: options.hostKey.sha256,
    quirks,
    log,
    get authenticationAttempts() {
      return authenticationAttempts;
    },
    get goodbyes() {
      return goodbyes;
    },
    get openConnections() {
      return sockets.size;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      for (const socket of sockets.values()) socket.destroy();
      await closed;
      await Promise.all(cleanUps);
    },
  };
}

function accountFor(attempt: AuthContext, options: SftpServerOptions): string | undefined {
  const account = (() => {
    if (attempt.method === "password") return options.authenticate?.(attempt.username, attempt.password);
    if (attempt.method === "publickey") {
      const known = options.publicKey?.(attempt.username, attempt.key.data);
      if (known === undefined || attempt.signature === undefined) return known;
      const key = utils.parseKey(attempt.key.data);
      if (key instanceof Error || !attempt.blob) return undefined;
      const parsed = Array.isArray(key) ? key[0] : key;
      return parsed.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true ? known : undefined;
    }
    return undefined;
  })();
  return account !== undefined && ACCOUNT.test(account) ? account : undefined;
}

const methodsOf = (options: SftpServerOptions) => [
  ...(options.authenticate ? (["password"] as const) : []),
  ...(options.publicKey ? (["publickey"] as const) : []),
];
