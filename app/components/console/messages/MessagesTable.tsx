import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { type Column, DataTable } from "../../data/DataTable";
import { StateBadge } from "../../state/StateBadge";
import type { Tone } from "../../state/tones";
import { RelativeTime } from "../../Time";
import type { Paging } from "../parts/types";
import styles from "./messages.module.css";
import type { MessageRow } from "./types";

export type { MessageRow } from "./types";

const mono = (text: string | null) =>
  text ? <span className="gh-mono">{text}</span> : <span className="gh-dim">–</span>;

const columns: Column<MessageRow>[] = [
  {
    key: "title",
    head: "Message",
    link: true,
    cut: 32,
    cell: (row) => (
      <>
        {row.direction === "order" ? (
          <IconArrowUp size={14} className={styles.way} role="img" aria-label="Order:" />
        ) : (
          <IconArrowDown size={14} className={styles.way} role="img" aria-label="Result:" />
        )}{" "}
        {row.title}
      </>
    ),
  },
  { key: "state", head: "State", cell: (row) => <StateBadge kind="message" state={row.state} /> },
  { key: "reason", head: "Reason", cell: (row) => <span className="gh-dim">{row.reason ?? ""}</span>, cut: 32 },
  { key: "control", head: "Control ID", cell: (row) => mono(row.controlId), cut: 24, choice: "shown" },
  { key: "order", head: "Order", cell: (row) => mono(row.placerOrderNumber), cut: 16, choice: "shown" },
  {
    key: "connection",
    head: "Connection",
    cell: (row) => row.connection ?? <span className="gh-dim">None</span>,
    cut: 24,
  },
  {
    key: "attempts",
    head: "Tries",
    align: "right",
    cell: (row) =>
      row.attempts > 1 ? <strong>{row.attempts}</strong> : <span className="gh-dim">{row.attempts}</span>,
    choice: "shown",
  },
  { key: "at", head: "Received", align: "right", cell: (row) => <RelativeTime at={row.receivedAt} /> },
];

const short = columns.filter((column) => column.key !== "connection");

const tones: Partial<Record<MessageRow["state"], Tone>> = { held: "warn", dead: "stop" };

interface Props {
  rows: MessageRow[];
  paging?: Paging;
  empty: ReactNode;
  /** On a connection's own page its name is left out. */
  ofOne?: boolean;
}

/** Messages, newest first; what needs a person has a bar at its start. */
export function MessagesTable({ rows, paging, empty, ofOne = false }: Props) {
  return (
    <DataTable
      label="Messages"
      columns={ofOne ? short : columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => row.href}
      rowTone={(row) => tones[row.state]}
      {...(paging ? { paging } : {})}
      empty={empty}
      keys
    />
  );
}
