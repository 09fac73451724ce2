import type { ReactNode } from "react";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import type { Paging } from "../data/TableFoot";
import {
  CatalogCell,
  CatalogList,
  CatalogState,
  type CatalogStatus,
  type CatalogView,
  codeAndName,
} from "./CatalogList";

/** One test of the list, its values already in words. */
export interface TestRow {
  code: string;
  name: string;
  specimen: string;
  container: string;
  volume: string;
  turnaround: string;
  cpt: string;
  loinc: string;
  price: string;
  status: CatalogStatus;
  replacement?: string | undefined;
  offeredTo: number;
  href: string;
  selected: boolean;
}

export interface CompendiumPageProps {
  lead: string;
  views: CatalogView[];
  rows: TestRow[];
  search: string;
  paging: Paging;
  newHref?: string | undefined;
  /** The editor of the open test. */
  panel?: ReactNode;
}

function plain(key: "specimen" | "container" | "volume" | "turnaround", head: string): Column<TestRow> {
  return { key, head, cell: (row) => <CatalogCell status={row.status}>{row[key]}</CatalogCell> };
}

function coded(key: "cpt" | "loinc", head: string): Column<TestRow> {
  return {
    key,
    head,
    cell: (row) => (
      <CatalogCell status={row.status} mono>
        {row[key]}
      </CatalogCell>
    ),
  };
}

const price: Column<TestRow> = {
  key: "price",
  head: "List price, USD",
  align: "right",
  cell: (row) => <CatalogCell status={row.status}>{row.price}</CatalogCell>,
};
const status: Column<TestRow> = {
  key: "status",
  head: "Status",
  cell: (row) => <CatalogState status={row.status} replacement={row.replacement} />,
};
const offered: Column<TestRow> = {
  key: "offered",
  head: "Offered to",
  align: "right",
  cell: (row) => (row.offeredTo === 0 ? <span className="gh-dim">–</span> : row.offeredTo.toLocaleString("en-US")),
};

const beside = [...codeAndName, plain("specimen", "Specimen"), price, status];
const whole = [
  ...codeAndName,
  plain("specimen", "Specimen"),
  plain("container", "Container"),
  plain("volume", "Volume"),
  plain("turnaround", "Turnaround"),
  coded("cpt", "CPT"),
  coded("loinc", "LOINC"),
  price,
  status,
  offered,
];

/** Every test the laboratory offers; a row opens its editor beside the list. */
export function CompendiumPage({ lead, views, rows, search, paging, newHref, panel }: CompendiumPageProps) {
  return (
    <CatalogList
      lead={lead}
      views={views}
      placeholder="Code, name, LOINC, CPT"
      newHref={newHref}
      newLabel="New test"
      panel={panel}
      panelLabel="Test"
    >
      <DataTable
        key={panel ? "beside" : "whole"}
        label="Tests"
        columns={panel ? beside : whole}
        rows={rows}
        rowId={(row) => row.code}
        rowHref={(row) => row.href}
        openId={rows.find((row) => row.selected)?.code ?? null}
        paging={paging}
        keys
        empty={
          search ? (
            <EmptyState title="No test fits" text={`Nothing here has “${search}” in its code, name, LOINC or CPT.`} />
          ) : (
            <EmptyState title="No tests here" text="Tests appear here once they are added to the compendium." />
          )
        }
      />
    </CatalogList>
  );
}
