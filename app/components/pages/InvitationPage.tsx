import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { PasswordField, TextField } from "../forms/fields";
import { DoorPage } from "./DoorPage";
import styles from "./SignInPage.module.css";

export interface InvitationPageProps {
  demo: boolean;
  labName: string;
  /** How to reach the lab: "(555) 010-0142". */
  phone: string;
  /** `known`: there is an account for its address. `unknown`: no such link. */
  state: "open" | "used" | "expired" | "withdrawn" | "known" | "unknown";
  /** Empty for an unknown link. */
  practiceName: string;
  email: string;
  nonce: string;
  errors: Record<string, string>;
  defaultValues: Record<string, string>;
}

type Closed = Exclude<InvitationPageProps["state"], "open">;

const closed: Record<Closed, { title: string; text: string; next: "sign-in" | "sign-up" | "ask" }> = {
  used: { title: "This link has been used", text: "It opened an account, and works only once.", next: "sign-in" },
  known: { title: "You have an account already", text: "There is one for this address.", next: "sign-in" },
  expired: {
    title: "This link has run out",
    text: "It was good for fourteen days. You can have a new one.",
    next: "sign-up",
  },
  withdrawn: { title: "This invitation was withdrawn", text: "Whoever sent it took it back.", next: "ask" },
  unknown: { title: "This link does not open anything", text: "A letter of it may be missing.", next: "sign-up" },
};

/** Where the link of an invitation leads: name and password, or in plain words why not and what to do. */
export function InvitationPage(props: InvitationPageProps) {
  const { demo, labName, state, practiceName, email, nonce, errors, defaultValues } = props;
  if (state !== "open") return <ClosedInvitation {...props} state={state} />;
  return (
    <DoorPage title={`Welcome, ${practiceName}`} lead={`EMR connections of ${labName}`} demo={demo}>
      <Form method="post" className={styles.fields}>
        <FormFields errors={errors} defaultValues={defaultValues} size="md">
          <FieldErrors errors={errors} />
          <FormNonce value={nonce} />
          <p className={styles.hint}>
            Your address is confirmed. You sign in with <strong>{email}</strong>.
          </p>
          <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
          <TextField name="name" label="Your name" autoComplete="name" />
          <PasswordField
            name="password"
            label="Choose a password"
            autoComplete="new-password"
            help="At least 15 characters; a few words in a row are easiest."
          />
          <SubmitButton intent="accept" size="md" fullWidth>
            Open my account
          </SubmitButton>
        </FormFields>
      </Form>
    </DoorPage>
  );
}

function ClosedInvitation({ demo, labName, phone, state }: InvitationPageProps & { state: Closed }) {
  const { title, text, next } = closed[state];
  const ask = phone ? `call ${labName} at ${phone}` : `ask ${labName}`;
  return (
    <DoorPage title={title} lead={text} demo={demo}>
      <div className={styles.fields}>
        {next === "sign-in" ? (
          <Button component={Link} to="/sign-in" size="md" fullWidth>
            Sign in
          </Button>
        ) : next === "sign-up" ? (
          <Button component={Link} to="/sign-up" size="md" fullWidth>
            Get a new link
          </Button>
        ) : null}
        <p className={styles.hint}>
          {next === "ask" ? `If you still need a connection, ${ask}.` : `Or ${ask}; they can send an invitation.`}
        </p>
      </div>
    </DoorPage>
  );
}
