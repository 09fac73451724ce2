import { beforeAll, expect } from "vitest";
import type { Failpoint } from "~/engine/transports/failpoint";
import { eachStep } from "./matrix";
import { meanwhile, once, rowsOf, send, settled, untouched, useStage } from "./stage";

const stage = useStage();
beforeAll(() => stage.work());

/** Our own code fails at this point. `stored`: whether the message is ours by then. */
const thrownAt =
  (at: Failpoint, { stored }: { stored: boolean }) =>
  async () => {
    const item = await send(stage, at);
    let left = 0;
    const reached = once(at, async () => {
      left = (await rowsOf(item)).length;
      if (!stored) expect(await untouched(stage, item)).toBe(true);
      throw new Error(`a fault of ours at ${at}`);
    });
    await meanwhile(`the failure at ${at}`, reached);
    await settled(stage, item);
    expect(left).toBe(stored ? 1 : 0);
  };
const before = { stored: false };
const after = { stored: true };

eachStep("T", {
  I1: thrownAt("I1", before),
  I3: thrownAt("I3", before),
  I5: thrownAt("I5", before),
  I6: thrownAt("I6", before),
  I7: thrownAt("I7", before),
  map: thrownAt("map", before),
  I8: thrownAt("I8", before),
  enqueue: thrownAt("enqueue", before),
  I9: thrownAt("I9", after),
  I10: thrownAt("I10", after),
  O1: thrownAt("O1", after),
  O6: thrownAt("O6", after),
  O8: thrownAt("O8", after),
  intent: thrownAt("intent", after),
  O9: thrownAt("O9", after),
  O12: thrownAt("O12", after),
});
