import { Form, Link } from "@remix-run/react";
import { useState } from "react";
import { FormProblems } from "../console/parts/FormProblems";
import { Callout } from "../data/Callout";
import { KeyValue } from "../data/KeyValue";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { CheckboxField } from "../forms/choices";
import { FormFields } from "../forms/context";
import { SelectField, TextField } from "../forms/fields";
import { EditorPanel, type HistoryEntry } from "./EditorPanel";
import styles from "./sync.module.css";

export interface SyncProfileProps {
  practice: string;
  emr: string;
  /** How many tests and panels it is offered. */
  offered: number;
  /** Whether its EMR was ever sent anything. */
  told: boolean;
  values: Record<string, string>;
  typed: Record<string, string | string[]> | null;
  errors: Record<string, string>;
  /** Keys of the columns a table may have. */
  columns: string[];
  formats: { value: string; label: string }[];
  history: HistoryEntry[];
  connectionHref: string;
  closeHref: string;
  canManage: boolean;
  nonce: string;
}

/** How one EMR is told of the compendium: format, way, whom to ask, and the whole menu at a press. */
export function SyncProfilePanel(props: SyncProfileProps) {
  const { practice, emr, offered, told, values, typed, errors, formats, canManage, nonce } = props;
  const shown = { ...values, ...typed };
  return (
    <EditorPanel
      title={practice}
      under={
        <Link className="gh-link" to={props.connectionHref}>
          {emr}
        </Link>
      }
      closeHref={props.closeHref}
      history={props.history}
    >
      <div className={styles.stack}>
        {told ? null : (
          <Callout tone="wait" title="This EMR was never sent the menu">
            {offered === 0
              ? "Nothing is offered to this practice yet."
              : `It has ${offered} tests and panels to load. Say how it takes them, then send the whole menu.`}
          </Callout>
        )}
        {canManage ? (
          <Form method="post" className={styles.stack} key={practice}>
            <FormNonce value={nonce} />
            <FormProblems errors={errors} />
            <FormFields errors={errors} defaultValues={shown}>
              <ProfileFields
                formats={formats}
                columns={props.columns}
                format={String(shown.format)}
                way={String(shown.way)}
              />
            </FormFields>
            <div className={styles.buttons}>
              <SubmitButton intent="save" size="sm">
                Save profile
              </SubmitButton>
            </div>
          </Form>
        ) : (
          <KeyValue
            facts={[
              { label: "Format", value: formats.find(({ value }) => value === values.format)?.label ?? "" },
              { label: "Contact", value: values.contact ?? "" },
            ]}
          />
        )}
        {canManage && offered > 0 ? (
          <div className={styles.buttons}>
            <ConfirmButton
              label="Send the whole menu"
              title={`Send all ${offered} tests and panels?`}
              intent="sendWhole"
              nonce={nonce}
              variant={told ? "default" : "filled"}
              size="sm"
            >
              The EMR gets everything {practice} may order, as the last release has it. What still waits for this EMR is
              replaced by it.
            </ConfirmButton>
          </div>
        ) : null}
      </div>
    </EditorPanel>
  );
}

const ways = [
  { value: "endpoint", label: "Over the connection's own transport" },
  { value: "link", label: "By link to the EMR's vendor" },
];

function ProfileFields({
  formats,
  columns,
  ...start
}: Pick<SyncProfileProps, "formats" | "columns"> & { format: string; way: string }) {
  const [format, setFormat] = useState(start.format);
  const [way, setWay] = useState(start.way);
  const isTable = format === "csv" || format === "xlsx";
  return (
    <>
      <SelectField name="format" label="Format" options={formats} onChange={setFormat} />
      <SelectField name="way" label="Way" options={ways} onChange={setWay} />
      <TextField
        name="contact"
        label="Contact at the EMR's side"
        type="email"
        optional={way !== "link"}
        help="Gets the link, and a reminder every three days once it is overdue."
      />
      {isTable ? (
        <TextField
          name="columns"
          label="Columns"
          optional
          help={`In their order, from: ${columns.join(", ")}. Empty for all of them.`}
        />
      ) : (
        <input type="hidden" name="columns" value="" />
      )}
      <TextField
        name="dueDays"
        label="Days to load it"
        inputMode="numeric"
        help="From when it is sent; from 1 to 90."
      />
      <CheckboxField name="withPrices" label="With this practice's prices" />
      <CheckboxField name="whole" label="Always the whole menu, not only what has changed" />
    </>
  );
}
