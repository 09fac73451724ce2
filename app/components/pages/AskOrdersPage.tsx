import { Form, Link } from "@remix-run/react";
import { IconChevronLeft } from "@tabler/icons-react";
import { Callout } from "../data/Callout";
import { PageHeader } from "../data/PageHeader";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { CheckboxCards, type Choice, PickList } from "../forms/choices";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextAreaField, TextField } from "../forms/fields";
import portal from "./portal.module.css";
import form from "./RequestFormPage.module.css";
import styles from "./self-test.module.css";

export interface AskOrdersProps {
  /** "Vellum EHR 5.2". */
  title: string;
  lab: string;
  homeHref: string;
  /** Why orders cannot be asked for; null when they can. */
  not: string | null;
  /** The request that was sent; `agreed`: the lab has said yes and takes it up. */
  asked: { href: string; agreed: boolean } | null;
  /** What happens once the lab has agreed, in its order. */
  happens: string[];
  tests: Choice[];
  panels: Choice[];
  nonce: string;
  errors: Record<string, string>;
  defaultValues: Record<string, string | string[]>;
}

/** A practice that gets results asks to send its orders too: which tests, how many, who signs, and what happens then. */
export function AskOrdersPage(props: AskOrdersProps) {
  const { title, lab, asked, not, errors } = props;
  return (
    <>
      <Link to={props.homeHref} className={portal.back} prefetch="intent">
        <IconChevronLeft size={15} aria-hidden /> {title}
      </Link>
      <PageHeader
        size="portal"
        title="Send orders too"
        facts={`Your EMR sends its orders to ${lab} over the same connection; no second one is needed.`}
      />
      {asked ? (
        <Callout
          tone={asked.agreed ? "good" : "wait"}
          title={asked.agreed ? `${lab} has agreed and takes it up` : `${lab} has your request`}
          action={
            <Link to={asked.href} className="gh-link">
              See where it stands
            </Link>
          }
        >
          Results flow as before.
        </Callout>
      ) : not ? (
        <Callout tone="off" title="Nothing to ask for">
          {not}
        </Callout>
      ) : (
        <div className={portal.stack}>
          <section className={`${portal.box} ${portal.pad}`} aria-labelledby="happens">
            <h2 id="happens" className={portal.heading}>
              What happens then
            </h2>
            <ol className={portal.nextSteps}>
              {props.happens.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </section>
          <Form method="post" className={`${portal.box} ${styles.start}`} noValidate>
            <FormNonce value={props.nonce} />
            <FormFields errors={errors} defaultValues={props.defaultValues} size="md" scope="orders">
              <FieldErrors errors={errors} scope="orders" />
              <PickList
                name="tests"
                legend="Tests you want to order"
                choices={props.tests}
                placeholder="Find a test"
                nothing="No test is called that."
              />
              <CheckboxCards name="panels" legend="Panels" choices={props.panels} optional columns={2} />
              <TextField name="orders" label="Orders a month, about" inputMode="numeric" />
              <div className={form.pair}>
                <TextField
                  name="signerName"
                  label="Who signs"
                  help="Signs the summary of the test for your practice."
                  autoComplete="name"
                />
                <TextField name="signerEmail" label="Their e-mail" type="email" autoComplete="email" />
              </div>
              <TextAreaField name="notes" label="Anything else" optional rows={3} />
              <div className={portal.buttons}>
                <SubmitButton>Ask {lab}</SubmitButton>
              </div>
            </FormFields>
          </Form>
        </div>
      )}
    </>
  );
}
