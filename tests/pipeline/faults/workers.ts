import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { Failpoint } from "~/engine/transports/failpoint";
import { root } from "~/server/root";
import { bundle } from "~/tests/support/fork-program";
import { expireLeases } from "~/tests/support/leases";
import { forkWorker, type WorkerProcess } from "~/tests/support/worker-process";

/** Worker processes, forked ahead so that a test that kills one need not wait for the next. */
export type Workers = {
  /** The same, with a point armed. */
  arm(at: Failpoint, how: "die" | "stand"): Promise<WorkerProcess>;
  /** The one at work; the next is put to work when there is none. */
  current(): Promise<WorkerProcess>;
  /** Resolves when the point of the last `arm` has been reached: by its death, or standing there. */
  reached(): Promise<void>;
  /** What was leased to it is free, and the next one is at work. */
  replace(): Promise<void>;
  /** It is gone, what was leased to it is free, and nobody is at work. */
  dismiss(): Promise<void>;
};

/** Call below `useStage()`. `databaseUrl` is asked for when the first worker is forked. */
export function useWorkers(databaseUrl: () => string): Workers {
  const folder = join(root, ".cache", "faults", randomBytes(4).toString("hex"));
  let program = "";
  const all: WorkerProcess[] = [];
  let spare: Promise<WorkerProcess> | undefined;
  let current: WorkerProcess | undefined;
  let onReached: () => void = () => undefined;
  let hit: Promise<void> = Promise.resolve();

  const fork = async () => {
    const owner = `wrk_${all.length}`;
    const worker = await forkWorker(program, owner, databaseUrl(), () => onReached());
    all.push(worker);
    return worker;
  };
  const next = async () => {
    const worker = await (spare ?? fork());
    spare = fork();
    worker.tell({ kind: "work" });
    return worker;
  };
  const working = async () => {
    current ??= await next();
    return current;
  };
  beforeAll(async () => {
    program = await bundle("tests/support/lane-worker.ts", folder);
    spare = fork();
    await spare;
  });
  afterAll(async () => {
    await spare;
    for (const { process } of all) process.kill("SIGKILL");
    await Promise.all(all.map(({ ended }) => ended));
    await rm(folder, { recursive: true, force: true });
  });
  return {
    current: working,
    async arm(at, how) {
      const worker = await working();
      hit = new Promise<void>((resolve) => {
        onReached = resolve;
      });
      if (how === "die") hit = worker.ended.then(() => undefined);
      worker.tell({ kind: "arm", at, how });
      return worker;
    },
    reached: () => hit,
    async replace() {
      if (current) await expireLeases(current.owner);
      current = await next();
    },
    async dismiss() {
      const worker = current;
      current = undefined;
      worker?.process.kill("SIGKILL");
      await worker?.ended;
      if (worker) await expireLeases(worker.owner);
    },
  };
}
