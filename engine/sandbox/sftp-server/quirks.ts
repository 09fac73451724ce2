/** What real servers do to their clients, on demand. Everything is off until switched on. */

export const SFTP_OPERATIONS = [
  "open",
  "read",
  "write",
  "close",
  "fstat",
  "stat",
  "lstat",
  "opendir",
  "readdir",
  "rename",
  "remove",
  "mkdir",
  "rmdir",
  "realpath",
  "setstat",
] as const;

export type SftpOperation = (typeof SFTP_OPERATIONS)[number];

export type Answer = "failure" | "permission-denied" | "no-such-file" | "unsupported";

export type Fault =
  /** answer this instead of doing it */
  | { kind: "fail"; answer: Answer; message: string }
  /** do nothing and never answer */
  | { kind: "hang" }
  /** destroy the TCP connection before or after doing it; no answer is sent either way */
  | { kind: "cut"; when: "before" | "after" }
  /** run this first, then go on as usual */
  | { kind: "first"; run: () => void | Promise<void> };

type Planned = { operation: SftpOperation; skip: number; fault: Fault };

export class Quirks {
  /** Added to every answer, in milliseconds. */
  latencyMs = 0;
  /** Every rename is answered OP_UNSUPPORTED. */
  refuseRename = false;
  /** Every question about a single file is answered OP_UNSUPPORTED, and listings bring names only. */
  refuseStat = false;
  /** Connections served at once; further ones are cut as they come. */
  maxConnections: number | undefined;
  /** How long the server takes to hang up after a goodbye, in milliseconds. */
  goodbyeMs = 0;
  /** Rename replaces an existing target without a word. */
  overwriteOnRename = false;
  /** Attributes carry no size. */
  omitSize = false;
  /** Attributes carry no mode. */
  omitMode = false;
  /** Reads return at most this many bytes. */
  shortReads: number | undefined;
  /** A renamed file is moved on into this folder of the account before the answer is sent. */
  moveAwayTo: string | undefined;
  /** Names put into every listing that are not on the disk. */
  phantomNames: string[] = [];

  private readonly planned: Planned[] = [];

  /** The next `operation` is refused with this answer. `skip` lets that many pass first. */
  failNext(operation: SftpOperation, answer: Answer = "failure", message = "", skip = 0): void {
    this.planned.push({ operation, skip, fault: { kind: "fail", answer, message } });
  }

  dropConnectionDuring(operation: SftpOperation, when: "before" | "after" = "before", skip = 0): void {
    this.planned.push({ operation, skip, fault: { kind: "cut", when } });
  }

  hang(operation: SftpOperation, skip = 0): void {
    this.planned.push({ operation, skip, fault: { kind: "hang" } });
  }

  /** Runs `run` when the next `operation` arrives, before it is done: e.g. lets a file grow in the middle of a read. */
  beforeNext(operation: SftpOperation, run: () => void | Promise<void>, skip = 0): void {
    this.planned.push({ operation, skip, fault: { kind: "first", run } });
  }

  /** Takes the fault planned for this occurrence, if any. */
  take(operation: SftpOperation): Fault | undefined {
    const index = this.planned.findIndex((plan) => plan.operation === operation);
    const plan = this.planned[index];
    if (!plan) return undefined;
    if (plan.skip > 0) {
      plan.skip--;
      return undefined;
    }
    this.planned.splice(index, 1);
    return plan.fault;
  }
}
