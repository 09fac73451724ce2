import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { workerFlags } from "~/server/worker-flags";
import type { WorkerUse } from "./pipeline-worker";

/** What was given for `--name` on the command line. */
export function option(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

export type Workers = {
  /** Seconds of processor time they have used since they were ready. */
  used(): Promise<number>;
  stop(): Promise<WorkerUse[]>;
};

/** Workers in processes of their own, as bundled by `run.mjs`. */
export async function startWorkers(count: number, url: string): Promise<Workers> {
  const program = fileURLToPath(new URL("pipeline-worker.mjs", import.meta.url));
  const profiles = option("profiles", "");
  const workers = Array.from({ length: count }, () =>
    fork(program, [], {
      env: { ...process.env, BENCH_DATABASE: url },
      execArgv: [...workerFlags, ...(profiles ? ["--cpu-prof", `--cpu-prof-dir=${profiles}`] : [])],
    }),
  );
  await Promise.all(workers.map((worker) => said(worker, "ready")));
  const ask = (what: "used" | "stop") =>
    Promise.all(
      workers.map((worker) => {
        const use = said<WorkerUse>(worker, "use");
        worker.send(what);
        return use;
      }),
    );
  return {
    used: async () => (await ask("used")).reduce((total, { cpuSeconds }) => total + cpuSeconds, 0),
    stop: () => ask("stop"),
  };
}

function said<T>(worker: ChildProcess, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A worker ended with ${code}`));
    const listen = (message: { what: string; value: T }) => {
      if (message.what !== what) return;
      worker.off("exit", ended).off("message", listen);
      resolve(message.value);
    };
    worker.on("exit", ended).on("message", listen);
  });
}
