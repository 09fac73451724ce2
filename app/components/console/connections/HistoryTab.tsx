import { Link } from "@remix-run/react";
import { IconArrowRight } from "@tabler/icons-react";
import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { connectionStates, StateBadge } from "../../state/StateBadge";
import { ExactTime } from "../../Time";
import styles from "./connections.module.css";
import type { HistoryTabProps } from "./types";

export type { HistoryTabProps } from "./types";

type Event = HistoryTabProps["events"][number];

const columns: Column<Event>[] = [
  { key: "at", head: "When", cell: (row) => <ExactTime at={row.at} /> },
  { key: "actor", head: "Who", cell: (row) => row.actor, cut: 24 },
  {
    key: "action",
    head: "What",
    cell: (row) =>
      row.href ? (
        <Link className="gh-link" to={row.href}>
          {row.action}
        </Link>
      ) : (
        row.action
      ),
  },
  { key: "outcome", head: "Outcome", cell: (row) => <span className="gh-dim">{row.outcome}</span> },
  { key: "reason", head: "Reason", cell: (row) => row.reason ?? "–", cut: 48 },
];

/** Every change of state, then everything that was done, newest first. */
export function HistoryTab({ states, events, paging }: HistoryTabProps) {
  return (
    <div className={styles.stack}>
      {states.length > 0 ? (
        <section className={styles.box} aria-labelledby="states-title">
          <div className={styles.boxHead}>
            <h2 id="states-title">Changes of state</h2>
          </div>
          <div className={styles.scroll}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">To</th>
                  <th scope="col">When</th>
                  <th scope="col">Who</th>
                  <th scope="col">Reason</th>
                </tr>
              </thead>
              <tbody>
                {states.map((change) => (
                  <tr key={change.key}>
                    <td>
                      {change.from ? (
                        <span className="gh-dim">
                          {connectionStates[change.from].word} <IconArrowRight
                            size={13}
                            role="img"
                            aria-label="to"
                          />{" "}
                        </span>
                      ) : null}
                      <StateBadge kind="connection" state={change.to} />
                    </td>
                    <td>
                      <ExactTime at={change.at} />
                    </td>
                    <td>{change.by}</td>
                    <td>{change.reason ?? "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ) : null}
      <section className={styles.box} aria-labelledby="events-title">
        <div className={styles.boxHead}>
          <h2 id="events-title">Audit events</h2>
        </div>
        <DataTable
          label="Audit events"
          columns={columns}
          rows={events}
          rowId={(row) => row.key}
          {...(paging ? { paging } : {})}
          empty={<EmptyState title="No events yet" text="Everything done to this connection is recorded here." />}
        />
      </section>
    </div>
  );
}
