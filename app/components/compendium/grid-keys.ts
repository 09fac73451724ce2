import { type KeyboardEvent, useEffect, useRef } from "react";
import type { GridField, TestRow } from "./types";
import type { Grid } from "./use-grid";

const rowOf = (element: Element | null) => element?.closest<HTMLElement>("tr[data-row-id]") ?? null;

/** Opens the end of the row that has the focus, or of those selected. */
export function endFocused(grid: Grid) {
  const code = rowOf(document.activeElement)?.dataset.rowId;
  if (code) grid.askEnd(code);
  else if (grid.selected.size > 0) grid.askEnd(null);
}

/** ⌘ Z or Ctrl Z takes the last edit back, where nobody is typing. */
export function useUndoKey(grid: Grid, on: boolean) {
  const now = useRef(grid);
  now.current = grid;
  useEffect(() => {
    if (!on) return;
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "z" || !(event.metaKey || event.ctrlKey) || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest("input:not([data-row-check]), textarea")) return;
      event.preventDefault();
      now.current.undo();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [on]);
}

/** Rows down and cells to the right. */
const steps: Record<string, { down: number; right: number }> = {
  ArrowRight: { down: 0, right: 1 },
  ArrowLeft: { down: 0, right: -1 },
  ArrowDown: { down: 1, right: 0 },
  ArrowUp: { down: -1, right: 0 },
};

/** Arrow keys go from cell to cell, from a row's link into its cells and back; Enter opens the cell. */
export function moveCell(event: KeyboardEvent<HTMLElement>, rows: readonly TestRow[], grid: Grid) {
  const row = rowOf(event.target as Element);
  if (!row?.parentElement || event.target instanceof HTMLInputElement) return;
  const placesIn = (one: Element) => [...one.querySelectorAll<HTMLElement>("[data-row-link], [data-cell]")];
  const at = placesIn(row).indexOf(event.target as HTMLElement);
  const { cell } = (event.target as HTMLElement).dataset;
  if (event.key === "Enter" && cell) {
    const [code, field] = cell.split(" ");
    const item = rows.find((one) => one.code === code);
    event.preventDefault();
    if (item) grid.edit(item, field as GridField);
    return;
  }
  const step = steps[event.key];
  if (!step || at < 0) return;
  const all = [...row.parentElement.querySelectorAll("tr[data-row-id]")];
  const next = all[all.indexOf(row) + step.down];
  event.preventDefault();
  if (next) placesIn(next)[at + step.right]?.focus();
}
