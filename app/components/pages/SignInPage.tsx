import { UnstyledButton } from "@mantine/core";
import { Form, Link, useNavigation } from "@remix-run/react";
import { IconChevronRight } from "@tabler/icons-react";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { PasswordField, TextField } from "../forms/fields";
import { Avatar, DemoBadge, Logo } from "../shell/Logo";
import styles from "./SignInPage.module.css";

/** One made-up person a visitor may continue as. */
export interface DemoAccount {
  email: string;
  name: string;
  initials: string;
  /** "Sales", or "Provider, Larkspur Family Medicine". */
  roleTitle: string;
  /** What they do here: "Approves requests against the clock". */
  summary: string;
  /** Where they land: "Approvals". */
  home: string;
  /** What waits for them: "14 waiting". */
  waiting?: string;
}

export interface SignInPageProps {
  demo: boolean;
  labName: string;
  /** Empty outside demo mode. */
  accounts: DemoAccount[];
  /** Where to go afterwards; a path of ours. */
  next?: string;
  nonce: string;
  errors: Record<string, string>;
  defaultValues: Record<string, string>;
}

/** Sign-in: in demo mode the roles first and the form beside them, otherwise the form alone. */
export function SignInPage(props: SignInPageProps) {
  const { demo, labName, accounts } = props;
  const withRoles = demo && accounts.length > 0;
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <Logo size={24} />
        <span className={styles.brand}>Gatehouse</span>
        {demo ? <DemoBadge /> : null}
      </header>
      <main className={styles.main} data-alone={!withRoles || undefined} id="main">
        {withRoles ? <Roles {...props} /> : null}
        <section className={styles.form} aria-labelledby="sign-in-title">
          {withRoles ? (
            <h2 id="sign-in-title" className={styles.second}>
              Or sign in with your account
            </h2>
          ) : (
            <>
              <h1 id="sign-in-title" className={styles.title}>
                Sign in
              </h1>
              <p className={styles.lead}>EMR connections of {labName}</p>
            </>
          )}
          <SignInForm {...props} alone={!withRoles} />
        </section>
      </main>
      <footer className={styles.foot}>Clinical laboratory connections, from request to result</footer>
    </div>
  );
}

function Roles({ accounts, next, nonce }: SignInPageProps) {
  const { formData } = useNavigation();
  return (
    <section aria-labelledby="roles-title">
      <h1 id="roles-title" className={styles.title}>
        Continue as
      </h1>
      <p className={styles.lead}>This is a demo. Every practice and every patient is made up.</p>
      <ul className={styles.roles}>
        {accounts.map((account) => (
          <li key={account.email}>
            <Form method="post">
              <FormNonce value={nonce} />
              <input type="hidden" name="intent" value="continue-as" />
              <input type="hidden" name="email" value={account.email} />
              {next ? <input type="hidden" name="next" value={next} /> : null}
              <UnstyledButton
                type="submit"
                className={styles.role ?? ""}
                data-busy={formData?.get("email") === account.email || undefined}
              >
                <Avatar initials={account.initials} size="lg" />
                <span className={styles.who}>
                  <span className={styles.roleTitle}>{account.roleTitle}</span>
                  <span className={styles.summary}>
                    {account.name}. {account.summary}
                  </span>
                </span>
                <span className={styles.where}>
                  <span className={styles.home}>{account.home}</span>
                  {account.waiting ? <span className={styles.waiting}>{account.waiting}</span> : null}
                </span>
                <IconChevronRight size={16} aria-hidden />
              </UnstyledButton>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  );
}

function SignInForm({ next, nonce, errors, defaultValues, alone }: SignInPageProps & { alone: boolean }) {
  return (
    <Form method="post" className={styles.fields}>
      <FormFields errors={errors} defaultValues={defaultValues} size="md">
        <FieldErrors errors={errors} unharmed="" />
        <FormNonce value={nonce} />
        {next ? <input type="hidden" name="next" value={next} /> : null}
        <TextField name="email" label="E-mail" type="email" autoComplete="username" inputMode="email" />
        <PasswordField name="password" label="Password" autoComplete="current-password" />
        <SubmitButton intent="sign-in" size="md" fullWidth variant={alone ? "filled" : "default"}>
          Sign in
        </SubmitButton>
        <p className={styles.hint}>
          New here?{" "}
          <Link to="/sign-up" className="gh-link">
            Open an account for your practice
          </Link>
        </p>
      </FormFields>
    </Form>
  );
}
