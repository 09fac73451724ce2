import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { root } from "~/server/root";

const torture = (...args: string[]) =>
  new Promise<{ code: number; out: Record<string, number> }>((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ["tests/torture/run.mjs", "--json", ...args],
      { cwd: root },
      (_, out, err) => {
        if (out === "") reject(new Error(err));
        else resolve({ code: child.exitCode ?? 1, out: JSON.parse(out) });
      },
    );
  });

test("a file made visible without the intent committed before is seen by the torture", {
  timeout: 90_000,
}, async () => {
  const { code, out } = await torture(
    "--break",
    "intent",
    "--only",
    "kill at O10",
    "--messages",
    "10",
    "--faults",
    "1",
  );
  expect(code).toBe(1);
  expect(out).toMatchObject({ sent: 10, delivered: 10, lost: 0, inDoubtHits: 0 });
  expect(out.rawDuplicates).toBeGreaterThan(0);
});
