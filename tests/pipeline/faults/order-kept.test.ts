import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { armFailpoints } from "~/engine/transports/failpoint";
import { useDatabase } from "../../support/database";
import { hurry, messagesOf, putFile, resultText, useLiveConnection } from "../../support/live-connection";
import { waitFor } from "../../support/wait-for";

useDatabase();
const live = useLiveConnection();
afterEach(() => armFailpoints(undefined));

describe("a failure of the database while two files of one order are stored", () => {
  const store = async (placer: string, failure: Error, times: number) => {
    let left = times;
    armFailpoints((at) => {
      if (at !== "I8" || left === 0) return undefined;
      left--;
      throw failure;
    });
    const about = { placer, facility: live.facility };
    const names = [`${placer}-1.hl7`, `${placer}-2.hl7`];
    const final = resultText({ ...about, control: `${placer}F` });
    await writeFile(join(live.lis.folder, "in", names[0] ?? ""), final);
    await putFile(live.lis, names[1] ?? "", resultText({ ...about, control: `${placer}K`, stage: "corrected" }));
    const rows = await Promise.all(
      names.map((name) =>
        waitFor(
          name,
          async () => {
            await hurry();
            const [row] = await messagesOf(name, 1);
            return row?.state === "delivered" ? row : undefined;
          },
          25_000,
        ),
      ),
    );
    expect(left).toBe(0);
    return rows.map((row) => row.sequence);
  };

  test.each(["CONNECT_TIMEOUT", "CONNECTION_CLOSED", "57P03", "40P01", "53300"])(
    "%s: the later one is not stored before the earlier",
    async (code) => {
      const failure = Object.assign(new Error("the database is away"), { code });
      // The batch fails, with its repetitions, and then the first of its files alone.
      const [first = 0, second = 0] = await store(`O${code.replace("_", "")}`, failure, code === "40P01" ? 8 : 2);
      expect(first).toBeLessThan(second);
    },
  );

  test("a file that we cannot digest does not hold up the others", async () => {
    const [first = 0, second = 0] = await store("ODIGEST", new RangeError("a fault of ours"), 2);
    expect(second).toBeLessThan(first);
  });
});

test("failpoints refuse to be armed outside of tests", () => {
  vi.stubEnv("NODE_ENV", "production");
  expect(() => armFailpoints(() => undefined)).toThrow(/tests only/);
  vi.unstubAllEnvs();
});
