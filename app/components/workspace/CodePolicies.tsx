import { Form } from "@remix-run/react";
import { SubmitButton } from "../forms/buttons";
import { RadioCards } from "../forms/choices";
import { FormFields } from "../forms/context";
import styles from "./workspace.module.css";

export interface CodePoliciesProps {
  canEdit: boolean;
  /** A change is tried beside what runs before it counts. */
  beside: boolean;
  reasons: {
    name: string;
    label: string;
    value: string;
    choices: { value: string; label: string; text: string }[];
  }[];
  errors: Record<string, string>;
  /** What was chosen and could not be saved. */
  typed: Record<string, string | string[]>;
}

/** What becomes of an order with a code that should not be ordered, chosen for each reason. */
export function CodePolicies({ canEdit, beside, reasons, errors, typed }: CodePoliciesProps) {
  const kept = Object.fromEntries(reasons.map(({ name, value }) => [name, value]));
  return (
    <section className={styles.box} aria-labelledby="other-codes">
      <div className={styles.boxHead}>
        <h2 id="other-codes">Orders with other codes</h2>
      </div>
      {canEdit ? (
        <Form method="post" className={styles.form} noValidate key={JSON.stringify(kept)}>
          <p className="gh-dim">
            Each test of an order is looked at by itself; the order waits as a whole when one of them has to. A
            cancellation goes on whenever the code map knows its code.
            {beside ? " The connection is live, so a change is tried beside what runs before it counts." : ""}
          </p>
          <FormFields errors={errors} defaultValues={{ ...kept, ...typed }}>
            {reasons.map(({ name, label, choices }) => (
              <RadioCards
                key={name}
                name={name}
                legend={label}
                choices={choices}
                columns={choices.length === 3 ? 3 : 2}
              />
            ))}
          </FormFields>
          <span>
            <SubmitButton intent="saveCodePolicies">Save what becomes of them</SubmitButton>
          </span>
        </Form>
      ) : (
        <ul className={styles.rows}>
          {reasons.map(({ name, label, value, choices }) => (
            <li key={name}>
              <span>{label}</span>
              <span>{choices.find((choice) => choice.value === value)?.label}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
