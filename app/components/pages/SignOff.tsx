import { Form } from "@remix-run/react";
import { IconSignature } from "@tabler/icons-react";
import { Callout } from "../data/Callout";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { CheckboxField } from "../forms/choices";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextField } from "../forms/fields";
import { ToneIcon } from "../state/ToneIcon";
import { ExactTime } from "../Time";
import home from "./home.module.css";
import styles from "./portal.module.css";

/** What a practice is asked to sign, or has signed. */
export type SignOffState =
  | {
      kind: "asked";
      /** "Test run 12, Fri 20 Nov". */
      runTitle: string;
      /** What the run showed, in plain words, one line each. */
      lines: string[];
      /** The exact statement that is signed. */
      statement: string;
      /** The start of the signed content's hash. */
      hashShort: string;
      signerName: string;
      /** Only an authorised signer may; others see who is asked. */
      maySign: boolean;
    }
  | { kind: "signed"; signedBy: string; signedAt: string; statement: string; hashShort: string };

interface Props {
  signOff: SignOffState;
  nonce: string;
  errors: Record<string, string>;
  defaultValues: Record<string, string>;
}

/** The summary of the test run, what exactly is signed, and the signature. */
export function SignOff({ signOff, nonce, errors, defaultValues }: Props) {
  if (signOff.kind === "signed") {
    return (
      <Callout tone="good" title={`Signed by ${signOff.signedBy}`}>
        <p className={styles.quote}>{signOff.statement}</p>
        <p className={styles.muted}>
          <ExactTime at={signOff.signedAt} />, document <span className="gh-mono">{signOff.hashShort}</span>
        </p>
      </Callout>
    );
  }
  return (
    <section className={styles.box} aria-labelledby="sign-off" id="sign-off-card">
      <div className={`${home.todo} ${home.signHead}`} data-first>
        <span className={home.todoIcon}>
          <IconSignature size={18} stroke={1.6} aria-hidden />
        </span>
        <div className={home.todoWords}>
          <h2 id="sign-off" className={home.todoTitle}>
            Sign the test summary
          </h2>
          <p className={home.todoText}>{signOff.runTitle}. It is the last thing before your connection can start.</p>
        </div>
      </div>
      <ul className={styles.rows}>
        {signOff.lines.map((line) => (
          <li key={line}>
            <ToneIcon tone="good" size={15} />
            <span>{line}</span>
          </li>
        ))}
      </ul>
      <div className={`${styles.pad} ${styles.signFoot}`}>
        <h3 className={home.todoTitle}>What you sign</h3>
        <p className={styles.quote}>{signOff.statement}</p>
        <p className={styles.muted}>
          Document <span className="gh-mono">{signOff.hashShort}</span>. Your name, the time and your network address
          are kept with it.
        </p>
        {signOff.maySign ? (
          <Form method="post" className={styles.signForm}>
            <FormFields errors={errors} defaultValues={defaultValues} size="md">
              <FieldErrors errors={errors} unharmed="Nothing was signed." />
              <FormNonce value={nonce} />
              <TextField
                name="typedName"
                label="Your full name"
                autoComplete="name"
                help={`As on the account: ${signOff.signerName}.`}
              />
              <CheckboxField name="agreed" label="I have read the summary and sign it for the practice." />
              <div className={styles.buttons}>
                <SubmitButton intent="sign" size="md">
                  Sign and confirm
                </SubmitButton>
              </div>
            </FormFields>
          </Form>
        ) : (
          <p>{signOff.signerName} is asked to sign, by e-mail and on this page.</p>
        )}
      </div>
    </section>
  );
}
