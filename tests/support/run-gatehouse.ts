import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "~/server/root";
import { waitFor } from "./wait-for";

const bundle = join(root, "build", "gatehouse.js");

/** Why the built command cannot be run here, or `undefined` when it can. */
export const buildMissing = (): string | undefined => (existsSync(bundle) ? undefined : "there is no build yet");

export type Running = {
  process: ChildProcess;
  pid: number;
  out: () => string;
  err: () => string;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
};

/** Starts `gatehouse` with these arguments and nothing of our own environment but the path. */
export function gatehouse(args: string[], environment: Record<string, string>): Running {
  const child = spawn(process.execPath, [bundle, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once("close", (code, signal) => resolve(signal ?? code)),
  );
  return { process: child, pid: child.pid ?? 0, out: () => out, err: () => err, ended };
}

export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A killed process whose parent has not looked at it yet is dead all the same.
    return !existsSync("/proc/self/stat") || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

export const gone = (pids: number[]) => waitFor(`processes ${pids} to end`, () => !pids.some(alive), 40_000);

/** The pids of the processes that said they were ready, by name, newest last. */
export function readyProcesses(running: Running): { name: string; pid: number }[] {
  return running
    .err()
    .split("\n")
    .flatMap((line) => {
      if (!line.includes('"ready"')) return [];
      const { process: name, pid } = JSON.parse(line) as { process: string; pid: number };
      return [{ name, pid }];
    });
}
