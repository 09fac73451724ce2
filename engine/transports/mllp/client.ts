import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { socketFailure } from "../socket-failure";
import { TransportError } from "../transport-error";
import { frame, frameReader } from "./frame";

/** How a side proves itself and whom it believes; all PEM. */
export type MllpTls = {
  /** Certificates to believe instead of the system's. */
  ca?: string;
  /** Our own certificate with its key, for far ends that ask for one. */
  cert?: string;
  key?: string;
  /** The name the far end's certificate has to hold, when it is not the host's. */
  servername?: string;
};

export type MllpSettings = {
  host: string;
  port: number;
  /** Connect to this vetted address instead of resolving `host` again. */
  address?: string;
  tls?: MllpTls;
};

export type MllpDeadlines = {
  /** TCP and TLS together, in milliseconds. */
  connectMs: number;
  /** From the last byte of a message to the last of its answer, in milliseconds. */
  answerMs: number;
};

/** One connection to a receiver. Messages go one at a time: MLLP has no other way to tell whose answer is whose. */
export interface MllpSession {
  /** False once it ended or a deadline passed; such a session never works again. */
  readonly alive: boolean;
  /**
   * Sends a message and returns the answer's bytes. Calls queue up.
   * @throws TransportError transient when nothing of the message left, ambiguous `answer-lost` when it may have arrived
   */
  exchange(message: Uint8Array): Promise<Buffer>;
  close(): void;
}

/** Longest answer taken, in bytes. */
const LONGEST_ANSWER = 1024 * 1024;

/**
 * Connects to a receiver.
 * @throws TransportError transient for the network, permanent `certificate-refused` or `tls-failed`
 */
export async function connectMllp(settings: MllpSettings, deadlines: MllpDeadlines): Promise<MllpSession> {
  const where = `${settings.host}:${settings.port}`;
  return sessionOn(await openSocket(settings, where, deadlines.connectMs), where, deadlines.answerMs);
}

function openSocket({ host, port, address, tls }: MllpSettings, where: string, connectMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = { host: address ?? host, port };
    // TLS names no addresses (RFC 6066); the certificate is then checked against the address itself.
    const servername = tls?.servername ?? (isIP(host) ? undefined : host);
    const { ca, cert, key } = tls ?? {};
    const socket = tls ? connectTls({ ...target, servername, ca, cert, key }) : connectTcp(target);
    const fail = (error: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      reject(
        socketFailure(error, where) ??
          new TransportError("transient", "connection-lost", `${where} ended the connection.`, error),
      );
    };
    const timer = setTimeout(
      () => fail(new TransportError("transient", "timed-out", `${where} did not answer within ${connectMs} ms.`)),
      connectMs,
    );
    const ended = () => fail(new TransportError("transient", "connection-lost", `${where} closed the connection.`));
    socket.once("error", fail);
    socket.once("close", ended);
    socket.once(tls ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      socket.off("error", fail).off("close", ended);
      socket.setNoDelay(true).setKeepAlive(true, 10_000);
      resolve(socket);
    });
  });
}

type Waiting = { resolve(answer: Buffer): void; reject(error: TransportError): void; timer: NodeJS.Timeout };

function sessionOn(socket: Socket, where: string, answerMs: number): MllpSession {
  const reader = frameReader(LONGEST_ANSWER);
  let ended: TransportError | undefined;
  let waiting: Waiting | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const end = (why: string, cause?: unknown) => {
    ended ??= new TransportError("transient", "connection-lost", `${where} ${why}.`, cause);
    socket.destroy();
    if (!waiting) return;
    clearTimeout(waiting.timer);
    const message = `${where} ${why} after the message was sent: whether it arrived is not known.`;
    waiting.reject(new TransportError("ambiguous", "answer-lost", message, cause));
    waiting = undefined;
  };
  socket.on("error", (error) => end("closed the connection unexpectedly", error));
  socket.on("close", () => end("closed the connection"));
  socket.on("data", (piece) => {
    try {
      for (const answer of reader.push(piece)) {
        if (!waiting) return end("sent an answer nobody asked for");
        clearTimeout(waiting.timer);
        waiting.resolve(answer);
        waiting = undefined;
      }
    } catch (error) {
      end("sent an answer that is not MLLP", error);
    }
  });

  const exchange = (message: Uint8Array) =>
    new Promise<Buffer>((resolve, reject) => {
      if (ended) return reject(ended);
      const timer = setTimeout(() => end(`did not answer within ${answerMs} ms`), answerMs);
      waiting = { resolve, reject, timer };
      socket.write(frame(message));
    });

  return {
    get alive() {
      return ended === undefined;
    },
    exchange(message) {
      const answer = last.then(() => exchange(message));
      last = answer.catch(() => undefined);
      return answer;
    },
    close() {
      end("was closed by us");
    },
  };
}
