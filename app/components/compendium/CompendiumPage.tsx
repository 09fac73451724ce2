import { Button, Checkbox } from "@mantine/core";
import { useMemo } from "react";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import type { Paging } from "../data/TableFoot";
import { useKeys } from "../data/use-keys";
import { ToneBadge } from "../state/StateBadge";
import styles from "./compendium.module.css";
import { EndDialog } from "./EndDialog";
import { Frame } from "./Frame";
import { GridCell } from "./GridCell";
import { GridNotes } from "./GridNotes";
import { endFocused, moveCell, useUndoKey } from "./grid-keys";
import type { CompendiumFrame, GridField, TestRow } from "./types";
import { type Grid, useGrid } from "./use-grid";

export interface CompendiumPageProps extends CompendiumFrame {
  rows: TestRow[];
  search: string;
  /** The words looked for instead, where those typed find nothing. */
  meant: string | null;
  specimens: string[];
  /** The number of the newest release, so that a later one is told from it. */
  release: number;
  paging: Paging;
}

const tones = { add: "good", change: "work", discontinue: "stop", restore: "good" } as const;

const fields: { field: GridField; head: string; mono?: boolean; align?: "right"; choice?: "shown" | "hidden" }[] = [
  { field: "shortName", head: "Short name", choice: "hidden" },
  { field: "specimen", head: "Specimen" },
  { field: "container", head: "Container", choice: "shown" },
  { field: "volume", head: "Volume", choice: "shown" },
  { field: "stability", head: "Stability", choice: "hidden" },
  { field: "turnaroundDays", head: "Turnaround", choice: "shown" },
  { field: "cpt", head: "CPT", mono: true, choice: "shown" },
  { field: "loinc", head: "LOINC", mono: true, choice: "shown" },
  { field: "listPriceCents", head: "List price", align: "right" },
];

const termColumn: Column<TestRow> = {
  key: "term",
  head: "LOINC term",
  cut: 32,
  choice: "hidden",
  cell: (row) => row.cells.loinc.name ?? <span className="gh-dim">–</span>,
};

function columnsOf(grid: Grid | null): Column<TestRow>[] {
  return [
    { key: "code", head: "Code", cell: (row) => <CodeCell row={row} grid={grid} /> },
    {
      key: "name",
      head: "Name",
      link: true,
      cut: 32,
      cell: (row) => <span className={row.change === "discontinue" ? styles.ending : ""}>{row.cells.name.now}</span>,
    },
    ...fields.flatMap(({ field, head, mono = false, align, choice }): Column<TestRow>[] => [
      {
        key: field,
        head,
        ...(align && { align }),
        ...(choice && { choice }),
        cell: (row) => <GridCell row={row} field={field} label={head} grid={grid} mono={mono} />,
      },
      ...(field === "loinc" ? [termColumn] : []),
    ]),
    { key: "status", head: "Status", cell: (row) => <TestState row={row} /> },
    {
      key: "offered",
      head: "Offered to",
      align: "right",
      choice: "shown",
      cell: (row) => (row.offeredTo === 0 ? <span className="gh-dim">–</span> : row.offeredTo.toLocaleString("en-US")),
    },
  ];
}

function CodeCell({ row, grid }: { row: TestRow; grid: Grid | null }) {
  return (
    <span className={styles.codeCell}>
      {grid ? (
        <Checkbox
          size="xs"
          data-row-check
          aria-label={`Select ${row.code}`}
          checked={grid.selected.has(row.code)}
          onChange={(event) => grid.select(row.code, event.currentTarget.checked)}
        />
      ) : null}
      <span className={`gh-mono ${styles.code}`}>{row.code}</span>
    </span>
  );
}

function TestState({ row }: { row: TestRow }) {
  if (row.change === "add")
    return (
      <span className={styles.state} data-tone="good">
        <b className={styles.changeWord}>+ New</b>
      </span>
    );
  if (row.status === "active" && !row.endsOn) return <span className="gh-dim">Active</span>;
  return (
    <span className={styles.state} {...(row.replacement && { title: `Ordered instead: ${row.replacement}` })}>
      <ToneBadge tone="off" plain>
        {row.endsOn ? `Ends ${row.endsOn}` : "Discontinued"}
      </ToneBadge>
      {row.replacement && !row.endsOn ? (
        <span className="gh-dim">
          use <span className="gh-mono">{row.replacement}</span>
        </span>
      ) : null}
    </span>
  );
}

/** Every test, as it will be with the draft; values are changed in place. */
export function CompendiumPage(props: CompendiumPageProps) {
  const { rows, search, meant, specimens, release, paging, ...frame } = props;
  const grid = useGrid(rows, release);
  const editing = frame.canEdit ? grid : null;
  // Columns draw from the grid's state, which is another object with each of its changes.
  const columns = useMemo(() => columnsOf(editing), [editing]);
  useKeys({ d: () => endFocused(grid) }, frame.canEdit);
  useUndoKey(grid, frame.canEdit);
  const one = (value: string) => ({ value, label: value });
  return (
    <Frame
      {...frame}
      search="Code, name, LOINC, CPT"
      filters={[
        { name: "specimen", label: "Specimen", options: [{ value: "", label: "Any specimen" }, ...specimens.map(one)] },
        {
          name: "only",
          label: "Only",
          options: [
            { value: "", label: "All tests" },
            { value: "changed", label: "Changed in the draft" },
            { value: "no-loinc", label: "Without LOINC" },
            { value: "not-offered", label: "Offered to nobody" },
          ],
        },
      ]}
      add={{ label: "New test", href: "/compendium/tests/new" }}
      foot={frame.canEdit ? <Foot grid={grid} /> : null}
    >
      {meant ? (
        <p className={`${styles.notes} gh-dim`} role="status">
          Nothing fits “{search}”. These fit “{meant}”.
        </p>
      ) : null}
      {editing ? <GridNotes grid={grid} /> : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the cells' own buttons. */}
      <div className={styles.gridBox} onKeyDown={editing ? (event) => moveCell(event, rows, grid) : undefined}>
        <DataTable
          label="Tests"
          columns={columns}
          rows={rows}
          rowId={(row) => row.code}
          rowHref={(row) => row.href}
          rowTone={(row) => (row.change ? tones[row.change] : undefined)}
          paging={paging}
          keys
          empty={
            search ? (
              <EmptyState
                title="No test fits"
                text={`Nothing here has “${search}” in its code, names, synonyms, LOINC or CPT.`}
              />
            ) : (
              <EmptyState title="No tests here" text="Tests appear here once they are added to the compendium." />
            )
          }
        />
      </div>
      {editing ? <EndDialog key={grid.ending?.join() ?? "closed"} grid={grid} /> : null}
    </Frame>
  );
}

function Foot({ grid }: { grid: Grid }) {
  if (grid.selected.size > 0) {
    return (
      <span className={styles.selection}>
        <b>{grid.selected.size} selected</b>
        <span>A value typed in one of them is taken by all.</span>
        <Button size="compact-xs" variant="default" onClick={() => grid.askEnd(null)}>
          Discontinue
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={grid.clear}>
          Clear selection
        </Button>
      </span>
    );
  }
  return (
    <span className={styles.keys}>
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> move
      </span>
      <span>
        <kbd>↵</kbd> edit cell
      </span>
      <span>
        <kbd>⌘ Z</kbd> undo
      </span>
      <span>
        <kbd>D</kbd> discontinue
      </span>
    </span>
  );
}
