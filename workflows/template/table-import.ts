import { parseTableCsv, type TableRow, tableRowsOf } from "~/engine/mapping";
import { readSpreadsheet } from "../spreadsheet/read";

/** What an imported list would make of a code table. Nothing is taken while one row is wrong. */
export type TablePreview =
  | {
      kind: "preview";
      /** The table's own rows afterwards. */
      rows: TableRow[];
      added: TableRow[];
      changed: { code: string; before: TableRow; after: TableRow }[];
      removed: TableRow[];
      unchanged: number;
      /** Rows that stay come in another order; of several codes for one value the first is written. */
      reordered: boolean;
    }
  | { kind: "wrong"; problems: { line: number; message: string }[] };

const mostRows = 5_000;
const wrong = (line: number, message: string): TablePreview => ({ kind: "wrong", problems: [{ line, message }] });
const sameRow = (one: TableRow, other: TableRow) => one.value === other.value && one.note === other.note;

/** Reads a CSV file or Excel workbook with the columns code, value and note as the table's new rows. */
export async function previewTableFile(
  bytes: Buffer,
  current: readonly TableRow[],
  builtIn: readonly TableRow[],
): Promise<TablePreview> {
  const read = await readSpreadsheet(bytes);
  // Only the reader of tables says which line's quotation marks are wrong.
  const table =
    read.kind === "read" ? tableRowsOf(read.sheet.head, read.sheet.rows) : parseTableCsv(bytes.toString("utf8"));
  if (read.kind === "unreadable" && (table.kind === "table" || table.bad.some(({ line }) => line === 1))) {
    return wrong(1, read.reason);
  }
  if (table.kind === "refused") {
    return { kind: "wrong", problems: table.bad.map(({ line, reason }) => ({ line, message: reason })) };
  }
  if (table.rows.length > mostRows) return wrong(mostRows + 2, "It has more than 5,000 rows.");
  return previewRows(table.rows, current, builtIn);
}

/**
 * The list as the whole table: rows it does not name go. Rows that say what the built-in table says anyway are not taken
 * over, so that an exported table can come back as it was.
 */
export function previewRows(
  list: readonly TableRow[],
  current: readonly TableRow[],
  builtIn: readonly TableRow[],
): Extract<TablePreview, { kind: "preview" }> {
  const known = new Map(current.map((row) => [row.code, row]));
  const common = new Map(builtIn.map((row) => [row.code, row.value]));
  const said = (row: TableRow) => !known.has(row.code) && common.get(row.code) === row.value && !row.note;
  const rows = list.filter((row) => !said(row));
  const codes = new Set(rows.map(({ code }) => code));
  const kept = rows.filter(({ code }) => known.has(code)).map(({ code }) => code);
  const stayed = current.filter(({ code }) => codes.has(code)).map(({ code }) => code);
  const changed = rows.flatMap((after) => {
    const before = known.get(after.code);
    return before && !sameRow(before, after) ? [{ code: after.code, before, after }] : [];
  });
  return {
    kind: "preview",
    rows,
    added: rows.filter(({ code }) => !known.has(code)),
    changed,
    removed: current.filter(({ code }) => !codes.has(code)),
    unchanged: kept.length - changed.length,
    reordered: kept.join("\n") !== stayed.join("\n"),
  };
}
