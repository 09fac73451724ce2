import { Form } from "@remix-run/react";
import { useState } from "react";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { SelectField, TextField } from "../forms/fields";
import { EditorPanel } from "./EditorPanel";
import { EditProblems } from "./EditProblems";
import type { CriterionRow } from "./EmrSystemPage";
import editor from "./editor.module.css";
import styles from "./emr.module.css";
import type { Edit } from "./use-edit";

interface Props {
  transport: "sftp" | "rest";
  criteria: CriterionRow[];
  /** By field name: `score.`, `note.`, `source.` and `seen.` with the criterion's id. */
  values: Record<string, string>;
  closeHref: string;
  edit: Edit;
}

const words = ["1, poor", "2", "3", "4", "5, excellent"];

/** The scores of one EMR system over one transport, each with why and where from. */
export function ScoresForm({ transport, criteria, values, closeHref, edit }: Props) {
  // A reload in the background must not make this form look as if it had seen newer scores.
  const [opened] = useState(values);
  const all = { ...opened, ...edit.typed };
  return (
    <EditorPanel
      title={transport === "sftp" ? "Scores: HL7 over SFTP" : "Scores: REST API"}
      closeHref={closeHref}
      history={[]}
    >
      <Form method="post" className={editor.form} preventScrollReset noValidate>
        <FormFields errors={edit.errors} defaultValues={all}>
          <input type="hidden" name="transport" value={transport} />
          <EditProblems {...edit} />
          {criteria.map(({ id, name, meaning, usual }) => (
            <fieldset key={id} className={styles.criterion}>
              <legend>{name}</legend>
              {meaning ? <p>{meaning}</p> : null}
              <input type="hidden" name={`seen.${id}`} value={String(all[`seen.${id}`] ?? "")} />
              <SelectField
                name={`score.${id}`}
                label="Score"
                options={[
                  { value: "", label: `Usual (${usual[transport]})` },
                  ...words.map((label, i) => ({ value: String(i + 1), label })),
                ]}
              />
              <TextField name={`note.${id}`} label="Why" optional />
              <TextField name={`source.${id}`} label="Source" optional />
            </fieldset>
          ))}
          <div className={editor.buttons}>
            <SubmitButton intent="scores">Save scores</SubmitButton>
          </div>
        </FormFields>
      </Form>
    </EditorPanel>
  );
}
