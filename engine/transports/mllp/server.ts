import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { frame, frameReader } from "./frame";

/** Who is at the other end of a connection. */
export type MllpPeer = {
  address: string;
  /** SHA-256 of its certificate, upper-case hex with colons; undefined when it showed none. */
  certificateSha256: string | undefined;
};

export type MllpServerOptions = {
  host: string;
  /** 0 for any free one. */
  port: number;
  /** PEM. With `ca` only clients with a certificate of it are let in. */
  tls?: { cert: string; key: string; ca?: string };
  maxBytes: number;
  maxConnections: number;
  /** Whether somebody at this address may connect; anybody may when it is left out. */
  admits?(address: string): boolean;
  /** A connection without a byte for this long is closed, in milliseconds. */
  idleMs: number;
  /**
   * The answer to a message; it is called for one message of a connection at a time, and the next one waits. When it
   * throws, the connection is closed without an answer, and the sender sends again.
   */
  answer(message: Buffer, peer: MllpPeer): Promise<Uint8Array | undefined>;
  /** Is told why a connection was ended by us. Never holds content. */
  refused?(peer: MllpPeer, why: string): void;
};

export interface MllpServer {
  readonly port: number;
  readonly connections: number;
  /** Takes no new connections, lets running answers end for `graceMs`, then closes everything. */
  close(graceMs: number): Promise<void>;
}

const handshakeTimeout = 20_000;

/** Listens for senders. Rejects when the port cannot be had or the certificate cannot be used. */
export async function listenMllp(options: MllpServerOptions): Promise<MllpServer> {
  const { tls } = options;
  const open = new Map<Socket, { busy: Promise<void> }>();
  const turnAway = (socket: Socket) => {
    const { address } = peerOf(socket);
    if (options.admits?.(address) ?? true) return false;
    options.refused?.({ address, certificateSha256: undefined }, "address not allowed");
    socket.destroy();
    return true;
  };
  const accept = (socket: Socket) => {
    if (socket.destroyed || (!tls && turnAway(socket))) return;
    if (open.size >= options.maxConnections) {
      options.refused?.(peerOf(socket), "too many connections");
      return socket.destroy();
    }
    open.set(socket, serve(socket, options));
    socket.on("close", () => open.delete(socket));
  };
  const server: Server = tls
    ? createTlsServer(
        { ...tls, requestCert: tls.ca !== undefined, rejectUnauthorized: tls.ca !== undefined, handshakeTimeout },
        accept,
      )
    : createTcpServer(accept);
  // Before anything is spoken: what TLS costs is not spent on strangers.
  if (tls) server.on("connection", turnAway);
  server.maxConnections = options.maxConnections;
  server.on("tlsClientError", (error: Error, socket: Socket) =>
    options.refused?.(peerOf(socket), `TLS failed: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : options.port,
    get connections() {
      return open.size;
    },
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const grace = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
      await Promise.race([Promise.all([...open.values()].map(({ busy }) => busy)), grace]);
      for (const socket of open.keys()) socket.destroy();
      await closed;
    },
  };
}

function peerOf(socket: Socket): MllpPeer {
  const certificate = (socket as Partial<TLSSocket>).getPeerCertificate?.();
  // An IPv4 address that a listener for both families sees as IPv6 is that IPv4 address.
  const address = (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
  return { address, certificateSha256: certificate?.fingerprint256 };
}

/** Answers one connection's messages in their order. `busy` is settled when nothing is being answered. */
function serve(socket: Socket, options: MllpServerOptions): { busy: Promise<void> } {
  const peer = peerOf(socket);
  const reader = frameReader(options.maxBytes);
  const state = { busy: Promise.resolve() };
  const refuse = (why: string) => {
    options.refused?.(peer, why);
    socket.destroy();
  };
  const reply = async (messages: readonly Buffer[]) => {
    for (const message of messages) {
      const answer = await options.answer(message, peer);
      if (socket.destroyed) return;
      if (answer) socket.write(frame(answer));
    }
  };
  socket.setNoDelay(true).setKeepAlive(true, 10_000).setTimeout(options.idleMs);
  socket.on("timeout", () => refuse("silent for too long"));
  // Its close follows; there is nobody to tell.
  socket.on("error", () => undefined);
  socket.on("data", (piece) => {
    let messages: Buffer[];
    try {
      messages = reader.push(piece);
    } catch (error) {
      return refuse(error instanceof RangeError ? "message too long" : "not MLLP");
    }
    if (messages.length === 0) return;
    // What comes meanwhile stays in the kernel: a fast sender is slowed down, not buffered.
    socket.pause();
    state.busy = reply(messages).then(
      () => {
        socket.resume();
      },
      () => refuse("the message could not be answered"),
    );
  });
  return state;
}
