import { eq, type SQL, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { newMessageId } from "~/db/ids";
import { insertRows } from "~/db/insert-rows";
import { type OldCodeFilter, oldCodes, oldCodesQuery } from "~/db/queries/old-codes";
import { tests } from "~/db/schema/compendium";
import { guardedTests } from "~/db/schema/guarded";
import { syncs } from "~/db/schema/sync";
import { withTransaction } from "~/db/transaction";
import type { CodeReason, GuardOutcome } from "~/engine/mapping";
import { seedDemo } from "~/server/demo/seed";
import { nextStepFor } from "~/workflows/order/old-codes";
import { useDatabase } from "../support/database";
import { approvedConnection } from "../support/demo-lab";

useDatabase();
let id: string;
const dayMs = 86_400_000;
const all: OldCodeFilter = { days: 30, reason: "discontinued", outcome: null, search: "", limit: 50, offset: 0 };

type Seen = { code: string; outcome: GuardOutcome; reason?: CodeReason; daysAgo?: number; testRunId?: string };

/** Orders as the pipe leaves them behind. */
async function seen(list: readonly Seen[], connectionId = id): Promise<void> {
  await withTransaction((tx) =>
    insertRows(
      tx.db,
      guardedTests,
      list.map(({ code, outcome, reason = "discontinued", daysAgo = 1, testRunId }, i) => {
        const receivedAt = new Date(Date.now() - daysAgo * dayMs - i * 1_000);
        return {
          messageId: newMessageId(receivedAt.getTime()),
          position: 0,
          receivedAt,
          connectionId,
          testRunId: testRunId ?? null,
          placerOrderNumber: null,
          emrCode: `EMR-${code}`,
          labCode: code,
          reason,
          outcome,
          putCode: outcome === "substituted" ? "CMP" : null,
          words: "seen",
        };
      }),
    ),
  );
}

beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  id = await approvedConnection();
  await withTransaction(async (tx) => {
    await tx.db.update(tests).set({ status: "discontinued", replacementCode: "CMP" }).where(eq(tests.code, "TSH"));
  });
  await seen([
    { code: "TSH", outcome: "held" },
    { code: "TSH", outcome: "substituted" },
    { code: "TSH", outcome: "substituted" },
    { code: "TSH", outcome: "held", daysAgo: 60 },
    { code: "TSH", outcome: "held", testRunId: "run_1" },
    { code: "CBC", outcome: "passed", reason: "notOffered", daysAgo: 2 },
  ]);
});

describe("who still orders an old code", () => {
  test("is counted by practice and code, with what replaces it; tests do not count", async () => {
    expect(await oldCodes(all)).toMatchObject([
      { connectionId: id, code: "TSH", emrCode: "EMR-TSH", replacement: "CMP", orders: 3, held: 1, substituted: 2 },
    ]);
    expect(await oldCodes({ ...all, days: 90 })).toMatchObject([{ orders: 4, held: 2, total: 1 }]);
  });

  test("can be asked for other reasons and outcomes, searched and paged", async () => {
    expect((await oldCodes({ ...all, reason: "all" })).map(({ code }) => code)).toEqual(["TSH", "CBC"]);
    expect((await oldCodes({ ...all, reason: "notOffered" })).map(({ passed }) => passed)).toEqual([1]);
    expect((await oldCodes({ ...all, reason: "all", outcome: "passed" })).map(({ code }) => code)).toEqual(["CBC"]);
    expect(await oldCodes({ ...all, search: "nobody" })).toEqual([]);
    expect((await oldCodes({ ...all, search: "emr-ts" })).length).toBe(1);
    expect(await oldCodes({ ...all, reason: "all", limit: 1, offset: 1 })).toMatchObject([{ code: "CBC", total: 2 }]);
    expect(await oldCodes({ ...all, connectionId: "con_other" })).toEqual([]);
  });

  test("says which update the EMR has of it, and what is next", async () => {
    const [before] = await oldCodes(all);
    if (!before) throw new Error("Nothing was seen.");
    expect(nextStepFor(before)).toMatchObject({ told: "Never told", href: `/sync/connections/${id}` });
    await withTransaction(async (tx) => {
      await tx.db.insert(syncs).values({
        id: "syn_old",
        connectionId: id,
        release: 1,
        whole: false,
        format: "csv",
        way: "link",
        state: "sent",
        changes: { remove: { test: ["TSH"] } },
        changeCount: 1,
        dueOn: "2026-12-01",
      });
    });
    const [sent] = await oldCodes(all);
    if (!sent) throw new Error("Nothing was seen.");
    expect(sent).toMatchObject({ syncId: "syn_old", syncState: "sent" });
    expect(nextStepFor(sent)).toMatchObject({ label: "Remind or confirm", href: "/sync/syn_old" });
    expect(nextStepFor({ ...sent, syncState: "acknowledged" }).href).toBe(`/connections/${id}/conversation`);
  });
});

test("among many orders the window, and a practice's own, are found by an index", async () => {
  const many = Array.from({ length: 4_000 }, (_, i) => i);
  for (const connection of ["con_one", "con_two", "con_three"]) {
    const list = many.map((i): Seen => ({ code: `T${i % 50}`, outcome: "held", daysAgo: 40 + (i % 320) }));
    await seen(list, connection);
  }
  await database().execute(sql`analyze guarded_tests`);
  const plan = async (query: SQL) =>
    (await database().execute(sql`explain ${query}`)).map((row) => String(row["QUERY PLAN"])).join("\n");
  expect(await plan(oldCodesQuery(all))).toContain("guarded_tests_received");
  const own = await plan(oldCodesQuery({ ...all, days: 400, connectionId: id }));
  expect(own).toMatch(/guarded_tests_(code|received)/);
  expect(own).not.toContain("Seq Scan on guarded_tests");
});
