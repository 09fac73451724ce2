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
import type { CompendiumPageProps, TestRow } from "./types";

export type { CompendiumPageProps, TestRow } from "./types";

const mono = (text: string) => (text ? <span className="gh-mono">{text}</span> : <span className="gh-dim">–</span>);

const columns: Column<TestRow>[] = [
  { key: "code", head: "Code", cell: (row) => mono(row.code), sort: "code" },
  { key: "name", head: "Name", cell: (row) => row.name, link: true, cut: 32, sort: "name" },
  { key: "specimen", head: "Specimen", cell: (row) => row.specimen, cut: 16, choice: "shown" },
  { key: "container", head: "Container", cell: (row) => row.container, cut: 16, choice: "shown" },
  { key: "volume", head: "Volume", cell: (row) => row.volume, choice: "shown" },
  {
    key: "turnaround",
    head: "Turnaround",
    cell: (row) => <span className="gh-num">{row.turnaroundDays} d</span>,
    choice: "shown",
  },
  { key: "cpt", head: "CPT", cell: (row) => mono(row.cpt), choice: "shown" },
  { key: "loinc", head: "LOINC", cell: (row) => mono(row.loinc), choice: "shown" },
  { key: "price", head: "List price", align: "right", cell: (row) => row.listPrice },
  {
    key: "status",
    head: "Status",
    cell: (row) =>
      row.status === "active" ? (
        <span className="gh-dim">Active</span>
      ) : (
        <ToneBadge tone="off" plain>
          {row.replacementCode ? `Ended, now ${row.replacementCode}` : "Discontinued"}
        </ToneBadge>
      ),
  },
  {
    key: "offered",
    head: "Offered to",
    align: "right",
    cell: (row) => (row.offeredTo > 0 ? row.offeredTo : <span className="gh-dim">0</span>),
  },
];

const beside = new Set(["code", "name", "specimen", "price", "status"]);
const narrow = columns.filter((column) => beside.has(column.key));

/** Every test the lab performs; the open one stands in the panel. */
export function CompendiumPage(props: CompendiumPageProps & { panel?: ReactNode }) {
  const { views, rows, openCode, paging, filtered, newHref, panel } = props;
  return (
    <QueuePanes panel={panel} panelLabel="Test" note="Prices in USD" width="narrow">
      <PageHeader
        title="Compendium"
        actions={
          newHref ? (
            <Button component={Link} to={newHref} size="sm" leftSection={<IconPlus size={15} aria-hidden />}>
              New test
            </Button>
          ) : null
        }
      />
      <ListBar
        label="Parts of the compendium"
        views={views}
        search={{ placeholder: "Code, name, LOINC, CPT" }}
        keep={["view", "status", "sort"]}
      />
      <DataTable
        key={panel ? "beside" : "whole"}
        label="Tests"
        columns={panel ? narrow : columns}
        rows={rows}
        rowId={(row) => row.code}
        rowHref={(row) => row.href}
        openId={openCode}
        rowTone={(row) => (row.status === "discontinued" ? "stop" : undefined)}
        {...(paging ? { paging } : {})}
        empty={
          filtered ? (
            <EmptyState title="No test fits" text="Clear the search or look under another status." />
          ) : (
            <EmptyState
              title="The compendium is empty"
              text="Add the first test; it can then be offered to practices."
            />
          )
        }
        keys
      />
    </QueuePanes>
  );
}
