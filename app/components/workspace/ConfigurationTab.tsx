import { Form, Link } from "@remix-run/react";
import { useState } from "react";
import { Callout } from "../data/Callout";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { SelectField, TextAreaField } from "../forms/fields";
import { ExactTime } from "../Time";
import { OverridesCard, type OverridesCardProps } from "./OverridesCard";
import { ShareCard, type ShareCardProps } from "./ShareCard";
import { TablesCard, type TablesCardProps } from "./TablesCard";
import styles from "./workspace.module.css";

export interface ConfigurationTabProps {
  canEdit: boolean;
  /** Why it cannot be changed now. */
  lockedBecause: string;
  templates: { name: string; title: string; description: string; version: string; recommended: boolean }[];
  template: string;
  mapping: Omit<OverridesCardProps, "canEdit" | "refused" | "errors" | "typed">;
  tables: TablesCardProps["tables"];
  share: Omit<ShareCardProps, "made" | "errors">;
  contacts: string[];
  versions: {
    version: number;
    note: string;
    by: string;
    at: string;
    href: string | null;
    current: boolean;
    beside: boolean;
  }[];
  errors: Record<string, string>;
  formError: string | null;
  /** What was typed in the form that was refused. */
  typed: Record<string, string | string[]> | null;
  /** What stood against the overrides that were typed. */
  problems: string[];
  /** A share link that was just made. */
  shareLink: string | null;
}

/** Configuration of a connection: template, tables, overrides, who is told. Each save is a new version. */
export function ConfigurationTab(props: ConfigurationTabProps) {
  const { canEdit, templates, contacts, versions, errors, typed } = props;
  const [chosen, setChosen] = useState(props.template);
  return (
    <div className={styles.stack}>
      {props.formError ? (
        <Callout tone="stop" title={props.formError}>
          Nothing was changed.
        </Callout>
      ) : null}
      {canEdit ? null : (
        <Callout tone="work" title="This configuration is only shown">
          {props.lockedBecause}
        </Callout>
      )}
      <section className={styles.box}>
        <h2 className={styles.boxTitle}>Mapping template</h2>
        {canEdit ? (
          <Form method="post" className={styles.form}>
            <FormFields defaultValues={{ templateName: props.template }}>
              <SelectField
                name="templateName"
                label="Which one fits this EMR"
                options={templates.map((template) => ({
                  value: template.name,
                  label: `${template.title} ${template.version}${template.recommended ? ", best match" : ""}`,
                }))}
                onChange={setChosen}
                help={templates.find((template) => template.name === chosen)?.description}
              />
              <div>
                <SubmitButton intent="chooseTemplate" variant="default">
                  Use this template
                </SubmitButton>
              </div>
            </FormFields>
          </Form>
        ) : (
          <p className={styles.pad}>{templates.find((one) => one.name === props.template)?.title ?? props.template}</p>
        )}
      </section>
      <TablesCard tables={props.tables} />
      <OverridesCard
        {...props.mapping}
        canEdit={canEdit}
        refused={props.problems}
        errors={errors}
        typed={typeof typed?.overrides === "string" ? typed.overrides : null}
      />
      <section className={styles.box}>
        <h2 className={styles.boxTitle}>Alert contacts</h2>
        <Form method="post" className={styles.form}>
          <FormFields errors={errors} defaultValues={{ contacts: typed?.contacts ?? contacts.join("\n") }}>
            {errors.contacts ? <FieldErrors errors={{ contacts: errors.contacts }} /> : null}
            <TextAreaField
              name="contacts"
              label="Who is told when something stops"
              help="One e-mail address a line."
              rows={3}
            />
            <div>
              <SubmitButton intent="saveContacts" variant="default">
                Save contacts
              </SubmitButton>
            </div>
          </FormFields>
        </Form>
      </section>
      <ShareCard {...props.share} made={props.shareLink} errors={errors} />
      <section className={styles.box}>
        <h2 className={styles.boxTitle}>Versions</h2>
        <ol className={styles.rows}>
          {versions.map((version) => (
            <li key={version.version}>
              <strong className="gh-num">v{version.version}</strong>
              {version.href ? (
                <Link to={version.href} className="gh-link">
                  {version.note}
                </Link>
              ) : (
                <span>{version.note}</span>
              )}
              <span className="gh-dim">
                {version.by}, <ExactTime at={version.at} />
                {version.current ? ", in force" : version.beside ? ", beside it" : ""}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
