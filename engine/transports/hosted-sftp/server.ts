import { type AddressInfo, createServer, type Socket } from "node:net";
import ssh2, { type AuthContext, type Connection } from "ssh2";
import { algorithmsFor } from "../sftp/algorithms";
import type { HostedAccount, HostedCredential, HostedLimits, HostedStore } from "./contract";
import { serveRequests } from "./requests";
import { uploadRoom } from "./upload";

// A CommonJS package whose names Node cannot see from an ES module.
const { Server, utils } = ssh2;

export type HostedSftpOptions = {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Private keys in PEM, the preferred first. During a rotation the old and the new one are here. */
  hostKeys: readonly string[];
  store: HostedStore;
  limits: HostedLimits;
};

export interface HostedSftpServer {
  readonly port: number;
  readonly openConnections: number;
  /** Takes nobody new and cuts every connection; what was not closed was not handed over. */
  stop(): Promise<void>;
}

/** Starts listening. Throws when the port is taken or a host key cannot be read. */
export async function startHostedSftp(options: HostedSftpOptions): Promise<HostedSftpServer> {
  const { limits, store } = options;
  const room = uploadRoom(limits.uploadBytes);
  const sockets = new Map<string, Socket>();
  const perAccount = new Map<string, number>();
  const turnedAway = wrongLogins(limits.wrongLogins);

  const { serverHostKey: _, ...algorithms } = algorithmsFor(false);
  const ssh = new Server({ hostKeys: [...options.hostKeys], algorithms }, (client, info) => {
    const socket = sockets.get(`${info.ip}:${info.port}`);
    const cut = () => socket?.destroy();
    const late = setTimeout(cut, limits.loginMs);
    let account: HostedAccount | undefined;
    client.on("error", () => undefined);
    client.on("close", () => clearTimeout(late));
    client.on("authentication", (attempt) => {
      if (attempt.method === "none") return attempt.reject(["publickey", "password"]);
      admit(attempt, store)
        .then(async (found) => {
          const login = { operation: "login" as const, path: "/", username: attempt.username, address: info.ip };
          if (found === "asked") return attempt.accept();
          if (found && (perAccount.get(found.id) ?? 0) >= limits.connectionsPerAccount) {
            const reason = "Too many connections of this account.";
            await store.record({ ...login, account: found.id, ok: false, reason });
            return cut();
          }
          if (found) {
            account = found;
            await store.record({ ...login, account: found.id, ok: true });
            return attempt.accept();
          }
          turnedAway.count(info.ip);
          await store.record({ ...login, account: undefined, ok: false, reason: "Credentials not accepted." });
          attempt.reject(["publickey", "password"]);
        })
        // A store that does not answer lets nobody in.
        .catch(cut);
    });
    client.on("ready", () => {
      if (!account || !socket) return cut();
      clearTimeout(late);
      serve(client, account, socket, info.ip);
    });
  });

  const serve = (client: Connection, account: HostedAccount, socket: Socket, address: string) => {
    perAccount.set(account.id, (perAccount.get(account.id) ?? 0) + 1);
    client.on("close", () => perAccount.set(account.id, (perAccount.get(account.id) ?? 1) - 1));
    const idle = setTimeout(() => socket.destroy(), limits.idleMs);
    client.on("close", () => clearTimeout(idle));
    client.on("session", (accept) => {
      accept().on("sftp", (acceptSftp) => {
        const channel = acceptSftp();
        channel.on("error", () => undefined);
        const { fileBytes, requestsPerSecond } = limits;
        const onRequest = () => void idle.refresh();
        const end = serveRequests(channel, {
          account,
          address,
          store,
          room,
          fileBytes,
          requestsPerSecond,
          onRequest,
        });
        client.on("close", end);
      });
    });
  };

  // Our own listener keeps hold of the sockets, so that a connection can be cut without a goodbye.
  const listener = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    socket.on("error", () => undefined);
    if (sockets.size >= limits.connections || turnedAway.includes(socket.remoteAddress ?? "")) return socket.destroy();
    const name = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(name, socket);
    socket.on("close", () => sockets.delete(name));
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(options.port, options.host, () => {
      listener.off("error", reject);
      resolve();
    });
  });

  return {
    port: (listener.address() as AddressInfo).port,
    get openConnections() {
      return sockets.size;
    },
    stop() {
      for (const socket of sockets.values()) socket.destroy();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}

/** `asked`: the key is known, and its signature comes next. */
async function admit(attempt: AuthContext, store: HostedStore): Promise<HostedAccount | "asked" | undefined> {
  const ask = (credential: HostedCredential) => store.authenticate(attempt.username, credential);
  if (attempt.method === "password") return ask({ kind: "password", password: attempt.password });
  if (attempt.method !== "publickey") return undefined;
  const found = await ask({ kind: "public-key", key: attempt.key.data });
  if (!found || !attempt.signature || !attempt.blob) return found && "asked";
  const parsed = utils.parseKey(attempt.key.data);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!key || key instanceof Error) return undefined;
  return key.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true ? found : undefined;
}

/** Addresses that showed too many wrong credentials within the last minute. */
function wrongLogins(most: number) {
  const minute = 60_000;
  const seen = new Map<string, number[]>();
  const recent = (address: string) => (seen.get(address) ?? []).filter((at) => performance.now() - at < minute);
  return {
    count(address: string): void {
      for (const other of seen.keys()) if (recent(other).length === 0) seen.delete(other);
      seen.set(address, [...recent(address), performance.now()]);
    },
    includes: (address: string): boolean => recent(address).length >= most,
  };
}
