import { Link } from "@remix-run/react";
import { ExactTime, RelativeTime } from "../../Time";
import styles from "./parts.module.css";
import type { ActivityEvent } from "./types";

/** What happened, newest first: when, what, by whom. */
export function ActivityList({ events, exact = false }: { events: ActivityEvent[]; exact?: boolean }) {
  if (events.length === 0) return <p className={styles.quiet}>Nothing has happened yet.</p>;
  return (
    <ol className={styles.activity}>
      {events.map((event) => (
        <li key={event.key}>
          <span className={styles.when}>{exact ? <ExactTime at={event.at} /> : <RelativeTime at={event.at} />}</span>
          <span>
            {event.href ? (
              <Link to={event.href} className="gh-link">
                {event.text}
              </Link>
            ) : (
              event.text
            )}
            {event.by ? <span className="gh-dim"> by {event.by}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
