import { afterEach, expect } from "vitest";
import type { Failpoint } from "~/engine/transports/failpoint";
import { endLeases } from "~/tests/support/leases";
import { eachStep } from "./matrix";
import { arrival, meanwhile, send, settled, useStage } from "./stage";
import { useWorkers } from "./workers";

const stage = useStage();
/** One worker behind the wire to the database; the others, in this process, are not. */
const workers = useWorkers(() => stage.databaseUrl(stage.postgres));
afterEach(() => stage.rest());

/**
 * A worker that still reaches the far ends hears nothing from the database any more. Another one takes over and does the
 * work; then what the old one had sent arrives after all.
 */
const cutOffAt =
  (at: Failpoint, how: { inDoubt?: boolean; leftovers?: boolean } = {}) =>
  async () => {
    const old = await workers.arm(at, "stand");
    const item = await send(stage, at);
    await meanwhile(`the old worker at ${at}`, workers.reached());
    stage.postgres.freeze(true);
    await endLeases(old.owner);
    old.tell({ kind: "go on" });
    stage.work("wrk_new");
    const before = await arrival(stage, item);
    stage.postgres.mend();
    await stage.rest();
    // It has heard of the end when it takes its lanes again.
    const row = await settled(stage, item, how);
    expect(row.deliveryEpoch).toBe(before.deliveryEpoch);
  };

eachStep("P", {
  I1: cutOffAt("I1"),
  I3: cutOffAt("I3"),
  I5: cutOffAt("I5"),
  I6: cutOffAt("I6"),
  map: cutOffAt("map"),
  I8: cutOffAt("I8"),
  I9: cutOffAt("I9", { leftovers: true }),
  I10: cutOffAt("I10", { leftovers: true }),
  O1: cutOffAt("O1"),
  O6: cutOffAt("O6", { leftovers: true }),
  intent: cutOffAt("intent", { leftovers: true }),
  O9: cutOffAt("O9", { inDoubt: true }),
  O12: cutOffAt("O12"),
});
