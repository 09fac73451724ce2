import { Form } from "@remix-run/react";
import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { PageHeader } from "../../data/PageHeader";
import { ConfirmButton, FormNonce, SubmitButton } from "../../forms/buttons";
import { FormFields } from "../../forms/context";
import { FieldErrors } from "../../forms/FieldErrors";
import { SelectField, TextField } from "../../forms/fields";
import operations from "../../operations/operations.module.css";
import { ToneBadge } from "../../state/StateBadge";
import type { Tone } from "../../state/tones";
import { ExactTime, RelativeTime } from "../../Time";
import styles from "./invitations.module.css";

export interface InvitationRow {
  id: string;
  practice: string;
  email: string;
  state: "open" | "opened" | "used" | "expired" | "withdrawn";
  /** Who sent it; nobody when the practice asked on the sign-up page. */
  by: string | null;
  sentAt: string;
  timesSent: number;
  expiresAt: string;
}

export interface InvitationsPageProps {
  rows: InvitationRow[];
  emrSystems: { value: string; label: string }[];
  nonce: string;
  errors: Record<string, string>;
  defaultValues: Record<string, string>;
}

const states: Record<InvitationRow["state"], { tone: Tone; word: string }> = {
  open: { tone: "wait", word: "Sent" },
  opened: { tone: "work", word: "Link opened" },
  used: { tone: "good", word: "Account opened" },
  expired: { tone: "warn", word: "Run out" },
  withdrawn: { tone: "off", word: "Withdrawn" },
};

const columnsOf = (nonce: string): Column<InvitationRow>[] => [
  {
    key: "state",
    head: "State",
    cell: (row) => <ToneBadge tone={states[row.state].tone}>{states[row.state].word}</ToneBadge>,
  },
  { key: "practice", head: "Practice", cell: (row) => row.practice, cut: 32 },
  { key: "email", head: "To", cell: (row) => <span className="gh-dim">{row.email}</span>, cut: 32 },
  { key: "by", head: "From", cell: (row) => row.by ?? <span className="gh-dim">Sign-up page</span>, cut: 16 },
  {
    key: "sent",
    head: "Sent",
    cell: (row) => (
      <>
        <RelativeTime at={row.sentAt} />
        {row.timesSent > 1 ? <span className="gh-dim">, {row.timesSent} times</span> : null}
      </>
    ),
  },
  { key: "until", head: "Good until", cell: (row) => <ExactTime at={row.expiresAt} style="date" /> },
  {
    key: "act",
    head: "",
    cell: (row) =>
      row.state === "used" ? null : (
        <span className={styles.act}>
          <Form method="post">
            <FormNonce value={nonce} />
            <input type="hidden" name="id" value={row.id} />
            <SubmitButton intent="resend" variant="default" size="compact-xs" match={{ id: row.id }}>
              Send again
            </SubmitButton>
          </Form>
          {row.state === "withdrawn" ? null : (
            <ConfirmButton
              label="Withdraw"
              title="Withdraw this invitation?"
              intent="withdraw"
              nonce={nonce}
              fields={{ id: row.id }}
              variant="default"
              size="compact-xs"
            >
              The link stops opening at once and says that it was withdrawn. You can send a new one later.
            </ConfirmButton>
          )}
        </span>
      ),
  },
];

/** Whom the lab has invited, where each invitation is, and a form for the next. */
export function InvitationsPage({ rows, emrSystems, nonce, errors, defaultValues }: InvitationsPageProps) {
  const waiting = rows.filter((row) => row.state === "open" || row.state === "opened").length;
  return (
    <div className={operations.page}>
      <PageHeader title="Invitations" aside={waiting > 0 ? `${waiting} not used yet` : undefined} />
      <section className={styles.invite} aria-labelledby="invite">
        <h2 id="invite" className={styles.title}>
          Invite a practice
        </h2>
        <Form method="post" key={rows[0]?.id ?? "first"}>
          <FormFields errors={errors} defaultValues={defaultValues}>
            <FieldErrors errors={errors} />
            <FormNonce value={nonce} />
            <div className={styles.fields}>
              <TextField name="name" label="Practice" />
              <TextField name="email" label="E-mail of the person who asks" type="email" inputMode="email" />
              <TextField
                name="npi"
                label="NPI"
                optional
                inputMode="numeric"
                help="One that is known joins that practice."
              />
              <SelectField
                name="emrSystemId"
                label="EMR system"
                options={[{ value: "", label: "Not known yet" }, ...emrSystems]}
              />
            </div>
            <SubmitButton intent="invite" size="xs">
              Send invitation
            </SubmitButton>
          </FormFields>
        </Form>
      </section>
      <div className={operations.rows}>
        <DataTable
          label="Invitations"
          columns={columnsOf(nonce)}
          rows={rows}
          rowId={(row) => row.id}
          empty={
            <EmptyState
              title="Nobody is invited yet"
              text="An invitation opens an account and a request that is begun with what you know."
            />
          }
        />
      </div>
    </div>
  );
}
