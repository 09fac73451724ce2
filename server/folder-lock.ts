import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "./config";

/**
 * One `up` per data folder. The file names the process and when it began, because a process id alone is used again; a
 * holder that is gone is the leftover of a kill and is taken over.
 * @returns how to let go of the folder
 * @throws ConfigError when another process holds it
 */
export function lockFolder(directory: string): () => void {
  const file = join(directory, "up.pid");
  const [holder = "", began = ""] = existsSync(file) ? readFileSync(file, "utf8").trim().split(" ") : [];
  if (holder && holder !== String(process.pid) && isRunning(Number(holder), began)) {
    throw new ConfigError(`Gatehouse is already running on ${directory} (process ${holder}).`);
  }
  writeFileSync(file, `${process.pid} ${beganAt(process.pid) ?? ""}`);
  return () => rmSync(file, { force: true });
}

function isRunning(pid: number, began: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const [state, now] = [statOf(pid, "state"), beganAt(pid)];
  return !isOver.has(state ?? "") && (now === undefined || began === "" || now === began);
}

/** When a process began, in ticks since the machine did; undefined where there is no /proc. */
export const beganAt = (pid: number): string | undefined => statOf(pid, "began");

/** Where proc(5) has them in `stat`, counted from behind the command's name. */
const statFields = { state: 0, began: 19 };
/** Ended, and not yet asked after by its parent, which in a container may never happen. */
const isOver = new Set(["Z", "X"]);

function statOf(pid: number, field: keyof typeof statFields): string | undefined {
  try {
    // The command's name stands in parentheses and may hold blanks; the fields after it do not.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(")").pop()?.trim().split(" ");
    return fields?.[statFields[field]];
  } catch {
    return undefined;
  }
}
