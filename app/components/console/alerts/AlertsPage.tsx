import { Form, Link } from "@remix-run/react";
import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { PageHeader } from "../../data/PageHeader";
import { FormNonce, SubmitButton } from "../../forms/buttons";
import { LiveDot } from "../../state/LiveDot";
import { ToneBadge } from "../../state/StateBadge";
import type { Tone } from "../../state/tones";
import { RelativeTime } from "../../Time";
import { useLive } from "../../use-live";
import { FormProblems } from "../parts/FormProblems";
import { ListBar } from "../parts/ListBar";
import styles from "./alerts.module.css";
import type { AlertRow, AlertsPageProps } from "./types";

export type { AlertRow, AlertsPageProps } from "./types";

const severities: Record<AlertRow["severity"], { tone: Tone; word: string }> = {
  critical: { tone: "stop", word: "Critical" },
  warning: { tone: "warn", word: "Warning" },
  info: { tone: "work", word: "For information" },
};

function Standing({ row, nonce, can }: { row: AlertRow; nonce: string; can: boolean }) {
  if (row.resolvedAt) {
    return (
      <span className="gh-dim">
        Resolved <RelativeTime at={row.resolvedAt} />
      </span>
    );
  }
  if (row.acknowledgedBy) return <span>{row.acknowledgedBy} is on it</span>;
  if (!can) return <span className="gh-dim">Nobody yet</span>;
  return (
    <Form method="post" preventScrollReset>
      <FormNonce value={nonce} />
      <input type="hidden" name="id" value={row.id} />
      <SubmitButton intent="acknowledge" match={{ id: row.id }} variant="default">
        Acknowledge
      </SubmitButton>
    </Form>
  );
}

function columnsOf(nonce: string, can: boolean): Column<AlertRow>[] {
  return [
    {
      key: "severity",
      head: "Severity",
      cell: (row) => (
        <ToneBadge tone={row.resolvedAt ? "off" : severities[row.severity].tone}>
          {severities[row.severity].word}
        </ToneBadge>
      ),
    },
    {
      key: "title",
      head: "Alert",
      cell: (row) => (
        <div className={styles.words}>
          <strong>{row.title}</strong>
          <span>{row.detail}</span>
        </div>
      ),
    },
    {
      key: "where",
      head: "Where",
      cell: (row) => (
        <span className={styles.links}>
          {[row.connection, row.message].map((link) =>
            link ? (
              <Link key={link.href} className="gh-link" to={link.href}>
                {link.label}
              </Link>
            ) : null,
          )}
          {row.connection || row.message ? null : <span className="gh-dim">–</span>}
        </span>
      ),
    },
    { key: "at", head: "Raised", align: "right", cell: (row) => <RelativeTime at={row.raisedAt} /> },
    {
      key: "standing",
      head: "Standing",
      align: "right",
      cell: (row) => <Standing row={row} nonce={nonce} can={can} />,
    },
  ];
}

/** What the system noticed: where, how bad, who is on it. */
export function AlertsPage({
  views,
  rows,
  canAcknowledge,
  paging,
  liveTopics,
  onlyOpen,
  nonce,
  errors,
}: AlertsPageProps) {
  const live = useLive(liveTopics);
  return (
    <>
      <PageHeader title="Alerts" aside={<LiveDot state={live} />} />
      <ListBar label="Alerts" views={views} />
      {errors.form ? (
        <div className={styles.note}>
          <FormProblems errors={errors} />
        </div>
      ) : null}
      <DataTable
        label="Alerts"
        columns={columnsOf(nonce, canAcknowledge)}
        rows={rows}
        rowId={(row) => row.id}
        rowTone={(row) => (row.resolvedAt || row.severity === "info" ? undefined : severities[row.severity].tone)}
        {...(paging ? { paging } : {})}
        empty={
          onlyOpen ? (
            <EmptyState title="Nothing needs attention" text="What goes wrong appears here by itself and by e-mail." />
          ) : (
            <EmptyState title="No alerts yet" text="Everything the system ever raised stays here on record." />
          )
        }
      />
    </>
  );
}
