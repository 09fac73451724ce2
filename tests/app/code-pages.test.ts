import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { downloadOldCodes, loadOldCodes, oldCodesOf } from "~/app/server/old-codes.server";
import { downloadOrderability, loadOrderability } from "~/app/server/orderability.server";
import { newMessageId } from "~/db/ids";
import { codeStandings } from "~/db/schema/code-proofs";
import { guardedTests } from "~/db/schema/guarded";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { runProofs } from "~/workflows/connection/code-proofs";
import { asks, statusOf } from "../support/asks";
import { useDatabase } from "../support/database";
import { testedConnection } from "../support/tested-connection";

useDatabase();
let id: string;
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  ({ id } = await testedConnection());
  await runProofs();
});

const who = ["labops", "sales", "pm", "engineer"] as const;
const fails = (code: string, reason: string) =>
  withTransaction((tx) => tx.db.update(codeStandings).set({ ok: false, reason }).where(eq(codeStandings.code, code)));

describe("the picture of codes and connections", () => {
  test("shows what is proven, what fails and why, and what is not offered", async () => {
    await fails("TSH", "It has no place.");
    const { connections, rows } = await loadOrderability(await asks({ who: "labops" }));
    expect(connections[0]).toMatchObject({ id, failing: 1 });
    const cells = new Map(rows.map((row) => [row.code, row.cells[0]]));
    const standing = ["CMP", "PWELL", "TSH", "CBC"].map((code) => cells.get(code)?.standing);
    expect(standing).toEqual(["proven", "proven", "failing", "none"]);
    expect(cells.get("TSH")?.reason).toBe("It has no place.");
    const failing = await loadOrderability(await asks({ who: "engineer", query: "?show=failing" }));
    expect(failing.rows.map(({ code }) => code)).toEqual(["TSH"]);
    expect((await loadOrderability(await asks({ who: "engineer", query: "?q=nothing" }))).rows).toEqual([]);
  });

  test("says of a code that has changed since that its proof is of before", async () => {
    await withTransaction((tx) =>
      tx.db.update(codeStandings).set({ revision: 0 }).where(eq(codeStandings.code, "CMP")),
    );
    const { rows } = await loadOrderability(await asks({ who: "labops", query: "?q=CMP" }));
    expect(rows[0]?.cells[0]).toEqual({ standing: "older", reason: "Proven before the compendium changed." });
  });

  test("comes down as CSV, and is not for a practice", async () => {
    const csv = await (await downloadOrderability(await asks({ who: "labops", query: "?show=failing" }))).text();
    expect(csv.trim().split("\r\n")).toHaveLength(2);
    expect(csv).toContain("TSH");
    expect(await statusOf(loadOrderability(await asks({ who: "provider" })))).toBe(403);
    expect(await statusOf(downloadOrderability(await asks({ who: "provider" })))).toBe(403);
  });
});

describe("the list of old codes", () => {
  beforeAll(() =>
    withTransaction(async (tx) => {
      const receivedAt = new Date();
      await tx.db.insert(guardedTests).values({
        messageId: newMessageId(receivedAt.getTime()),
        position: 0,
        receivedAt,
        connectionId: id,
        emrCode: "=CMD()",
        labCode: "TSH",
        reason: "discontinued",
        outcome: "held",
        words: "The lab no longer does TSH.",
      });
    }),
  );

  test.each(who)("can be read by %s, with what to do next", async (account) => {
    const { rows } = await loadOldCodes(await asks({ who: account }));
    expect(rows).toMatchObject([
      { code: "TSH", held: 1, label: expect.stringMatching(/./), href: expect.stringMatching(/^\//) },
    ]);
  });

  test("comes down as CSV in which no code becomes a formula, and is not for a practice", async () => {
    const csv = await (await downloadOldCodes(await asks({ who: "sales" }))).text();
    expect(csv).toContain("TSH");
    expect(csv).not.toMatch(/,"?=CMD/);
    expect(await statusOf(loadOldCodes(await asks({ who: "provider" })))).toBe(403);
    expect(await statusOf(downloadOldCodes(await asks({ who: "provider" })))).toBe(403);
  });

  test("a practice sees its own", async () => {
    expect(await oldCodesOf(id)).toMatchObject([{ orders: 1, held: 1, substituted: 0 }]);
    expect(await oldCodesOf("con_other")).toEqual([]);
  });
});
