import { Form } from "@remix-run/react";
import { Callout } from "../../data/Callout";
import { FormNonce, SubmitButton } from "../../forms/buttons";
import { RadioCards } from "../../forms/choices";
import { FormFields } from "../../forms/context";
import { TextAreaField } from "../../forms/fields";
import { ToneBadge } from "../../state/StateBadge";
import { ExactTime } from "../../Time";
import { FormProblems } from "../parts/FormProblems";
import styles from "./connections.module.css";
import { EndpointCard } from "./EndpointCard";
import type { ConfigurationTabProps } from "./types";

export type { ConfigurationTabProps, EndpointCardView, EndpointView, ProbeStepView } from "./types";

const none: string[] = [];
const contactFields = ["contacts"];
const templateFields = ["templateName"];

/** How the connection is put together: template, both sides, who is alerted, and the versions so far. */
export function ConfigurationTab(props: ConfigurationTabProps) {
  const { canEdit, readOnlyReason, sides, nonce, errors, defaultValues = {} } = props;
  return (
    <div className={styles.stack}>
      {canEdit ? null : (
        <Callout tone="off" title="You can read this, not change it">
          {readOnlyReason}
        </Callout>
      )}
      {defaultValues.side ? null : <FormProblems errors={errors} fields={none} />}
      <Templates {...props} />
      <div className={styles.sides}>
        {sides.map((view) => (
          <EndpointCard key={view.side} view={view} nonce={nonce} errors={errors} defaultValues={defaultValues} />
        ))}
      </div>
      <Contacts {...props} />
      <Versions versions={props.versions} />
    </div>
  );
}

function Templates({ canEdit, templates, nonce, errors, defaultValues }: ConfigurationTabProps) {
  const selected = templates.find((template) => template.selected);
  const recommended = templates.find((template) => template.recommended);
  return (
    <section className={styles.box} aria-labelledby="template-title">
      <div className={styles.boxHead}>
        <h2 id="template-title">Mapping template</h2>
        {selected ? <span>{`${selected.title}, version ${selected.version}`}</span> : <span>Not chosen yet</span>}
      </div>
      {canEdit ? (
        <FormFields
          errors={errors}
          defaultValues={{ templateName: selected?.name ?? recommended?.name ?? "", ...defaultValues }}
        >
          <Form method="post" className={`${styles.boxBody} ${styles.cards}`} preventScrollReset>
            <FormNonce value={nonce} />
            <FormProblems errors={errors} whole={false} fields={templateFields} />
            <RadioCards
              name="templateName"
              legend="How this EMR's messages become the lab's, and back"
              columns={2}
              choices={templates.map((template) => ({
                value: template.name,
                label: template.title,
                text: template.description,
                aside: template.recommended ? `Best fit, v${template.version}` : `v${template.version}`,
              }))}
            />
            <div className={styles.row}>
              <SubmitButton intent="chooseTemplate" variant={selected ? "default" : "light"}>
                Use this template
              </SubmitButton>
            </div>
          </Form>
        </FormFields>
      ) : (
        <div className={styles.boxBody}>{selected ? selected.description : "Engineering chooses one."}</div>
      )}
    </section>
  );
}

function Contacts({ canEdit, contacts, nonce, errors, defaultValues }: ConfigurationTabProps) {
  return (
    <section className={styles.box} aria-labelledby="contacts-title">
      <div className={styles.boxHead}>
        <h2 id="contacts-title">Alert contacts</h2>
        <span>
          {contacts.length === 0 ? "Nobody yet" : contacts.length === 1 ? "1 address" : `${contacts.length} addresses`}
        </span>
      </div>
      {canEdit ? (
        <FormFields errors={errors} defaultValues={{ contacts: contacts.join("\n"), ...defaultValues }}>
          <Form method="post" className={styles.boxBody} preventScrollReset>
            <FormNonce value={nonce} />
            <FormProblems errors={errors} whole={false} fields={contactFields} />
            <TextAreaField name="contacts" label="Who hears of trouble" help="One e-mail address a line." rows={3} />
            <div className={styles.row}>
              <SubmitButton intent="saveContacts" variant="default">
                Save the contacts
              </SubmitButton>
            </div>
          </Form>
        </FormFields>
      ) : (
        <div className={styles.boxBody}>
          {contacts.length > 0 ? contacts.join(", ") : "Nobody is told of trouble yet."}
        </div>
      )}
    </section>
  );
}

function Versions({ versions }: Pick<ConfigurationTabProps, "versions">) {
  if (versions.length === 0) return null;
  return (
    <section className={styles.box} aria-labelledby="versions-title">
      <div className={styles.boxHead}>
        <h2 id="versions-title">Versions</h2>
        <span>Immutable; a change makes a new one</span>
      </div>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">What changed</th>
              <th scope="col">By</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((each) => (
              <tr key={each.version}>
                <td className="gh-num">
                  {each.version}{" "}
                  {each.current ? (
                    <ToneBadge tone="good" plain>
                      In use
                    </ToneBadge>
                  ) : null}
                </td>
                <td>{each.note}</td>
                <td>{each.by}</td>
                <td>
                  <ExactTime at={each.at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
