import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { waitFor } from "~/tests/support/wait-for";
import { startReceiver, type Taken } from "./receiver";
import { put } from "./traffic";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-traffic-"));
  await work(folder).finally(() => rm(folder, { recursive: true, force: true }));
}

test("the rest of a file is not written into one that has taken its name meanwhile", () =>
  inFolder(async (folder) => {
    const sending = { side: "emr" as const, name: "m1", text: "MSH|the whole text" };
    const slow = put(folder, { ...sending, how: "in two pieces" }, 50);
    await waitFor("the first piece", () => readFile(join(folder, "m1.hl7"), "utf8").catch(() => undefined));
    await put(folder, { ...sending, how: "whole" }, 0);
    await slow;
    expect(await readFile(join(folder, "m1.hl7"), "utf8")).toBe(sending.text);
  }));

test("a receiver whose folder goes away for a while has each file once", () =>
  inFolder(async (directory) => {
    const folder = join(directory, "out");
    const taken: Taken[] = [];
    const names = Array.from({ length: 200 }, (_, n) => `m${n}.hl7`);
    await mkdir(folder);
    const stop = startReceiver("lis", folder, taken);
    for (const [n, name] of names.entries()) {
      await writeFile(join(folder, `.${name}`), name);
      await rename(join(folder, `.${name}`), join(folder, name));
      if (n % 10 > 0) continue;
      await rename(folder, `${folder}-away`);
      await rename(`${folder}-away`, folder);
    }
    await waitFor("all of them", async () => (taken.length >= names.length ? true : undefined));
    await stop();
    expect(taken.map(({ name }) => name).sort()).toEqual([...names].sort());
  }));
