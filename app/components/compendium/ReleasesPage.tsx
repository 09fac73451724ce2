import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import { Frame } from "./Frame";
import type { ChangeKind, CompendiumFrame } from "./types";

/** One release of the list. */
export interface ReleaseRow {
  number: number;
  name: string;
  notes: string;
  /** In words. */
  effectiveOn: string;
  isInForce: boolean;
  publishedAt: string;
  by: string;
  counts: Record<ChangeKind, number>;
  href: string;
}

export interface ReleasesPageProps extends CompendiumFrame {
  rows: ReleaseRow[];
}

const count = (key: ChangeKind, head: string): Column<ReleaseRow> => ({
  key,
  head,
  align: "right",
  cell: (row) => (row.counts[key] === 0 ? <span className="gh-dim">–</span> : row.counts[key].toLocaleString("en-US")),
});

const columns: Column<ReleaseRow>[] = [
  { key: "name", head: "Release", link: true, cell: (row) => row.name },
  { key: "effective", head: "In force from", cell: (row) => row.effectiveOn },
  {
    key: "state",
    head: "State",
    cell: (row) => (
      <ToneBadge tone={row.isInForce ? "good" : "wait"} plain>
        {row.isInForce ? "In force" : "Waits for its day"}
      </ToneBadge>
    ),
  },
  { key: "notes", head: "What it brought", cut: 48, cell: (row) => <span title={row.notes}>{row.notes || "–"}</span> },
  count("add", "New"),
  count("change", "Changed"),
  count("discontinue", "Ended"),
  count("restore", "Again"),
  { key: "by", head: "Published by", cell: (row) => row.by },
  { key: "at", head: "Published", cell: (row) => <ExactTime at={row.publishedAt} style="date" /> },
];

/** Every release of the compendium; none of them changes. */
export function ReleasesPage({ rows, ...frame }: ReleasesPageProps) {
  return (
    <Frame
      {...frame}
      action={
        rows.length > 1 ? (
          <Button component={Link} to="/compendium/difference" variant="default" size="sm">
            Compare two releases
          </Button>
        ) : null
      }
    >
      <DataTable
        label="Releases"
        columns={columns}
        rows={rows}
        rowId={(row) => String(row.number)}
        rowHref={(row) => row.href}
        keys
        empty={<EmptyState title="No release yet" text="The first one is made when a draft is published." />}
      />
    </Frame>
  );
}
