import { Link } from "@remix-run/react";
import { EmptyState } from "../data/EmptyState";
import { ExactTime } from "../Time";
import styles from "./workspace.module.css";

export interface HistoryTabProps {
  events: { key: string; at: string; text: string; by: string; note: string | null }[];
  older: string | null;
  auditHref: string | null;
}

/** What happened to a connection, newest first, from its audit chain. */
export function HistoryTab({ events, older, auditHref }: HistoryTabProps) {
  if (events.length === 0) return <EmptyState title="Nothing yet" text="Every change is listed here." />;
  return (
    <div className={styles.stack}>
      <section className={styles.box}>
        <div className={styles.boxHead}>
          <h2>History</h2>
          {auditHref ? (
            <Link to={auditHref} className="gh-link">
              In the audit trail
            </Link>
          ) : null}
        </div>
        <ol className={styles.rows}>
          {events.map((event) => (
            <li key={event.key}>
              <span className="gh-dim gh-num">
                <ExactTime at={event.at} />
              </span>
              <span>
                {event.text}
                {event.note ? <span className={styles.detail}>{event.note}</span> : null}
              </span>
              <span className="gh-dim">{event.by}</span>
            </li>
          ))}
        </ol>
      </section>
      {older ? (
        <Link to={older} className="gh-link">
          Older events
        </Link>
      ) : null}
    </div>
  );
}
