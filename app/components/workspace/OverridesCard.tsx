import { Form } from "@remix-run/react";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextAreaField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import styles from "./workspace.module.css";

export interface OverridesCardProps {
  canEdit: boolean;
  /** As JSON. */
  overrides: string;
  /** Rules replaced, added or removed. */
  count: number;
  /** The template they are made for. */
  template: string;
  /** What shows on the template's samples with the overrides in force. */
  findings: { stop: boolean; text: string }[];
  /** What stood against the last try to save. */
  refused: string[];
  errors: Record<string, string>;
  typed: string | null;
}

/** What this connection does otherwise than its template: rules replaced by name, added or removed. */
export function OverridesCard(props: OverridesCardProps) {
  const { canEdit, overrides, count, template, findings, refused, errors, typed } = props;
  return (
    <section className={styles.box}>
      <h2 className={styles.boxTitle}>
        Overrides{" "}
        <span className="gh-dim">{count === 0 ? "none, the template as it is" : `${count} over ${template}`}</span>
      </h2>
      {canEdit ? (
        <Form method="post" className={styles.form}>
          <FormFields errors={errors} defaultValues={{ overrides: typed ?? overrides }}>
            {errors.overrides ? <FieldErrors errors={{ overrides: errors.overrides }} /> : null}
            {refused.length > 0 ? (
              <ul className={styles.plainList}>
                {refused.map((text) => (
                  <li key={text}>
                    <ToneBadge tone="stop" plain>
                      Stops
                    </ToneBadge>{" "}
                    {text}
                  </li>
                ))}
              </ul>
            ) : null}
            <TextAreaField
              name="overrides"
              label="Rules of this connection only, as JSON"
              help="“orders” and “results”, each with “rules” (replaced or added by name), “remove” and “ignore”. {} is none."
              rows={8}
            />
            <div>
              <SubmitButton intent="saveOverrides" variant="default">
                Save overrides
              </SubmitButton>
            </div>
          </FormFields>
        </Form>
      ) : count > 0 ? (
        <pre className={`${styles.pad} gh-mono`}>{overrides}</pre>
      ) : null}
      {count > 0 && findings.length > 0 ? (
        <div className={styles.part}>
          <h3 className={styles.partTitle}>On the template's samples</h3>
          <ul className={styles.plainList}>
            {findings.map((finding) => (
              <li key={finding.text}>
                <ToneBadge tone={finding.stop ? "stop" : "warn"} plain>
                  {finding.stop ? "Stops" : "Look at"}
                </ToneBadge>{" "}
                {finding.text}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}
