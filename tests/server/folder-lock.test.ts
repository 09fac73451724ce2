import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { beganAt, lockFolder } from "~/server/folder-lock";
import { waitFor } from "../support/wait-for";

const directory = mkdtempSync(join(tmpdir(), "gatehouse-lock-"));
const file = join(directory, "up.pid");
const other = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"]);
const pid = other.pid ?? 0;

beforeEach(() => rmSync(file, { force: true }));
afterAll(() => {
  other.kill();
  rmSync(directory, { recursive: true, force: true });
});

test("a free folder is taken and let go", () => {
  const unlock = lockFolder(directory);
  expect(readFileSync(file, "utf8")).toMatch(new RegExp(`^${process.pid} `));
  unlock();
  expect(() => readFileSync(file)).toThrow();
});

test("a folder another process holds is refused, whatever that process is called", () => {
  writeFileSync(file, `${pid} ${beganAt(pid) ?? ""}`);
  expect(() => lockFolder(directory)).toThrow(/already running .*process \d+/);
});

test("a process that ended and that its parent has not buried yet holds nothing", async () => {
  if (!beganAt(pid)) return;
  // The second command becomes the parent of the first, and never asks after it.
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]);
  try {
    const dead = Number(String((await once(parent.stdout, "data"))[0]));
    await waitFor("its end", async () => /\) Z /.test(readFileSync(`/proc/${dead}/stat`, "utf8")));
    writeFileSync(file, `${dead} ${beganAt(dead) ?? ""}`);
    lockFolder(directory)();
  } finally {
    parent.kill();
  }
});

test("the leftover of a process that is gone is taken over, also when its id is in use again", () => {
  writeFileSync(file, "4194303 1");
  lockFolder(directory)();
  if (!beganAt(pid)) return;
  writeFileSync(file, `${pid} 1`);
  lockFolder(directory)();
});
