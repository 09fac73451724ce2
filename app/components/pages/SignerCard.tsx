import { Form } from "@remix-run/react";
import { Disclosure } from "../console/parts/Disclosure";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { SelectField } from "../forms/fields";
import { ExactTime } from "../Time";
import styles from "./portal.module.css";

export interface SignerCardProps {
  /** Who signs now. */
  name: string;
  /** The one who looks is the signer. */
  you: boolean;
  /** Whom the one who looks may name instead. */
  candidates: { id: string; name: string }[];
  /** Who signs again when it is taken back; null when there is nothing to take back. */
  takeBackTo: string | null;
  /** How that came, oldest first. */
  trace: { key: string; at: string; text: string }[];
  nonce: string;
  errors: Record<string, string>;
}

/** Who signs for the practice; another person can be named and the naming taken back. */
export function SignerCard({ name, you, candidates, takeBackTo, trace, nonce, errors }: SignerCardProps) {
  return (
    <section className={styles.section} aria-labelledby="signer">
      <h2 id="signer" className={styles.heading}>
        Who signs
      </h2>
      <div className={`${styles.box} ${styles.pad} ${styles.stack}`}>
        <p className={styles.sentence}>
          <strong>{name}</strong>
          {you ? " (you)" : ""} signs test summaries for the practice.
        </p>
        {trace.length > 0 ? (
          <ol className={styles.history} aria-label="Who named whom">
            {trace.map((one) => (
              <li key={one.key}>
                <ExactTime at={one.at} /> {one.text}
              </li>
            ))}
          </ol>
        ) : null}
        {candidates.length > 0 ? (
          <Disclosure label="Name somebody else" size="sm" open={Boolean(errors.signer)}>
            <Form method="post" className={styles.signForm}>
              <FormFields errors={errors} size="md" scope="signer">
                <FormNonce value={nonce} />
                <SelectField
                  name="signer"
                  label="A person of your practice"
                  options={candidates.map((person) => ({ value: person.id, label: person.name }))}
                  help="They are told by mail and sign from then on. You can take it back."
                />
                <div className={styles.buttons}>
                  <SubmitButton intent="giveSignature" variant="default" size="sm">
                    Let them sign
                  </SubmitButton>
                </div>
              </FormFields>
            </Form>
          </Disclosure>
        ) : null}
        {takeBackTo ? (
          <div>
            <ConfirmButton
              label="Take it back"
              title="Take the signature back?"
              intent="takeBackSignature"
              nonce={nonce}
              size="sm"
              variant="default"
            >
              {takeBackTo} signs again, and both are told by mail. What was signed before stays signed.
            </ConfirmButton>
          </div>
        ) : null}
      </div>
    </section>
  );
}
