/**
 * One ssh2 connection with one SFTP channel, made honest.
 *
 * ssh2 leaves requests pending for ever when the socket dies or a server stops answering. So every request here has a
 * deadline and is raced against the end of the connection; whichever comes first settles it, and after a deadline or
 * an end the connection is destroyed and refuses further requests at once.
 */
import type { Socket } from "node:net";
import type { Client, SFTPWrapper } from "ssh2";
import { TransportError } from "../transport-error";
import { requestFailure } from "./failures";

const CLOSE_MS = 2_000;

type Done<T> = (error: Error | null | undefined, value: T) => void;

export class Wire {
  private ended: TransportError | undefined;
  private readonly waiting = new Set<(error: TransportError) => void>();

  constructor(
    private readonly to: { client: Client; socket: Socket; sftp: SFTPWrapper; software: string; hostKeySha256: string },
    private readonly where: string,
    private readonly operationMs: number,
    readonly quirks: { noStat?: boolean; noRename?: boolean; closeMs?: number } = {},
  ) {
    // These listeners stay for good: ssh2 may emit an error long after the last request was answered.
    const lost = (error?: unknown) =>
      this.end(new TransportError("transient", "connection-lost", `The connection to ${this.where} was lost.`, error));
    to.client.on("error", lost).on("end", lost).on("close", lost);
    to.sftp.on("error", lost).on("end", lost).on("close", lost);
  }

  /** The host key the server showed. */
  get hostKeySha256(): string {
    return this.to.hostKeySha256;
  }

  get alive(): boolean {
    return this.ended === undefined;
  }

  /**
   * The server answers requests in their order, and its plain rename never overwrites: OpenSSH on Unix. What others are
   * asked after each step need not be asked of it.
   */
  get isOpenSsh(): boolean {
    return /^OpenSSH_\d/.test(this.to.software) && !this.quirks.noStat;
  }

  /** Sends one request. `what` completes "could not ..." in the error; `missing` names what "no such file" means here. */
  request<T>(what: string, missing: "folder" | "file", send: (sftp: SFTPWrapper, done: Done<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      const settle = () => {
        clearTimeout(timer);
        this.waiting.delete(lost);
      };
      const lost = (error: TransportError) => {
        settle();
        reject(error);
      };
      const timer = setTimeout(() => {
        const message = `${this.where} did not answer within ${this.operationMs} ms when asked to ${what}.`;
        this.end(new TransportError("transient", "timed-out", message));
      }, this.operationMs);
      this.waiting.add(lost);
      const done: Done<T> = (error, value) => {
        if (!this.waiting.has(lost)) return;
        settle();
        if (error) reject(requestFailure(error, what, missing));
        else resolve(value);
      };
      try {
        send(this.to.sftp, done);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)), undefined as T);
      }
    });
  }

  /** Ends the connection politely; destroys it when the server does not close in time. What was handed over stays so. */
  close(): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.to.socket.destroy();
        resolve();
      }, this.quirks.closeMs ?? CLOSE_MS);
      this.to.socket.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      this.to.client.end();
    });
  }

  private end(error: TransportError): void {
    if (this.ended) return;
    this.ended = error;
    this.to.socket.destroy();
    for (const lost of [...this.waiting]) lost(error);
  }
}
