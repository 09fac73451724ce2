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
      runId: string;
      /** "Test run 12, Fri 20 Nov". */
      runTitle: string;
      /** What the run showed, in plain words, one line each. */
      lines: string[];
      /** The exact statement that is signed. */
      statement: string;
      /** The hash of what is shown and signed. */
      document: string;
      signerName: string;
      /** Only an authorised signer may; others see who is asked. */
      maySign: boolean;
      /** An earlier signature no longer counts. */
      again: boolean;
    }
  | {
      kind: "signed";
      /** What was signed has not changed since. */
      valid: boolean;
      signedBy: string;
      signedAt: string;
      statement: string;
      document: string;
      receiptHref: string;
    };

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
      <Callout
        tone={signOff.valid ? "good" : "warn"}
        title={
          signOff.valid
            ? `Signed by ${signOff.signedBy}`
            : `Signed by ${signOff.signedBy}, and no longer valid: what was signed has changed`
        }
      >
        {signOff.valid ? null : <p>You are asked again when the new test is done.</p>}
        <p className={styles.quote}>{signOff.statement}</p>
        <p className={styles.muted}>
          <ExactTime at={signOff.signedAt} />, document <span className="gh-mono">{signOff.document.slice(0, 12)}</span>
          .{" "}
          <a href={signOff.receiptHref} className="gh-link" download>
            Receipt (PDF)
          </a>
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
          <p className={home.todoText}>
            {signOff.runTitle}.{" "}
            {signOff.again
              ? "Something has changed since the last signature, so it is asked for once more."
              : "It is the last thing before your connection can start."}
          </p>
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
          Document <span className="gh-mono">{signOff.document.slice(0, 12)}</span>. Your name, the time, your network
          address and this session are kept with it.
        </p>
        {signOff.maySign ? (
          <Form method="post" className={styles.signForm}>
            <FormFields errors={errors} defaultValues={defaultValues} size="md">
              <FieldErrors errors={errors} unharmed="Nothing was signed." />
              <FormNonce value={nonce} />
              <input type="hidden" name="runId" value={signOff.runId} />
              <input type="hidden" name="document" value={signOff.document} />
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
