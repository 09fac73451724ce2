import type { BoardCell, BoardRelease, BoardRow } from "~/db/queries/sync-board";

/** What a cell of the board says: nothing changed, on its way, loaded, or late. Days of ISO 8601 in the lab's time zone. */
export type CellStanding =
  | { kind: "none" }
  | { kind: "pending" | "sent" | "failed" | "overdue" | "acknowledged"; syncId: string; days: number; changes: number };

const dayMs = 86_400_000;
const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / dayMs);

/** The newest sync of a release decides. `days`: how late it is. Pure. */
export function standingOf(cell: BoardCell | undefined, today: string): CellStanding {
  if (!cell) return { kind: "none" };
  const late = cell.state === "sent" ? Math.max(0, daysBetween(cell.dueOn, today)) : 0;
  return {
    kind: late > 0 ? "overdue" : cell.state === "replaced" ? "acknowledged" : cell.state,
    syncId: cell.id,
    days: late,
    changes: cell.changeCount,
  };
}

/** How much a row asks for a person: what is late or failed first, then what waits. */
export function urgency(cells: readonly CellStanding[]): number {
  const worst = cells.map((cell) =>
    cell.kind === "failed" ? 10_000 : cell.kind === "overdue" ? 1_000 + cell.days : cell.kind === "sent" ? 1 : 0,
  );
  return Math.max(0, ...worst);
}

/** Of one release: how many connections it said something to, and how many have it. */
export function progressOf(release: BoardRelease, cells: readonly BoardCell[]): { all: number; loaded: number } {
  const own = newestOf(cells.filter((cell) => cell.release === release.number));
  return { all: own.size, loaded: [...own.values()].filter(({ state }) => state === "acknowledged").length };
}

/** The newest sync of each connection; the cells come in the order they were made. */
export function newestOf(cells: readonly BoardCell[]): Map<string, BoardCell> {
  return new Map(cells.map((cell) => [cell.connectionId, cell]));
}

export const boardSorts = ["urgent", "vendor", "name"] as const;
export type BoardSort = (typeof boardSorts)[number];

/** The rows in the order asked for. */
export function sorted<Row extends Pick<BoardRow, "practice" | "emr">>(
  rows: readonly (Row & { cells: readonly CellStanding[] })[],
  sort: BoardSort,
): (Row & { cells: readonly CellStanding[] })[] {
  const byName = (a: Row, b: Row) => a.practice.localeCompare(b.practice);
  if (sort === "name") return [...rows].sort(byName);
  if (sort === "vendor") return [...rows].sort((a, b) => a.emr.localeCompare(b.emr) || byName(a, b));
  return [...rows].sort((a, b) => urgency(b.cells) - urgency(a.cells) || byName(a, b));
}
