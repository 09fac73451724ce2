import { asc, eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect } from "vitest";
import { database } from "~/db/client";
import { claimReplay } from "~/db/queries/replay-jobs";
import { configurationVersions, connections } from "~/db/schema/connections";
import { replayItems, replayJobs } from "~/db/schema/replays";
import { withTransaction } from "~/db/transaction";
import { startReplays } from "~/engine/pipeline/replay-runner";
import { orderText } from "~/tests/support/connect-practice";
import { demoActor } from "~/tests/support/demo-lab";
import { endLeases } from "~/tests/support/leases";
import { waitFor } from "~/tests/support/wait-for";
import { startWire, type Wire } from "~/tests/support/wire";
import { planReplay } from "~/workflows/message/replay-jobs";
import { eachFault } from "./matrix";
import { balanced, door, hopsOf, type Item, nudge, once, rowsOf, send, useStage } from "./stage";
import { useWorkers } from "./workers";

const stage = useStage({ overWire: true });
let theirs: Wire;
beforeAll(async () => {
  theirs = await startWire(Number(new URL(stage.databaseUrl()).port));
});
const workers = useWorkers(() => stage.databaseUrl(theirs));
let direct: postgres.Sql;
let runner: ReturnType<typeof startReplays>;
beforeAll(() => {
  direct = postgres(stage.databaseUrl(), { max: 1, onnotice: () => undefined });
  stage.work();
  runner = startReplays("wrk_runner", () => undefined);
});
afterAll(async () => {
  await runner.stop();
  await direct.end();
  theirs.close();
});

let made = 0;
type Job = { id: string; item: Item };

/** Two orders that were held for a code nobody had mapped, mapped since, and a job that replays them. */
async function job(): Promise<Job> {
  const code = `EMR-SET${++made}`;
  const from = new Date();
  const item = await send(stage, "S", (placer) =>
    [1, 2].map((n) => orderText({ placer: `${placer}-${n}`, control: `C${placer}-${n}`, code })).join(""),
  );
  await waitFor("the orders to be held", async () => {
    await nudge();
    const rows = await rowsOf(item);
    return rows.length === 2 && rows.every((row) => row.state === "held");
  });
  await withTransaction(async (tx) => {
    const rows = await tx.db
      .select()
      .from(configurationVersions)
      .where(eq(configurationVersions.connectionId, stage.id));
    const newest = rows.reduce((a, b) => (b.version > a.version ? b : a));
    const version = newest.version + 1;
    const codeMap = [...newest.codeMap, { labCode: "TSH", emrCode: code }];
    await tx.db.insert(configurationVersions).values({ ...newest, version, codeMap });
    await tx.db.update(connections).set({ configurationVersion: version }).where(eq(connections.id, stage.id));
  });
  const filter = { reasonCode: "code-not-mapped", from, to: new Date() };
  const plan = { action: "replay" as const, filter, chosen: "as the test says", reason: "the test", rate: 1_000 };
  const planned = await planReplay(await demoActor("engineer"), plan, crypto.randomUUID());
  if (planned.kind !== "done") throw new Error(JSON.stringify(planned));
  return { id: planned.id, item };
}

/** What a failed runner, or the lease of a dead one, makes the next one wait for is over. */
const free = (id: string) =>
  waitFor("the database", () =>
    withTransaction(async (tx) => {
      await tx.db.update(replayJobs).set({ expiresAt: sql`now() - interval '1 second'` }).where(eq(replayJobs.id, id));
      return true;
    }).catch(() => false),
  );
const items = (id: string) =>
  database().select().from(replayItems).where(eq(replayItems.jobId, id)).orderBy(asc(replayItems.position));

/** The job ends, and each of its messages was replayed once and delivered once. */
async function replayed({ id, item }: Job): Promise<void> {
  await waitFor("the job to end", async () => {
    await runner.wake();
    const [row] = await database().select().from(replayJobs).where(eq(replayJobs.id, id));
    return row?.state === "finished";
  });
  expect((await items(id)).map(({ outcome }) => outcome)).toEqual(["sent", "sent"]);
  const rows = await waitFor("the orders to arrive", async () => {
    await nudge();
    const found = await rowsOf(item);
    return found.every((row) => row.state === "delivered") && found;
  });
  for (const row of rows) {
    expect(await hopsOf(row.id, "replayed")).toHaveLength(1);
    const renames = stage.lis.server.log.done("rename").filter(({ to }) => to === `/out/${row.outboundName}`);
    expect(renames).toHaveLength(1);
  }
  await balanced(stage);
}

/** Runs the job until it has reached the point at which this happens, and its runner has failed. */
async function failingAt(at: "R1" | "R2", what: () => void | Promise<void>, { id }: Job): Promise<void> {
  const reached = once(at, what);
  await runner.wake();
  await reached;
  await waitFor("the runner to have failed", async () => {
    const rows = await database()
      .select()
      .from(replayJobs)
      .where(eq(replayJobs.id, id))
      .catch(() => []);
    return stage.postgres.struck || rows[0]?.owner === null || stage.postgres.refusing;
  });
}

eachFault("replay", {
  K: async () => {
    const one = await job();
    const worker = await workers.arm("R2", "die");
    await withTransaction(async (tx) => tx.notify("replays"));
    await workers.reached();
    expect(await worker.ended).toBe("SIGKILL");
    expect((await items(one.id)).map(({ outcome, attempts }) => ({ outcome, attempts }))).toEqual([
      { outcome: null, attempts: 1 },
      { outcome: null, attempts: 0 },
    ]);
    await workers.dismiss();
    await replayed(one);
  },
  T: async () => {
    const one = await job();
    await failingAt(
      "R1",
      () => {
        throw new Error("a fault of ours");
      },
      one,
    );
    await free(one.id);
    await replayed(one);
  },
  D: async () => {
    const one = await job();
    await failingAt(
      "R2",
      async () => {
        await direct`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`;
        stage.postgres.refuse(true);
      },
      one,
    );
    stage.postgres.mend();
    await free(one.id);
    expect((await items(one.id))[0]).toMatchObject({ outcome: null, attempts: 1 });
    await replayed(one);
  },
  C: async () => {
    const one = await job();
    await failingAt("R1", () => stage.postgres.cutAnswerToCommit('update "replay_items" set "outcome"'), one);
    await waitFor("the answer to be lost", () => stage.postgres.struck);
    await waitFor("the item", async () => (await items(one.id))[0]?.outcome === "sent");
    await free(one.id);
    await replayed(one);
    expect((await items(one.id)).map(({ attempts }) => attempts)).toEqual([1, 1]);
  },
  F: async () => {
    const one = await job();
    await direct.unsafe(`
      create function no_room() returns trigger language plpgsql as $$ begin raise exception 'full' using errcode = '53100'; end $$`);
    await failingAt(
      "R1",
      async () =>
        void (await direct.unsafe("create trigger full_disk before update on replay_items execute function no_room()")),
      one,
    );
    expect((await items(one.id))[0]).toMatchObject({ outcome: null, attempts: 1 });
    await direct.unsafe("drop trigger full_disk on replay_items");
    await free(one.id);
    await replayed(one);
  },
  P: async () => {
    const one = await job();
    const old = await workers.arm("R1", "stand");
    await withTransaction(async (tx) => tx.notify("replays"));
    await workers.reached();
    theirs.freeze(true);
    await endLeases(old.owner);
    old.tell({ kind: "go on" });
    await replayed(one);
    theirs.mend();
    await replayed(one);
    await workers.dismiss();
  },
  X: async () => {
    const one = await job();
    const stand = door();
    const reached = once("R1", () => stand.opened);
    await runner.wake();
    await reached;
    expect(await claimReplay("wrk_other", one.id)).toBeUndefined();
    stand.open();
    await replayed(one);
    expect((await items(one.id)).map(({ attempts }) => attempts)).toEqual([1, 1]);
  },
});
