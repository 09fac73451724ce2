import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import type { Failpoint } from "~/engine/transports/failpoint";
import { endLeases } from "~/tests/support/leases";
import { waitFor } from "~/tests/support/wait-for";
import { eachStep } from "./matrix";
import { type Item, meanwhile, nudge, once, recordsOf, rowsOf, send, settled, untouched, useStage } from "./stage";

const stage = useStage({ overWire: true });
const owner = "wrk_test";
let direct: postgres.Sql;
beforeAll(() => {
  direct = postgres(stage.databaseUrl(), { max: 1, onnotice: () => undefined });
  stage.work(owner);
});
afterAll(() => direct.end());
beforeEach(() => stage.afresh());

/** As seen from outside: every session ends without a word, and for a while nobody is let in. */
async function stopDatabase(): Promise<void> {
  await direct`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;
  stage.postgres.refuse(true);
}

async function startDatabase(): Promise<void> {
  stage.postgres.mend();
  await endLeases(owner);
}

const restartAt =
  (at: Failpoint, then: (item: Item) => Promise<void> = async () => undefined) =>
  async () => {
    const item = await send(stage, at);
    await meanwhile(`the database to stop at ${at}`, once(at, stopDatabase));
    await stage.failed();
    await startDatabase();
    await then(item);
    await settled(stage, item);
  };

const nothing = async (item: Item) => {
  expect(await rowsOf(item)).toEqual([]);
  expect(await untouched(stage, item)).toBe(true);
};
const stored = async (item: Item) => expect(await rowsOf(item)).toHaveLength(1);
const intended = async (item: Item) => expect((await rowsOf(item))[0]?.renameIntentAt).not.toBeNull();

eachStep("D", {
  I1: restartAt("I1", nothing),
  I3: restartAt("I3", nothing),
  I5: restartAt("I5", nothing),
  I6: restartAt("I6", nothing),
  I7: restartAt("I7", nothing),
  map: restartAt("map", nothing),
  I8: restartAt("I8", nothing),
  enqueue: restartAt("enqueue", nothing),
  I10: restartAt("I10", stored),
  O1: restartAt("O1", stored),
  intent: restartAt("intent", async (item) => expect((await rowsOf(item))[0]).toMatchObject({ renameIntentAt: null })),
  O9: restartAt("O9", intended),
  O12: restartAt("O12", intended),
});

/** From this point on, the answer to the next commit in whose transaction `statement` stands is lost. */
const lostAt = (at: Failpoint, statement: string, then: (item: Item) => Promise<void>) => async () => {
  const item = await send(stage, at);
  await meanwhile(
    `the step ${at}`,
    once(at, () => stage.postgres.cutAnswerToCommit(statement)),
  );
  await waitFor("the answer to be lost", () => stage.postgres.struck);
  await stage.failed();
  await then(item);
  await settled(stage, item);
};

/** The same for the claim of a lane: nobody knows that it was made. */
const claimLost = (at: Failpoint | undefined) => async () => {
  const item = await send(stage, "C");
  const lose = () => stage.postgres.cutAnswerToCommit('returning "name", "epoch"');
  if (at) await meanwhile(`the step ${at}`, once(at, lose));
  else lose();
  await waitFor("the answer to be lost", async () => {
    if (!stage.postgres.struck) await nudge();
    return stage.postgres.struck;
  });
  await endLeases(owner);
  await settled(stage, item);
};

eachStep("C", {
  I1: claimLost(undefined),
  I5: lostAt("I5", 'insert into "inbound_files"', async (item) => {
    expect(await recordsOf(item)).toMatchObject([{ state: "claimed", attempts: 1 }]);
  }),
  I8: lostAt("I8", 'copy "messages"', async (item) => {
    expect(await recordsOf(item)).toMatchObject([{ state: "stored" }]);
    expect(await untouched(stage, item)).toBe(true);
  }),
  enqueue: lostAt("enqueue", 'insert into "audit_heads"', stored),
  I10: lostAt("I10", "set state = 'disposed'", async (item) => {
    expect(await recordsOf(item)).toMatchObject([{ state: "disposed" }]);
  }),
  O1: claimLost("I9"),
  intent: lostAt("intent", 'update "messages" set', intended),
  O12: lostAt("O12", 'update "messages" set', async (item) => {
    expect(await rowsOf(item)).toMatchObject([{ state: "delivered" }]);
  }),
});
