/** Value tables as CSV (RFC 4180): three columns, code, value and note. All rows are good, or none is taken. */
import type { TableRow } from "./template";

/** A row that cannot be taken, and why. The reason repeats no cell. */
export interface BadRow {
  /** Line in the file where the row begins, counted from 1. */
  readonly line: number;
  readonly reason: string;
}

/** The rows of a file, or every reason against it. */
export type TableCsv =
  | { readonly kind: "table"; readonly rows: readonly TableRow[] }
  | { readonly kind: "refused"; readonly bad: readonly BadRow[] };

/** One row of a sheet. */
interface Record {
  readonly line: number;
  readonly cells: readonly string[];
  /** A quote was opened and not closed, or stands where none may. */
  readonly broken?: boolean;
}

/** Cuts text into records; quoted cells may hold commas, quotes and line ends. */
function recordsOf(text: string): Record[] {
  const records: Record[] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  let broken = false;
  let line = 1;
  let begun = 1;
  const endRecord = () => {
    records.push({ line: begun, cells: [...cells, cell], ...(broken && { broken }) });
    cells = [];
    cell = "";
    broken = false;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quoted) {
      if (character === '"' && text[at + 1] === '"') {
        cell += '"';
        at++;
      } else if (character === '"') {
        quoted = false;
        if (!/[,\r\n]/.test(text[at + 1] ?? ",")) broken = true;
      } else {
        cell += character;
        if (character === "\n") line++;
      }
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === ",") {
      cells.push(cell);
      cell = "";
    } else if (character === "\r" && text[at + 1] === "\n") continue;
    else if (character === "\n" || character === "\r") {
      endRecord();
      begun = ++line;
    } else cell += character;
  }
  if (quoted) broken = true;
  if (cell !== "" || cells.length > 0 || broken) endRecord();
  return records.filter(({ cells: all, broken: bad }) => bad || all.some((one) => one.trim() !== ""));
}

/** Spreadsheets take cells that begin so for formulas; they are written with an apostrophe in front. */
const FORMULA = /^[=+\-@\t\r]/;
const readCell = (cell: string) => (cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell);

const COLUMNS = ["code", "value", "note"];

const refused = (line: number, reason: string): TableCsv => ({ kind: "refused", bad: [{ line, reason }] });

/**
 * Rows of a table out of a sheet's head and rows, or every bad row with its line. The head names the columns: code, value
 * and perhaps note, in any order and case.
 */
export function tableRowsOf(head: readonly string[], records: readonly Record[]): TableCsv {
  const columns = head.map((cell) => cell.trim().toLowerCase());
  const strange = columns.some((column) => !COLUMNS.includes(column));
  if (strange || !columns.includes("code") || !columns.includes("value")) {
    return refused(1, "The first row has to name the columns: code, value, note.");
  }
  const rows: TableRow[] = [];
  const bad: BadRow[] = [];
  const lines = new Map<string, number>();
  for (const { line, cells, broken } of records) {
    const cell = (column: string) => readCell((cells[columns.indexOf(column)] ?? "").trim());
    const [code, value, note] = [cell("code"), cell("value"), columns.includes("note") ? cell("note") : ""];
    const twin = lines.get(code);
    const reason = broken
      ? "A quotation mark is not closed, or stands in the middle of a cell."
      : cells.length > columns.length && cells.slice(columns.length).some((one) => one.trim() !== "")
        ? `It has ${cells.length} cells; there are ${columns.length} columns.`
        : code === ""
          ? "The code is empty."
          : value === ""
            ? "The value is empty."
            : twin !== undefined
              ? `The code stands in line ${twin} already.`
              : undefined;
    if (reason) bad.push({ line, reason });
    else rows.push({ code, value, ...(note !== "" && { note }) });
    if (twin === undefined && code !== "") lines.set(code, line);
  }
  if (rows.length === 0 && bad.length === 0) return refused(1, "There are no rows.");
  return bad.length > 0 ? { kind: "refused", bad } : { kind: "table", rows };
}

/** The rows of a CSV file; see {@link tableRowsOf}. */
export function parseTableCsv(text: string): TableCsv {
  const [header, ...records] = recordsOf(text.replace(/^\uFEFF/, ""));
  if (!header) return refused(1, "The file is empty.");
  return tableRowsOf(header.broken ? [] : header.cells, records);
}

function writeCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The inverse of {@link parseTableCsv}. */
export function formatTableCsv(rows: readonly TableRow[]): string {
  const lines = rows.map(({ code, value, note = "" }) => [code, value, note].map(writeCell).join(","));
  return [COLUMNS.join(","), ...lines].map((line) => `${line}\r\n`).join("");
}
