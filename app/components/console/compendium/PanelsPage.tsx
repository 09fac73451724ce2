import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { PageHeader } from "../../data/PageHeader";
import { ToneBadge } from "../../state/StateBadge";
import { ListBar } from "../parts/ListBar";
import { QueuePanes } from "../parts/QueuePanes";
import type { PanelRow, PanelsPageProps } from "./types";

export type { PanelRow, PanelsPageProps } from "./types";

const columns: Column<PanelRow>[] = [
  { key: "code", head: "Code", cell: (row) => <span className="gh-mono">{row.code}</span> },
  { key: "name", head: "Panel", cell: (row) => row.name, link: true, cut: 32 },
  {
    key: "members",
    head: "Tests in it",
    cut: 32,
    cell: (row) => (
      <span title={row.members.map((member) => member.name).join(", ")}>
        <span className="gh-num">{row.members.length}</span>{" "}
        <span className="gh-mono gh-dim">{row.members.map((member) => member.code).join(", ")}</span>
      </span>
    ),
  },
  { key: "list", head: "One by one", align: "right", cell: (row) => <span className="gh-dim">{row.listPrice}</span> },
  { key: "price", head: "Panel price", align: "right", cell: (row) => <strong>{row.preferredPrice}</strong> },
  {
    key: "saves",
    head: "Saves",
    align: "right",
    cell: (row) => (row.savesPercent > 0 ? `${row.savesPercent} %` : <span className="gh-dim">–</span>),
  },
  {
    key: "status",
    head: "Status",
    cell: (row) =>
      row.status === "active" ? (
        <span className="gh-dim">Active</span>
      ) : (
        <ToneBadge tone="off" plain>
          Discontinued
        </ToneBadge>
      ),
  },
  { key: "offered", head: "Offered to", align: "right", cell: (row) => row.offeredTo },
];

const beside = new Set(["code", "name", "price", "saves", "status"]);

/** Panels at preferred prices, each against the sum of its tests. */
export function PanelsPage(props: PanelsPageProps & { panel?: ReactNode }) {
  const { views, rows, openCode, filtered, newHref, panel } = props;
  return (
    <QueuePanes panel={panel} panelLabel="Panel" note="Prices in USD" width="narrow">
      <PageHeader
        title="Compendium"
        aside="Panels"
        actions={
          newHref ? (
            <Button component={Link} to={newHref} size="sm" leftSection={<IconPlus size={15} aria-hidden />}>
              New panel
            </Button>
          ) : null
        }
      />
      <ListBar
        label="Parts of the compendium"
        views={views}
        search={{ placeholder: "Code, name or test" }}
        keep={["view", "status"]}
      />
      <DataTable
        key={panel ? "beside" : "whole"}
        label="Panels"
        columns={panel ? columns.filter((column) => beside.has(column.key)) : columns}
        rows={rows}
        rowId={(row) => row.code}
        rowHref={(row) => row.href}
        openId={openCode}
        empty={
          filtered ? (
            <EmptyState title="No panel fits" text="Clear the search." />
          ) : (
            <EmptyState title="No panels yet" text="A panel bundles tests under one code at a preferred price." />
          )
        }
        keys
      />
    </QueuePanes>
  );
}
