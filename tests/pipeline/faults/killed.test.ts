import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { database } from "~/db/client";
import { withTransaction } from "~/db/transaction";
import type { Failpoint } from "~/engine/transports/failpoint";
import { waitFor } from "~/tests/support/wait-for";
import { eachStep } from "./matrix";
import { type Item, meanwhile, nudge, recordsOf, rowsOf, send, settled, untouched, useStage } from "./stage";
import { useWorkers } from "./workers";

const stage = useStage();
const workers = useWorkers(() => stage.databaseUrl());

/** A worker dies at this point; `then` says what it leaves behind. */
async function killAt(at: Failpoint, then: (item: Item) => Promise<void>): Promise<Item> {
  const worker = await workers.arm(at, "die");
  const item = await send(stage, at);
  await meanwhile(`the death at ${at}`, workers.reached());
  expect(await worker.ended).toBe("SIGKILL");
  await then(item);
  await workers.replace();
  return item;
}
const dies = (at: Failpoint, then: (item: Item) => Promise<void>) => async () => {
  await settled(stage, await killAt(at, then));
};

const filesOf = async (item: Item) => (await recordsOf(item)).map(({ state, attempts }) => ({ state, attempts }));
const messagesOf = async (item: Item) =>
  (await rowsOf(item)).map(({ state, renameIntentAt }) => [state, !!renameIntentAt]);
const nothing = async (item: Item) => {
  expect(await filesOf(item)).toEqual([]);
  expect(await untouched(stage, item)).toBe(true);
};
const claimed = async (item: Item) => {
  expect(await filesOf(item)).toEqual([{ state: "claimed", attempts: 1 }]);
  expect(await rowsOf(item)).toEqual([]);
  expect(await untouched(stage, item)).toBe(true);
};
const waiting = async (item: Item) => expect(await messagesOf(item)).toEqual([["queued", false]]);
const sending = async (item: Item) => expect(await messagesOf(item)).toEqual([["sending", true]]);

eachStep("K", {
  I1: dies("I1", nothing),
  I3: dies("I3", nothing),
  I5: dies("I5", nothing),
  I6: dies("I6", claimed),
  I7: dies("I7", claimed),
  map: async () => {
    const item = await killAt("map", claimed);
    await settled(stage, item);
    // One that has ended its process as often as is allowed ends one more.
    const deadly = await killAt("map", async (dead) => {
      await withTransaction((tx) =>
        tx.db.execute(sql`update inbound_files set attempts = 7 where name = ${dead.name}`),
      );
    });
    await waitFor("it to be set aside", async () => {
      await nudge();
      return (await recordsOf(deadly))[0]?.state === "quarantined";
    });
    expect(await untouched(stage, deadly)).toBe(true);
    expect(await database().execute(sql`select 1 from alerts where detail like ${`${deadly.name}%`}`)).toHaveLength(1);
  },
  I8: dies("I8", claimed),
  enqueue: dies("enqueue", claimed),
  I9: dies("I9", async (item) => {
    expect(await rowsOf(item)).toHaveLength(1);
    expect(await untouched(stage, item)).toBe(true);
  }),
  I10: dies("I10", async (item) => {
    expect(await untouched(stage, item)).toBe(false);
    expect((await recordsOf(item))[0]?.state).toBe("stored");
  }),
  O1: dies("O1", waiting),
  O6: dies("O6", waiting),
  O8: dies("O8", waiting),
  intent: dies("intent", waiting),
  O9: dies("O9", sending),
  O12: dies("O12", sending),
});
