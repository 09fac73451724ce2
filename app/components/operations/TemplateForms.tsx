import { Form } from "@remix-run/react";
import { Disclosure } from "../console/parts/Disclosure";
import { FormProblems } from "../console/parts/FormProblems";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { SelectField, TextAreaField, TextField } from "../forms/fields";
import styles from "./templates.module.css";

interface Props {
  bases: { value: string; label: string }[];
  /** The base chosen on another page. */
  base: string | null;
  errors: Record<string, string>;
  values: Record<string, string | string[]>;
  problems: string[];
}

/** The two ways to a template of one's own: a variant of another, or a file. */
export function TemplateForms({ bases, base, errors, values, problems }: Props) {
  const importing = values.intent === "import";
  return (
    <div className={styles.forms}>
      <Disclosure label="New variant" open={base !== null || values.intent === "newVariant"}>
        <Form method="post" className={styles.stack}>
          <FormFields
            errors={importing ? {} : errors}
            defaultValues={{ ...(base ? { base } : {}), ...(importing ? {} : values) }}
            scope="variant"
          >
            {importing ? null : <FormProblems errors={errors} scope="variant" />}
            <TextAreaField
              name="message"
              label="A message of this EMR"
              rows={5}
              optional
              help="As it is sent, with a made-up patient: it becomes the first sample, and says which template to build on."
            />
            <SelectField
              name="base"
              label="Builds on"
              options={[{ value: "", label: "What fits the message best" }, ...bases]}
              help="Its rules apply unless you replace them."
            />
            <TextField name="title" label="Title" help="Such as Larkspur EHR orders" />
            <TextField
              name="name"
              label="Name"
              optional
              help="Small letters, digits, points and hyphens, else made of the title; it stays, and connections refer to it."
            />
            <div>
              <SubmitButton intent="newVariant">Make variant</SubmitButton>
            </div>
          </FormFields>
        </Form>
      </Disclosure>
      <Disclosure label="Import" open={importing}>
        <Form method="post" encType="multipart/form-data" className={styles.stack}>
          <FormFields errors={importing ? errors : {}} defaultValues={importing ? values : {}} scope="import">
            {importing ? <FormProblems errors={errors} scope="import" /> : null}
            {problems.length > 0 ? (
              <ul className={styles.findings}>
                {problems.map((problem) => (
                  <li key={problem}>{problem}</li>
                ))}
              </ul>
            ) : null}
            <label className={styles.file}>
              Template file
              <input type="file" name="file" accept="application/json,.json" />
            </label>
            <TextAreaField name="json" label="Or its JSON" rows={6} />
            <div>
              <SubmitButton intent="import">Import as draft</SubmitButton>
            </div>
          </FormFields>
        </Form>
      </Disclosure>
    </div>
  );
}
