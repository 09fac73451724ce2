import { createConnection, type Socket } from "node:net";
import ssh2, { type AuthHandlerMiddleware, type ConnectConfig, type SFTPWrapper } from "ssh2";
import { TransportError } from "../transport-error";
import { algorithmsFor } from "./algorithms";
import type { SftpDeadlines, SftpSession, SftpSettings } from "./contract";
import { connectFailure } from "./failures";
import { fingerprintOf, isPinned, pinBytes } from "./host-key";
import { sessionOn } from "./session";
import { Wire } from "./wire";

// A CommonJS package whose names Node cannot see from an ES module.
const { Client } = ssh2;

const KEEPALIVE_MS = 10_000;
const KEEPALIVE_MISSES = 3;

/**
 * Connects, checks the pinned host key before anything secret is sent, authenticates and opens SFTP.
 * Throws `TransportError`; `host-key-mismatch` and `authentication-failed` are permanent, refused and timed out are not.
 */
export async function connectSftp(settings: SftpSettings, deadlines: SftpDeadlines): Promise<SftpSession> {
  return sessionOn(await openWire(settings, deadlines));
}

/** As `connectSftp`, without the verbs. */
export function openWire(settings: SftpSettings, deadlines: SftpDeadlines): Promise<Wire> {
  const where = `${settings.host}:${settings.port}`;
  pinBytes(settings.hostKeySha256);
  return new Promise((resolve, reject) => {
    const client = new Client();
    // Our own socket: ssh2's destroy() does nothing once it has said goodbye, and a frozen peer never answers that.
    const socket = createConnection({ host: settings.address ?? settings.host, port: settings.port, noDelay: true });
    writeTogether(socket);
    let software = "";
    socket.once("data", (greeting) => {
      software = softwareOf(String(greeting));
    });
    let mismatch: TransportError | undefined;
    let shown = "";
    let settled = false;
    const fail = (error: unknown) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      socket.destroy();
      reject(mismatch ?? connectFailure(error, where, settings.username));
    };
    const timer = setTimeout(() => {
      const message = `${where} did not complete the login within ${deadlines.connectMs} ms.`;
      fail(new TransportError("transient", "timed-out", message));
    }, deadlines.connectMs);
    const opened = (error: Error | undefined, sftp: SFTPWrapper) => {
      if (settled) return;
      if (error) return fail(error);
      settled = true;
      clearTimeout(timer);
      resolve(
        new Wire(
          { client, socket, sftp, software, hostKeySha256: shown },
          where,
          deadlines.operationMs,
          quirksOf(settings),
        ),
      );
    };
    client.on("error", fail);
    client.on("close", () => fail(new Error("the server closed the connection")));
    client.on("ready", () => client.sftp(opened));
    try {
      client.connect({
        ...configOf(settings),
        sock: socket,
        hostVerifier: (key: Buffer) => {
          const presented = fingerprintOf(key);
          const trusted = isPinned(presented, settings);
          shown = presented;
          if (!trusted) mismatch = mismatchError(where, presented);
          return trusted;
        },
      });
    } catch (error) {
      fail(error);
    }
  });
}

/** What of the settings matters on an open connection; never the credential. */
const quirksOf = ({ noStat = false, noRename = false, closeMs }: SftpSettings) => ({
  noStat,
  noRename,
  ...(closeMs !== undefined && { closeMs }),
});

/** The server's name for itself (RFC 4253 section 4.2), such as `OpenSSH_9.2p1`; empty when it says none. */
const softwareOf = (greeting: string): string => /^SSH-2\.0-(\S+)/m.exec(greeting)?.[1] ?? "";

/**
 * Requests made in one turn leave in one system call: each is a packet of its own to SSH, and a call for each of them
 * costs more than the packet.
 */
function writeTogether(socket: Socket): void {
  const write = socket.write.bind(socket) as Socket["write"];
  let corked = false;
  socket.write = ((...args: Parameters<Socket["write"]>) => {
    if (!corked) {
      corked = true;
      socket.cork();
      setImmediate(() => {
        corked = false;
        socket.uncork();
      });
    }
    return write(...args);
  }) as Socket["write"];
}

function configOf(settings: SftpSettings): ConnectConfig {
  return {
    username: settings.username,
    readyTimeout: 0,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: KEEPALIVE_MISSES,
    algorithms: algorithmsFor(settings.legacyAlgorithms === true),
    authHandler: authHandlerOf(settings),
    ...(settings.auth.kind === "private-key" ? keyOf(settings.auth) : {}),
  };
}

const keyOf = (auth: { privateKey: string; passphrase?: string }) => ({
  privateKey: auth.privateKey,
  ...(auth.passphrase === undefined ? {} : { passphrase: auth.passphrase }),
});

/** One attempt per credential. Servers that take passwords only by prompt get the same password once, there. */
function authHandlerOf({ username, auth }: SftpSettings): AuthHandlerMiddleware {
  let attempts = 0;
  return (methodsLeft, _partial, next) => {
    attempts++;
    if (attempts === 1) {
      if (auth.kind === "private-key") return next("publickey");
      return next({ type: "password", username, password: auth.password });
    }
    const promptOnly = methodsLeft?.includes("keyboard-interactive") && !methodsLeft.includes("password");
    if (attempts === 2 && auth.kind === "password" && promptOnly) {
      const { password } = auth;
      return next({
        type: "keyboard-interactive",
        username,
        prompt: (_name, _instructions, _lang, prompts, finish) => finish(prompts.map(() => password)),
      });
    }
    // ssh2 takes `false` as "nothing left"; its type does not know.
    return next(false as unknown as "none");
  };
}

function mismatchError(where: string, presented: string): TransportError {
  const message = `${where} presented another host key (${presented}) than the pinned one. Nothing was sent to it.`;
  return new TransportError("permanent", "host-key-mismatch", message);
}
