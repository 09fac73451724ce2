/** A template's code tables as files: a table out as CSV, and what a list would change before it is taken in. */
import { z } from "zod";
import type { TableImport } from "~/app/components/mapping/types";
import { builtInTables, type TableRow, tableRowSchema } from "~/engine/mapping";
import { newestTemplate } from "~/engine/templates/lookup";
import { csvOf } from "~/workflows/spreadsheet/write";
import { findDraft } from "~/workflows/template/commands";
import { previewTableFile } from "~/workflows/template/table-import";
import { type Args, param } from "./context.server";
import { requireActor } from "./session.server";
import { csvDownload, fileOf } from "./upload.server";

const longestPost = 6_000_000;
const rowsPost = z.array(tableRowSchema).max(20_000);

const builtInRows = (name: string): readonly TableRow[] =>
  Object.hasOwn(builtInTables, name) ? (builtInTables[name] ?? []) : [];

/** The table as it stands in the draft, or in the newest version when there is none: its rows, then the built-in ones. */
export async function downloadTable(args: Args): Promise<Response> {
  await requireActor(args, "template.view");
  const [name, table] = [param(args, "name"), param(args, "table")];
  const [found, newest] = await Promise.all([findDraft(name), newestTemplate(name)]);
  const body = found?.draft.body ?? newest?.whole;
  if (!body) throw new Response(null, { status: 404 });
  const base = found && body.extends !== undefined ? await newestTemplate(body.extends) : undefined;
  const given = body.tables?.[table] ?? base?.whole.tables?.[table];
  if (!given && !Object.hasOwn(builtInTables, table)) throw new Response(null, { status: 404 });
  const rows = given?.rows ?? [];
  const codes = new Set(rows.map(({ code }) => code));
  const all = [...rows, ...builtInRows(table).filter(({ code }) => !codes.has(code))];
  const csv = csvOf([["code", "value", "note"], ...all.map(({ code, value, note = "" }) => [code, value, note])]);
  return csvDownload(`${name}-${table}.csv`, csv);
}

/** What a posted list (`list`) would make of the rows the editor has (`rows`, JSON). Nothing is kept. */
export async function previewTable(args: Args): Promise<TableImport> {
  await requireActor(args, "template.edit");
  if (Number(args.request.headers.get("content-length") ?? 0) > longestPost) throw new Response(null, { status: 413 });
  const form = await args.request.formData();
  const rows = rowsPost.safeParse(jsonOf(form.get("rows")));
  if (!rows.success) throw new Response(null, { status: 400 });
  const bytes = await fileOf(form, "list");
  if (!bytes) return { kind: "wrong", problems: [{ line: 1, message: "The file is empty." }] };
  return previewTableFile(bytes, rows.data, builtInRows(param(args, "table")));
}

function jsonOf(text: FormDataEntryValue | null): unknown {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return undefined;
  }
}
