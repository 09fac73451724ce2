import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { database } from "~/db/client";
import { verifyAudit } from "~/db/queries/verify-audit";
import { auditEvents } from "~/db/schema/operations";
import { withTransaction } from "~/db/transaction";
import { expireLeases } from "~/tests/support/leases";
import { waitFor } from "~/tests/support/wait-for";
import { eachFault } from "./matrix";
import {
  arrival,
  type Item,
  meanwhile,
  nudge,
  once,
  recordsOf,
  rowsOf,
  send,
  settled,
  untouched,
  useStage,
} from "./stage";
import { useWorkers } from "./workers";

const stage = useStage({ overWire: true });
const workers = useWorkers(() => stage.databaseUrl());
let direct: postgres.Sql;
beforeAll(() => {
  direct = postgres(stage.databaseUrl(), { max: 2, onnotice: () => undefined });
});
beforeEach(() => stage.afresh());
afterAll(() => direct.end());

/** While `scene` runs, every append to the connection's chain waits for the head of the chain. */
async function whileHeadIsHeld(scene: () => Promise<void>): Promise<void> {
  await direct.begin(async (tx) => {
    await tx`select 1 from audit_heads where chain = ${stage.id} for update`;
    await scene();
  });
}
const appending = () =>
  waitFor("somebody to wait for the head", async () => {
    const [row] = await direct`select pid from pg_stat_activity where datname = current_database()
      and wait_event_type = 'Lock' and query like '%audit_heads%'`;
    return row as { pid: number } | undefined;
  });

/** The message that was about to be stored is not, its record is as it was before, and its file is where it was. */
const undone = async (item: Item) => {
  expect(await rowsOf(item)).toEqual([]);
  expect(await recordsOf(item)).toMatchObject([{ state: "claimed" }]);
  expect(await untouched(stage, item)).toBe(true);
  expect(await verifyAudit(stage.id)).toMatchObject({ ok: true });
};

/** The trail takes nothing, for this reason; the message is stored when it does again. */
const refusedWith = (code: string) => async () => {
  stage.work();
  stage.quiet();
  await direct.unsafe(`
    create or replace function refuse() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = '${code}'; end $$;
    create trigger refused before insert on audit_events execute function refuse();`);
  const item = await send(stage, "A");
  await meanwhile("the refusal", stage.failed());
  await undone(item);
  await direct.unsafe("drop trigger refused on audit_events");
  await settled(stage, item);
  await stage.rest();
};

eachFault("audit", {
  K: async () => {
    const worker = await workers.current();
    await settled(stage, await send(stage, "A"));
    const item = await send(stage, "A");
    await whileHeadIsHeld(async () => {
      await nudge();
      await appending();
      worker.process.kill("SIGKILL");
      await worker.ended;
    });
    await waitFor(
      "its session to end",
      async () =>
        (
          await direct`select 1 from pg_stat_activity
      where datname = current_database() and application_name = ${worker.owner} and state <> 'idle'`
        ).length === 0,
    );
    await undone(item);
    await workers.replace();
    await settled(stage, item);
    await workers.dismiss();
  },
  T: refusedWith("P0001"),
  D: async () => {
    stage.work();
    const item = await send(stage, "A");
    await whileHeadIsHeld(async () => {
      await nudge();
      const { pid } = await appending();
      stage.postgres.refuse(true);
      await direct`select pg_terminate_backend(${pid})`;
    });
    stage.postgres.mend();
    await waitFor("the leases to be over", () =>
      expireLeases("wrk_test").then(
        () => true,
        () => undefined,
      ),
    );
    await undone(item);
    await settled(stage, item);
    await stage.rest();
  },
  C: async () => {
    stage.work();
    const item = await send(stage, "A");
    await meanwhile(
      "the step I8",
      once("I8", () => stage.postgres.cutAnswerToCommit('copy "audit_events"')),
    );
    await waitFor("the answer to be lost", () => stage.postgres.struck);
    const row = await arrival(stage, item);
    const events = await database().select().from(auditEvents).where(eq(auditEvents.objectId, row.id));
    expect(events.filter(({ action }) => action === "message.received")).toHaveLength(1);
    await settled(stage, item);
    await stage.rest();
  },
  F: refusedWith("53100"),
  S: async () => {
    for (const aheadMs of [3_600_000, -3_600_000]) {
      (await workers.current()).tell({ kind: "clock", aheadMs });
      await settled(stage, await send(stage, "A"));
    }
    await workers.dismiss();
    const [row] = await database().execute(sql`
      select bool_and(at > now() - interval '10 minutes' and at <= now()) as honest,
        bool_and(at >= before) as ordered
      from (select at, coalesce(lag(at) over (order by seq), at) as before from audit_events
        where chain = ${stage.id}) events`);
    expect(row).toEqual({ honest: true, ordered: true });
  },
  X: async () => {
    const append = (n: number) =>
      withTransaction(async (tx) =>
        tx.audit({
          chain: stage.id,
          actor: `worker ${n}`,
          action: "test.append",
          objectId: String(n),
          outcome: "done",
        }),
      );
    const [before] = await database().execute(sql`select seq::int from audit_heads where chain = ${stage.id}`);
    await Promise.all(Array.from({ length: 12 }, (_, n) => append(n)));
    const [after] = await database().execute(sql`select seq::int from audit_heads where chain = ${stage.id}`);
    expect(Number(after?.seq)).toBe(Number(before?.seq) + 12);
    expect(await verifyAudit(stage.id)).toMatchObject({ ok: true });
  },
});
