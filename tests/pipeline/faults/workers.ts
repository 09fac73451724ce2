import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll } from "vitest";
import type { Failpoint } from "~/engine/transports/failpoint";
import { root } from "~/server/root";
import { expireLeases } from "~/tests/support/leases";
import { forkWorker, type WorkerProcess } from "~/tests/support/worker-process";

/** Worker processes, forked ahead so that a test that kills one need not wait for the next. */
export type Workers = {
  /** The one at work, with a point armed; the first call starts it. */
  arm(at: Failpoint, how: "die" | "stand"): Promise<WorkerProcess>;
  /** Resolves when the point of the last `arm` has been reached: by its death, or standing there. */
  reached(): Promise<void>;
  /** What was leased to it is free, and the next one is at work. */
  replace(): Promise<void>;
};

/** Call below `useStage()`. `databaseUrl` is asked for when the first worker is forked. */
export function useWorkers(databaseUrl: () => string): Workers {
  const folder = join(root, ".cache", "faults", randomBytes(4).toString("hex"));
  const program = join(folder, "lane-worker.mjs");
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
  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    await build({
      entryPoints: ["tests/support/lane-worker.ts"],
      outfile: program,
      absWorkingDir: root,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      // Bundled whole, a worker starts in half the time; these two load what is not JavaScript.
      external: ["ssh2", "@node-rs/*"],
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      tsconfig: "tsconfig.json",
      logLevel: "warning",
    });
    current = await next();
  });
  afterAll(async () => {
    await spare;
    for (const { process } of all) process.kill("SIGKILL");
    await Promise.all(all.map(({ ended }) => ended));
    await rm(folder, { recursive: true, force: true });
  });
  return {
    async arm(at, how) {
      current ??= await next();
      const worker = current;
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
  };
}
