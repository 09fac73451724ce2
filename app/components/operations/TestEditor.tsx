import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { KeyValue } from "../data/KeyValue";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { SelectField, TextField } from "../forms/fields";
import { EditorPanel, type HistoryEntry } from "./EditorPanel";
import styles from "./editor.module.css";

export interface TestEditorProps {
  isNew: boolean;
  canEdit: boolean;
  closeHref: string;
  errors: Record<string, string>;
  /** By field name; the price as people type it, "12.60". */
  defaultValues: Record<string, string>;
  history: HistoryEntry[];
  nonce: string;
}

/** Whether a test or panel may still be ordered. */
export const catalogStatuses = [
  { value: "active", label: "Active" },
  { value: "discontinued", label: "Discontinued" },
];

/** What a value is called in the list of statuses. */
export function statusWord(value: string): string {
  return catalogStatuses.find((status) => status.value === value)?.label ?? value;
}

/** One test: a form for those who may change it, facts for everybody else. */
export function TestEditor(props: TestEditorProps) {
  const { isNew, canEdit, closeHref, errors, defaultValues, history, nonce } = props;
  const of = (name: string) => defaultValues[name] ?? "";
  return (
    <EditorPanel
      title={isNew ? "New test" : of("name") || of("code")}
      under={isNew ? null : <span className="gh-mono">{of("code")}</span>}
      closeHref={closeHref}
      history={history}
    >
      {canEdit ? (
        <Form method="post" className={styles.form} key={isNew ? "new" : of("code")} noValidate>
          <FormNonce value={nonce} />
          <FieldErrors errors={errors} />
          <FormFields errors={errors} defaultValues={defaultValues}>
            {isNew ? (
              <TextField name="code" label="Code" help="Practices order by this code. It cannot change later." />
            ) : (
              <input type="hidden" name="code" value={of("code")} />
            )}
            <TextField name="name" label="Name" />
            <div className={styles.pair}>
              <TextField name="specimen" label="Specimen" />
              <TextField name="container" label="Container" />
              <TextField name="volume" label="Volume" />
              <TextField name="turnaroundDays" label="Turnaround" inputMode="numeric" suffix="days" />
              <TextField name="cpt" label="CPT" />
              <TextField name="loinc" label="LOINC" />
              <TextField name="listPriceCents" label="List price" suffix="USD" help="Such as 12.60" />
              {isNew ? (
                <input type="hidden" name="status" value="active" />
              ) : (
                <SelectField name="status" label="Status" options={catalogStatuses} />
              )}
            </div>
            {isNew ? null : (
              <TextField
                name="replacementCode"
                label="Replacement code"
                optional
                help="Which test to order instead, once this one is discontinued."
              />
            )}
          </FormFields>
          <div className={styles.buttons}>
            <SubmitButton intent="saveTest" size="sm">
              {isNew ? "Add test" : "Save test"}
            </SubmitButton>
            <Button component={Link} to={closeHref} preventScrollReset variant="default" size="sm">
              Close
            </Button>
          </div>
        </Form>
      ) : (
        <KeyValue
          facts={[
            { label: "Specimen", value: of("specimen") },
            { label: "Container", value: of("container") },
            { label: "Volume", value: of("volume") },
            { label: "Turnaround", value: of("turnaroundDays") ? `${of("turnaroundDays")} d` : "" },
            { label: "CPT", value: of("cpt") },
            { label: "LOINC", value: of("loinc") },
            { label: "List price", value: of("listPriceCents") ? `${of("listPriceCents")} USD` : "" },
            { label: "Status", value: statusWord(of("status")) },
            { label: "Replacement", value: of("replacementCode") },
          ]}
        />
      )}
    </EditorPanel>
  );
}
