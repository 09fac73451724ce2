/** A template's value tables as files. */
import type { TableImport } from "~/app/components/mapping/types";
import { builtInTables } from "~/engine/mapping";
import { newestTemplate } from "~/engine/templates/lookup";
import { findDraft } from "~/workflows/template/commands";
import { type Args, param } from "./context.server";
import { requireActor } from "./session.server";
import { downloadRows, previewPostedList } from "./table-files.server";

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
  return downloadRows(name, table, given?.rows ?? []);
}

/** What a posted list would make of the rows the editor has. */
export async function previewTable(args: Args): Promise<TableImport> {
  await requireActor(args, "template.edit");
  return previewPostedList(args, param(args, "table"));
}
