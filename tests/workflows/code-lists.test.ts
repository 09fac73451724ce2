import { describe, expect, test } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import { checkCodes, type KnownCode } from "~/workflows/connection/code-check";
import { previewCodeMap } from "~/workflows/connection/code-map-import";
import { readSpreadsheet, type Spreadsheet } from "~/workflows/spreadsheet/read";
import { csvOf } from "~/workflows/spreadsheet/write";

const sheet = (head: string[], ...rows: string[][]): Spreadsheet => ({
  head,
  rows: rows.map((cells, i) => ({ line: i + 2, cells })),
});
const read = async (text: string) => {
  const result = await readSpreadsheet(Buffer.from(text));
  if (result.kind === "unreadable") throw new Error(result.reason);
  return result.sheet;
};
/** Begins like a workbook and ends too soon. */
const brokenWorkbook = Buffer.from("PK\u0003\u0004 and no more");

describe("a list", () => {
  test.each([
    ["commas", "Code,Name\r\nGLU,Glucose\r\n"],
    ["semicolons, with a comma in a cell", "Code;Name\nGLU;Glucose, fasting\n"],
    ["tabs", "Code\tName\nGLU\tGlucose\n"],
    ["a byte order mark", "\uFEFFCode,Name\nGLU,Glucose\n"],
    ["no line end at the end", "Code,Name\nGLU,Glucose"],
    ["empty lines", "\nCode,Name\n\n,\nGLU,Glucose\n\n"],
  ])("with %s is read", async (_, text) => {
    const { head, rows } = await read(text);
    expect(head).toEqual(["Code", "Name"]);
    expect(rows.map((row) => row.cells[0])).toEqual(["GLU"]);
  });

  test("kept in Excel is read, numbers as they are typed", async () => {
    const cell = (value: string | number) => ({ value, type: typeof value === "string" ? String : Number });
    const bytes = await writeXlsxFile([
      [cell("Code"), cell("Name")],
      [cell("GLU"), cell("Glucose, fasting")],
      [cell(80053), cell("Metabolic")],
    ]).toBuffer();
    const result = await readSpreadsheet(bytes);
    expect(result).toEqual({
      kind: "read",
      sheet: {
        head: ["Code", "Name"],
        rows: [
          { line: 2, cells: ["GLU", "Glucose, fasting"] },
          { line: 3, cells: ["80053", "Metabolic"] },
        ],
      },
    });
  });

  test("says on which line a row stands, line breaks in cells included", async () => {
    const { rows } = await read('Code,Name\nA,"two\nlines"\nB,x\n');
    expect(rows.at(-1)).toEqual({ line: 4, cells: ["B", "x"] });
  });

  test.each([
    ["nothing", Buffer.alloc(0), /empty/],
    ["only a head", Buffer.from("Code,Name\n"), /nothing below/],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00, 0x01]), /neither a CSV/],
    ["a broken workbook", brokenWorkbook, /neither a CSV/],
    ["too much", Buffer.alloc(4 * 1024 * 1024, 0x61), /larger than 3 MiB/],
  ])("of %s is refused with a reason", async (_, bytes, reason) => {
    const result = await readSpreadsheet(bytes);
    expect(result).toMatchObject({ kind: "unreadable", reason: expect.stringMatching(reason) });
  });

  test("written and read again is the same, also where a cell looks like a formula", async () => {
    const rows = [
      ["Code", "Name"],
      ["=1+1", 'say "a", b'],
      ["-5", "two\nlines"],
      ["@x", "+y"],
    ];
    const csv = csvOf(rows);
    expect(csv).not.toMatch(/(^|,)[=+\-@]/m);
    const { head, rows: back } = await read(csv);
    expect([head, ...back.map((row) => row.cells)]).toEqual(rows);
  });
});

describe("an imported code map", () => {
  const offered = ["CMP", "TSH", "A1C"];
  const current = [{ labCode: "CMP", emrCode: "LAB1", emrText: "Metabolic" }];

  test("changes what it names and leaves the rest", () => {
    const list = sheet(["emr_code", "lab_code", "name"], ["LAB9", "TSH", "Thyroid"]);
    expect(previewCodeMap(list, offered, current)).toEqual({
      kind: "preview",
      entries: [
        { labCode: "CMP", emrCode: "LAB1", emrText: "Metabolic" },
        { labCode: "TSH", emrCode: "LAB9" },
      ],
      changes: [{ labCode: "TSH", before: "", after: "LAB9" }],
      unchanged: 0,
      left: 1,
    });
  });

  test("names every wrong row and takes none of them", () => {
    const list = sheet(["Lab code", "EMR code"], ["CMP", "X"], ["NOPE", "Y"], ["CMP", "Z"], ["", "Q"], ["TSH", "X"]);
    expect(previewCodeMap(list, offered, current)).toEqual({
      kind: "wrong",
      problems: [
        { line: 3, message: "NOPE is not offered to this practice." },
        { line: 4, message: "CMP stands in line 2 already." },
        { line: 5, message: "The lab code is missing." },
        { line: 6, message: "The practice's code X stands in line 2 already." },
      ],
    });
  });

  test("without its columns says which is missing", () => {
    expect(previewCodeMap(sheet(["Foo", "Bar"], ["1", "2"]), offered, current)).toMatchObject({
      kind: "wrong",
      problems: [{ line: 1, message: expect.stringContaining("Lab code") }],
    });
  });
});

describe("a practice's list of codes", () => {
  const known: KnownCode[] = [
    { code: "CMP", name: "Comprehensive metabolic panel", loinc: "24323-8", status: "active", offered: true },
    { code: "TSH", name: "Thyroid stimulating hormone", loinc: "3016-3", status: "active", offered: false },
    { code: "VITD", name: "Vitamin D, immunoassay", loinc: null, status: "discontinued", offered: true },
  ];
  const maps = [
    { labCode: "CMP", emrCode: "LAB1" },
    { labCode: "VITD", emrCode: "LAB2" },
  ];
  const verdicts = (list: Spreadsheet) => {
    const check = checkCodes(list, maps, known);
    if (check.kind === "wrong") throw new Error(check.problems[0]?.message);
    return check.codes.map((one) => [one.code, one.verdict, one.labCode]);
  };

  test("is told what arrives, what is held and what was meant", () => {
    const list = sheet(
      ["Code", "Name", "LOINC", "Count"],
      ["LAB1", "Metabolic", "", "12"],
      ["LAB2", "Vit D", "", ""],
      ["LAB3", "Something", "3016-3", ""],
      ["TSH", "", "", ""],
      ["LAB4", "Thyroid stimulating hormone, serum", "", ""],
      ["LAB5", "Moon phase", "", ""],
    );
    expect(verdicts(list)).toEqual([
      ["LAB1", "ready", "CMP"],
      ["LAB2", "discontinued", "VITD"],
      ["LAB3", "not-mapped", "TSH"],
      ["TSH", "not-mapped", "TSH"],
      ["LAB4", "not-mapped", "TSH"],
      ["LAB5", "unknown", null],
    ]);
  });

  test("without codes is refused with the reason", () => {
    expect(checkCodes(sheet(["Name"], ["x"]), maps, known)).toMatchObject({ kind: "wrong" });
    expect(checkCodes(sheet(["Code"], [""]), maps, known)).toMatchObject({ kind: "wrong" });
  });
});
