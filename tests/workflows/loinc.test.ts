import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { desc, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { actOnItem, loadItem } from "~/app/server/catalogue-editor.server";
import { loadTests } from "~/app/server/catalogue-grid.server";
import { loadReview } from "~/app/server/compendium-draft.server";
import { findLoinc, loadLoincPage, takeLoincFile } from "~/app/server/loinc.server";
import { database } from "~/db/client";
import { migrateDatabase } from "~/db/migrate";
import { auditEvents } from "~/db/schema/operations";
import { compendiumLoinc } from "~/server/compendium-command";
import { seedDemo } from "~/server/demo/seed";
import { draftItems } from "~/workflows/compendium/draft";
import { previewImport } from "~/workflows/compendium/import";
import { publishDraft } from "~/workflows/compendium/publish";
import { loadLoinc } from "~/workflows/loinc/load";
import { findTerms, loadedTable, termsOf } from "~/workflows/loinc/terms";
import { asks, statusOf } from "../support/asks";
import { draftVersion, itemInForce } from "../support/compendium";
import { useDatabase } from "../support/database";
import { demoActor } from "../support/demo-lab";
import { loincFile, madeUpRows, type Row, textFile } from "../support/loinc-file";

const { url } = useDatabase();
beforeAll(async () => {
  await seedDemo({ emrPort: 1, lisPort: 1, controlPort: 1, password: "x", token: "" });
});

const codesFor = async (search: string) => (await findTerms(search)).map(({ code }) => code);
const sent = async (who: string, chunks: AsyncGenerator<Uint8Array>) => {
  const args = await asks({ who });
  const headers = { "X-File-Name": "Loinc%20core.csv", Cookie: args.request.headers.get("cookie") ?? "" };
  const body = Readable.toWeb(Readable.from(chunks, { objectMode: false })) as ReadableStream<Uint8Array>;
  return takeLoincFile({
    ...args,
    request: new Request("http://x/", { method: "POST", headers, body, duplex: "half" }),
  });
};
/** A small release: the demo's GLU is deprecated, its TSH discouraged, ALT is known, all else unknown. */
const small: Row[] = [
  { LOINC_NUM: "2345-7", COMPONENT: "Glucose", STATUS: "DEPRECATED" },
  { LOINC_NUM: "14749-6", COMPONENT: "Glucose", PROPERTY: "SCnc" },
  { LOINC_NUM: "3016-3", COMPONENT: "Thyrotropin", STATUS: "DISCOURAGED" },
  { LOINC_NUM: "1742-6", COMPONENT: "Alanine aminotransferase" },
];
const load = async (chunks: AsyncGenerator<Uint8Array>) =>
  loadLoinc(await demoActor("labops"), { name: "LoincTableCore.csv", chunks }, 1);

describe("the short list", () => {
  test("is there from the first day, and a search finds words as they begin, the usual term first", async () => {
    expect(await loadedTable()).toMatchObject({ whole: false, version: "", terms: 246, by: null });
    expect((await codesFor("gluc ser"))[0]).toBe("2345-7");
    expect(await codesFor(" 2345-7 ")).toEqual(["2345-7"]);
    expect(await codesFor("sgpt")).toEqual(["1742-6"]);
    expect(await codesFor("a1c/hemoglobin.total")).toContain("4548-4");
    expect(await codesFor("g")).toEqual([]);
    expect(await codesFor("') & glucose:* | (")).toContain("2345-7");
  });

  test("says nothing of a code it lacks, and stays as it is when the database is migrated again", async () => {
    const before = await loadedTable();
    await migrateDatabase(url());
    expect(await loadedTable()).toEqual(before);
    const page = await loadLoincPage(await asks({ who: "labops" }));
    expect(page).toMatchObject({ show: "known", loinc: "LOINC: short list of 246 · Load the full table" });
    expect(page.standings.find(({ key }) => key === "unknown")).toEqual({ key: "unknown", count: 0 });
    const file = Buffer.from("Code,LOINC\nGLU,100383-9\n");
    expect(await previewImport(file)).toMatchObject({ findings: [], warnings: [] });
  });

  test("has terms for a test without LOINC; none once it has one", async () => {
    const labOps = await demoActor("labops");
    const item = { ...(await itemInForce("PHOS")), loinc: "" } as never;
    await draftItems(labOps, [{ item, version: null }], "");
    const params = { code: "PHOS" };
    const open = await loadItem(await asks({ who: "labops", params }), "test");
    expect(open.suggestions.map(({ code }) => code)).toEqual(["2777-1"]);
    expect((await loadItem(await asks({ who: "sales", params }), "test")).suggestions).toEqual([]);
    const version = { version: String(open.version), release: String(open.release) };
    const form = { ...open.values, ...version, loinc: "2777-1", volume: "3 mL" };
    expect(await statusOf(actOnItem(await asks({ who: "labops", params, form }), "test"))).toBe(302);
    const after = await loadItem(await asks({ who: "labops", params }), "test");
    expect(after).toMatchObject({ values: { loinc: "2777-1", volume: "3 mL" }, suggestions: [] });
    expect(after.terms.found[0]).toMatchObject({ code: "2777-1", unit: "mg/dL", warning: null });
  });

  test("takes no replacements: they go with a release", async () => {
    expect(await load(textFile("LOINC,MAP_TO,COMMENT\n2345-7,14749-6,\n"))).toMatchObject({ kind: "refused" });
  });
});

describe("a release", () => {
  test("is loaded whole from what is sent, by lab operations alone, and is on record", async () => {
    expect(await statusOf(sent("sales", loincFile(madeUpRows(3))))).toBe(403);
    const answer = await sent("labops", loincFile(madeUpRows(100_000)));
    expect(await answer.json()).toEqual({ kind: "done", what: "terms", version: "2.79", count: 100_000 });
    expect(await loadedTable()).toMatchObject({
      whole: true,
      terms: 100_000,
      by: "Ines Bravo",
      fileName: "Loinc core.csv",
    });
    const [event] = await database().select().from(auditEvents).orderBy(desc(auditEvents.seq)).limit(1);
    expect(event).toMatchObject({ action: "loinc.load", meta: expect.stringContaining('"terms":100000') });
  }, 120_000);

  test("is searched by its index", async () => {
    await database().execute(sql`analyze loinc_terms`);
    const plan = await database().execute(
      sql`explain select * from loinc_terms where loinc_words(search) @@ '50012:*'::tsquery`,
    );
    expect(JSON.stringify(plan)).toContain("loinc_terms_words");
    expect(await codesFor("50012 serum")).toHaveLength(1);
  });

  test("with one thing wrong, or cut off, leaves what is loaded as it is", async () => {
    const before = await loadedTable();
    const rows = [...madeUpRows(1_000), { LOINC_NUM: "2345-6" }];
    const wrong = await sent("labops", loincFile(rows));
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ kind: "wrong", place: "row 1002", field: "LOINC_NUM" });
    const cut = await sent("labops", loincFile(madeUpRows(1_000)));
    expect(await cut.json()).toMatchObject({ kind: "unreadable", reason: expect.stringContaining("cut off") });
    expect(await loadedTable()).toEqual(before);
    expect(await termsOf(["1000-9", "50190-8", "200000-0"])).toHaveProperty("size", 2);
    await migrateDatabase(url());
    expect(await loadedTable()).toEqual(before);
  });

  test("with its replacements says of every code of the catalogue how it stands", async () => {
    await load(loincFile(small));
    expect(await codesFor("sgpt")).toEqual(["1742-6"]);
    expect(await load(textFile("LOINC,MAP_TO,COMMENT\n2345-7,14749-6,\n100-8,2345-7,\n"))).toMatchObject({
      kind: "done",
      what: "replacements",
      count: 1,
    });
    const { standings, rows, show } = await loadLoincPage(await asks({ who: "sales" }));
    expect(standings.slice(0, 3).map(({ key, count }) => `${key} ${count}`)).toEqual([
      "known 1",
      "discouraged 1",
      "deprecated 1",
    ]);
    expect(show).toBe("deprecated");
    expect(rows.find(({ test, component }) => test === "GLU" && component === "")).toMatchObject({
      loinc: "2345-7",
      replacedBy: ["14749-6"],
      href: "/compendium/tests/GLU",
    });
    const unknown = await loadLoincPage(await asks({ who: "labops", query: "?show=unknown&page=2" }));
    expect(unknown.rows.every(({ term, standing }) => term === null && standing === "unknown")).toBe(true);
  });

  test("is told where codes are typed, found and shown", async () => {
    const found = await (await findLoinc(await asks({ who: "sales", query: "?q=glucose" }))).json();
    expect(found).toMatchObject({ whole: true, version: "2.79", search: "glucose" });
    expect(found.found.map(({ code }: { code: string }) => code)).toEqual(["14749-6", "2345-7"]);
    expect(await statusOf(findLoinc(await asks({ who: "provider", query: "?q=glucose" })))).toBe(403);
    const { rows } = await loadTests(await asks({ who: "labops" }));
    const cellOf = (code: string) => rows.find((row) => row.code === code)?.cells.loinc;
    expect(cellOf("ALT")).toMatchObject({ name: expect.stringContaining("1742-6") });
    expect(cellOf("ALT")).not.toHaveProperty("warning");
    expect(cellOf("GLU")?.warning).toBe("2345-7 is deprecated in LOINC 2.79. Use 14749-6 instead.");
    expect(cellOf("AMY")?.warning).toBe("1798-8 is not in the table of LOINC 2.79.");
  });

  test("warns in an import with its row, and holds no release back", async () => {
    const file = Buffer.from("Code,LOINC\nALT,1742-6\nAMY,2345-7\nLIPA,2345-6\n");
    const preview = await previewImport(file);
    expect(preview).toMatchObject({ findings: [{ place: "row 4" }], warnings: [{ place: "row 3", field: "LOINC" }] });
    const review = await loadReview(await asks({ who: "labops" }));
    expect(review).toMatchObject({ findings: [] });
    expect(review.warnings.map(({ code }) => code)).toContain("TSH");
    const labOps = await demoActor("labops");
    const publishing = { version: await draftVersion(), notes: "", effectiveOn: null };
    expect(await publishDraft(labOps, publishing)).toMatchObject({ kind: "done" });
  });

  test("is loaded by the command too, on behalf of somebody who may", async () => {
    const path = join(tmpdir(), `loinc-${process.pid}.csv`);
    writeFileSync(path, "LOINC,MAP_TO,COMMENT\n3016-3,11580-8,\n");
    expect(await compendiumLoinc(path, "sales@demo.example")).toMatchObject({ ok: false });
    expect(await compendiumLoinc(path, "labops@demo.example")).toMatchObject({ ok: true, json: { replacements: 1 } });
    expect((await termsOf(["3016-3"])).get("3016-3")?.replacedBy).toEqual(["11580-8"]);
    writeFileSync(path, "LOINC,MAP_TO,COMMENT\n3016-4,11580-8,\n");
    const refused = await compendiumLoinc(path, "labops@demo.example");
    expect(refused).toMatchObject({ ok: false, text: expect.stringContaining("row 2, LOINC") });
    expect(await compendiumLoinc(undefined, undefined)).toMatchObject({ ok: true, json: { whole: true, terms: 4 } });
    rmSync(path);
  });
});
