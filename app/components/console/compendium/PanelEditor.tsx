import { Form } from "@remix-run/react";
import { KeyValue } from "../../data/KeyValue";
import { FormNonce, SubmitButton } from "../../forms/buttons";
import { PickList } from "../../forms/choices";
import { FormFields } from "../../forms/context";
import { TextField } from "../../forms/fields";
import { ActivityList } from "../parts/ActivityList";
import { FormProblems } from "../parts/FormProblems";
import { SegmentRadio } from "../parts/SegmentRadio";
import { PanelHead, PanelSection } from "../parts/SidePanel";
import styles from "./compendium.module.css";
import { statusOptions } from "./TestEditor";
import type { PanelEditorProps } from "./types";

export type { PanelEditorProps } from "./types";

const dollars = <span className="gh-dim">USD</span>;

/** One panel: its tests, its price, its changes. */
export function PanelEditor(props: PanelEditorProps) {
  const { code, canEdit, history } = props;
  return (
    <div className={styles.panel}>
      <PanelHead mark={code ?? "New"} title={props.title} closeHref={props.closeHref} />
      {canEdit ? <Fields {...props} /> : <ReadOnly {...props} />}
      {code ? (
        <PanelSection title="Changes">
          <ActivityList events={history} />
        </PanelSection>
      ) : null}
    </div>
  );
}

function ReadOnly({ defaultValues = {}, readOnlyReason, tests }: PanelEditorProps) {
  const members = [defaultValues.members ?? []].flat();
  return (
    <PanelSection>
      {readOnlyReason ? <p className={styles.why}>{readOnlyReason}</p> : null}
      <KeyValue
        facts={[
          { label: "Panel price", value: `${String(defaultValues.preferredPriceCents ?? "")} USD` },
          { label: "Status", value: String(defaultValues.status ?? "") },
          {
            label: "Tests in it",
            value: members.map((member) => (
              <span key={member} className={styles.member}>
                <span className="gh-mono">{member}</span> {tests.find((test) => test.code === member)?.name}
              </span>
            )),
          },
        ]}
      />
    </PanelSection>
  );
}

function Fields({ code, nonce, errors, tests, defaultValues = {} }: PanelEditorProps) {
  const members = [defaultValues.members ?? []].flat().flatMap((each) => each.split(","));
  return (
    <FormFields
      errors={errors}
      defaultValues={{
        status: "active",
        ...defaultValues,
        members: members.map((each) => each.trim()).filter(Boolean),
      }}
    >
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
              <TextField name="preferredPriceCents" label="Panel price" suffix={dollars} />
            </div>
            <TextField name="name" label="Name" />
            <PickList
              name="members"
              legend="Tests in it"
              placeholder="Find a test"
              choices={tests.map((test) => ({ value: test.code, label: test.name, text: `${test.listPrice} USD` }))}
            />
            <SegmentRadio name="status" legend="Status" options={statusOptions} />
          </div>
        </PanelSection>
        <div className={styles.foot}>
          <SubmitButton intent="savePanel" size="sm">
            {code ? "Save the panel" : "Add the panel"}
          </SubmitButton>
        </div>
      </Form>
    </FormFields>
  );
}
