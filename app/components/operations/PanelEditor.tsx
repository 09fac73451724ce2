import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { KeyValue } from "../data/KeyValue";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { type Choice, PickList } from "../forms/choices";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { SelectField, TextField } from "../forms/fields";
import { EditorPanel, type HistoryEntry } from "./EditorPanel";
import styles from "./editor.module.css";
import { catalogStatuses, statusWord } from "./TestEditor";

export interface PanelEditorProps {
  isNew: boolean;
  canEdit: boolean;
  closeHref: string;
  errors: Record<string, string>;
  /** By field name; `members` is a list of codes, the price as people type it, "12.60". */
  defaultValues: Record<string, string | string[]>;
  tests: Choice[];
  history: HistoryEntry[];
  nonce: string;
}

/** One panel: a form for those who may change it, facts for everybody else. */
export function PanelEditor(props: PanelEditorProps) {
  const { isNew, canEdit, closeHref, errors, defaultValues, tests, history, nonce } = props;
  const list = (name: string) => [defaultValues[name] ?? []].flat();
  const of = (name: string) => list(name)[0] ?? "";
  const members = list("members").map((code) => tests.find((test) => test.value === code)?.label ?? code);
  return (
    <EditorPanel
      title={isNew ? "New panel" : of("name") || of("code")}
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
            <PickList
              name="members"
              legend="Tests in it"
              choices={tests}
              placeholder="Find a test"
              nothing="No test by that name."
            />
            <div className={styles.pair}>
              <TextField name="preferredPriceCents" label="Price of the panel" suffix="USD" help="Such as 12.60" />
              {isNew ? (
                <input type="hidden" name="status" value="active" />
              ) : (
                <SelectField name="status" label="Status" options={catalogStatuses} />
              )}
            </div>
          </FormFields>
          <div className={styles.buttons}>
            <SubmitButton intent="savePanel" size="sm">
              {isNew ? "Add panel" : "Save panel"}
            </SubmitButton>
            <Button component={Link} to={closeHref} preventScrollReset variant="default" size="sm">
              Close
            </Button>
          </div>
        </Form>
      ) : (
        <KeyValue
          facts={[
            { label: "Tests in it", value: members.join(", ") },
            { label: "Price", value: of("preferredPriceCents") ? `${of("preferredPriceCents")} USD` : "" },
            { label: "Status", value: statusWord(of("status")) },
          ]}
        />
      )}
    </EditorPanel>
  );
}
