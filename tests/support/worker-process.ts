import type { ChildProcess } from "node:child_process";
import { forkProgram } from "./fork-program";
import type { Order, Report } from "./lane-worker";

/** One worker process, which works once it is told to. */
export type WorkerProcess = {
  /** Its name in the leases, and its connections' in the database. */
  owner: string;
  process: ChildProcess;
  tell(order: Order): void;
  /** When it has ended: the signal that ended it, if one did. */
  ended: Promise<NodeJS.Signals | null>;
};

/** Forks `program`, the bundled lane worker. Resolves when it listens to orders, or has ended before it could. */
export async function forkWorker(
  program: string,
  owner: string,
  databaseUrl: string,
  onReport: (report: Report) => void = () => undefined,
): Promise<WorkerProcess> {
  const child = forkProgram(program, { WORKER_DATABASE: databaseUrl, WORKER_OWNER: owner });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
  child.on("error", () => undefined);
  const ready = new Promise<void>((resolve) => {
    child.on("message", (report: Report) => (report.kind === "ready" ? resolve() : onReport(report)));
  });
  await Promise.race([ready, ended]);
  return {
    owner,
    process: child,
    tell: (order) => void (child.connected && child.send(order, () => undefined)),
    ended,
  };
}
