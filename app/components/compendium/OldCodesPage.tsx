import { Link, useSearchParams } from "@remix-run/react";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import type { Paging } from "../data/TableFoot";
import { RelativeTime } from "../Time";
import { Frame } from "./Frame";
import type { CompendiumFrame } from "./types";

/** A code that should not be ordered and was, by one practice. */
export interface OldCodeRow {
  connectionId: string;
  practice: string;
  emr: string;
  code: string;
  emrCode: string;
  reason: string;
  orders: number;
  held: number;
  substituted: number;
  passed: number;
  lastAt: string;
  replacement: string | null;
  /** What the EMR was told of it, and the update that says so. */
  told: string;
  updateHref: string | null;
  /** What to do next, and where. */
  label: string;
  href: string;
}

export interface OldCodesPageProps extends CompendiumFrame {
  days: number;
  rows: OldCodeRow[];
  reasons: { value: string; label: string }[];
  paging: Paging;
  searched: boolean;
}

const count = (value: number) => (value > 0 ? value : <span className="gh-dim">0</span>);

const columns: Column<OldCodeRow>[] = [
  { key: "practice", head: "Practice", link: true, cut: 32, cell: (row) => row.practice },
  { key: "emr", head: "EMR", cut: 24, cell: (row) => <span className="gh-dim">{row.emr}</span>, choice: "shown" },
  { key: "code", head: "Code", cell: (row) => <span className="gh-mono">{row.code}</span> },
  {
    key: "emrCode",
    head: "Practice sends",
    cell: (row) => <span className="gh-mono">{row.emrCode}</span>,
    choice: "hidden",
  },
  { key: "reason", head: "Why not", cut: 24, cell: (row) => row.reason, choice: "hidden" },
  {
    key: "replacement",
    head: "Instead",
    cell: (row) =>
      row.replacement ? <span className="gh-mono">{row.replacement}</span> : <span className="gh-dim">none</span>,
  },
  { key: "orders", head: "Orders", align: "right", cell: (row) => row.orders },
  { key: "held", head: "Held", align: "right", cell: (row) => count(row.held) },
  { key: "replaced", head: "Replaced", align: "right", cell: (row) => count(row.substituted) },
  { key: "passed", head: "Passed", align: "right", cell: (row) => count(row.passed) },
  { key: "last", head: "Last", cell: (row) => <RelativeTime at={row.lastAt} /> },
  {
    key: "told",
    head: "Its EMR",
    cell: (row) =>
      row.updateHref ? (
        <Link to={row.updateHref} className="gh-link">
          {row.told}
        </Link>
      ) : (
        row.told
      ),
  },
  {
    key: "next",
    head: "What to do",
    cell: (row) => (
      <Link to={row.href} className="gh-link">
        {row.label}
      </Link>
    ),
  },
];

/** Who still orders codes that should not be ordered, what became of it, and what to do. */
export function OldCodesPage(props: OldCodesPageProps) {
  const { rows, reasons, days, paging, searched } = props;
  const [params] = useSearchParams();
  const filters = [
    {
      name: "days",
      label: "Time",
      options: [
        { value: "", label: "Last 30 days" },
        { value: "90", label: "Last 90 days" },
      ],
    },
    {
      name: "reason",
      label: "Why not",
      options: [{ value: "", label: "Codes that have ended" }, ...reasons, { value: "all", label: "Every reason" }],
    },
    {
      name: "outcome",
      label: "What became of it",
      options: [
        { value: "", label: "Held, replaced or passed" },
        { value: "held", label: "Held" },
        { value: "substituted", label: "Replaced" },
        { value: "passed", label: "Passed" },
      ],
    },
  ];
  return (
    <Frame {...props} search="Practice or code" filters={filters}>
      <DataTable
        label="Codes that are still ordered"
        columns={columns}
        rows={rows}
        rowId={(row) => `${row.connectionId} ${row.code}`}
        rowHref={(row) => `/connections/${row.connectionId}/codes`}
        rowTone={(row) => (row.held > 0 ? "stop" : row.passed > 0 ? "warn" : undefined)}
        paging={paging}
        csvHref={`/compendium/old-codes.csv?${params}`}
        empty={
          <EmptyState
            title={searched ? "Nothing fits" : "Nobody orders an old code"}
            text={
              searched
                ? "Choose another time or reason, or clear the search."
                : `No order of the last ${days} days had a code that has ended. Others are behind the filter “Why not”.`
            }
          />
        }
      />
    </Frame>
  );
}
