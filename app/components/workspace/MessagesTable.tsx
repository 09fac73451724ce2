import { useLocation } from "@remix-run/react";
import { DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import type { Paging } from "../data/TableFoot";
import { type MessageState, StateBadge } from "../state/StateBadge";
import { RelativeTime } from "../Time";
import styles from "./messages.module.css";

export interface MessageListRow {
  id: string;
  href: string;
  title: string;
  direction: "order" | "result";
  state: MessageState;
  reason: string | null;
  controlId: string | null;
  placerOrderNumber: string | null;
  connection: string | null;
  receivedAt: string;
}

interface Props {
  rows: MessageListRow[];
  paging: Paging;
  searched: boolean;
  /** Left out in the workspace of one connection. */
  showConnection: boolean;
}

/** Messages, newest first. */
export function MessagesTable({ rows, paging, searched, showConnection }: Props) {
  const { search } = useLocation();
  return (
    <DataTable
      label="Messages"
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => row.href}
      paging={paging}
      {...(showConnection && { csvHref: `/messages/list.csv${search}` })}
      keys
      rowTone={(row) => (row.state === "dead" ? "stop" : row.state === "held" ? "warn" : undefined)}
      columns={[
        { key: "at", head: "Received", cell: (row) => <RelativeTime at={row.receivedAt} /> },
        {
          key: "title",
          head: "Message",
          link: true,
          cell: (row) => (
            <span className={styles.title}>
              <span className={styles.name}>{row.title}</span>
              {row.reason ? <span className="gh-dim">{row.reason}</span> : null}
            </span>
          ),
        },
        { key: "state", head: "State", cell: (row) => <StateBadge kind="message" state={row.state} /> },
        ...(showConnection
          ? [
              {
                key: "way",
                head: "Way",
                spare: true,
                cell: (row: MessageListRow) => (
                  <span className={styles.oneLine}>{row.direction === "order" ? "EMR to lab" : "Lab to EMR"}</span>
                ),
              },
              {
                key: "connection",
                head: "Connection",
                cell: (row: MessageListRow) => row.connection ?? "None",
                cut: 32 as const,
              },
            ]
          : []),
        {
          key: "order",
          head: "Order number",
          cell: (row) => <span className="gh-mono">{row.placerOrderNumber ?? "–"}</span>,
        },
        {
          key: "control",
          head: "Control ID",
          cell: (row) => <span className="gh-mono">{row.controlId ?? "–"}</span>,
          cut: 24,
          spare: showConnection,
        },
      ]}
      empty={
        <EmptyState
          title={searched ? "Nothing fits" : "No messages here"}
          text={
            searched ? "Try another view or fewer letters." : "They appear as soon as an order or a result comes in."
          }
        />
      }
    />
  );
}
