import { Button } from "@mantine/core";
import { RowMarkBadge } from "../mapping/RowMarkBadge";
import { type MarkedRows, rowText } from "../mapping/row-marks";
import type { TableRowBody } from "../mapping/types";
import styles from "./workspace.module.css";

interface ShownProps {
  name: string;
  rows: readonly TableRowBody[];
  /** Built-in rows that none of `rows` takes the place of. */
  builtIn: readonly TableRowBody[];
  marked: MarkedRows;
}

/** The rows of a table for somebody who may not change it, or at a time when nobody may. */
export function ShownRows({ name, rows, builtIn, marked }: ShownProps) {
  const lines = [
    ...rows.map((row) => ({ row, mark: marked.markOf(row) })),
    ...builtIn.map((row) => ({ row, mark: undefined })),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys.
    <section className={styles.scroll} tabIndex={0} aria-label={`All rows of ${name}`}>
      <table className={styles.table} aria-label={`Rows of ${name}`}>
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col">Value</th>
            <th scope="col">Note</th>
            <th scope="col">Template</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ row, mark }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a table may have a code twice.
            <tr key={i}>
              <td className="gh-mono">{row.code}</td>
              <td className="gh-mono">{row.value}</td>
              <td>{row.note}</td>
              <td>
                {mark ? <RowMarkBadge mark={mark} /> : <span className="gh-dim">Built in</span>}
                {mark?.kind === "changed" ? <span className={styles.detail}>was {rowText(mark.before)}</span> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RemovedProps {
  rows: readonly TableRowBody[];
  onBack: ((row: TableRowBody) => void) | undefined;
}

/** Rows of the template that this connection does without. */
export function RemovedRows({ rows, onBack }: RemovedProps) {
  if (rows.length === 0) return null;
  return (
    <ul className={styles.removedRows} aria-label="Rows of the template that were removed">
      {rows.map((row) => (
        <li key={row.code}>
          <RowMarkBadge mark={{ kind: "removed" }} />
          <span>
            <span className="gh-mono">{row.code}</span> <span className="gh-dim">{rowText(row)}</span>
          </span>
          {onBack ? (
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={`Bring ${row.code} back`}
              onClick={() => onBack(row)}
            >
              Bring back
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
