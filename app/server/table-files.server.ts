/** Value tables as files: a table out as CSV, and what a list would change before it is taken in. */
import { z } from "zod";
import type { TableImport } from "~/app/components/mapping/types";
import { builtInTables, type TableRow, tableRowSchema } from "~/engine/mapping";
import { csvOf } from "~/workflows/spreadsheet/write";
import { previewTableFile } from "~/workflows/template/table-import";
import type { Args } from "./context.server";
import { csvDownload, fileOf } from "./upload.server";

const longestPost = 6_000_000;
const rowsPost = z.array(tableRowSchema).max(20_000);

const builtInRows = (table: string): readonly TableRow[] =>
  Object.hasOwn(builtInTables, table) ? (builtInTables[table] ?? []) : [];

/** The rows, then the built-in ones that none of them takes the place of. `owner`: for the file's name. */
export function downloadRows(owner: string, table: string, rows: readonly TableRow[]): Response {
  const codes = new Set(rows.map(({ code }) => code));
  const all = [...rows, ...builtInRows(table).filter(({ code }) => !codes.has(code))];
  const csv = csvOf([["code", "value", "note"], ...all.map(({ code, value, note = "" }) => [code, value, note])]);
  return csvDownload(`${owner}-${table}.csv`, csv);
}

/** What a posted list (`list`) would make of the rows the page has (`rows`, JSON). Nothing is kept. */
export async function previewPostedList({ request }: Pick<Args, "request">, table: string): Promise<TableImport> {
  if (Number(request.headers.get("content-length") ?? 0) > longestPost) throw new Response(null, { status: 413 });
  const form = await request.formData();
  const rows = postedRows(form);
  if (!rows) throw new Response(null, { status: 400 });
  const bytes = await fileOf(form, "list");
  if (!bytes) return { kind: "wrong", problems: [{ line: 1, message: "The file is empty." }] };
  return previewTableFile(bytes, rows, builtInRows(table));
}

/** The rows of a form, as JSON in `rows`; undefined when they are none. */
export function postedRows(form: FormData): TableRow[] | undefined {
  try {
    return rowsPost.safeParse(JSON.parse(String(form.get("rows")))).data;
  } catch {
    return undefined;
  }
}
