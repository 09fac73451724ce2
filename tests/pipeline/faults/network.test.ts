import { beforeAll, beforeEach, expect } from "vitest";
import type { Failpoint } from "~/engine/transports/failpoint";
import { waitFor } from "~/tests/support/wait-for";
import { eachStep } from "./matrix";
import { type Item, meanwhile, once, recordsOf, rowsOf, send, settled, untouched, useStage } from "./stage";

/** A far end that does not answer for this long counts as away. */
const stage = useStage({ answerMs: 400 });
beforeAll(() => stage.work());
beforeEach(() => stage.quiet());

const isIntake = (at: Failpoint) => at.startsWith("I");
const wireAt = (at: Failpoint) => (isIntake(at) ? stage.emr.wire : stage.lis.wire);
const toFail = (at: Failpoint, item: Item) =>
  isIntake(at)
    ? stage.failed()
    : waitFor("the try to fail", async () => {
        const [row] = await rowsOf(item);
        return row?.state === "queued" && row.attempts > 0;
      });

/** What the far end does does not count against a file. */
const innocent = async (item: Item) => expect(await recordsOf(item)).toMatchObject([{ attempts: 1 }]);

/** From this point on nothing passes and nobody is told, until the step has given up; what was sent arrives late. */
const silentAt = (at: Failpoint) => async () => {
  const item = await send(stage, at);
  await meanwhile(
    `the step ${at}`,
    once(at, () => wireAt(at).freeze(true)),
  );
  await toFail(at, item);
  wireAt(at).mend();
  await settled(stage, item);
  await innocent(item);
};

eachStep("H", {
  I3: silentAt("I3"),
  I6: silentAt("I6"),
  I7: silentAt("I7"),
  I9: silentAt("I9"),
  O6: silentAt("O6"),
  O8: silentAt("O8"),
  O9: silentAt("O9"),
});

/** The connection ends at this point. */
const cutAt = (at: Failpoint) => async () => {
  const item = await send(stage, at);
  await meanwhile(
    `the step ${at}`,
    once(at, () => wireAt(at).cut()),
  );
  await toFail(at, item);
  await settled(stage, item);
  await innocent(item);
};

eachStep("R", {
  I3: cutAt("I3"),
  I6: cutAt("I6"),
  I7: cutAt("I7"),
  I9: async () => {
    const item = await send(stage, "I9");
    stage.emr.server.quirks.dropConnectionDuring("rename", "after");
    await meanwhile("the loss of the answer", stage.failed());
    expect(await untouched(stage, item)).toBe(false);
    await settled(stage, item);
  },
  O6: cutAt("O6"),
  O8: cutAt("O8"),
  O9: async () => {
    const item = await send(stage, "O9");
    stage.lis.server.quirks.dropConnectionDuring("rename", "after");
    await meanwhile("the loss of the answer", toFail("O9", item));
    expect(await rowsOf(item)).toMatchObject([{ renameIntentAt: expect.any(Date) }]);
    await settled(stage, item);
  },
});
