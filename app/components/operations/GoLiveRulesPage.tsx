import { Form } from "@remix-run/react";
import { FormProblems } from "../console/parts/FormProblems";
import { PageHeader } from "../data/PageHeader";
import { SubmitButton } from "../forms/buttons";
import { CheckboxField } from "../forms/choices";
import { FormFields } from "../forms/context";
import { TextField } from "../forms/fields";
import type { FormResult } from "../page-data";
import styles from "../workspace/workspace.module.css";
import { type AgesPreview, EvidenceAgesCard, type EvidenceAgesProps } from "./EvidenceAgesCard";

export interface GoLiveRulesProps {
  values: Record<string, string>;
  ages: Pick<EvidenceAgesProps, "items" | "values">;
  /** The outcome of the last submit, of whichever form. */
  result: (FormResult & { preview?: AgesPreview }) | undefined;
}

/** What the lab wants of every go-live: one person or two, and how closely the first days are watched. */
export function GoLiveRulesPage({ values, ages, result }: GoLiveRulesProps) {
  const ofAges = String(result?.values?.intent ?? "").endsWith("Ages");
  const errors = { ...result?.errors, ...(result?.formError && { form: result.formError }) };
  const typed = result?.values ?? null;
  return (
    <div className={styles.page}>
      <PageHeader
        title="Go-live"
        facts="What the lab wants of every go-live, and for how long it trusts what a test has shown."
      />
      <div className={styles.narrow}>
        <section className={styles.box} aria-labelledby="going-live">
          <h2 className={styles.boxTitle} id="going-live">
            Going live
          </h2>
          <Form method="post" className={styles.form}>
            <FormFields errors={ofAges ? {} : errors} defaultValues={(ofAges ? null : typed) ?? values}>
              <FormProblems errors={ofAges ? {} : errors} />
              <CheckboxField
                name="secondPerson"
                label="A second person has to agree before a connection goes live, or a change of a live one comes into force; never the one who asked"
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
        <EvidenceAgesCard
          {...ages}
          preview={(ofAges && result?.preview) || null}
          errors={ofAges ? errors : {}}
          typed={ofAges ? typed : null}
        />
      </div>
    </div>
  );
}
