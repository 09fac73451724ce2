import { Form } from "@remix-run/react";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { CheckboxCards } from "../forms/choices";
import { FormFields } from "../forms/context";
import portal from "./portal.module.css";
import styles from "./self-test.module.css";

interface Props {
  choices: { key: string; title: string; text: string; required: boolean }[];
  nonce: string;
  /** There was a test before. */
  again: boolean;
}

/** What to try: what is always part of it, and what else. */
export function StartSelfTest({ choices, nonce, again }: Props) {
  const required = choices.filter((one) => one.required);
  const optional = choices.filter((one) => !one.required);
  return (
    <section className={portal.box} aria-label="Start a test">
      <Form method="post" className={styles.start}>
        <FormNonce value={nonce} />
        <FormFields size="md" scope="self-test">
          <div>
            <h2 className={portal.heading}>Always part of it</h2>
            <dl className={styles.always}>
              {required.map((one) => (
                <div key={one.key}>
                  <dt>{one.title}</dt>
                  <dd>{one.text}</dd>
                </div>
              ))}
            </dl>
          </div>
          {optional.length > 0 ? (
            <CheckboxCards
              name="scenario"
              legend="What else to try"
              optional
              columns={2}
              choices={optional.map((one) => ({ value: one.key, label: one.title, text: one.text }))}
            />
          ) : null}
          <div className={portal.buttons}>
            <SubmitButton intent="startSelfTest">{again ? "Test again" : "Start test"}</SubmitButton>
          </div>
        </FormFields>
      </Form>
    </section>
  );
}
