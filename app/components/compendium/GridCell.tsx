import type { KeyboardEvent } from "react";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./compendium.module.css";
import { LoincCell } from "./LoincField";
import type { Cell, GridField, TestRow } from "./types";
import type { Grid } from "./use-grid";

interface Props {
  row: TestRow;
  field: GridField;
  label: string;
  /** Absent for people who only read. */
  grid: Grid | null;
  mono?: boolean;
}

/** One value of the grid: what it was struck out, what it will be in bold; Enter or a double click opens it. */
export function GridCell({ row, field, label, grid, mono = false }: Props) {
  const cell = row.cells[field];
  const look = `${styles.cell} ${mono ? "gh-mono" : ""} ${row.change === "discontinue" ? styles.ending : ""}`;
  if (!grid) {
    return (
      <span className={look} data-changed={cell.was === undefined ? undefined : true} title={cell.warning ?? cell.name}>
        <Words cell={cell} />
      </span>
    );
  }
  if (grid.open?.code === row.code && grid.open.field === field) {
    const keys = (event: KeyboardEvent<HTMLInputElement>) => {
      if (event.key === "Enter") grid.save();
      else if (event.key === "Escape") grid.cancel();
      else return;
      event.preventDefault();
      event.stopPropagation();
      returnTo(row.code, field);
    };
    if (field === "loinc") {
      return (
        <LoincCell
          label={`${label} of ${row.code}`}
          value={grid.open.value}
          invalid={grid.answer?.kind === "wrong"}
          busy={grid.busy}
          onType={grid.type}
          onTake={(code) => grid.save(code)}
          onKeyDown={keys}
          onBlur={() => grid.save()}
        />
      );
    }
    return (
      <input
        className={`${styles.editing} ${mono ? "gh-mono" : ""}`}
        value={grid.open.value}
        // biome-ignore lint/a11y/noAutofocus: the cell was opened to type in it.
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => grid.type(event.currentTarget.value)}
        onKeyDown={keys}
        onBlur={() => grid.save()}
        aria-label={`${label} of ${row.code}`}
        aria-invalid={grid.answer?.kind === "wrong" || undefined}
        readOnly={grid.busy}
      />
    );
  }
  return (
    <button
      type="button"
      className={look}
      data-cell={`${row.code} ${field}`}
      data-changed={cell.was === undefined ? undefined : true}
      tabIndex={-1}
      onDoubleClick={() => grid.edit(row, field)}
      title={cell.warning ?? cell.name}
      aria-label={`${label} of ${row.code}: ${spoken(cell)}`}
    >
      <Words cell={cell} />
    </button>
  );
}

/** A cell as it is read out: "24323-8, Comprehensive metabolic panel, was 51990-0". */
function spoken({ now, name, was, warning }: Cell): string {
  const parts = [now || "none", name, was === undefined ? undefined : `was ${was}`].filter(Boolean);
  return parts.join(", ") + (warning ? `. ${warning}` : "");
}

function Words({ cell }: { cell: Cell }) {
  const mark = cell.warning ? <ToneIcon tone="warn" size={13} /> : null;
  if (cell.was === undefined)
    return (
      <>
        {cell.now || "–"} {mark}
      </>
    );
  return (
    <>
      <del>{cell.was}</del>
      <ins>{cell.now || "none"}</ins> {mark}
    </>
  );
}

/** Puts the focus back on the cell once it is drawn again. */
function returnTo(code: string, field: string) {
  const look = () => document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(code)} ${field}"]`);
  const watcher = new MutationObserver(() => {
    const cell = look();
    if (!cell) return;
    watcher.disconnect();
    cell.focus();
  });
  watcher.observe(document.body, { childList: true, subtree: true });
}
