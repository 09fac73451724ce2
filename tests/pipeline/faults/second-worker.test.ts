import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import type { Failpoint } from "~/engine/transports/failpoint";
import { orderText } from "~/tests/support/connect-practice";
import { endLeases } from "~/tests/support/leases";
import { waitFor } from "~/tests/support/wait-for";
import { eachStep } from "./matrix";
import { arrival, door, type Item, meanwhile, nudge, once, recordsOf, rowsOf, send, settled, useStage } from "./stage";

const stage = useStage();
afterEach(() => stage.rest());

/** A worker stands still at a point beyond its lease, until `goOn`; another one works meanwhile. */
async function overtakenAt(at: Failpoint): Promise<{ item: Item; goOn: () => void }> {
  const item = await send(stage, at);
  const stand = door();
  const old = `wrk_old_${at}`;
  const reached = once(at, () => stand.opened);
  stage.work(old);
  await meanwhile(`the old worker at ${at}`, reached);
  // Inside of a transaction it holds its lane until the database ends that.
  await endLeases(old);
  stage.work(`wrk_new_${at}`);
  return { item, goOn: stand.open };
}

const overtaken =
  (at: Failpoint, how: { leftovers?: boolean } = {}) =>
  async () => {
    const { item, goOn } = await overtakenAt(at);
    const before = await arrival(stage, item);
    goOn();
    await stage.rest();
    expect(await settled(stage, item, how)).toMatchObject({ deliveryEpoch: before.deliveryEpoch });
  };

eachStep("X", {
  I1: overtaken("I1"),
  I3: overtaken("I3"),
  I5: async () => {
    const { item, goOn } = await overtakenAt("I5");
    await arrival(stage, item);
    goOn();
    await stage.rest();
    await settled(stage, item);
    expect(await recordsOf(item)).toHaveLength(1);
  },
  I6: overtaken("I6"),
  map: overtaken("map"),
  I8: overtaken("I8"),
  I9: async () => {
    const { item, goOn } = await overtakenAt("I9");
    await arrival(stage, item);
    // Before the old worker goes on, the practice has sent another order, which looks the same from outside.
    const [file] = await recordsOf(item);
    const path = join(stage.emr.folder, "in", item.name);
    const placer = `Z${item.placer.slice(1)}`;
    const other = orderText({
      placer,
      control: `Z${item.placer}`.slice(0, 1) + `C${item.placer}`.slice(1),
      seed: item.placer,
    });
    await writeFile(path, other);
    await utimes(path, file?.mtime ?? 0, file?.mtime ?? 0);
    expect(other.length).toBe(file?.size);
    goOn();
    const rows = await waitFor("the other order to arrive", async () => {
      await nudge();
      const all = await rowsOf(item);
      return all.length === 2 && all.every((row) => row.state === "delivered") && all;
    });
    expect(rows.map((row) => row.placerOrderNumber).sort()).toEqual([item.placer, placer].sort());
  },
  I10: overtaken("I10"),
  O1: overtaken("O1"),
  O6: overtaken("O6", { leftovers: true }),
  intent: overtaken("intent"),
  O9: overtaken("O9"),
  O12: overtaken("O12"),
});
