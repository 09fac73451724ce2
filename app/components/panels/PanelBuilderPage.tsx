import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { useState } from "react";
import type { Member } from "../compendium/MemberList";
import { MemberList } from "../compendium/MemberList";
import { Callout } from "../data/Callout";
import { KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { CheckboxField } from "../forms/choices";
import { FormFields, fieldId } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { SelectField, TextAreaField, TextField } from "../forms/fields";
import { Panes } from "../shell/Panes";
import { PanelPrice } from "./PanelPrice";
import styles from "./panels.module.css";

export interface PanelBuilderPageProps {
  /** Of the proposal that is changed; null for a new one. */
  code: string | null;
  version: number;
  /** Whom it is for, once that is known. */
  practice: { name: string; about: string; href: string | null } | null;
  practices: { value: string; label: string }[];
  members: Member[];
  values: Record<string, string>;
  owner: string;
  /** What the practice asked for and what is offered to it already. */
  facts: { label: string; value: string }[];
  /** Hidden fields that say whom it is for. */
  target: Record<string, string>;
  backHref: string;
  nonce: string;
  errors: Record<string, string>;
}

/** A panel built with a practice in mind: members, price against list, a free code. It becomes a change of the draft. */
export function PanelBuilderPage(props: PanelBuilderPageProps) {
  const { code, version, practice, practices, values, facts, owner, target, backHref, nonce, errors } = props;
  const [members, setMembers] = useState(props.members);
  const [price, setPrice] = useState(values.preferredPriceCents ?? "");
  return (
    <Panes side={null} sideLabel="" title="Build a panel">
      <div className={styles.page}>
        <PageHeader
          title={code ? `Change ${values.name}` : "Build a panel"}
          aside={practice ? `for ${practice.name}` : undefined}
          actions={
            <Button component={Link} to={backHref} variant="default" size="sm">
              Back
            </Button>
          }
        />
        <Form method="post" className={styles.columns} noValidate>
          <FormNonce value={nonce} />
          {Object.entries({ ...target, version: String(version) }).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <FormFields errors={errors} defaultValues={values}>
            <div className={styles.form}>
              <FieldErrors errors={errors} />
              <div className={styles.fields}>
                {practice ? null : (
                  <div className={styles.wide}>
                    <SelectField
                      name="practiceId"
                      label="For the practice"
                      options={[{ value: "", label: "Choose a practice" }, ...practices]}
                    />
                  </div>
                )}
                <TextField name="name" label="Name" help="Practices read it on their order menu." />
                {code ? (
                  <KeyValue facts={[{ label: "Code", value: <span className="gh-mono">{code}</span> }]} />
                ) : (
                  <TextField
                    name="code"
                    label="Code"
                    optional
                    help={values.suggested ? `Left out: ${values.suggested}, which is free.` : "Left out: a free one."}
                  />
                )}
              </div>
              <section className={styles.section} aria-label="Members" id={fieldId("members")} tabIndex={-1}>
                <h2>Members</h2>
                {errors.members ? <p data-tone="stop">{errors.members}</p> : null}
                <MemberList members={members} onChange={setMembers} />
              </section>
              <div className={styles.section}>
                <TextAreaField
                  name="why"
                  label="Why"
                  rows={2}
                  help="Lab operations read it when they decide on the change."
                />
              </div>
            </div>
            <aside className={styles.stack}>
              <section className={styles.card} aria-label="Price">
                <h2>Price</h2>
                <div onChange={(event) => setPrice((event.target as HTMLInputElement).value)}>
                  <TextField name="preferredPriceCents" label="Price of the panel" suffix="USD" help="Such as 42.60" />
                </div>
                <PanelPrice members={members} price={price} />
              </section>
              <section className={styles.card} aria-label="Who it is for">
                <h2>Who it is for</h2>
                <KeyValue
                  facts={[
                    { label: "Practice", value: practice?.name ?? "The one chosen" },
                    ...(practice?.about ? [{ label: "Built from", value: practice.about }] : []),
                    { label: "Sales owner", value: owner },
                    ...facts,
                  ]}
                />
                <CheckboxField name="offer" label="Offer it by itself once it is published" />
              </section>
              <Callout tone="brand" title="Lab operations publish it">
                It becomes a change of the compendium's draft. Nobody can order it before they have published it.
              </Callout>
              <div className={styles.buttons}>
                <SubmitButton intent="propose" size="sm">
                  {code ? "Keep the proposal" : "Propose panel"}
                </SubmitButton>
              </div>
            </aside>
          </FormFields>
        </Form>
      </div>
    </Panes>
  );
}
