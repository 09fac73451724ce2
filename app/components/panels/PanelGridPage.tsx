import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconPlus } from "@tabler/icons-react";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { type Filter, FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import type { Paging } from "../data/TableFoot";
import { type View, ViewTabs } from "../data/ViewTabs";
import { Panes } from "../shell/Panes";
import { RelativeTime } from "../Time";
import { useLive } from "../use-live";
import { ProposalList } from "./ProposalList";
import styles from "./panels.module.css";
import type { ProposalRow } from "./types";

/** One panel in force: prices in words, counts as numbers. */
export interface PanelUseRow {
  code: string;
  href: string;
  name: string;
  owner: string;
  scope: string;
  price: string;
  discount: string;
  practices: number;
  orders30: number;
  orders90: number;
  revenue: string;
  lastAt: string | null;
  canOffer: boolean;
}

export interface PanelGridPageProps {
  views: View[];
  canPropose: boolean;
  nonce: string;
  /** Instead of the grid, in the view of proposals. */
  proposals: ProposalRow[] | null;
  rows: PanelUseRow[];
  paging: Paging;
  owners: { value: string; label: string }[];
  filtered: boolean;
  csvHref: string;
}

const count = (value: number) => (value === 0 ? <span className="gh-dim">0</span> : value.toLocaleString("en-US"));

const columns: Column<PanelUseRow>[] = [
  { key: "code", head: "Code", cell: (row) => <span className="gh-mono">{row.code}</span> },
  { key: "name", head: "Panel", sort: "name", link: true, cut: 32, cell: (row) => row.name },
  { key: "owner", head: "Sales owner", sort: "owner", cut: 16, choice: "shown", cell: (row) => row.owner || "–" },
  { key: "scope", head: "For", cut: 24, cell: (row) => row.scope },
  { key: "price", head: "Price, USD", sort: "price", align: "right", cell: (row) => row.price },
  { key: "discount", head: "Below list", sort: "discount", align: "right", cell: (row) => row.discount },
  { key: "practices", head: "Practices", sort: "practices", align: "right", cell: (row) => count(row.practices) },
  { key: "o30", head: "30 days", sort: "o30", align: "right", choice: "shown", cell: (row) => count(row.orders30) },
  { key: "o90", head: "90 days", sort: "o90", align: "right", cell: (row) => count(row.orders90) },
  { key: "revenue", head: "Revenue, 90 days", sort: "revenue", align: "right", cell: (row) => row.revenue },
  {
    key: "last",
    head: "Last ordered",
    sort: "last",
    align: "right",
    cell: (row) => (row.lastAt ? <RelativeTime at={row.lastAt} /> : <span className="gh-dim">Never</span>),
  },
  {
    key: "offer",
    head: "",
    align: "right",
    cell: (row) =>
      row.canOffer ? (
        <Link className="gh-link" to={`${row.href}#offer`} aria-label={`Offer ${row.name} to`}>
          Offer to
        </Link>
      ) : null,
  },
];

/** Every panel with its price against list and how it is ordered; and what is proposed. */
export function PanelGridPage(props: PanelGridPageProps) {
  const { views, canPropose, proposals, rows, paging, owners, filtered, csvHref, nonce } = props;
  useLive(["compendium"]);
  return (
    <Panes side={null} sideLabel="" title="Panels">
      <div className={styles.page}>
        <PageHeader
          title="Panels"
          aside="What is sold together, to whom, and how it is ordered"
          actions={
            canPropose ? (
              <Button component={Link} to="/panels/new" size="sm" leftSection={<IconPlus size={15} aria-hidden />}>
                Build panel
              </Button>
            ) : null
          }
        />
        <div className={styles.bar}>
          <ViewTabs label="Views of the panels" views={views} />
          {proposals ? null : <FilterBar search={{ placeholder: "Code or name" }} filters={filtersOf(owners)} />}
        </div>
        {proposals ? (
          <ProposalList rows={proposals} nonce={nonce} />
        ) : (
          <DataTable
            label="Panels"
            columns={columns}
            rows={rows}
            rowId={(row) => row.code}
            rowHref={(row) => row.href}
            sortedBy="-o90"
            paging={paging}
            csvHref={csvHref}
            keys
            empty={
              filtered ? (
                <EmptyState title="Nothing fits" text="Try fewer letters, or clear the filters." />
              ) : (
                <EmptyState
                  title="No panels yet"
                  text="Build one for a practice. Lab operations publish it, and then it can be offered."
                />
              )
            }
          />
        )}
      </div>
    </Panes>
  );
}

const filtersOf = (owners: { value: string; label: string }[]): Filter[] => [
  { name: "owner", label: "Sales owner", options: [{ value: "", label: "Any owner" }, ...owners] },
  {
    name: "for",
    label: "For",
    options: [
      { value: "", label: "For anybody" },
      { value: "all", label: "All clients" },
      { value: "practices", label: "Named practices" },
    ],
  },
  {
    name: "use",
    label: "Use",
    options: [
      { value: "", label: "Any use" },
      { value: "ordered", label: "Ordered in 90 days" },
      { value: "idle", label: "Not ordered in 90 days" },
      { value: "not-offered", label: "Offered to nobody" },
    ],
  },
];
