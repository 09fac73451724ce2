import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { armFailpoints, type Failpoint } from "~/engine/transports/failpoint";
import { useDatabase } from "../../support/database";
import {
  filesIn,
  hurry,
  messagesOf,
  orderText,
  putFile,
  resultText,
  useLiveConnection,
} from "../../support/live-connection";
import { waitFor } from "../../support/wait-for";

useDatabase();
const live = useLiveConnection();
afterEach(() => armFailpoints(undefined));

const points: [Failpoint, string][] = [
  ["I2", "connect"],
  ["I3", "list"],
  ["I4", "compare"],
  ["I5", "claim"],
  ["I6", "read"],
  ["I7", "verify"],
  ["I8", "commit"],
  ["I9", "dispose"],
  ["I10", "record"],
];

describe("a failure at a step", () => {
  test.each(points)("%s %s · thrown: delivered once, its file moved away", async (point, step) => {
    let fired = false;
    armFailpoints((at) => {
      if (fired || at !== point) return undefined;
      fired = true;
      throw new Error(`failpoint ${at}`);
    });
    const name = `${point}-${step.replace(" ", "-")}.hl7`;
    await putFile(live.emr, name, orderText({ placer: `P${point}`, control: `C${point}` }));
    await waitFor("the failure", () => fired, 25_000);
    const [row] = await waitFor(
      "its delivery",
      async () => {
        await hurry();
        const rows = await messagesOf(name, 1);
        return rows[0]?.state === "delivered" && rows;
      },
      25_000,
    );
    await waitFor("its file to be moved", async () => !(await filesIn(live.emr, "in")).includes(name), 25_000);
    const arrivals = live.lis.server.log
      .all()
      .filter(({ operation, to, ok }) => operation === "rename" && ok && to === `/out/${row?.outboundName}`);
    expect(arrivals).toHaveLength(1);
  });
});

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
