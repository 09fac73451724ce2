/** How the rows of a value table differ from those it was made from. */
import type { TableRowBody } from "./types";

export type RowMark =
  | { kind: "inherited" }
  | { kind: "added" }
  /** `before`: the template's row of this code, or where it has none the built-in one. */
  | { kind: "changed"; before: TableRowBody; builtIn: boolean };

export interface MarkedRows {
  /** Of a row by its code. */
  markOf: (row: TableRowBody) => RowMark;
  /** Rows of the template that are not there any more. */
  removed: TableRowBody[];
  /** Rows added, changed or removed. */
  differing: number;
  /** The rows that stay come in another order; of several codes for one value the first is written. */
  reordered: boolean;
}

const byCode = (rows: readonly TableRowBody[]) => new Map([...rows].reverse().map((row) => [row.code, row]));
const same = (one: TableRowBody, other: TableRowBody) =>
  one.value === other.value && (one.note ?? "") === (other.note ?? "");

/** Compares rows with the template's. A built-in row counts as changed once another value takes its place. */
export function markRows(
  rows: readonly TableRowBody[],
  template: readonly TableRowBody[],
  builtIn: readonly TableRowBody[],
): MarkedRows {
  const [inTemplate, common, here] = [byCode(template), byCode(builtIn), byCode(rows)];
  const markOf = (row: TableRowBody): RowMark => {
    const code = row.code.trim();
    const before = inTemplate.get(code);
    if (before) return same(row, before) ? { kind: "inherited" } : { kind: "changed", before, builtIn: false };
    const standard = common.get(code);
    if (!standard || standard.value === row.value) return { kind: "added" };
    return { kind: "changed", before: standard, builtIn: true };
  };
  const removed = template.filter(({ code }) => !here.has(code));
  const apart = [...here.values()].filter((row) => markOf(row).kind !== "inherited");
  const kept = rows.filter(({ code }) => inTemplate.has(code)).map(({ code }) => code);
  const stayed = template.filter(({ code }) => here.has(code)).map(({ code }) => code);
  return {
    markOf,
    removed,
    differing: apart.length + removed.length,
    reordered: kept.join("\n") !== stayed.join("\n"),
  };
}

/** A row as one text: its value, and its note in brackets. */
export const rowText = (row: TableRowBody | undefined): string =>
  row ? `${row.value}${row.note ? ` (${row.note})` : ""}` : "";

/** "3 rows differ", "another order", or nothing where the table is the template's. */
export function differenceWords({ differing, reordered }: Pick<MarkedRows, "differing" | "reordered">): string {
  if (differing > 0) return differing === 1 ? "1 row differs" : `${differing} rows differ`;
  return reordered ? "Another order" : "";
}
