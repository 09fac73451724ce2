import { afterEach, describe, expect, test, vi } from "vitest";
import { armFailpoints, type Failpoint } from "~/engine/transports/failpoint";
import { useDatabase } from "../../support/database";
import { filesIn, hurry, messagesOf, orderText, putFile, useLiveConnection } from "../../support/live-connection";
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

test("failpoints refuse to be armed outside of tests", () => {
  vi.stubEnv("NODE_ENV", "production");
  expect(() => armFailpoints(() => undefined)).toThrow(/tests only/);
  vi.unstubAllEnvs();
});
