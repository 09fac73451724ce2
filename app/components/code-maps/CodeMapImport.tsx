import { Button } from "@mantine/core";
import { Form } from "@remix-run/react";
import { FileFindings } from "../data/FileFindings";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FileField } from "../forms/FileField";
import styles from "./code-maps.module.css";

/** What a list would bring: entries, suggestions for rows without a lab code, and what stays unknown. */
export type CodeMapLook =
  | { kind: "wrong"; problems: { line: number; column: string; message: string }[] }
  | {
      kind: "read";
      entries: { labCode: string; emrCode: string; emrText?: string }[];
      suggestions: { line: number; emrCode: string; emrText: string; labCode: string; labName: string; by: string }[];
      unknown: { line: number; emrCode: string; emrText: string }[];
    };

/** Findings that are listed; more are counted. */
const most = 200;
const asFinding = ({ line, column, message }: { line: number; column: string; message: string }) => ({
  place: `Row ${line}`,
  field: column,
  text: message,
});

interface Props {
  csvHref: string;
  version: number;
  nonce: string;
  look: CodeMapLook | null;
}

/** A list of the EMR's own codes: what it would change is shown before anything is. */
export function CodeMapImport({ csvHref, version, nonce, look }: Props) {
  return (
    <section className={styles.card} aria-label="Import a list">
      <div className={styles.head}>
        <h2>Import a list</h2>
        <Button component="a" href={csvHref} variant="default" size="xs">
          Download as CSV
        </Button>
      </div>
      <Form method="post" encType="multipart/form-data" className={styles.stack} noValidate>
        <FormNonce value={nonce} />
        <FileField
          name="list"
          label="CSV or Excel file"
          accept=".csv,.xlsx,text/csv"
          help="The first row names the columns: EMR code and, if you like, Lab code, EMR name, LOINC. Rows without a lab code get a suggestion. Codes it does not name stay as they are."
        />
        <span>
          <SubmitButton intent="look" variant="default" size="sm">
            Show what would change
          </SubmitButton>
        </span>
      </Form>
      {look?.kind === "wrong" ? (
        <FileFindings
          findings={look.problems.slice(0, most).map(asFinding)}
          more={Math.max(0, look.problems.length - most)}
        >
          Nothing was taken in. Put them right in the file and choose it again.
        </FileFindings>
      ) : null}
      {look?.kind === "read" ? <Look look={look} version={version} nonce={nonce} /> : null}
    </section>
  );
}

const rows = (count: number) => (count === 1 ? "1 row" : `${count} rows`);

function Look({
  look,
  version,
  nonce,
}: {
  look: Extract<CodeMapLook, { kind: "read" }>;
  version: number;
  nonce: string;
}) {
  const { entries, suggestions, unknown } = look;
  return (
    <Form method="post" className={styles.stack}>
      <FormNonce value={nonce} />
      <input type="hidden" name="seen" value={version} />
      <input type="hidden" name="entries" value={JSON.stringify(entries)} />
      <p role="status">
        {rows(entries.length)} with a lab code, {rows(suggestions.length)} with a suggestion, {rows(unknown.length)}{" "}
        that nothing fits.
      </p>
      {suggestions.length > 0 ? (
        <ul className={styles.suggestions} aria-label="Suggestions">
          {suggestions.map(({ line, emrCode, emrText, labCode, labName, by }) => (
            <li key={line}>
              <label className={styles.use}>
                <input
                  type="checkbox"
                  name="suggested"
                  defaultChecked={by === "LOINC"}
                  value={JSON.stringify({ labCode, emrCode, ...(emrText && { emrText }) })}
                />
                <span className="gh-mono">{emrCode}</span>
                <span>{emrText}</span>
                <span className="gh-dim">
                  could be {labName} <span className="gh-mono">{labCode}</span>, same {by}
                </span>
              </label>
            </li>
          ))}
        </ul>
      ) : null}
      {unknown.length > 0 ? (
        <p className="gh-dim">
          Left out:{" "}
          {unknown
            .slice(0, 20)
            .map(({ emrCode, emrText }) => [emrCode, emrText].filter(Boolean).join(" "))
            .join(", ")}
          {unknown.length > 20 ? ` and ${unknown.length - 20} more` : ""}
        </p>
      ) : null}
      <span>
        <SubmitButton intent="import" size="sm">
          Save as version {version + 1}
        </SubmitButton>
      </span>
    </Form>
  );
}
