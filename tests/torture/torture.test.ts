import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { root } from "~/server/root";

type Result = { code: number; out: Record<string, number>; said: string };
const torture = (args: Record<string, string>) =>
  new Promise<Result>((resolve, reject) => {
    const options = Object.entries({ seed: "1", rest: "20", workers: "2", ...args }).flatMap(([name, value]) => [
      `--${name}`,
      value,
    ]);
    const child = execFile(
      process.execPath,
      ["tests/torture/run.mjs", "--json", ...options],
      { cwd: root },
      (_, out, err) => {
        if (out === "") reject(new Error(err));
        else resolve({ code: child.exitCode ?? 1, out: JSON.parse(out), said: err });
      },
    );
  });

// Each is a process with a database of its own, and mostly waits for it to be made.
const together = { concurrent: true, timeout: 240_000 };

test("forty messages come through the deaths of workers and of the database", together, async () => {
  const { code, out, said } = await torture({ only: "kill", messages: "40", faults: "5", rest: "120" });
  expect(code, said).toBe(0);
  expect(out).toMatchObject({ sent: 40, delivered: 40, lost: 0, effectiveDuplicates: 0, reordered: 0, faults: 5 });
});

/** With a guarantee taken out, the torture has to see it: else it would see nothing. TORTURE=whole takes out all three. */
const whole = test.runIf(process.env.TORTURE === "whole");

whole("a file that is put away before the commit that takes it in is seen to be lost", together, async () => {
  const { code, out, said } = await torture({ break: "acceptance", only: "kill at I8", messages: "10", faults: "1" });
  expect(code, said).toBe(1);
  expect(out.lost, said).toBeGreaterThan(0);
});

whole(
  "a transaction that goes on after its connection was lost is seen to deliver something new",
  together,
  async () => {
    const only = "lose the database at I8";
    const { code, out, said } = await torture({ break: "guard", only, messages: "10", faults: "3" });
    expect(code, said).toBe(1);
    expect(out.effectiveDuplicates, said).toBeGreaterThan(0);
  },
);

test("a file made visible without the intent committed before is seen to come again", together, async () => {
  const { code, out, said } = await torture({ break: "intent", only: "kill at O10", messages: "10", faults: "1" });
  expect(code, said).toBe(1);
  expect(out).toMatchObject({ sent: 10, delivered: 10, lost: 0, inDoubtHits: 0 });
  expect(out.rawDuplicates, said).toBeGreaterThan(0);
});
