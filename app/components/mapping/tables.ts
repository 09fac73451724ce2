/** A template's code tables as the editor sees and changes them. Every change gives a new body. */
import { stepsOf, tableOf, transformSpec } from "./transform-words";
import type {
  BuiltInTable,
  EffectiveRule,
  Flow,
  Origin,
  RuleBody,
  RuleSet,
  TableBody,
  TableMiss,
  TableRowBody,
  TemplateBody,
  Vocabulary,
} from "./types";

/** A rule that looks codes up in the table. */
export interface TableUse {
  flow: Flow;
  rule: RuleBody;
  /** Which of the rule's transforms does it. */
  step: number;
}

/** A table as the rules meet it. */
export interface EffectiveTable {
  name: string;
  title: string;
  /** `built-in`: neither the template nor its base adds to it. `missing`: rules name it, and it is not there. */
  origin: Origin | "built-in" | "missing";
  rows: TableRowBody[];
  /** Rows of the built-in table that none of `rows` takes the place of. */
  builtIn: TableRowBody[];
  uses: TableUse[];
  /** Codes of the open message that it does not list. */
  misses: TableMiss[];
}

interface Known {
  body: TemplateBody;
  base: RuleSet | null;
  vocabulary: Vocabulary;
  rulesOf: Record<Flow, readonly EffectiveRule[]>;
  misses: readonly TableMiss[];
}

function usesByTable({ vocabulary, rulesOf }: Pick<Known, "vocabulary" | "rulesOf">): Map<string, TableUse[]> {
  const found = new Map<string, TableUse[]>();
  for (const flow of ["orders", "results"] as const) {
    for (const { rule } of rulesOf[flow]) {
      stepsOf(rule.transform).forEach((one, step) => {
        const name = tableOf(one, vocabulary.transforms);
        if (name !== undefined) found.set(name, [...(found.get(name) ?? []), { flow, rule, step }]);
      });
    }
  }
  return found;
}

function originOf(name: string, { body, base, vocabulary }: Known): EffectiveTable["origin"] {
  const own = body.tables?.[name] !== undefined;
  const inherited = base?.tables[name] !== undefined;
  if (own) return inherited ? "override" : "own";
  if (inherited) return "inherited";
  return vocabulary.tables.some((table) => table.name === name) ? "built-in" : "missing";
}

const order: EffectiveTable["origin"][] = ["missing", "own", "override", "inherited", "built-in"];

/** Every table of the template: its own and its base's first, then the built-in ones, those in use before the others. */
export function effectiveTables(known: Known): EffectiveTable[] {
  const { body, base, vocabulary, misses } = known;
  const uses = usesByTable(known);
  const builtIn = new Map(vocabulary.tables.map((table) => [table.name, table]));
  const names = new Set([
    ...Object.keys(body.tables ?? {}),
    ...Object.keys(base?.tables ?? {}),
    ...uses.keys(),
    ...builtIn.keys(),
  ]);
  const tables = [...names].map((name): EffectiveTable => {
    const given = body.tables?.[name] ?? base?.tables[name];
    const rows = given?.rows ?? [];
    return {
      name,
      title: given?.title ?? builtIn.get(name)?.title ?? "",
      origin: originOf(name, known),
      rows,
      builtIn: rowsBehind(rows, builtIn.get(name)),
      uses: uses.get(name) ?? [],
      misses: misses.filter((miss) => miss.table === name),
    };
  });
  const rank = (one: EffectiveTable) => order.indexOf(one.origin) * 2 + (one.uses.length > 0 ? 0 : 1);
  return tables.sort((one, other) => rank(one) - rank(other));
}

function rowsBehind(rows: readonly TableRowBody[], builtIn: BuiltInTable | undefined): TableRowBody[] {
  const codes = new Set(rows.map(({ code }) => code));
  return (builtIn?.rows ?? []).filter(({ code }) => !codes.has(code));
}

/** Whether the table has the code, letter case aside, as the engine looks it up. */
export function lists({ rows, builtIn }: EffectiveTable, code: string): boolean {
  const wanted = code.trim().toUpperCase();
  return [...rows, ...builtIn].some((row) => row.code.toUpperCase() === wanted);
}

/** Makes these the template's own rows of the table; one of the base is copied by that. */
export function putTable(body: TemplateBody, name: string, table: TableBody): TemplateBody {
  return { ...body, tables: { ...body.tables, [name]: table } };
}

/** Takes the template's own table away: what the base or the product has applies again. */
export function dropTable(body: TemplateBody, name: string): TemplateBody {
  const { tables: { [name]: _, ...tables } = {}, ...rest } = body;
  return { ...rest, ...(Object.keys(tables).length > 0 && { tables }) } as TemplateBody;
}

/** A name for a table as its format wants it: small letters, digits and hyphens. */
export const tableName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");

/** The rule with another option at one of its transforms. */
export function withStepOption({ rule, step }: TableUse, option: string, value: unknown): RuleBody {
  const steps = stepsOf(rule.transform).map((one, i) =>
    i === step ? { ...one, options: { ...one.options, [option]: value } } : one,
  );
  return { ...rule, transform: transformSpec(steps) };
}

/** Rows that say something whole; the others are still being typed. */
export const completeRows = (rows: readonly TableRowBody[]): TableRowBody[] =>
  rows
    .map(({ code, value, note }) => ({
      code: code.trim(),
      value: value.trim(),
      ...(note?.trim() && { note: note.trim() }),
    }))
    .filter(({ code, value }) => code !== "" && value !== "");

/** Text from the clipboard as cells: rows of a spreadsheet come with tabs. */
export const cellsOf = (text: string): string[][] =>
  text
    .replace(/(\r\n|\r|\n)+$/, "")
    .split(/\r\n|\r|\n/)
    .map((line) => line.split("\t"));

const columns = ["code", "value", "note"] as const;
export type TableColumn = (typeof columns)[number];

/** Cells put over the rows from one cell on, as a spreadsheet does; rows are added as needed. */
export function pasteCells(
  rows: readonly TableRowBody[],
  cells: readonly (readonly string[])[],
  at: number,
  column: TableColumn,
): TableRowBody[] {
  const next = rows.map((row) => ({ ...row }));
  const first = columns.indexOf(column);
  cells.forEach((line, i) => {
    const row = next[at + i] ?? { code: "", value: "" };
    line.slice(0, columns.length - first).forEach((text, j) => {
      const name = columns[first + j];
      if (name) row[name] = text.trim();
    });
    next[at + i] = row;
  });
  return next;
}
