import { Form, Link } from "@remix-run/react";
import { Callout } from "../../data/Callout";
import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { PageHeader } from "../../data/PageHeader";
import { FormNonce, SubmitButton } from "../../forms/buttons";
import { ExactTime } from "../../Time";
import { FormProblems } from "../parts/FormProblems";
import { ListBar } from "../parts/ListBar";
import styles from "./admin.module.css";
import type { AuditPageProps, AuditRow } from "./types";

export type { AuditPageProps, AuditRow } from "./types";

const columns: Column<AuditRow>[] = [
  { key: "at", head: "When", cell: (row) => <ExactTime at={row.at} /> },
  { key: "actor", head: "Who", cell: (row) => row.actor, cut: 24 },
  { key: "action", head: "What", cell: (row) => <span className="gh-mono">{row.action}</span> },
  {
    key: "object",
    head: "On",
    cell: (row) => {
      if (!row.object) return <span className="gh-dim">–</span>;
      return "href" in row.object ? (
        <Link className="gh-link" to={row.object.href}>
          {row.object.label}
        </Link>
      ) : (
        <span className="gh-mono">{row.object.label}</span>
      );
    },
    cut: 24,
  },
  { key: "outcome", head: "Outcome", cell: (row) => row.outcome },
  { key: "reason", head: "Reason", cell: (row) => <span className="gh-dim">{row.reason ?? ""}</span>, cut: 32 },
  {
    key: "chain",
    head: "Chain",
    cell: (row) => <span className="gh-mono gh-dim">{row.chain}</span>,
    cut: 16,
    choice: "shown",
  },
  {
    key: "seq",
    head: "No.",
    align: "right",
    cell: (row) => <span className="gh-dim">{row.seq}</span>,
    choice: "shown",
  },
];

function Verified({ verified }: { verified: NonNullable<AuditPageProps["verified"]> }) {
  const { ok, events, firstBroken, at } = verified;
  const count = events.toLocaleString("en-US");
  return ok ? (
    <Callout tone="good" title={`The chain is whole: ${count} events verified`} live>
      Nothing was changed, removed or put in between. <ExactTime at={at} />
    </Callout>
  ) : (
    <Callout
      tone="stop"
      title={
        firstBroken ? `The chain breaks at number ${firstBroken.seq} of ${firstBroken.chain}` : "The chain is broken"
      }
      live
    >
      Everything before it is verified, {count} events were read. Keep the database as it is and call whoever answers
      for security. <ExactTime at={at} />
    </Callout>
  );
}

/** Who did what, append-only and chained by hashes. */
export function AuditPage({ rows, chains, actions, paging, filtered, verified, nonce, errors }: AuditPageProps) {
  return (
    <>
      <PageHeader
        title="Audit trail"
        aside="Append-only, each event carries the hash of the one before"
        actions={
          <Form method="post" preventScrollReset>
            <FormNonce value={nonce} />
            <SubmitButton intent="verify" variant="default" size="sm">
              Verify the chain
            </SubmitButton>
          </Form>
        }
      />
      {verified || errors.form ? (
        <div className={styles.note}>
          <FormProblems errors={errors} />
          {verified ? <Verified verified={verified} /> : null}
        </div>
      ) : null}
      <ListBar
        label="Audit trail"
        views={[]}
        search={{ placeholder: "Id of what it was done to" }}
        filters={[
          { name: "chain", label: "Chain", options: [{ value: "", label: "All chains" }, ...chains] },
          {
            name: "action",
            label: "Action",
            options: [{ value: "", label: "All actions" }, ...actions.map((value) => ({ value, label: value }))],
          },
        ]}
      />
      <DataTable
        label="Audit events"
        columns={columns}
        rows={rows}
        rowId={(row) => row.key}
        {...(paging ? { paging } : {})}
        empty={
          filtered ? (
            <EmptyState title="No event fits" text="Clear the search or choose another chain or action." />
          ) : (
            <EmptyState title="No events yet" text="Everything people and the system do is recorded here." />
          )
        }
      />
    </>
  );
}
