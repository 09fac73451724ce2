import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { SelectField, TextAreaField, TextField } from "../forms/fields";
import { RelativeTime } from "../Time";
import styles from "./routing.module.css";

export interface RoutingPageProps {
  rows: {
    id: string;
    priority: number;
    asks: { label: string; value: string }[];
    connection: { label: string; href: string };
    reason: string;
    by: string;
    at: string;
  }[];
  /** Results held without a connection; `more` when there are more than were counted. */
  held: { count: number; more: boolean };
  fields: { name: string; label: string; place: string }[];
  connections: { value: string; label: string }[];
  canManage: boolean;
  /** Where the held ones are replayed together. */
  replayHref: string | null;
  /** How many held results the conditions in the form fit. */
  preview?: { fitting: number; held: number; more: boolean };
  errors?: Record<string, string>;
  defaultValues?: Record<string, string | string[]>;
  nonce: string;
}

const results = (count: number) => `${count.toLocaleString("en-US")} ${count === 1 ? "result" : "results"}`;

/** The rules for results that no order number leads anywhere. */
export function RoutingPage(props: RoutingPageProps) {
  const { rows, held, canManage, replayHref, nonce } = props;
  return (
    <div className={styles.page}>
      <PageHeader
        title="Routing rules"
        facts={
          <span>
            A result goes by the number of its order, then by the lab’s own number, then by the facility addressed. What
            is left follows the first rule that fits; without one it is held.
          </span>
        }
        actions={
          replayHref && held.count > 0 ? (
            <Button component={Link} to={replayHref} variant="default" size="sm">
              Replay the {results(held.count)} held{held.more ? ", and more" : ""}
            </Button>
          ) : null
        }
      />
      <DataTable
        label="Routing rules"
        rows={rows}
        rowId={(row) => row.id}
        columns={[
          { key: "priority", head: "Rank", align: "right", cell: (row) => row.priority },
          {
            key: "asks",
            head: "When a result names",
            cell: (row) =>
              row.asks.map((one, i) => (
                <span key={one.label}>
                  {i > 0 ? " and " : ""}
                  {one.label} <span className="gh-mono">{one.value}</span>
                </span>
              )),
          },
          {
            key: "to",
            head: "it goes to",
            cell: (row) => (
              <Link to={row.connection.href} className="gh-link">
                {row.connection.label}
              </Link>
            ),
          },
          { key: "reason", head: "Reason", cell: (row) => row.reason, cut: 48 },
          {
            key: "by",
            head: "By",
            cell: (row) => (
              <>
                {row.by}, <RelativeTime at={row.at} />
              </>
            ),
          },
          ...(canManage
            ? [
                {
                  key: "end",
                  head: "",
                  cell: (row: RoutingPageProps["rows"][number]) => (
                    <ConfirmButton
                      label="End"
                      title="End this rule?"
                      intent="end"
                      nonce={nonce}
                      fields={{ id: row.id }}
                      size="xs"
                      variant="default"
                      danger
                    >
                      Results that only this rule would lead to {row.connection.label} are held from now on. What went
                      there stays.
                    </ConfirmButton>
                  ),
                },
              ]
            : []),
        ]}
        empty={
          <EmptyState
            title="No rules yet"
            text="Results go by their order numbers and the facility addressed. Make a rule for those that carry neither."
          />
        }
      />
      {canManage ? <NewRule {...props} /> : null}
    </div>
  );
}

function NewRule({ fields, connections, held, preview, nonce, errors = {}, defaultValues = {} }: RoutingPageProps) {
  return (
    <Form method="post" className={styles.form} preventScrollReset>
      <FormNonce value={nonce} />
      <h2>New rule</h2>
      {errors.form ? (
        <Callout tone="stop" title={errors.form}>
          No rule was made.
        </Callout>
      ) : null}
      {preview ? (
        <Callout
          tone={preview.fitting > 0 ? "good" : "warn"}
          title={`${results(preview.fitting)} held now would fit`}
          live
        >
          Of {results(preview.held)} held without a connection{preview.more ? " that were looked at" : ""}. They stay
          held until they are replayed.
        </Callout>
      ) : null}
      <FormFields errors={errors} defaultValues={defaultValues}>
        <div className={styles.pair}>
          {fields.map((field) => (
            <TextField key={field.name} name={field.name} label={field.label} help={field.place} optional />
          ))}
        </div>
        <SelectField
          name="connectionId"
          label="They belong to"
          options={[{ value: "", label: "Choose a connection" }, ...connections]}
        />
        <TextField
          name="priority"
          label="Rank"
          inputMode="numeric"
          help="Of the rules that fit, the one with the lowest number decides. All conditions of a rule have to fit exactly."
        />
        <TextAreaField name="reason" label="Reason" help="It stays with the rule." rows={2} />
      </FormFields>
      <div className={styles.buttons}>
        <SubmitButton intent="add">Make the rule</SubmitButton>
        <SubmitButton intent="preview" variant="default">
          {held.count > 0 ? `Try it on the ${results(held.count)} held` : "Try it on what is held"}
        </SubmitButton>
      </div>
    </Form>
  );
}
