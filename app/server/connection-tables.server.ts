/** A connection's value tables: the list on its Configuration page, one of them as a page, and as a file. */
import { markRows } from "~/app/components/mapping/row-marks";
import type { TableImport } from "~/app/components/mapping/types";
import type { TablesCardProps } from "~/app/components/workspace/TablesCard";
import type { ValueTablePageProps } from "~/app/components/workspace/ValueTablePage";
import { shown } from "~/workflows/connection/shown-version";
import { findValueTables, saveValueTable, tableMark, type ValueTable } from "~/workflows/connection/value-tables";
import type { ConnectionRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import { locked, savedWords } from "./connection-lock.server";
import { findConnection } from "./connections.server";
import { type Args, param } from "./context.server";
import { done, invalid, refused } from "./respond.server";
import { downloadRows, postedRows, previewPostedList } from "./table-files.server";
import { tableTitle } from "./template-vocabulary.server";

const longestNote = 200;

const titleOf = ({ name, title }: ValueTable) => title ?? tableTitle(name);
const plain = (rows: ValueTable["rows"]) => rows.map((row) => ({ ...row }));

/** Every table of the connection with how it differs from its template's. */
export async function listValueTables(row: ConnectionRow): Promise<TablesCardProps["tables"]> {
  const { tables } = await findValueTables(row);
  return tables.map((table) => {
    const { differing, reordered } = markRows(table.rows, table.template, table.builtIn);
    return {
      name: table.name,
      title: titleOf(table),
      href: `/connections/${row.id}/tables/${table.name}`,
      rows: effectiveCount(table),
      differing,
      reordered,
      used: table.used,
    };
  });
}

const effectiveCount = ({ rows, builtIn }: ValueTable) => new Set([...rows, ...builtIn].map(({ code }) => code)).size;

/** The connection and table of the route; 404 when its template has none of that name. */
async function findTable(args: Args) {
  const { actor, row } = await findConnection(args);
  const { tables, found } = await findValueTables(shown(row));
  const table = tables.find(({ name }) => name === param(args, "table"));
  if (!table || !found) throw new Response(null, { status: 404 });
  return { actor, row, table, found };
}

/** One table, to be changed where the connection and the person allow it. */
export async function loadValueTable(args: Args): Promise<Omit<ValueTablePageProps, "formError" | "errors">> {
  const { actor, row, table, found } = await findTable(args);
  const href = `/connections/${row.id}`;
  return {
    name: table.name,
    title: titleOf(table),
    template: `${found.whole.title} ${found.version}`,
    canEdit: may(actor, "connection.saveConfiguration", row) && !locked[row.state],
    lockedBecause: locked[row.state] ?? "Engineers change it.",
    rows: plain(table.rows),
    templateRows: plain(table.template),
    builtInRows: plain(table.builtIn),
    mark: tableMark(table),
    used: table.used,
    backHref: `${href}/configuration`,
    fileHref: `${href}/tables/${table.name}/list`,
  };
}

/** Saves the posted rows (`rows`, JSON) made from the table that `mark` names. */
export async function actOnValueTable(args: Args) {
  const { actor, row, table } = await findTable(args);
  const form = await args.request.formData();
  const rows = postedRows(form);
  if (!rows) throw new Response(null, { status: 400 });
  const note = String(form.get("note") ?? "").trim();
  if (note.length > longestNote) {
    return invalid({ note: `The note is longer than ${longestNote} characters.` }, { note });
  }
  const seen = String(form.get("mark") ?? "");
  const outcome = await saveValueTable(actor, row.id, { table: table.name, rows, seen, note });
  if (outcome.kind !== "done") return refused(outcome, { note });
  return done(`/connections/${row.id}/configuration`, "Value table saved", savedWords(outcome.row));
}

/** The rows in force as CSV. */
export async function downloadValueTable(args: Args): Promise<Response> {
  const { row, table } = await findTable(args);
  return downloadRows(row.id, table.name, table.rows);
}

/** What a posted list would make of the rows the page has. */
export async function previewValueTable(args: Args): Promise<TableImport> {
  const { actor, row, table } = await findTable(args);
  if (!may(actor, "connection.saveConfiguration", row)) throw new Response(null, { status: 403 });
  return previewPostedList(args, table.name);
}
