import { Form } from "@remix-run/react";
import { ConfirmButton, SubmitButton } from "../forms/buttons";
import { CheckboxCards } from "../forms/choices";
import { FormFields } from "../forms/context";
import { SelectField, TextAreaField } from "../forms/fields";
import styles from "./routing.module.css";

export interface RouteCardProps {
  suggestions: { connectionId: string; label: string; practice: string; why: string }[];
  /** Every connection it could go to. */
  others: { value: string; label: string }[];
  /** What the result says of whom it is for. */
  named: { name: string; label: string; place: string; value: string }[];
  /** Whether the person may make a rule of it. */
  remember: boolean;
  errors: Record<string, string>;
  nonce: string;
}

/** Where a result without a connection may belong; a person confirms, with the practice named. */
export function RouteCard({ suggestions, others, named, remember, errors, nonce }: RouteCardProps) {
  return (
    <section className={styles.card} aria-label="Where it may belong">
      <h2 className={styles.title}>Where it may belong</h2>
      {named.length > 0 ? (
        <p className={styles.named}>
          It names{" "}
          {named.map((one, i) => (
            <span key={one.name}>
              {i > 0 ? ", " : ""}
              {one.label} <span className="gh-mono">{one.value}</span> ({one.place})
            </span>
          ))}
          .
        </p>
      ) : (
        <p className={styles.named}>It names nobody we could look for.</p>
      )}
      {suggestions.length > 0 ? (
        <ul className={styles.list}>
          {suggestions.map((one) => (
            <li key={one.connectionId}>
              <span className={styles.words}>
                <strong>{one.label}</strong>
                <span className="gh-dim">{one.why}</span>
              </span>
              <ConfirmButton
                label={`Route to ${one.practice}`}
                title={`Send this result to ${one.practice}?`}
                intent="route"
                nonce={nonce}
                fields={{ connectionId: one.connectionId }}
                size="xs"
                variant="default"
                inputs={
                  <FormFields errors={errors} scope={one.connectionId}>
                    <TextAreaField name="reason" label="Reason" help="It stays with the message." rows={2} />
                    {remember && named.length > 0 ? (
                      <CheckboxCards
                        name="remember"
                        legend="Remember as a rule for results that name the same"
                        optional
                        choices={named.map(({ name, label, value }) => ({ value: name, label, text: value }))}
                      />
                    ) : null}
                  </FormFields>
                }
              >
                It shows a patient’s result to {one.practice}. Be sure that the patient is theirs.
              </ConfirmButton>
            </li>
          ))}
        </ul>
      ) : null}
      <Form method="get" className={styles.choose} preventScrollReset>
        <FormFields>
          <SelectField
            name="to"
            label={suggestions.length > 0 ? "Another connection" : "It belongs to"}
            options={[{ value: "", label: "Choose a connection" }, ...others]}
          />
          <SubmitButton variant="default">Choose it</SubmitButton>
        </FormFields>
      </Form>
    </section>
  );
}
