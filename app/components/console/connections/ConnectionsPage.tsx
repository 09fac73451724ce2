import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { PageHeader } from "../../data/PageHeader";
import { BallInCourt } from "../../state/BallInCourt";
import { GateDots, GateLegend } from "../../state/GateLamps";
import { StateBadge } from "../../state/StateBadge";
import { Elapsed, RelativeTime } from "../../Time";
import { ListBar } from "../parts/ListBar";
import styles from "./connections.module.css";
import type { ConnectionListRow, ConnectionsPageProps } from "./types";

export type { ConnectionListRow, ConnectionsPageProps } from "./types";

const when = (at: string | null) => (at ? <RelativeTime at={at} /> : <span className="gh-dim">–</span>);

const columns: Column<ConnectionListRow>[] = [
  { key: "practice", head: "Practice", cell: (row) => row.practice, link: true, cut: 24, sort: "practice" },
  { key: "emr", head: "EMR system", cell: (row) => <span className="gh-dim">{row.emr}</span>, cut: 16 },
  {
    key: "mode",
    head: "Carries",
    cell: (row) =>
      `${row.mode === "bidirectional" ? "Orders, results" : "Results"} · ${row.transport === "sftp" ? "SFTP" : "REST"}`,
    choice: "shown",
  },
  { key: "state", head: "State", cell: (row) => <StateBadge kind="connection" state={row.state} /> },
  { key: "gate", head: "Gate", cell: (row) => <GateDots lamps={row.lamps} /> },
  {
    key: "turn",
    head: "Turn",
    cell: (row) =>
      row.turn ? (
        <BallInCourt party={row.turn.party} mine={row.turn.mine} say="name" />
      ) : (
        <span className="gh-dim">–</span>
      ),
  },
  { key: "since", head: "Here for", cell: (row) => <Elapsed from={row.since} />, align: "right", choice: "shown" },
  { key: "order", head: "Last order", cell: (row) => when(row.lastOrderAt), align: "right", choice: "shown" },
  { key: "result", head: "Last result", cell: (row) => when(row.lastResultAt), align: "right", choice: "shown" },
  {
    key: "waiting",
    head: "Waiting",
    align: "right",
    cell: (row) =>
      row.waiting > 0 ? <strong>{row.waiting.toLocaleString("en-US")}</strong> : <span className="gh-dim">0</span>,
  },
];

/** Every connection with its gate, whose turn it is, and what moved last. */
export function ConnectionsPage({ views, rows, paging, filtered }: ConnectionsPageProps) {
  return (
    <>
      <PageHeader title="Connections" />
      <ListBar
        label="States"
        views={views}
        search={{ placeholder: "Practice, EMR or facility" }}
        keep={["view", "state", "sort"]}
      />
      <DataTable
        label="Connections"
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rowHref={(row) => row.href}
        {...(paging ? { paging } : {})}
        keys
        empty={
          filtered ? (
            <EmptyState title="No connection fits" text="Clear the search or choose another state." />
          ) : (
            <EmptyState title="No connections yet" text="A connection is made when a request is approved." />
          )
        }
      />
      {rows.length > 0 ? (
        <div className={styles.legend}>
          <GateLegend />
        </div>
      ) : null}
    </>
  );
}
