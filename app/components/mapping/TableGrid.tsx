import { ActionIcon } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { RowMarkBadge } from "./RowMarkBadge";
import { type RowMark, rowText } from "./row-marks";
import ruleStyles from "./rule-form.module.css";
import { cellsOf, completeRows, pasteCells, type TableColumn } from "./tables";
import styles from "./tables.module.css";
import type { TableRowBody } from "./types";

interface Props {
  name: string;
  rows: readonly TableRowBody[];
  builtIn: readonly TableRowBody[];
  /** A code to begin a row with. */
  begun: string;
  onBegun: () => void;
  /** How a row differs from those the table was made from, where it was made from others. */
  markOf?: (row: TableRowBody) => RowMark;
  /** Rows that are whole; those still being typed are kept here. */
  onChange: (rows: TableRowBody[], part: string) => void;
}

const most = 200;
const searchFrom = 12;
const columns: { name: TableColumn; label: string }[] = [
  { name: "code", label: "Code" },
  { name: "value", label: "Value" },
  { name: "note", label: "Note" },
];

const same = (one: readonly TableRowBody[], other: readonly TableRowBody[]) =>
  JSON.stringify(completeRows(one)) === JSON.stringify(completeRows(other));

/** The rows as a small grid: typed into, pasted over, moved by alt and an arrow, taken out. */
export function TableGrid({ name, rows, builtIn, begun, onBegun, markOf, onChange }: Props) {
  const [typed, setTyped] = useState<TableRowBody[]>(() => [...rows]);
  const [query, setQuery] = useState("");
  const grid = useRef<HTMLTableSectionElement>(null);
  const focus = useRef<string>();
  // Undo, an import or somebody else's draft replaces what is here; a row that is not whole yet stays otherwise.
  useEffect(() => setTyped((now) => (same(now, rows) ? now : [...rows])), [rows]);
  useEffect(() => {
    if (!focus.current) return;
    grid.current?.querySelector<HTMLInputElement>(`[data-cell="${focus.current}"]`)?.focus();
    focus.current = undefined;
  });
  const put = (next: TableRowBody[], part: string) => {
    setTyped(next);
    if (!same(next, rows)) onChange(completeRows(next), part);
  };
  const begin = (row: TableRowBody, column: TableColumn) => {
    setQuery("");
    focus.current = `${typed.length} ${column}`;
    put([...typed, row], "row");
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a code is begun once, whatever the rows are.
  useEffect(() => {
    if (begun === "") return;
    const known = typed.findIndex(({ code }) => code === begun);
    if (known === -1) begin({ code: begun, value: "" }, "value");
    else grid.current?.querySelector<HTMLInputElement>(`[data-cell="${known} value"]`)?.focus();
    onBegun();
  }, [begun]);

  const wanted = query.trim().toLowerCase();
  const all = typed.map((row, at) => ({ row, at }));
  const fitting = all.filter(({ row }) =>
    [row.code, row.value, row.note ?? ""].some((text) => text.toLowerCase().includes(wanted)),
  );
  const shown = fitting.slice(0, most);
  const firstOf = new Map<string, number>();
  typed.forEach(({ code }, at) => {
    if (code.trim() !== "" && !firstOf.has(code.trim())) firstOf.set(code.trim(), at);
  });
  const actions: RowActions = {
    type: (at, column, text) =>
      put(
        typed.map((row, i) => (i === at ? { ...row, [column]: text } : row)),
        `${at} ${column}`,
      ),
    remove: (at) =>
      put(
        typed.filter((_, i) => i !== at),
        "remove",
      ),
    back: (at, mark) =>
      mark.builtIn
        ? actions.remove(at)
        : put(
            typed.map((row, i) => (i === at ? { ...mark.before } : row)),
            "back",
          ),
    move(at, step, column) {
      const other = at + step;
      const [row, neighbour] = [typed[at], typed[other]];
      if (!row || !neighbour) return;
      focus.current = `${other} ${column}`;
      put(
        typed.map((one, i) => (i === at ? neighbour : i === other ? row : one)),
        "move",
      );
    },
    paste: (at, column, cells) => put(pasteCells(typed, cells, at, column), "paste"),
  };
  return (
    <div>
      {typed.length > searchFrom ? (
        <input
          className={styles.find}
          type="search"
          aria-label={`Find a row of ${name}`}
          placeholder={`Find one of ${typed.length} rows`}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      ) : null}
      <table className={styles.grid} data-marked={markOf ? true : undefined} aria-label={`Rows of ${name}`}>
        {typed.length > 0 ? (
          <thead>
            <tr>
              {columns.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
              {markOf ? (
                <th scope="col" data-mark>
                  <span>Template</span>
                </th>
              ) : null}
              <td />
            </tr>
          </thead>
        ) : null}
        <tbody ref={grid}>
          {shown.map(({ row, at }) => (
            <GridRow
              key={at}
              row={row}
              at={at}
              twin={firstOf.get(row.code.trim()) ?? at}
              values={`${name}-values`}
              marks={markOf !== undefined}
              mark={row.code.trim() && row.value.trim() ? markOf?.(row) : undefined}
              actions={actions}
            />
          ))}
        </tbody>
      </table>
      <datalist id={`${name}-values`}>
        {[...new Set([...rows, ...builtIn].map(({ value }) => value))].slice(0, most).map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      {fitting.length > shown.length ? (
        <p className={styles.none}>{fitting.length - shown.length} more rows. Search to see them.</p>
      ) : null}
      <div className={styles.below}>
        <button type="button" className={ruleStyles.more} onClick={() => begin({ code: "", value: "" }, "code")}>
          <IconPlus size={12} aria-hidden /> Add a row
        </button>
        <span className="gh-dim">
          Rows copied from a spreadsheet can be pasted. Of several codes for one value the first is written.
        </span>
      </div>
      <BuiltIn rows={builtIn} onChange={(row) => begin(row, "value")} />
    </div>
  );
}

interface RowActions {
  type(at: number, column: TableColumn, text: string): void;
  remove(at: number): void;
  /** What the row was changed from applies again. */
  back(at: number, mark: Extract<RowMark, { kind: "changed" }>): void;
  move(at: number, step: 1 | -1, column: TableColumn): void;
  paste(at: number, column: TableColumn, cells: string[][]): void;
}

interface RowProps {
  row: TableRowBody;
  at: number;
  /** Place of the first row of this code. */
  twin: number;
  /** Id of the list of values that are offered. */
  values: string;
  /** Whether the grid has a column of marks. */
  marks: boolean;
  mark: RowMark | undefined;
  actions: RowActions;
}

/** Why a row does not count yet, or never will. */
function problemOf({ code, value }: TableRowBody, at: number, twin: number): string | undefined {
  if (twin !== at) return `Row ${twin + 1} has this code already and wins.`;
  if (code.trim() === "" && value.trim() === "") return undefined;
  if (code.trim() === "") return "It counts once it has a code.";
  return value.trim() === "" ? "It counts once it has a value." : undefined;
}

function GridRow({ row, at, twin, values, marks, mark, actions }: RowProps) {
  const problem = problemOf(row, at, twin);
  const press = (column: TableColumn) => (event: KeyboardEvent) => {
    const step = event.altKey ? ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key] : undefined;
    if (!step) return;
    event.preventDefault();
    actions.move(at, step, column);
  };
  const paste = (column: TableColumn) => (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n\r]/.test(text.trimEnd())) return;
    event.preventDefault();
    actions.paste(at, column, cellsOf(text));
  };
  return (
    <>
      <tr>
        {columns.map(({ name, label }) => (
          <td key={name}>
            <input
              data-cell={`${at} ${name}`}
              data-column={name}
              aria-label={`${label}, row ${at + 1}`}
              aria-invalid={problem !== undefined && name !== "note" ? true : undefined}
              aria-describedby={problem ? `${values}-${at}` : undefined}
              value={row[name] ?? ""}
              autoComplete="off"
              spellCheck={false}
              {...(name === "value" && { list: values })}
              onChange={(event) => actions.type(at, name, event.currentTarget.value)}
              onKeyDown={press(name)}
              onPaste={paste(name)}
            />
          </td>
        ))}
        {marks ? <td data-mark>{mark ? <RowMarkBadge mark={mark} /> : null}</td> : null}
        <td>
          <ActionIcon size={24} aria-label={`Remove row ${at + 1}`} onClick={() => actions.remove(at)}>
            <IconX size={13} />
          </ActionIcon>
        </td>
      </tr>
      {problem ? (
        <tr className={styles.problem} id={`${values}-${at}`}>
          <td colSpan={marks ? 5 : 4}>{problem}</td>
        </tr>
      ) : null}
      {mark?.kind === "changed" && !problem ? (
        <tr className={styles.before}>
          <td colSpan={5}>
            {mark.builtIn ? "Built in" : "Template"}: <span className="gh-mono">{rowText(mark.before)}</span>{" "}
            <button
              type="button"
              className={ruleStyles.more}
              aria-label={`Back to ${mark.builtIn ? "the built-in row" : "the template's row"}, row ${at + 1}`}
              onClick={() => actions.back(at, mark)}
            >
              Back to it
            </button>
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** Rows every template has; one is changed by a row of the template's own. */
function BuiltIn({ rows, onChange }: { rows: readonly TableRowBody[]; onChange: (row: TableRowBody) => void }) {
  if (rows.length === 0) return null;
  return (
    <details className={styles.builtIn}>
      <summary>{rows.length === 1 ? "1 built-in row" : `${rows.length} built-in rows`}, after these</summary>
      <ul>
        {rows.map((row) => (
          <li key={row.code}>
            <span className="gh-mono">{row.code}</span>
            <span className="gh-mono">{row.value}</span>
            <button
              type="button"
              className={ruleStyles.more}
              aria-label={`Change ${row.code}`}
              onClick={() => onChange({ ...row })}
            >
              Change
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
