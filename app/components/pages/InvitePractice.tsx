import { Form } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextField } from "../forms/fields";
import styles from "./specification.module.css";

export interface InviteProps {
  errors: Record<string, string>;
  typed: Record<string, string | string[]>;
  /** The address an invitation was just sent to. */
  invited: string | null;
}

/** The vendor's contact asks the lab to invite another practice; not on paper. */
export function InvitePractice({ lab, emr, errors, typed, invited }: InviteProps & { lab: string; emr: string }) {
  return (
    <section data-screen-only>
      <h2>Another practice of yours?</h2>
      {invited ? (
        <Callout tone="good" title="The invitation is on its way" live>
          {invited} gets a link that opens an account at {lab} with {emr} filled in.
        </Callout>
      ) : (
        <Form method="post" className={styles.invite}>
          <FormFields errors={errors} defaultValues={typed}>
            <p>
              {lab} invites it by e-mail to ask for a connection of its own; {emr} is filled in.
            </p>
            <FieldErrors errors={errors} />
            <TextField name="name" label="Name of the practice" autoComplete="off" />
            <TextField name="email" label="E-mail of its contact" type="email" autoComplete="off" />
            <div>
              <SubmitButton intent="invite" variant="default">
                Invite the practice
              </SubmitButton>
            </div>
          </FormFields>
        </Form>
      )}
    </section>
  );
}
