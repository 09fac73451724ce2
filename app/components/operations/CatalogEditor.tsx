import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { type Fact, KeyValue } from "../data/KeyValue";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { SelectField, TextField } from "../forms/fields";
import { EditorPanel, type HistoryEntry } from "./EditorPanel";
import styles from "./editor.module.css";

/** What the editors of a test and of a panel are given. */
export interface CatalogEditorProps {
  isNew: boolean;
  canEdit: boolean;
  closeHref: string;
  errors: Record<string, string>;
  /** By field name; prices as people type them, "12.60". */
  defaultValues: Record<string, string | string[]>;
  history: HistoryEntry[];
  nonce: string;
}

interface Props extends CatalogEditorProps {
  kind: "test" | "panel";
  /** Said instead of the form to people who may not change it. */
  facts: Fact[];
  /** The fields after code and name. */
  children: ReactNode;
}

/** The frame of both editors: a form for those who may change the thing, facts for everybody else, its history. */
export function CatalogEditor(props: Props) {
  const { kind, isNew, canEdit, closeHref, errors, defaultValues, history, nonce, facts, children } = props;
  const [code, name] = [textOf(defaultValues, "code"), textOf(defaultValues, "name")];
  return (
    <EditorPanel
      title={isNew ? `New ${kind}` : name || code}
      under={isNew ? null : <span className="gh-mono">{code}</span>}
      closeHref={closeHref}
      history={history}
    >
      {canEdit ? (
        <Form method="post" className={styles.form} key={isNew ? "new" : code} noValidate>
          <FormNonce value={nonce} />
          <FieldErrors errors={errors} />
          <FormFields errors={errors} defaultValues={defaultValues}>
            {isNew ? (
              <TextField name="code" label="Code" help="Practices order by this code. It cannot change later." />
            ) : (
              <input type="hidden" name="code" value={code} />
            )}
            <TextField name="name" label="Name" />
            {children}
          </FormFields>
          <div className={styles.buttons}>
            <SubmitButton intent={kind === "test" ? "saveTest" : "savePanel"} size="sm">
              {isNew ? `Add ${kind}` : `Save ${kind}`}
            </SubmitButton>
            <Button component={Link} to={closeHref} preventScrollReset variant="default" size="sm">
              Close
            </Button>
          </div>
        </Form>
      ) : (
        <KeyValue facts={facts} />
      )}
    </EditorPanel>
  );
}

/** The first value of a field. */
export const textOf = (values: CatalogEditorProps["defaultValues"], name: string) =>
  [values[name] ?? ""].flat()[0] ?? "";

const statuses = [
  { value: "active", label: "Active" },
  { value: "discontinued", label: "Discontinued" },
];

/** Whether it may still be ordered; a new one may. */
export function StatusField({ isNew }: { isNew: boolean }) {
  if (isNew) return <input type="hidden" name="status" value="active" />;
  return <SelectField name="status" label="Status" options={statuses} />;
}

/** The status as one of the facts. */
export const statusFact = (value: string): Fact => ({
  label: "Status",
  value: statuses.find((status) => status.value === value)?.label ?? value,
});
