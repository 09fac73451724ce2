import { Form } from "@remix-run/react";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { SubmitButton } from "../forms/buttons";
import { CheckboxCards, type Choice } from "../forms/choices";
import { FormFields } from "../forms/context";
import styles from "./MailPage.module.css";

export interface MailSettingsProps {
  email: string;
  kinds: Choice[];
  defaultValues: { kinds: string[] };
}

/** Which mails somebody wants; what they do not want they still see in the product. */
export function MailSettingsPage({ email, kinds, defaultValues }: MailSettingsProps) {
  return (
    <div className={styles.whole}>
      <PageHeader title="Mails you get" aside={`They go to ${email}.`} />
      {kinds.length === 0 ? (
        <EmptyState
          title="None by your role"
          text="Mails go to those who have to do something about them. What you see is all in the product."
        />
      ) : (
        <Form method="post" className={styles.settings}>
          <FormFields defaultValues={defaultValues}>
            <CheckboxCards
              name="kinds"
              legend="Write to me when"
              help="What you leave out is still shown here. Mails that you ask for yourself, such as a link to sign in, always come."
              choices={kinds}
              columns={1}
            />
          </FormFields>
          <SubmitButton intent="save">Save</SubmitButton>
        </Form>
      )}
    </div>
  );
}
