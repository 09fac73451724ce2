import { Form, Link } from "@remix-run/react";
import { KeyValue } from "../../data/KeyValue";
import { FormNonce, SubmitButton } from "../../forms/buttons";
import { FormFields } from "../../forms/context";
import { TextField } from "../../forms/fields";
import { ActivityList } from "../parts/ActivityList";
import { FormProblems } from "../parts/FormProblems";
import { SegmentRadio } from "../parts/SegmentRadio";
import { PanelHead, PanelSection } from "../parts/SidePanel";
import styles from "./compendium.module.css";
import type { TestEditorProps } from "./types";

export type { TestEditorProps } from "./types";

export const statusOptions = [
  { value: "active", label: "Active" },
  { value: "discontinued", label: "Discontinued" },
];

const dollars = <span className="gh-dim">USD</span>;
const days = <span className="gh-dim">days</span>;
const labels: [name: string, label: string][] = [
  ["specimen", "Specimen"],
  ["container", "Container"],
  ["volume", "Volume"],
  ["turnaroundDays", "Turnaround, days"],
  ["cpt", "CPT"],
  ["loinc", "LOINC"],
  ["listPriceCents", "List price, USD"],
  ["status", "Status"],
  ["replacementCode", "Replaced by"],
];

/** One test: its facts to change or to read, who is offered it, what changed. */
export function TestEditor(props: TestEditorProps) {
  const { code, canEdit, offeredTo, history } = props;
  return (
    <div className={styles.panel}>
      <PanelHead mark={code ?? "New"} title={props.title} closeHref={props.closeHref} />
      {canEdit ? <Fields {...props} /> : <ReadOnly {...props} />}
      {code ? (
        <PanelSection title="Offered to" aside={offeredTo.length === 0 ? "nobody yet" : String(offeredTo.length)}>
          <ul className={styles.offered}>
            {offeredTo.map((each) => (
              <li key={each.href}>
                <Link className="gh-link" to={each.href}>
                  {each.practice}
                </Link>
              </li>
            ))}
          </ul>
        </PanelSection>
      ) : null}
      {code ? (
        <PanelSection title="Changes">
          <ActivityList events={history} />
        </PanelSection>
      ) : null}
    </div>
  );
}

function ReadOnly({ defaultValues = {}, readOnlyReason }: TestEditorProps) {
  return (
    <PanelSection>
      {readOnlyReason ? <p className={styles.why}>{readOnlyReason}</p> : null}
      <KeyValue
        labels="wide"
        facts={labels.map(([name, label]) => ({ label, value: String(defaultValues[name] ?? "") }))}
      />
    </PanelSection>
  );
}

function Fields({ code, nonce, errors, defaultValues = {} }: TestEditorProps) {
  return (
    <FormFields errors={errors} defaultValues={{ status: "active", turnaroundDays: "1", ...defaultValues }}>
      <Form method="post" key={code ?? "new"} preventScrollReset>
        <PanelSection>
          <FormNonce value={nonce} />
          <div className={styles.form}>
            <FormProblems errors={errors} />
            <div className={styles.pair}>
              {code ? (
                <div className={styles.fixed}>
                  <span>Code</span>
                  <span className="gh-mono">{code}</span>
                  <input type="hidden" name="code" value={code} />
                </div>
              ) : (
                <TextField name="code" label="Code" />
              )}
              <TextField name="listPriceCents" label="List price" inputMode="text" suffix={dollars} />
            </div>
            <TextField name="name" label="Name" />
            <div className={styles.pair}>
              <TextField name="specimen" label="Specimen" />
              <TextField name="container" label="Container" />
              <TextField name="volume" label="Volume" />
              <TextField name="turnaroundDays" label="Turnaround" inputMode="numeric" suffix={days} />
              <TextField name="cpt" label="CPT" optional />
              <TextField name="loinc" label="LOINC" optional />
            </div>
            <SegmentRadio name="status" legend="Status" options={statusOptions} />
            <TextField
              name="replacementCode"
              label="Replaced by"
              optional
              help="The code to order instead, once this one is discontinued."
            />
          </div>
        </PanelSection>
        <div className={styles.foot}>
          <SubmitButton intent="saveTest" size="sm">
            {code ? "Save the test" : "Add the test"}
          </SubmitButton>
          <span className="gh-dim">Practices that are offered it get the change in their order menu.</span>
        </div>
      </Form>
    </FormFields>
  );
}
