/** Value tables of one connection: the template's, row by row as this practice needs them. */
import { eq } from "drizzle-orm";
import { database } from "~/db/client";
import { connections } from "~/db/schema/connections";
import { builtInTables, type Overrides, type TableRow, tablesUsed } from "~/engine/mapping";
import { fingerprint } from "~/engine/templates/fingerprint";
import { type FoundTemplate, templateAt } from "~/engine/templates/lookup";
import { asUsed, type TemplateUse } from "~/engine/templates/overrides";
import type { Actor } from "../actor";
import type { ConnectionRow, Outcome, Refusal } from "../dispatch";
import { may } from "../policy";
import { readJson } from "../template/check";
import { misfits } from "../template/check-use";
import { findConfiguration, saveConfiguration } from "./commands";
import { shown } from "./shown-version";

export type ValueTable = {
  name: string;
  /** As the template has it; tables of the product have none there. */
  title: string | undefined;
  /** The rows in force: the connection's own, else the template's. */
  rows: readonly TableRow[];
  /** Those of the template. */
  template: readonly TableRow[];
  /** Those every template has; the others come first. */
  builtIn: readonly TableRow[];
  /** Whether a rule of this connection looks codes up in it. */
  used: boolean;
};

function valueTable(name: string, { whole }: FoundTemplate, overrides: Overrides, used: boolean): ValueTable {
  const inTemplate = whole.tables?.[name];
  const template = inTemplate?.rows ?? [];
  return {
    name,
    title: inTemplate?.title ?? overrides.tables?.[name]?.title,
    rows: overrides.tables?.[name]?.rows ?? template,
    template,
    builtIn: Object.hasOwn(builtInTables, name) ? (builtInTables[name] ?? []) : [],
    used,
  };
}

/** The tables that the rules of a connection look codes up in, then those it has of its own and no longer uses. */
export function valueTablesOf(found: FoundTemplate, use: TemplateUse): ValueTable[] {
  const overrides = use.overrides ?? {};
  const used = tablesUsed(asUsed(found.whole, use));
  const others = Object.keys(overrides.tables ?? {}).filter((name) => !used.includes(name));
  return [...used, ...others].map((name) => valueTable(name, found, overrides, used.includes(name)));
}

/** Value tables of the configuration the row names; none when its template version is not there. */
export async function findValueTables(
  row: Pick<ConnectionRow, "id" | "mode" | "configurationVersion">,
): Promise<{ tables: ValueTable[]; found: FoundTemplate | undefined }> {
  const configuration = await findConfiguration(row);
  const found = configuration && (await templateAt(configuration.templateName, configuration.templateVersion));
  if (!found) return { tables: [], found: undefined };
  return { tables: valueTablesOf(found, { overrides: configuration.overrides, mode: row.mode }), found };
}

/** Changes as soon as the rows in force or the template's do; a page says with it which rows it was opened on. */
export const tableMark = ({ rows, template }: Pick<ValueTable, "rows" | "template">): string =>
  fingerprint([rows.map(cells), template.map(cells)]);

const cells = ({ code, value, note = "" }: TableRow) => [code, value, note];
const sameRows = (one: readonly TableRow[], other: readonly TableRow[]) =>
  fingerprint(one.map(cells)) === fingerprint(other.map(cells));

/** The overrides with these rows in place of the template's; the table goes when the template has the same. */
function withRows(overrides: Overrides, { name, title, template }: ValueTable, rows: readonly TableRow[]): Overrides {
  const { tables: { [name]: _, ...others } = {}, ...rest } = overrides;
  const own = sameRows(rows, template) ? {} : { [name]: { ...(title && { title }), rows: [...rows] } };
  const tables = { ...others, ...own };
  return { ...rest, ...(Object.keys(tables).length > 0 && { tables }) };
}

/** Rolls the save back with the reason for it. */
class NotSaved extends Error {
  constructor(readonly refusal: Refusal) {
    super("The table was not saved.");
  }
}

const refusal = (code: string, message: string): Refusal => ({ kind: "refused", code, message });
const changedMeanwhile = refusal(
  "changed-meanwhile",
  "This table or its template was changed since the page was loaded. Load it again and make your change there.",
);

/** Rows that repeat the code of an earlier one, counted from 1; they would never be reached. */
function repeated(rows: readonly TableRow[]): number[] {
  const seen = new Set<string>();
  return rows.flatMap(({ code }, i) => {
    if (seen.has(code)) return [i + 1];
    seen.add(code);
    return [];
  });
}

export type TableSave = {
  table: string;
  rows: readonly TableRow[];
  /** {@link tableMark} of the table the rows were made from. */
  seen: string;
  /** Why; for people. */
  note: string;
};

/**
 * Saves the rows of one table for this connection, as a new configuration version. Refused when the table is not the one
 * that was `seen`, when nothing differs, or when the mapping could not run.
 */
export async function saveValueTable(actor: Actor, id: string, save: TableSave): Promise<Outcome<ConnectionRow>> {
  const { table: name, rows, seen, note } = save;
  const [row] = await database().select().from(connections).where(eq(connections.id, id));
  if (!row) return { kind: "not-found" };
  if (!may(actor, "connection.saveConfiguration", row)) return { kind: "forbidden" };
  const { tables, found } = await findValueTables(shown(row));
  const opened = tables.find((one) => one.name === name);
  if (!found || !opened) return changedMeanwhile;
  const twins = repeated(rows);
  if (twins.length > 0) {
    const which = `${twins.length === 1 ? "Row" : "Rows"} ${twins.slice(0, 20).join(", ")}`;
    return refusal("code-twice", `${which}: the code stands in a row above already. Keep one row of each code.`);
  }

  const prepare = (current: { templateName: string; templateVersion: string; overrides: Overrides }) => {
    const now = valueTable(name, found, current.overrides, opened.used);
    const sameTemplate = current.templateName === found.name && current.templateVersion === found.version;
    if (!sameTemplate || tableMark(now) !== seen) throw new NotSaved(changedMeanwhile);
    if (sameRows(rows, now.rows)) throw new NotSaved(refusal("no-change", "These rows stand there already."));
    const overrides = withRows(current.overrides, now, rows);
    const read = readJson({ overrides, note });
    const [problem] = read.kind === "broken" ? read.problems : misfits(found, { overrides, mode: row.mode });
    if (problem) throw new NotSaved(refusal("could-not-run", problem.message));
    return { overrides };
  };
  const what = sameRows(rows, opened.template) ? "as the template has it" : "changed";
  try {
    return await saveConfiguration(
      actor,
      id,
      `Value table ${name} ${what}${note === "" ? "" : `: ${note}`}`,
      async (_db, current) => prepare(current),
    );
  } catch (error) {
    if (error instanceof NotSaved) return error.refusal;
    throw error;
  }
}
