import { Form } from "@remix-run/react";
import { FormProblems } from "../console/parts/FormProblems";
import { PageHeader } from "../data/PageHeader";
import { SubmitButton } from "../forms/buttons";
import { CheckboxField } from "../forms/choices";
import { FormFields } from "../forms/context";
import { TextField } from "../forms/fields";
import styles from "../workspace/workspace.module.css";

export interface GoLiveRulesProps {
  values: Record<string, string>;
  errors: Record<string, string>;
  typed: Record<string, string | string[]> | null;
}

/** What the lab wants of every go-live: one person or two, and how closely the first days are watched. */
export function GoLiveRulesPage({ values, errors, typed }: GoLiveRulesProps) {
  return (
    <div className={styles.page}>
      <PageHeader title="Go-live" facts="What the lab wants of every go-live, whichever the connection." />
      <div className={styles.narrow}>
        <section className={styles.box} aria-label="Rules">
          <Form method="post" className={styles.form}>
            <FormFields errors={errors} defaultValues={typed ?? values}>
              <FormProblems errors={errors} />
              <CheckboxField
                name="secondPerson"
                label="A second person has to agree before a connection goes live; never the one who asked"
              />
              <TextField
                name="hypercareHours"
                label="Watch closely for, hours"
                inputMode="numeric"
                help="After each go-live; from 1 to 336."
              />
              <TextField
                name="waitMinutes"
                label="Meanwhile, a message may wait for, minutes"
                inputMode="numeric"
                help="Then an alert is raised; from 1 to 240."
              />
              <TextField
                name="quietHours"
                label="Meanwhile, nothing may come for, working hours"
                inputMode="numeric"
                help="Then an alert is raised; from 1 to 72."
              />
              <div>
                <SubmitButton intent="save">Save rules</SubmitButton>
              </div>
            </FormFields>
          </Form>
        </section>
      </div>
    </div>
  );
}
