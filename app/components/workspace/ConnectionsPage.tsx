import { useLocation } from "@remix-run/react";
import { DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import type { Paging } from "../data/TableFoot";
import { type View, ViewTabs } from "../data/ViewTabs";
import { BallInCourt } from "../state/BallInCourt";
import { type Dot, GateDots } from "../state/GateLamps";
import { LiveDot } from "../state/LiveDot";
import { type ConnectionState, StateBadge } from "../state/StateBadge";
import { Elapsed, RelativeTime } from "../Time";
import { useLive } from "../use-live";
import styles from "./workspace.module.css";

export interface ConnectionListRow {
  id: string;
  href: string;
  practice: string;
  emr: string;
  flows: string;
  state: ConnectionState;
  since: string;
  lamps: Dot[];
  turn: { party: string; mine: boolean } | null;
  lastOrderAt: string | null;
  lastResultAt: string | null;
  waiting: number;
}

export interface ConnectionsPageProps {
  views: View[];
  rows: ConnectionListRow[];
  paging: Paging;
  searched: boolean;
}

/** Every connection: where it stands, whose turn, what flows. */
export function ConnectionsPage({ views, rows, paging, searched }: ConnectionsPageProps) {
  const { search } = useLocation();
  const live = useLive(["connections", "messages"]);
  return (
    <div className={styles.page}>
      <PageHeader title="Connections" aside={<LiveDot state={live} />} />
      <div className={styles.bar}>
        <ViewTabs label="Connections by state" views={views} />
        <FilterBar search={{ placeholder: "Practice, EMR or id" }} />
      </div>
      <DataTable
        label="Connections"
        rows={rows}
        rowId={(row) => row.id}
        rowHref={(row) => row.href}
        paging={paging}
        csvHref={`/connections/list.csv${search}`}
        keys
        columns={[
          { key: "practice", head: "Practice", cell: (row) => row.practice, link: true, cut: 32 },
          { key: "emr", head: "EMR system", cell: (row) => row.emr, cut: 24 },
          { key: "state", head: "State", cell: (row) => <StateBadge kind="connection" state={row.state} /> },
          {
            key: "gate",
            head: "Gate",
            cell: (row) => <GateDots lamps={row.lamps} />,
          },
          { key: "turn", head: "Turn", cell: (row) => (row.turn ? <BallInCourt {...row.turn} say="name" /> : "–") },
          { key: "since", head: "In state", cell: (row) => <Elapsed from={row.since} />, align: "right" },
          {
            key: "order",
            head: "Last order",
            cell: (row) => (row.lastOrderAt ? <RelativeTime at={row.lastOrderAt} /> : "–"),
            align: "right",
          },
          {
            key: "result",
            head: "Last result",
            cell: (row) => (row.lastResultAt ? <RelativeTime at={row.lastResultAt} /> : "–"),
            align: "right",
          },
          { key: "waiting", head: "Waiting", cell: (row) => row.waiting, align: "right" },
        ]}
        empty={
          <EmptyState
            title={searched ? "Nothing fits" : "No connection here yet"}
            text={
              searched
                ? "Try fewer letters or another view."
                : "A connection appears as soon as Sales approves a request."
            }
          />
        }
      />
    </div>
  );
}
