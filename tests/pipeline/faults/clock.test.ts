import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { database } from "~/db/client";
import { withTransaction } from "~/db/transaction";
import { expireLeases } from "~/tests/support/leases";
import { waitFor } from "~/tests/support/wait-for";
import { eachStep, type Scene } from "./matrix";
import { arrival, meanwhile, nudge, recordsOf, rowsOf, send, settled, untouched, useStage } from "./stage";
import { useWorkers } from "./workers";

const stage = useStage();
const workers = useWorkers(() => stage.databaseUrl());
const hour = 3_600_000;

/** With the worker's clock an hour ahead, and an hour behind. */
const both =
  (scene: (aheadMs: number) => Promise<void>): Scene =>
  async () => {
    for (const aheadMs of [hour, -hour]) {
      (await workers.current()).tell({ kind: "clock", aheadMs });
      await scene(aheadMs);
    }
    (await workers.current()).tell({ kind: "clock", aheadMs: 0 });
  };
/** Nobody helps a message whose time has not come. */
const unaided = { lanesOnly: true };

const completion = (how: "stable" | "renamed") =>
  withTransaction((tx) =>
    tx.db.execute(sql`update endpoints set reach = jsonb_set(reach, '{completion}', to_jsonb(${how}::text))`),
  );

/** Somebody else has the intake, as from now. */
const lease = (owner: string) =>
  waitFor("the intake to be free", () =>
    withTransaction(async (tx) => {
      const rows = await tx.db.execute(sql`update lanes set owner = ${owner}, epoch = epoch + 1, next_run_at = now(),
        expires_at = now() + interval '30 seconds'
        where name like 'intake/%' and next_run_at < now() + interval '30 days' and owner is null returning name`);
      return rows.length > 0;
    }),
  );
const lastRun = async () =>
  (await database().execute(sql`select max(last_run_at)::text as at from lanes where name like 'deliver/%'`))[0]?.at;

eachStep("S", {
  I1: both(async () => {
    await settled(stage, await send(stage), unaided);
    await lease("wrk_other");
    const item = await send(stage);
    const before = await lastRun();
    await nudge({ only: "deliver/" });
    await waitFor("the worker to look for lanes", async () => (await lastRun()) !== before);
    expect(await recordsOf(item)).toEqual([]);
    expect(await untouched(stage, item)).toBe(true);
    await expireLeases("wrk_other");
    await settled(stage, item, unaided);
  }),
  I3: both(async (aheadMs) => {
    await completion("stable");
    const item = await send(stage);
    const at = new Date(Date.now() - aheadMs);
    await utimes(join(stage.emr.folder, "in", item.name), at, at);
    await settled(stage, item, unaided);
    await completion("renamed");
  }),
  I7: both(async (aheadMs) => {
    const worker = await workers.arm("I7", "stand");
    const item = await send(stage);
    await meanwhile("the worker at I7", workers.reached());
    worker.tell({ kind: "clock", aheadMs: -aheadMs });
    worker.tell({ kind: "go on" });
    await settled(stage, item, unaided);
    expect(await recordsOf(item)).toMatchObject([{ attempts: 1 }]);
  }),
  I10: both(async (aheadMs) => {
    await workers.arm("I10", "die");
    const item = await send(stage);
    await meanwhile("the death at I10", workers.reached());
    await workers.replace();
    (await workers.current()).tell({ kind: "clock", aheadMs });
    await settled(stage, item, unaided);
  }),
  O1: both(async () => {
    const item = await send(stage);
    const row = await arrival(stage, item, unaided);
    expect(Math.abs((row.deliveredAt?.getTime() ?? 0) - Date.now())).toBeLessThan(hour / 2);
    await settled(stage, item, unaided);
    expect(await rowsOf(item)).toMatchObject([{ attempts: 1 }]);
  }),
});
