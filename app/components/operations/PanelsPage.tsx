import type { ReactNode } from "react";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { CatalogList, CatalogState, type CatalogStatus, type CatalogView, codeAndName } from "./CatalogList";

/** One panel of the list, its prices already in words. */
export interface PanelRow {
  code: string;
  name: string;
  members: { code: string; name: string }[];
  price: string;
  listSum: string;
  saving: string;
  status: CatalogStatus;
  href: string;
  selected: boolean;
}

export interface PanelsPageProps {
  lead: string;
  views: CatalogView[];
  rows: PanelRow[];
  newHref?: string | undefined;
  /** The editor of the open panel. */
  panel?: ReactNode;
}

const members: Column<PanelRow> = {
  key: "members",
  head: "Tests in it",
  cut: 48,
  cell: (row) => (
    <span className="gh-mono" title={row.members.map((member) => member.name).join(", ")}>
      {row.members.map((member) => member.code).join(" ") || "–"}
    </span>
  ),
};
const price: Column<PanelRow> = { key: "price", head: "Price, USD", align: "right", cell: (row) => row.price };
const listSum: Column<PanelRow> = {
  key: "sum",
  head: "Tests alone",
  align: "right",
  cell: (row) => <span className="gh-dim">{row.listSum}</span>,
};
const saving: Column<PanelRow> = { key: "saving", head: "Saving", align: "right", cell: (row) => row.saving };
const status: Column<PanelRow> = {
  key: "status",
  head: "Status",
  cell: (row) => <CatalogState status={row.status} />,
};

const beside = [...codeAndName, price, saving, status];
const whole = [...codeAndName, members, price, listSum, saving, status];

/** Tests sold together at one price; a row opens its editor beside the list. */
export function PanelsPage({ lead, views, rows, newHref, panel }: PanelsPageProps) {
  return (
    <CatalogList lead={lead} views={views} newHref={newHref} newLabel="New panel" panel={panel} panelLabel="Panel">
      <DataTable
        key={panel ? "beside" : "whole"}
        label="Panels"
        columns={panel ? beside : whole}
        rows={rows}
        rowId={(row) => row.code}
        rowHref={(row) => row.href}
        openId={rows.find((row) => row.selected)?.code ?? null}
        keys
        empty={
          <EmptyState title="No panels yet" text="A panel is a group of tests that practices order with one code." />
        }
      />
    </CatalogList>
  );
}
