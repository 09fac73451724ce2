import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextField } from "../forms/fields";
import { DoorPage } from "./DoorPage";
import styles from "./SignInPage.module.css";

export interface SignUpPageProps {
  demo: boolean;
  labName: string;
  nonce: string;
  errors: Record<string, string>;
  defaultValues: Record<string, string>;
}

/** A practice asks for an account; `sentTo` once a mail is on its way. */
export function SignUpPage({
  demo,
  labName,
  nonce,
  errors,
  defaultValues,
  sentTo,
}: SignUpPageProps & { sentTo: string | null }) {
  if (sentTo !== null) {
    return (
      <DoorPage title="Look into your mailbox" lead={`EMR connections of ${labName}`} demo={demo}>
        <div className={styles.fields}>
          <Callout tone="good" title="A mail is on its way" live>
            It goes to {sentTo} and has a link that opens your account, once, within fourteen days.
          </Callout>
          <p className={styles.hint}>
            Nothing after ten minutes? Look among the unwanted mail, or{" "}
            <Link to="/sign-up" reloadDocument className="gh-link">
              try another address
            </Link>
            .
          </p>
        </div>
      </DoorPage>
    );
  }
  return (
    <DoorPage title="Open an account" lead={`Connect your EMR to ${labName}`} demo={demo}>
      <Form method="post" className={styles.fields}>
        <FormFields errors={errors} defaultValues={defaultValues} size="md">
          <FieldErrors errors={errors} />
          <FormNonce value={nonce} />
          <TextField name="practiceName" label="Your practice" autoComplete="organization" />
          <TextField
            name="email"
            label="Your e-mail"
            type="email"
            inputMode="email"
            autoComplete="email"
            help="We send a link there that opens the account."
          />
          <SubmitButton intent="sign-up" size="md" fullWidth>
            Send me the link
          </SubmitButton>
          <p className={styles.hint}>
            You have an account?{" "}
            <Link to="/sign-in" className="gh-link">
              Sign in
            </Link>
          </p>
        </FormFields>
      </Form>
    </DoorPage>
  );
}
