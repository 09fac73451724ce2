import { Form, Link } from "@remix-run/react";
import { IconCheck } from "@tabler/icons-react";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { type Paging, TableFoot } from "../data/TableFoot";
import { type View, ViewTabs } from "../data/ViewTabs";
import { SubmitButton } from "../forms/buttons";
import { LiveDot } from "../state/LiveDot";
import { ToneIcon } from "../state/ToneIcon";
import { RelativeTime } from "../Time";
import { useLive } from "../use-live";
import styles from "./alerts.module.css";
import pageStyles from "./operations.module.css";

/** Something the system noticed that a person should know. */
export interface AlertRow {
  id: string;
  severity: "warn" | "stop";
  title: string;
  detail: string;
  connection?: { label: string; href: string } | undefined;
  message?: { label: string; href: string } | undefined;
  raisedAt: string;
  acknowledgedBy?: string | undefined;
  resolvedAt?: string | null | undefined;
}

export interface AlertsPageProps {
  views: (View & { key: string })[];
  rows: AlertRow[];
  canAcknowledge: boolean;
  paging: Paging;
  topics: string[];
}

/** What needs a look, newest first, each with where it happened and who has taken it. */
export function AlertsPage({ views, rows, canAcknowledge, paging, topics }: AlertsPageProps) {
  const live = useLive(topics);
  return (
    <div className={pageStyles.page}>
      <PageHeader title="Alerts" aside={<LiveDot state={live} />} />
      <div className={pageStyles.bar}>
        <ViewTabs label="Views of alerts" views={views} />
      </div>
      {rows.length === 0 ? (
        <EmptyState title="No alerts here" text="When a connection or a message needs a person, it is said here." />
      ) : (
        <>
          <ul className={styles.list} aria-label="Alerts">
            {rows.map((row) => (
              <Alert key={row.id} row={row} canAcknowledge={canAcknowledge} />
            ))}
          </ul>
          <TableFoot paging={paging} choices={[]} onChoose={() => undefined} count={rows.length} />
        </>
      )}
    </div>
  );
}

function Alert({ row, canAcknowledge }: { row: AlertRow; canAcknowledge: boolean }) {
  const open = !row.resolvedAt && !row.acknowledgedBy;
  return (
    <li className={styles.alert} data-tone={row.severity} data-open={open || undefined}>
      <ToneIcon tone={row.resolvedAt ? "good" : row.severity} size={16} />
      <div>
        <h2 className={styles.title}>
          <span className="gh-vh">{row.severity === "stop" ? "Urgent: " : "Warning: "}</span>
          {row.title}
        </h2>
        <p className={styles.detail}>{row.detail}</p>
        <div className={styles.facts}>
          <span>
            Raised <RelativeTime at={row.raisedAt} />
          </span>
          {row.resolvedAt ? (
            <span>
              Over <RelativeTime at={row.resolvedAt} />
            </span>
          ) : null}
          {row.connection ? (
            <Link to={row.connection.href} className="gh-link">
              {row.connection.label}
            </Link>
          ) : null}
          {row.message ? (
            <Link to={row.message.href} className="gh-link">
              {row.message.label}
            </Link>
          ) : null}
        </div>
      </div>
      <div className={styles.side}>
        {row.acknowledgedBy ? (
          <span className={styles.done}>
            <IconCheck size={14} aria-hidden /> Seen by {row.acknowledgedBy}
          </span>
        ) : null}
        {open && canAcknowledge ? (
          <Form method="post" preventScrollReset>
            <input type="hidden" name="id" value={row.id} />
            <SubmitButton intent="acknowledge" match={{ id: row.id }} variant="default">
              Acknowledge<span className="gh-vh">: {row.title}</span>
            </SubmitButton>
          </Form>
        ) : null}
      </div>
    </li>
  );
}
