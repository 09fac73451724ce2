import { Form } from "@remix-run/react";
import { PageHeader } from "../data/PageHeader";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import styles from "./portal.module.css";

export interface PortalPerson {
  id: string;
  name: string;
  email: string;
  admin: boolean;
  disabled: boolean;
  /** The one who looks at the page. */
  you: boolean;
}

export interface PortalPeopleProps {
  practiceName: string;
  people: PortalPerson[];
  /** Invited, and not here yet. */
  invited: { id: string; email: string; by: string; expiresAt: string; expired: boolean }[];
  canManage: boolean;
  nonce: string;
  errors: Record<string, string>;
  defaultValues: Record<string, string>;
}

/** The people of a practice: who there is, who looks after them, who is invited. */
export function PortalPeoplePage(props: PortalPeopleProps) {
  const { practiceName, people, invited, canManage, nonce } = props;
  const admins = people.filter((person) => person.admin && !person.disabled).map((person) => person.name);
  return (
    <>
      <PageHeader
        size="portal"
        title="People"
        facts={
          canManage
            ? `Who may see and handle the connections of ${practiceName}.`
            : `${admins.join(" and ")} may invite and change people.`
        }
      />
      <div className={styles.stack}>
        {props.errors.form ? <FieldErrors errors={props.errors} /> : null}
        <ul className={`${styles.box} ${styles.people}`} aria-label="People">
          {people.map((person) => (
            <li key={person.id}>
              <span className={styles.personWords}>
                <strong>
                  {person.name}
                  {person.you ? " (you)" : ""}
                </strong>
                <span className={styles.muted}>{person.email}</span>
              </span>
              <span className={styles.personMarks}>
                {person.admin ? <ToneBadge tone="good">Admin</ToneBadge> : null}
                {person.disabled ? <ToneBadge tone="off">Switched off</ToneBadge> : null}
              </span>
              {canManage ? <PersonActions person={person} nonce={nonce} /> : null}
            </li>
          ))}
        </ul>
        {invited.length > 0 ? (
          <section aria-labelledby="invited">
            <h2 id="invited" className={styles.heading}>
              Invited
            </h2>
            <ul className={`${styles.box} ${styles.people}`}>
              {invited.map((one) => (
                <li key={one.id}>
                  <span className={styles.personWords}>
                    <strong>{one.email}</strong>
                    <span className={styles.muted}>
                      By {one.by}, {one.expired ? "the link has run out" : "good until "}
                      {one.expired ? null : <ExactTime at={one.expiresAt} style="date" />}
                    </span>
                  </span>
                  {canManage ? (
                    <Form method="post" className={styles.buttons}>
                      <FormNonce value={nonce} />
                      <input type="hidden" name="id" value={one.id} />
                      <SubmitButton intent="resend" variant="default" size="sm" match={{ id: one.id }}>
                        Send again
                      </SubmitButton>
                      <SubmitButton intent="withdraw" variant="default" size="sm" match={{ id: one.id }}>
                        Withdraw
                      </SubmitButton>
                    </Form>
                  ) : null}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {canManage ? <Invite {...props} /> : null}
      </div>
    </>
  );
}

function PersonActions({ person, nonce }: { person: PortalPerson; nonce: string }) {
  const fields = { id: person.id };
  return (
    <span className={styles.buttons}>
      {person.disabled ? (
        <ConfirmButton
          label="Switch on"
          title={`Let ${person.name} in again?`}
          intent="enable"
          nonce={nonce}
          fields={fields}
          variant="default"
          size="sm"
        >
          They sign in with the password they had.
        </ConfirmButton>
      ) : (
        <>
          <ConfirmButton
            label={person.admin ? "Unmake admin" : "Make admin"}
            title={person.admin ? `Take the admin's rights from ${person.name}?` : `Make ${person.name} an admin?`}
            intent={person.admin ? "unmake-admin" : "make-admin"}
            nonce={nonce}
            fields={fields}
            variant="default"
            size="sm"
          >
            {person.admin
              ? "They still see and handle the connections, and can no longer invite or change people."
              : "Admins invite colleagues, make other admins, and switch accounts off."}
          </ConfirmButton>
          <ConfirmButton
            label="Switch off"
            title={`Switch off the account of ${person.name}?`}
            intent="disable"
            nonce={nonce}
            fields={fields}
            variant="default"
            size="sm"
            danger
          >
            They are signed out at once and cannot sign in. What they have done stays. You can switch it on again.
          </ConfirmButton>
        </>
      )}
    </span>
  );
}

function Invite({ nonce, errors, defaultValues, invited }: PortalPeopleProps) {
  return (
    <section className={`${styles.box} ${styles.pad}`} aria-labelledby="invite">
      <h2 id="invite" className={styles.heading}>
        Invite a colleague
      </h2>
      <Form method="post" className={styles.signForm} key={invited[0]?.id ?? "first"}>
        <FormFields errors={errors} defaultValues={defaultValues} size="md">
          <FormNonce value={nonce} />
          <TextField
            name="email"
            label="E-mail"
            type="email"
            inputMode="email"
            help="They get a link that opens an account, once, within fourteen days."
          />
          <div className={styles.buttons}>
            <SubmitButton intent="invite" size="md">
              Send invitation
            </SubmitButton>
          </div>
        </FormFields>
      </Form>
    </section>
  );
}
