import { parse } from "csv-parse/sync";
import readXlsx from "read-excel-file/node";

/**
 * A list people keep as CSV or Excel (.xlsx, first sheet): its head and its rows, every cell as trimmed text. `line` is
 * the row as a spreadsheet counts it, from 1, for telling people where something is wrong.
 */
export type Spreadsheet = { head: string[]; rows: { line: number; cells: string[] }[] };

const mostRows = 50_000;
const mostBytes = 3 * 1024 * 1024;
const zipStart = Buffer.from("PK\u0003\u0004");

/** Reads a file by what it holds, not by its name. Rows without any text are left out. */
export async function readSpreadsheet(
  bytes: Buffer,
  most = { bytes: mostBytes, rows: mostRows },
): Promise<{ kind: "read"; sheet: Spreadsheet } | { kind: "unreadable"; reason: string }> {
  if (bytes.length === 0) return unreadable("The file is empty.");
  if (bytes.length > most.bytes) return unreadable(`The file is larger than ${most.bytes / 1024 / 1024} MiB.`);
  try {
    const lines = bytes.subarray(0, 4).equals(zipStart) ? await xlsxLines(bytes) : csvLines(bytes);
    const [head, ...rows] = lines.filter((row) => row.cells.some((cell) => cell !== ""));
    if (!head || rows.length === 0) return unreadable("There is nothing below the first row.");
    if (rows.length > most.rows) return unreadable(`It has more than ${most.rows.toLocaleString("en-US")} rows.`);
    return { kind: "read", sheet: { head: head.cells, rows } };
  } catch {
    return unreadable("It is neither a CSV file nor an Excel workbook (.xlsx).");
  }
}

const unreadable = (reason: string) => ({ kind: "unreadable" as const, reason });

async function xlsxLines(bytes: Buffer): Promise<Spreadsheet["rows"]> {
  const sheets = await readXlsx(bytes);
  return (sheets[0]?.data ?? []).map((cells, i) => ({ line: i + 1, cells: cells.map(textOf) }));
}

function csvLines(bytes: Buffer): Spreadsheet["rows"] {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  if (text.includes("\0")) throw new TypeError("not text");
  // With `info` every record comes with where it stood, which the library's type leaves out.
  const records = parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    info: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  return records.map(({ record, info }) => ({ line: info.lines, cells: record.map(textOf) }));
}

/** Comma, semicolon or tab: the one the first line has most of. */
function delimiterOf(text: string): string {
  const first = text.slice(0, 10_000).split(/\r?\n|\r/)[0] ?? "";
  const count = (delimiter: string) => first.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** A spreadsheet that was opened and saved again keeps the quote that guards a cell against being a formula. */
const textOf = (cell: unknown) =>
  cell === null || cell === undefined
    ? ""
    : String(cell)
        .trim()
        .replace(/^'(?=[=+\-@＝＋－＠])/, "");

/** Position of the first column whose name is one of these, whatever its case, blanks and underscores; -1 when none is. */
export function columnOf(sheet: Spreadsheet, names: readonly string[]): number {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const wanted = names.map(plain);
  return sheet.head.findIndex((name) => wanted.includes(plain(name)));
}
