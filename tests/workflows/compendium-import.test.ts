import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "~/db/client";
import { draftChanges } from "~/db/schema/compendium";
import {
  compendiumDiff,
  compendiumExport,
  compendiumImport,
  compendiumPublish,
  compendiumSync,
} from "~/server/compendium-command";
import { seedDemo } from "~/server/demo/seed";
import { discardDraft } from "~/workflows/compendium/draft";
import { fileFormats } from "~/workflows/compendium/file-formats";
import { previewImport } from "~/workflows/compendium/import";
import { keepLayout, readMatch } from "~/workflows/compendium/import-layouts";
import { changeAndPublish, draftVersion, itemInForce } from "../support/compendium";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";

useDatabase();
const folder = mkdtempSync(join(tmpdir(), "compendium-"));
let labOps: string;
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
  const actor = await demoActor("labops");
  labOps = actor.kind === "person" ? actor.email : "";
  await discardDraft(actor, await draftVersion());
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string | Buffer): string {
  const path = join(folder, "compendium.txt");
  writeFileSync(path, text);
  return path;
}
const bring = (text: string | Buffer, dryRun = false) =>
  compendiumImport(fileWith(text), { as: labOps, why: "A new price list", dryRun });
const drafted = () => database().$count(draftChanges);

describe("gatehouse compendium", () => {
  test.each(fileFormats)("what is exported as %s and imported again changes nothing", async (format) => {
    const made = await compendiumExport(format, undefined);
    expect(await bring(made, true)).toMatchObject({ ok: true, json: { format, changes: 0, findings: [] } });
  });

  test("a dry run says what would change and changes nothing; the import is in the draft with its reason", async () => {
    const list = "Code,List price\nGLU,7.77\nALT,8.88\n";
    expect(await bring(list, true)).toMatchObject({ ok: true, json: { changes: 2, unchanged: 0 } });
    expect(await drafted()).toBe(0);
    expect(await bring(list)).toMatchObject({ ok: true, json: { changed: 2 } });
    const rows = await database().select().from(draftChanges);
    expect(rows.map(({ code, why }) => [code, why]).sort()).toEqual([
      ["ALT", "A new price list"],
      ["GLU", "A new price list"],
    ]);
    expect(await bring(list, true)).toMatchObject({ json: { changes: 0, unchanged: 2 } });
  });

  test.each([
    ["Code,Price\nGLU,1.00\nALT,1.005\n", "row 3, Price"],
    ["Code,Name,Specimen,Price\nNEW1,New one,,1.00\n", "row 2, Specimen"],
    ["Code,LOINC\nGLU,2345-8\n", "row 2, LOINC"],
    ["Row,Code,Members\npanel,PWELL,GLU NOSUCH\n", "row 2, Members"],
    ["Row,Code,Members\npanel,PWELL,PWELL GLU\n", "row 2, Members"],
    [
      "MSH|^~\\&|A|B|||20260101||MFN^M08|1|P|2.5.1\rMFI|OME||UPD|||NE\rMFE|MDL|1||GLU\rOM1|1|GLU^Glucose^L\r",
      "MFE[1]-1",
    ],
  ])("%j: nothing is imported, and the place is named", async (text, place) => {
    const before = await drafted();
    const report = await bring(text);
    expect(report.ok).toBe(false);
    expect(report.text).toContain(place);
    expect(await drafted()).toBe(before);
  });

  test("who may not edit, may not import or publish", async () => {
    const sales = await demoActor("sales");
    const as = sales.kind === "person" ? sales.email : "";
    expect(await compendiumImport(fileWith("Code,Price\nGLU,3.00\n"), { as, why: "", dryRun: false })).toMatchObject({
      ok: false,
    });
    expect(await compendiumPublish({ as, notes: "", on: null })).toMatchObject({ ok: false });
    expect(await compendiumPublish({ as: "nobody@demo.example", notes: "", on: null })).toMatchObject({ ok: false });
  });

  test("publish, then what is different, and where it has come", async () => {
    await bring("Code,List price\nGLU,7.71\n");
    const published = await compendiumPublish({ as: labOps, notes: "Prices", on: null, name: "2099.01" });
    expect(published).toMatchObject({ ok: true, json: { name: "2099.01" } });
    const glucose = await itemInForce("GLU");
    expect(glucose).toMatchObject({ listPriceCents: 771 });
    await changeAndPublish({ ...glucose, name: "Glucose, plasma" });
    const [latest] = await database().query.releases.findMany({
      orderBy: (one, { desc }) => [desc(one.number)],
      limit: 1,
    });
    const difference = await compendiumDiff("2099.01", latest?.name ?? "");
    expect(difference.text).toBe("change test GLU: Glucose, plasma");
    expect(await compendiumDiff("2099.01", "1900.01")).toMatchObject({ ok: false });
    expect(await compendiumSync({})).toMatchObject({ ok: true });
    expect(await compendiumExport("json", "1900.01")).toBe("There is no release 1900.01.");
  });
});

test("columns chosen for one file are remembered for the next, and say nothing of another", async () => {
  const file = Buffer.from("Item,Amount\nGLU,3.33\n");
  const head = ["Item", "Amount"];
  const guessed = await previewImport(file);
  expect(guessed).toMatchObject({ columns: { match: ["code", "price"] } });
  const left = { head, match: ["code", null] as ("code" | null)[] };
  expect(await previewImport(file, { chosen: left })).toMatchObject({ changes: [], unchanged: 1 });
  expect(await previewImport(Buffer.from("Code,Name\nGLU,Sugar\n"), { chosen: left })).toMatchObject({
    columns: { match: ["code", "name"] },
  });
  await keepLayout(await demoActor("labops"), head, left.match);
  expect(await previewImport(file)).toMatchObject({ columns: { match: ["code", null] } });
  expect(readMatch(["code", "code"])).toBeUndefined();
  expect(readMatch(["colour"])).toBeUndefined();
});
