import { type AddressInfo, createServer, type Socket } from "node:net";
import ssh2, { type AuthContext, type ClientInfo, type Connection, type Server as SshServer } from "ssh2";
import { algorithmsFor } from "../sftp/algorithms";
import { fingerprintOf } from "../sftp/host-key";
import type { HostedLimits, HostedStore } from "./contract";
import { serveRequests } from "./requests";
import { METHODS, type SignedIn, signInOf, wrongLogins } from "./sign-in";
import { uploadRoom } from "./upload";

// A CommonJS package whose names Node cannot see from an ES module.
const { Server } = ssh2;

export type HostedSftpOptions = {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Private keys, one for each algorithm, the preferred first: of two of a kind the protocol shows only one. */
  hostKeys: readonly string[];
  store: HostedStore;
  limits: HostedLimits;
};

export interface HostedSftpServer {
  readonly port: number;
  readonly openConnections: number;
  /** Shows these keys from the next connection on; those that are open go on. */
  showHostKeys(keys: readonly string[]): void;
  /** Asks the store again for everybody who is signed in, and cuts those it does not let in any more. */
  recheck(): Promise<void>;
  /** Takes nobody new and cuts every connection; what was not closed was not handed over. */
  stop(): Promise<void>;
}

const CHANNELS_PER_CONNECTION = 8;

/** Starts listening. Throws when the port is taken or a host key cannot be read. */
export async function startHostedSftp(options: HostedSftpOptions): Promise<HostedSftpServer> {
  const { limits, store } = options;
  const room = uploadRoom(limits.uploadBytes);
  const sockets = new Map<string, Socket>();
  const signedIn = new Map<Socket, SignedIn & { address: string }>();
  const turnedAway = wrongLogins(limits.wrongLogins);
  const openOf = (account: string) => [...signedIn.values()].filter((one) => one.account.id === account).length;

  const { serverHostKey: _, ...algorithms } = algorithmsFor(false);
  const sshWith = (hostKeys: readonly string[]) =>
    new Server({ hostKeys: [...hostKeys], algorithms }, (client, info) => {
      const socket = sockets.get(`${info.ip}:${info.port}`);
      if (socket) greet(client, info, socket);
      else client.end();
    });
  let ssh: SshServer = sshWith(options.hostKeys);

  const greet = (client: Connection, info: ClientInfo, socket: Socket) => {
    const cut = () => socket.destroy();
    const late = setTimeout(cut, limits.loginMs);
    client.on("error", () => undefined);
    client.on("close", () => {
      clearTimeout(late);
      signedIn.delete(socket);
    });
    client.on("authentication", (attempt) => {
      if (attempt.method === "none") return attempt.reject([...METHODS]);
      // A store that does not answer lets nobody in.
      admit(attempt, plainAddress(info.ip), socket).catch(cut);
    });
    client.on("ready", () => {
      clearTimeout(late);
      const who = signedIn.get(socket);
      if (who) serve(client, who, socket);
      else cut();
    });
  };

  const admit = async (attempt: AuthContext, address: string, socket: Socket) => {
    const found = await signInOf(attempt, store);
    if (found.kind === "asked") return attempt.accept();
    const login = { operation: "login" as const, path: "/", username: attempt.username, address };
    if (found.kind === "out") {
      const blocked = turnedAway.count(address);
      const reason = blocked ? `${found.reason} The address is turned away for a minute.` : found.reason;
      const key = found.keySha256 && { key: found.keySha256 };
      await store.record({ ...login, ...key, account: undefined, ok: false, reason });
      return blocked ? socket.destroy() : attempt.reject([...METHODS]);
    }
    const { account, key } = found;
    const record = { ...login, account: account.id, key: fingerprintOf(key) };
    if (openOf(account.id) >= limits.connectionsPerAccount) {
      await store.record({ ...record, ok: false, reason: "Too many connections of this account." });
      return socket.destroy();
    }
    // The place is taken before anything is awaited, so that ten sign-ins at once do not all find it free.
    signedIn.set(socket, { account, key, address });
    if (socket.destroyed) return void signedIn.delete(socket);
    await store.record({ ...record, ok: true });
    attempt.accept();
  };

  const serve = (client: Connection, { account, address }: SignedIn & { address: string }, socket: Socket) => {
    const idle = setTimeout(() => socket.destroy(), limits.idleMs);
    client.on("close", () => clearTimeout(idle));
    let channels = 0;
    client.on("session", (accept, reject) => {
      if (channels >= CHANNELS_PER_CONNECTION) return void reject?.();
      channels += 1;
      const session = accept();
      session.on("close", () => {
        channels -= 1;
      });
      session.on("sftp", (acceptSftp) => {
        const channel = acceptSftp();
        channel.on("error", () => undefined);
        const { fileBytes, requestsPerSecond } = limits;
        const onRequest = () => void idle.refresh();
        const of = { account, address, store, room, fileBytes, requestsPerSecond, onRequest };
        const end = serveRequests(channel, of);
        channel.on("close", end);
        client.on("close", end);
      });
    });
  };

  // Our own listener keeps hold of the sockets, so that a connection can be cut without a goodbye.
  const listener = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    socket.on("error", () => undefined);
    const full = sockets.size >= limits.connections;
    if (full || turnedAway.includes(plainAddress(socket.remoteAddress ?? ""))) return socket.destroy();
    const name = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(name, socket);
    socket.on("close", () => {
      sockets.delete(name);
      signedIn.delete(socket);
    });
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
    showHostKeys(keys) {
      ssh = sshWith(keys);
    },
    async recheck() {
      for (const [socket, { account, key, address }] of [...signedIn]) {
        const { id, username } = account;
        const still = await store.authenticate(username, key);
        if (still?.id === id) continue;
        socket.destroy();
        const reason = "Its key or its account was taken away while it was open.";
        await store.record({ operation: "ended", path: "/", username, address, account: id, ok: false, reason });
      }
    },
    stop() {
      for (const socket of sockets.values()) socket.destroy();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}

/** An IPv4 address that a listener for both families sees as IPv6 is that IPv4 address. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");
