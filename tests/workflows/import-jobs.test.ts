import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { actOnImport, actOnImports, loadImport } from "~/app/server/compendium-import.server";
import { database } from "~/db/client";
import { draftChanges } from "~/db/schema/compendium";
import { compendiumImports, importFiles } from "~/db/schema/imports";
import { withTransaction } from "~/db/transaction";
import { seedDemo } from "~/server/demo/seed";
import { discardDraft } from "~/workflows/compendium/draft";
import {
  cancelImport,
  findImport,
  forgetImports,
  keptDays,
  lookAgain,
  startImport,
  takeImport,
} from "~/workflows/compendium/import-jobs";
import { readMatch } from "~/workflows/compendium/import-layouts";
import { runImports } from "~/workflows/compendium/import-runner";
import { asks, statusOf } from "../support/asks";
import { changeAndPublish, draftVersion, itemInForce } from "../support/compendium";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";

useDatabase();
const labOps = () => demoActor("labops");
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  await discardDraft(await labOps(), await draftVersion());
});

async function looked(text: string): Promise<string> {
  const started = await startImport(await labOps(), { name: "prices.csv", bytes: Buffer.from(text) });
  if (started.kind !== "done") throw new Error(started.kind);
  await runImports("one");
  return started.id;
}
const drafted = () => database().$count(draftChanges);
const fileOf = (id: string) => database().select().from(importFiles).where(eq(importFiles.importId, id));

describe("an import", () => {
  test("is looked at by a worker, and then goes into the draft with its reason; its file is forgotten", async () => {
    const id = await looked("Code,List price\nGLU,7.77\nALT,8.88\n");
    expect(await findImport(id)).toMatchObject({
      state: "looked",
      look: { total: 2, counts: { change: 2 }, findings: [] },
      columns: { head: ["Code", "List price"] },
    });
    expect(await drafted()).toBe(0);
    expect(await takeImport(await labOps(), id, "Price list of January")).toEqual({ kind: "done", id });
    expect(await findImport(id)).toMatchObject({ state: "importing" });
    await runImports("one");
    expect(await findImport(id)).toMatchObject({ state: "imported", changed: 2, owner: null });
    const rows = await database().select().from(draftChanges);
    expect(rows.map(({ why }) => why)).toEqual(["Price list of January", "Price list of January"]);
    expect(await fileOf(id)).toEqual([]);
  });

  test("with one thing wrong goes nowhere, and names the place", async () => {
    const before = await drafted();
    const id = await looked("Code,List price\nGLU,7.70\nALT,1.005\n");
    expect((await findImport(id))?.look?.findings).toMatchObject([{ place: "row 3" }]);
    expect(await takeImport(await labOps(), id, "Now")).toMatchObject({ kind: "refused", code: "not-now" });
    expect(await drafted()).toBe(before);
  });

  test("that cannot be read fails with the reason", async () => {
    const id = await looked("{ this is no JSON");
    expect(await findImport(id)).toMatchObject({ state: "failed", failure: "It is not JSON in UTF-8." });
    expect(await takeImport(await labOps(), id, "Now")).toMatchObject({ kind: "refused" });
  });

  test("is looked at again with the columns a person chose", async () => {
    const id = await looked("Item,Zzz\nGLU,3.33\n");
    expect((await findImport(id))?.look).toMatchObject({ total: 0 });
    const match = readMatch(["code", "price"]) ?? [];
    await lookAgain(await labOps(), id, { head: ["Item", "Zzz"], match });
    await runImports("one");
    expect((await findImport(id))?.look).toMatchObject({ total: 1, findings: [] });
  });

  test("of a compendium that changed since it was seen is shown again first", async () => {
    const id = await looked("Code,List price\nBUN,6.66\nCRP,6.66\n");
    await discardDraft(await labOps(), await draftVersion());
    const item = await itemInForce("BUN");
    await changeAndPublish({ ...item, listPriceCents: 666 } as typeof item);
    await takeImport(await labOps(), id, "Prices");
    await runImports("one");
    expect(await findImport(id)).toMatchObject({ state: "looked", look: { total: 1 }, failure: /has changed/ });
    expect(await drafted()).toBe(0);
  });

  test("cancelled while it goes into the draft, nothing of it gets there", async () => {
    const id = await looked("Code,List price\nCRP,5.55\n");
    await takeImport(await labOps(), id, "Prices");
    expect(await cancelImport(await labOps(), id)).toEqual({ kind: "done", id });
    await runImports("one");
    expect(await findImport(id)).toMatchObject({ state: "cancelled" });
    expect(await drafted()).toBe(0);
    expect(await fileOf(id)).toEqual([]);
    expect(await cancelImport(await labOps(), id)).toMatchObject({ kind: "refused" });
  });

  test("whose worker died is taken on by another, three times at most", async () => {
    const started = await startImport(await labOps(), { name: "x.csv", bytes: Buffer.from("Code,Price\nCRP,5.55\n") });
    if (started.kind !== "done") throw new Error(started.kind);
    const died = (tries: number, minutes: number) =>
      withTransaction(async (tx) => {
        const expiresAt = new Date(Date.now() + minutes * 60_000);
        await tx.db
          .update(compendiumImports)
          .set({ owner: "dead", tries, expiresAt, state: "looking" })
          .where(eq(compendiumImports.id, started.id));
      });
    await died(1, 1);
    await runImports("two");
    expect(await findImport(started.id)).toMatchObject({ state: "looking", owner: "dead" });
    await died(1, -1);
    await runImports("two");
    expect(await findImport(started.id)).toMatchObject({ state: "looked" });
    await died(3, -1);
    await runImports("two");
    expect(await findImport(started.id)).toMatchObject({ state: "failed", failure: /three times/ });
  });

  test("nobody takes is forgotten after some days", async () => {
    const id = await looked("Code,List price\nCRP,5.55\n");
    await forgetImports(new Date(Date.now() + (keptDays - 1) * 86_400_000));
    expect(await fileOf(id)).toHaveLength(1);
    await forgetImports(new Date(Date.now() + (keptDays + 1) * 86_400_000));
    expect(await fileOf(id)).toEqual([]);
    expect(await findImport(id)).toMatchObject({ state: "cancelled" });
  });
});

describe("the pages of an import", () => {
  test("are for lab operations; a reason is asked for beside its field", async () => {
    const id = await looked("Code,List price\nCRP,5.55\n");
    expect(await startImport(await demoActor("sales"), { name: "x", bytes: Buffer.from("x") })).toEqual({
      kind: "forbidden",
    });
    expect(await statusOf(loadImport(await asks({ who: "sales", params: { id } })))).toBe(403);
    const act = async (form: Record<string, string>) =>
      actOnImport(await asks({ who: "labops", params: { id }, form }));
    expect(await act({ intent: "import", why: " " })).toMatchObject({ data: { errors: { why: "Say why." } } });
    expect(await statusOf(act({ intent: "cancel" }))).toBe(302);
    expect(await loadImport(await asks({ who: "labops", params: { id } }))).toMatchObject({ state: "cancelled" });
    const none = await actOnImports(await asks({ who: "labops", form: { intent: "look" } }));
    expect(none).toMatchObject({ data: { errors: { file: "Choose a file first." } } });
  });
});
