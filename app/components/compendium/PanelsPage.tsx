import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { ToneBadge } from "../state/StateBadge";
import styles from "./compendium.module.css";
import { Frame } from "./Frame";
import type { ChangeKind, CompendiumFrame } from "./types";

/** One panel of the list, its prices already in words. */
export interface PanelRow {
  code: string;
  name: string;
  members: { code: string; name: string }[];
  price: string;
  listSum: string;
  saving: string;
  scope: string;
  owner: string;
  status: "active" | "discontinued";
  endsOn: string | null;
  change: ChangeKind | null;
  offeredTo: number;
  href: string;
}

export interface PanelsPageProps extends CompendiumFrame {
  rows: PanelRow[];
  /** May build one for a practice, which lab operations then publish. */
  canPropose: boolean;
}

const tones = { add: "good", change: "work", discontinue: "stop", restore: "good" } as const;

const columns: Column<PanelRow>[] = [
  { key: "code", head: "Code", cell: (row) => <span className={`gh-mono ${styles.code}`}>{row.code}</span> },
  { key: "name", head: "Name", link: true, cut: 32, cell: (row) => row.name },
  {
    key: "members",
    head: "Tests in it",
    cut: 48,
    cell: (row) => (
      <span className="gh-mono" title={row.members.map((member) => member.name).join(", ")}>
        {row.members.map((member) => member.code).join(" ") || "–"}
      </span>
    ),
  },
  { key: "price", head: "Price, USD", align: "right", cell: (row) => row.price },
  { key: "sum", head: "Tests alone", align: "right", cell: (row) => <span className="gh-dim">{row.listSum}</span> },
  { key: "saving", head: "Saving", align: "right", cell: (row) => row.saving },
  { key: "scope", head: "For", cell: (row) => row.scope },
  { key: "owner", head: "Sales owner", cell: (row) => row.owner || "–" },
  {
    key: "status",
    head: "Status",
    cell: (row) =>
      row.status === "active" && !row.endsOn ? (
        <span className="gh-dim">{row.change === "add" ? "New in the draft" : "Active"}</span>
      ) : (
        <ToneBadge tone="off" plain>
          {row.endsOn ? `Ends ${row.endsOn}` : "Discontinued"}
        </ToneBadge>
      ),
  },
  { key: "offered", head: "Offered to", align: "right", cell: (row) => row.offeredTo || "–" },
];

/** Tests sold together at one price, as they will be with the draft. */
export function PanelsPage({ rows, canPropose, ...frame }: PanelsPageProps) {
  return (
    <Frame
      {...frame}
      add={{ label: "New panel", href: "/compendium/panels/new" }}
      action={
        canPropose ? (
          <Button component={Link} to="/panels/new" variant="default" size="sm">
            Build panel for a practice
          </Button>
        ) : null
      }
    >
      <DataTable
        label="Panels"
        columns={columns}
        rows={rows}
        rowId={(row) => row.code}
        rowHref={(row) => row.href}
        rowTone={(row) => (row.change ? tones[row.change] : undefined)}
        keys
        empty={
          <EmptyState title="No panels yet" text="A panel is a group of tests that practices order with one code." />
        }
      />
    </Frame>
  );
}
