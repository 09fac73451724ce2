import { NativeSelect } from "@mantine/core";
import { Form } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { FileField } from "../forms/FileField";
import { TextField } from "../forms/fields";
import { ChangeCard } from "./ChangeCard";
import styles from "./compendium.module.css";
import { Frame } from "./Frame";
import type { CompendiumFrame, ItemChange } from "./types";

/** A column of the file by its place, its heading and what it is taken for. */
export interface FileColumn {
  id: string;
  heading: string;
  key: string;
}

/** What a file would do. */
export interface ImportPreviewProps {
  format: string;
  total: number;
  unchanged: number;
  counts: Record<string, number>;
  changes: ItemChange[];
  findings: { place: string; field: string; text: string }[];
  moreFindings: number;
  /** The headings of a table and what each was taken for; empty: left out. */
  columns?: FileColumn[];
  known?: { value: string; label: string }[];
}

export interface ImportResult {
  errors: Record<string, string>;
  formError?: string;
  preview?: ImportPreviewProps;
}

const number = (count: number) => count.toLocaleString("en-US");

/** Tests and panels from a file: first what it would change, then, all or nothing, into the draft. */
export function ImportPage({ result, ...frame }: CompendiumFrame & { result: ImportResult | undefined }) {
  const preview = result?.preview;
  const errors = { ...result?.errors, ...(result?.formError && { form: result.formError }) };
  const ready = preview !== undefined && preview.findings.length === 0 && preview.total > 0;
  return (
    <Frame {...frame}>
      <Form method="post" encType="multipart/form-data" className={styles.columns}>
        <FormNonce value={frame.nonce} />
        <FormFields errors={errors} defaultValues={{}}>
          <div className={styles.main}>
            <h2>Import tests and panels</h2>
            <FieldErrors errors={errors} />
            <FileField
              name="file"
              label="File"
              accept=".csv,.xlsx,.json,.hl7,.txt"
              help="eDOS (HL7 v2 MFN), CSV, Excel or JSON, as the export writes them or as another system does. What a table has no column for stays as it is."
            />
            {preview?.columns ? <Columns columns={preview.columns} known={preview.known ?? []} /> : null}
            {ready ? (
              <TextField name="why" label="Why" help="Stays with every change, such as “Price list of January”." />
            ) : null}
            <div className={styles.formButtons}>
              <SubmitButton intent="look" size="sm" variant={ready ? "default" : "filled"}>
                Look at what changes
              </SubmitButton>
              {ready ? (
                <SubmitButton intent="import" size="sm">
                  {preview.total === 1
                    ? "Put 1 change into the draft"
                    : `Put ${number(preview.total)} changes into the draft`}
                </SubmitButton>
              ) : null}
            </div>
            <div role="status" className={styles.stack}>
              {preview ? <Preview {...preview} /> : null}
            </div>
          </div>
        </FormFields>
      </Form>
    </Frame>
  );
}

function Columns({ columns, known }: { columns: FileColumn[]; known: { value: string; label: string }[] }) {
  const options = [{ value: "", label: "Leave out" }, ...known];
  return (
    <fieldset className={styles.match}>
      <legend>What the columns of the file are</legend>
      {columns.map(({ id, heading }) => (
        <input key={`${id} ${heading}`} type="hidden" name="heading" value={heading} />
      ))}
      {columns.map(({ id, heading, key }) => (
        <NativeSelect
          key={`${id} ${heading} ${key}`}
          name="column"
          size="xs"
          label={heading || `Column ${id}`}
          defaultValue={key}
          data={options}
        />
      ))}
    </fieldset>
  );
}

const words: [string, string][] = [
  ["add", "new"],
  ["change", "changed"],
  ["discontinue", "ending"],
  ["restore", "offered again"],
];

function Preview({ format, total, unchanged, counts, changes, findings, moreFindings }: ImportPreviewProps) {
  if (findings.length > 0) return <Findings findings={findings} more={moreFindings} />;
  const parts = words.flatMap(([key, word]) => (counts[key] ? [`${number(counts[key])} ${word}`] : []));
  return (
    <>
      <Callout tone={total === 0 ? "off" : "good"} title={total === 0 ? "Nothing would change" : parts.join(", ")}>
        {format}. {unchanged === 0 ? "" : `${number(unchanged)} are as they stand already.`}
      </Callout>
      {changes.map((change) => (
        <ChangeCard key={change.code} change={change} />
      ))}
      {total > changes.length ? <p className="gh-dim">and {number(total - changes.length)} more</p> : null}
    </>
  );
}

function Findings({ findings, more }: { findings: ImportPreviewProps["findings"]; more: number }) {
  const count = findings.length + more;
  return (
    <>
      <Callout tone="stop" title={count === 1 ? "One thing is wrong" : `${number(count)} things are wrong`}>
        Nothing is imported while there is any. Put them right in the file, or choose its columns otherwise, and look
        again.
      </Callout>
      <table className={styles.findings}>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Field</th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {findings.map(({ place, field, text }) => (
            <tr key={`${place} ${field} ${text}`}>
              <td>{place}</td>
              <td>{field}</td>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? <p className="gh-dim">and {number(more)} more</p> : null}
    </>
  );
}
