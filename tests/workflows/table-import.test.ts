import { describe, expect, test } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import { csvOf } from "~/workflows/spreadsheet/write";
import { previewRows, previewTableFile } from "~/workflows/template/table-import";

const current = [
  { code: "BLD", value: "Blood" },
  { code: "SER", value: "Serum", note: "tube" },
  { code: "UR", value: "Urine" },
];
const file = (text: string) => Buffer.from(text);

describe("a list for a code table", () => {
  test("says what it adds, changes and removes", async () => {
    const preview = await previewTableFile(file("Code,Value\nBLD,Whole blood\nUR,Urine\nCSF,Liquor\n"), current, []);
    expect(preview).toEqual({
      kind: "preview",
      rows: [
        { code: "BLD", value: "Whole blood" },
        { code: "UR", value: "Urine" },
        { code: "CSF", value: "Liquor" },
      ],
      added: [{ code: "CSF", value: "Liquor" }],
      changed: [{ code: "BLD", before: current[0], after: { code: "BLD", value: "Whole blood" } }],
      removed: [current[1]],
      unchanged: 1,
      reordered: false,
    });
  });

  test("with wrong rows takes nothing and names each by its line, never by what it says", async () => {
    const preview = await previewTableFile(file("code;value\nBLD;\n;Secret\nUR;Urine\nUR;Urine\n"), current, []);
    expect(preview).toEqual({
      kind: "wrong",
      problems: [
        { line: 2, message: "The value is empty." },
        { line: 3, message: "The code is empty." },
        { line: 5, message: "The code stands in line 4 already." },
      ],
    });
  });

  test("names the line of a quotation mark that is not closed", async () => {
    const preview = await previewTableFile(file('code,value\nBLD,Blood\nUR,"Uri"ne\n'), current, []);
    expect(preview).toMatchObject({
      kind: "wrong",
      problems: [{ line: 3, message: expect.stringContaining("quotation mark") }],
    });
  });

  test.each([
    ["other columns", "Lab code,EMR code\nA,B\n", /code, value, note/],
    ["nothing", "", /empty/],
  ])("with %s is refused", async (_, text, reason) => {
    expect(await previewTableFile(file(text), current, [])).toMatchObject({
      kind: "wrong",
      problems: [{ line: 1, message: expect.stringMatching(reason) }],
    });
  });

  test("may be an Excel workbook", async () => {
    const cell = (value: string) => ({ value, type: String });
    const bytes = await writeXlsxFile([
      [cell("Value"), cell("Code")],
      [cell("Blood"), cell("BLD")],
    ]).toBuffer();
    expect(await previewTableFile(bytes, [], [])).toMatchObject({
      kind: "preview",
      added: [{ code: "BLD", value: "Blood" }],
    });
  });

  test("that was exported with the built-in rows changes nothing when it comes back", async () => {
    const builtIn = [
      { code: "M", value: "male" },
      { code: "=1+1", value: "formula" },
    ];
    const rows = [...current, ...builtIn].map(({ code, value, ...row }) => [
      code,
      value,
      "note" in row ? row.note : "",
    ]);
    const text = csvOf([["code", "value", "note"], ...(rows as string[][])]);
    expect(await previewTableFile(file(text), current, builtIn)).toMatchObject({
      added: [],
      changed: [],
      removed: [],
      unchanged: 3,
      reordered: false,
      rows: current,
    });
  });

  test("in another order says so, since the first code of a value is the one written", () => {
    expect(previewRows([...current].reverse(), current, [])).toMatchObject({ unchanged: 3, reordered: true });
  });
});
