import { Form } from "@remix-run/react";
import { useState } from "react";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { SelectField, TextField } from "../forms/fields";
import { EditorPanel } from "./EditorPanel";
import { EditProblems } from "./EditProblems";
import styles from "./editor.module.css";
import type { Edit } from "./use-edit";

/** What the form of an entry begins with. `seen`: the entry's stamp when it was opened. */
export interface EntryForm {
  values: Record<string, string>;
  templates: { value: string; label: string }[];
  seen: string;
}

const abilities = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
  { value: "ask", label: "Ask the vendor" },
];
const text = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** Adds an EMR system to the catalogue, or changes one. */
export function EmrEntryForm({ title, closeHref, entry, edit, isNew = false }: Props) {
  // A reload in the background must not make this form look as if it had seen the newer entry.
  const [opened] = useState(entry.seen);
  return (
    <EditorPanel title={title} closeHref={closeHref} history={[]}>
      <Form method="post" className={styles.form} preventScrollReset noValidate>
        <FormFields errors={edit.errors} defaultValues={{ ...entry.values, ...edit.typed }}>
          <input type="hidden" name="seen" value={text(edit.typed.seen) ?? opened} />
          <EditProblems {...edit} />
          <TextField name="vendor" label="Vendor" />
          <div className={styles.pair}>
            <TextField name="product" label="Product" />
            <TextField name="version" label="Version" help="Only where versions differ." optional />
          </div>
          <div className={styles.pair}>
            <SelectField name="sftp" label="Can do SFTP" options={abilities} />
            <SelectField name="rest" label="Can do REST" options={abilities} />
            <SelectField name="fhir" label="Can do FHIR" options={abilities} />
            <SelectField
              name="hosting"
              label="Runs"
              options={[
                { value: "vendor", label: "At the vendor" },
                { value: "practice", label: "At the practice" },
                { value: "either", label: "Either" },
              ]}
            />
          </div>
          <SelectField name="templateName" label="Mapping template to start with" options={entry.templates} />
          <TextField name="note" label="In one sentence" help="Practices that choose it read this too." optional />
          <SelectField
            name="status"
            label="In the request form"
            options={[
              { value: "active", label: "Offered" },
              { value: "retired", label: "Retired: not offered any more" },
            ]}
          />
          <div className={styles.buttons}>
            <SubmitButton intent="entry">{isNew ? "Add EMR system" : "Save EMR system"}</SubmitButton>
          </div>
        </FormFields>
      </Form>
    </EditorPanel>
  );
}

interface Props {
  title: string;
  closeHref: string;
  entry: EntryForm;
  edit: Edit;
  isNew?: boolean;
}
