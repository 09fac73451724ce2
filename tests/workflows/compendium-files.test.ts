import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Item } from "~/db/schema/compendium";
import { fileFormats, readFile, writeFile, xlsxOf } from "~/workflows/compendium/file-formats";
import { patched } from "~/workflows/compendium/patch";
import { matchColumns } from "~/workflows/compendium/sheet-columns";
import { readSpreadsheet } from "~/workflows/spreadsheet/read";
import { compendium } from "../support/compendium-items";

const sender = { labName: "Harbor Reference Laboratory", at: "2026-11-22T08:00:00Z" };
const reading = { catalogue: new Map<string, Item>(), today: "2026-11-22" };

/** What a file brings into an empty catalogue. */
async function readItems(bytes: Buffer): Promise<Map<string, Item>> {
  const read = await readFile(bytes, reading);
  if (read.kind === "unreadable") throw new Error(read.reason);
  expect(read.findings).toEqual([]);
  return new Map(
    read.patches.map((patch) => {
      const made = patched(patch, undefined);
      if (made.kind === "broken") throw new Error(JSON.stringify([patch, made.findings]));
      return [patch.code, made.item];
    }),
  );
}

const byCode = (items: readonly Item[]) => new Map(items.map((item) => [item.code, item]));

describe("a compendium as a file", () => {
  test.each(fileFormats)("%s: what was written is read again as it was", async (format) => {
    await fc.assert(
      fc.asyncProperty(compendium(5), async (items) => {
        expect(await readItems(await writeFile(format, items, sender))).toEqual(byCode(items));
      }),
      { numRuns: format === "xlsx" ? 15 : 40 },
    );
  });

  test.each(fileFormats)("%s: 5,000 tests and panels come back as they were", async (format) => {
    const some = fc.sample(compendium(60), { numRuns: 560, seed: 7 });
    const items = some.flatMap((one, i) => one.map((item) => renamed(item, i))).slice(0, 5_000);
    const whole = items.filter((item) => item.kind === "test");
    const panels = items.filter((item) => item.kind === "panel");
    const back = await readItems(await writeFile(format, [...whole, ...panels], sender));
    expect(back.size).toBe(items.length);
    for (const item of items) expect(back.get(item.code)).toEqual(item);
  });
});

/** An item of the nth compendium under codes of its own. */
function renamed(item: Item, n: number): Item {
  const code = (one: string) => `${one}.${n}`;
  if (item.kind === "panel") return { ...item, code: code(item.code), members: item.members.map(code) };
  const replacementCode = item.replacementCode && code(item.replacementCode);
  return { ...item, code: code(item.code), replacementCode };
}

test("a workbook holds words that every JavaScript object knows", async () => {
  const words = ["toString", "constructor", "__proto__", "hasOwnProperty", "valueOf"];
  const back = await readSpreadsheet(await xlsxOf([["Word"], ...words.map((word) => [word])]));
  if (back.kind !== "read") throw new Error(back.reason);
  expect(back.sheet.rows.map(({ cells }) => cells[0])).toEqual(words);
});

const csv = (text: string) => readFile(Buffer.from(text), reading);

describe("a table somebody else made", () => {
  test("headings are known by other names, and a column that is not there leaves its field alone", async () => {
    const read = await csv("Test Code,Test Name,Sample Type,List Price,TAT\nglu,Glucose,Plasma,$5.90,1\n");
    expect(read).toMatchObject({
      kind: "read",
      format: "csv",
      findings: [],
      patches: [
        {
          kind: "test",
          code: "GLU",
          place: "row 2",
          fields: { name: "Glucose", specimen: "Plasma", listPriceCents: 590, turnaroundDays: 1 },
        },
      ],
    });
    const [patch] = read.kind === "read" ? read.patches : [];
    expect(patch?.fields).not.toHaveProperty("loinc");
  });

  test.each([
    ["Code,Price\nGLU,12.605\n", "row 2", "Price", "12.60"],
    ["Code,Price\nGLU,5\nGLU,6\n", "row 3", "Code", "row 2"],
    ["Code,Turnaround\n,1\n", "row 2", "Code", "missing"],
    ["Row,Code,Part,Part name\ncomponent,NA,NA,Sodium\n", "row 2", "Code", "above"],
    ["Row,Code\ngroup,GLU\n", "row 2", "Row", "group"],
    ["Code,Discontinued on\nGLU,31.12.2026\n", "row 2", "Discontinued on", "2026-12-31"],
    ["Name,Price\nGlucose,5\n", "row 1", "Code", "Choose"],
  ])("%j is told by row and column", async (text, place, field, words) => {
    const read = await csv(text);
    expect(read).toMatchObject({ kind: "read", findings: [{ place, field, text: expect.stringContaining(words) }] });
  });

  test.each([
    ["{", "JSON"],
    ['{"items": 3}', "list"],
    ["Code\n", "nothing below"],
    ["\u0000\u0001", "CSV"],
  ])("%j is no compendium", async (text, words) => {
    expect(await csv(text)).toMatchObject({ kind: "unreadable", reason: expect.stringContaining(words) });
  });

  test("of two columns alike the first is taken", () => {
    expect(matchColumns(["Code", "Lab code", "Nonsense"])).toEqual(["code", null, null]);
  });
});
