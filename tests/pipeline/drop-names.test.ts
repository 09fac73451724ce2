import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { endpoints } from "~/db/schema/connections";
import { dropSequences } from "~/db/schema/transports";
import { withTransaction } from "~/db/transaction";
import { armFailpoints, type Failpoint } from "~/engine/transports/failpoint";
import { useDatabase } from "../support/database";
import {
  hopsOf,
  hurry,
  type MessageRow,
  messagesOf,
  orderText,
  putFile,
  useLiveConnection,
} from "../support/live-connection";
import { waitFor } from "../support/wait-for";

useDatabase();
const live = useLiveConnection({
  dropNames: "{connection}/{type}_{date:yyyyMMdd}_{sequence:4}.hl7",
  makeFolders: true,
  dropSign: "{stem}.ok",
});
afterEach(() => armFailpoints(undefined));

const text = (id: string) => orderText({ placer: `P${id}`, control: `C${id}` });
const delivered = (name: string) =>
  waitFor(
    `${name} to be delivered`,
    async () => {
      await hurry();
      const [row] = await messagesOf(name, 1);
      return row?.state === "delivered" ? row : undefined;
    },
    25_000,
  );
const numberOf = ({ dropName }: MessageRow) => Number(/_(\d{4})\.hl7$/.exec(dropName ?? "")?.[1]);
const lastNumber = async () => (await database().select().from(dropSequences))[0]?.last ?? 0;
const there = async () => (await readdir(join(live.lis.folder, "out", live.facility))).sort();

describe("files that are dropped by a pattern", () => {
  test("get the next numbers of their folder, each with its sign", async () => {
    const names = Array.from({ length: 12 }, (_, i) => `many-${String(i).padStart(2, "0")}.hl7`);
    for (const name of names) await putFile(live.emr, name, text(name.slice(5, 7)));
    const rows = await Promise.all(names.map(delivered));
    expect(rows.map(numberOf).sort((a, b) => a - b)).toEqual(names.map((_, i) => i + 1));
    const files = rows.map((row) => (row.dropName ?? "").split("/")[1] ?? "");
    expect(files[0]).toMatch(/^O.._\d{8}_\d{4}\.hl7$/);
    expect(await there()).toEqual([...files, ...files.map((file) => file.replace(".hl7", ".ok"))].sort());
    const hops = await hopsOf(rows[0]?.id ?? "");
    expect(hops.find(({ hop }) => hop === "delivered")?.detail).toContain(rows[0]?.dropName ?? "none");
  });

  const points: Failpoint[] = ["O3", "O6", "intent", "O9", "O10", "O12"];
  test.each(points)("keep their name after a failure at %s, and no number is left out", async (point) => {
    const before = await lastNumber();
    let fired = false;
    armFailpoints((at) => {
      if (fired || at !== point) return undefined;
      fired = true;
      throw new Error(`failpoint ${at}`);
    });
    await putFile(live.emr, `at-${point}.hl7`, text(point));
    const row = await delivered(`at-${point}.hl7`);
    expect(fired).toBe(true);
    expect(numberOf(row)).toBe(before + 1);
    expect(await lastNumber()).toBe(before + 1);
    const arrived = live.lis.server.log
      .all()
      .filter(({ operation, to, ok }) => operation === "rename" && ok && to === `/out/${row.dropName}`);
    expect(arrived).toHaveLength(1);
  });

  test.each(["before", "after"] as const)("keep it when the connection is cut %s the rename", async (when) => {
    const before = await lastNumber();
    live.lis.server.quirks.dropConnectionDuring("rename", when);
    await putFile(live.emr, `cut-${when}.hl7`, text(when.toUpperCase()));
    expect(numberOf(await delivered(`cut-${when}.hl7`))).toBe(before + 1);
  });

  test("keep it when the pattern changes between two tries", async () => {
    const before = await lastNumber();
    live.lis.server.quirks.dropConnectionDuring("rename", "after");
    await putFile(live.emr, "changed.hl7", text("CHANGED"));
    await waitFor("its first try", async () => (await lastNumber()) > before, 25_000);
    await withTransaction(async (tx) => {
      await tx.db.update(endpoints).set({ reach: sql`${endpoints.reach} || '{"dropNames": "new_{sequence}.hl7"}'` });
    });
    const row = await delivered("changed.hl7");
    expect(row.dropName?.startsWith(`${live.facility}/`)).toBe(true);
    expect((await there()).filter((name) => name === row.dropName?.split("/")[1])).toHaveLength(1);
    await putFile(live.emr, "next.hl7", text("NEXT"));
    expect((await delivered("next.hl7")).dropName).toBe(`new_${before + 2}.hl7`);
  });
});
