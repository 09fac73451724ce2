import { Button, NativeSelect, Progress } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { type FileFinding, FileFindings } from "../data/FileFindings";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextField } from "../forms/fields";
import { ExactTime } from "../Time";
import { useLive } from "../use-live";
import { ChangeCard } from "./ChangeCard";
import styles from "./compendium.module.css";
import { Frame } from "./Frame";
import type { ChangeKind, CompendiumFrame, ItemChange } from "./types";

/** A column of the file by its place, its heading and what it is taken for. */
export interface FileColumn {
  id: string;
  heading: string;
  key: string;
}

/** What a file would do. */
export interface ImportLookProps {
  format: string;
  total: number;
  unchanged: number;
  counts: Partial<Record<ChangeKind, number>>;
  changes: ItemChange[];
  findings: FileFinding[];
  moreFindings: number;
  /** They hold nothing back. */
  warnings?: FileFinding[];
  moreWarnings?: number;
}

export type ImportStateWord = "looking" | "looked" | "importing" | "imported" | "failed" | "cancelled";

export interface ImportPageProps extends CompendiumFrame {
  id: string;
  fileName: string;
  /** In bytes. */
  size: number;
  state: ImportStateWord;
  progress: { step: "waiting" | "reading" | "checking" | "drafting"; done: number; total: number };
  failure: string | null;
  changed: number | null;
  why: string;
  by: string;
  at: string;
  /** How many days its file is kept. */
  keptDays: number;
  look: ImportLookProps | null;
  /** The headings of a table and what each was taken for; empty key: left out. */
  columns: FileColumn[] | null;
  known: { value: string; label: string }[];
  errors: Record<string, string>;
  typedWhy: string;
}

const number = (count: number) => count.toLocaleString("en-US");
const changesWords = (count: number) => (count === 1 ? "1 change" : `${number(count)} changes`);

/** One import, from its file to the draft; a worker does the work, so the page can be left. */
export function ImportPage(props: ImportPageProps) {
  const { id, state, look, columns, errors, typedWhy, nonce } = props;
  useLive([`import:${id}`]);
  const working = state === "looking" || state === "importing";
  const ready = state === "looked" && look !== null && look.findings.length === 0 && look.total > 0;
  const { lead, loinc, views, draft, canEdit } = props;
  return (
    <Frame {...{ lead, loinc, views, draft, canEdit, nonce }}>
      <Form method="post" className={styles.columns} key={`${state} ${look?.total ?? ""}`}>
        <FormNonce value={nonce} />
        <FormFields errors={errors} defaultValues={{ why: typedWhy }}>
          <div className={styles.main}>
            <h2>{props.fileName}</h2>
            <p className="gh-dim">
              {sizeWords(props.size)}, {props.by}, <ExactTime at={props.at} />
            </p>
            <FieldErrors errors={errors} />
            <div role="status" className={styles.stack}>
              <State {...props} />
            </div>
            {state === "looked" && columns ? <Columns columns={columns} known={props.known} /> : null}
            {ready ? (
              <TextField name="why" label="Why" help="Stays with every change, such as “Price list of January”." />
            ) : null}
            <div className={styles.formButtons}>
              {ready ? (
                <SubmitButton intent="import" size="sm">
                  Put {changesWords(look.total)} into the draft
                </SubmitButton>
              ) : null}
              {state === "looked" && columns ? (
                <SubmitButton intent="look" size="sm" variant="default">
                  Look again
                </SubmitButton>
              ) : null}
              {state === "imported" ? (
                <Button component={Link} to="/compendium/draft" size="sm">
                  Review the draft
                </Button>
              ) : null}
              {working || state === "looked" ? null : (
                <Button component={Link} to="/compendium/import" size="sm" variant="default">
                  Import another file
                </Button>
              )}
            </div>
            {look && !working ? <Look {...look} /> : null}
          </div>
        </FormFields>
      </Form>
      {working || state === "looked" ? (
        <div className={styles.pad}>
          <div>
            <ConfirmButton
              label="Cancel import"
              title="Cancel this import?"
              intent="cancel"
              nonce={nonce}
              variant="subtle"
              color="gray"
              size="sm"
            >
              Nothing of the file goes into the draft, and the file is deleted.
            </ConfirmButton>
          </div>
        </div>
      ) : null}
    </Frame>
  );
}

const steps = {
  waiting: "Waiting for its turn",
  reading: "Reading the file",
  checking: "Checking",
  drafting: "Writing",
};

function State({ state, progress, failure, changed, why, keptDays }: ImportPageProps) {
  if (state === "looking" || state === "importing") {
    const { step, done, total } = progress;
    const share = step === "drafting" && total > 0 ? (done / total) * 100 : 100;
    return (
      <>
        <p>
          {steps[step]}
          {total > 0 ? (step === "drafting" ? `: ${number(done)} of ${number(total)}` : ` ${number(total)} items`) : ""}
          . You can leave this page; it goes on.
        </p>
        <Progress value={share} animated aria-label="Progress of the import" />
      </>
    );
  }
  if (state === "imported") {
    return (
      <Callout
        tone="good"
        title={changed === 1 ? "1 item is in the draft" : `${number(changed ?? 0)} items are in the draft`}
      >
        {why}. Nothing of it is in force before it is published.
      </Callout>
    );
  }
  if (state === "failed") {
    return (
      <Callout tone="stop" title="The file could not be imported">
        {failure} The compendium and its draft are as they were. Choose another file.
      </Callout>
    );
  }
  if (state === "cancelled") {
    return (
      <Callout tone="off" title="Cancelled">
        {failure ?? "Nothing of it is in the draft, and the file is deleted."}
      </Callout>
    );
  }
  return failure ? (
    <Callout tone="warn" title="Look again before you import">
      {failure}
    </Callout>
  ) : (
    <p className="gh-dim">Nothing is changed yet. The file is kept for {keptDays} days.</p>
  );
}

const sizeWords = (size: number) =>
  size < 1_000_000 ? `${Math.max(1, Math.round(size / 1_000))} kB` : `${(size / 1_000_000).toFixed(1)} MB`;

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

const words: [ChangeKind, string][] = [
  ["add", "new"],
  ["change", "changed"],
  ["discontinue", "ending"],
  ["restore", "offered again"],
];

function Look({ format, total, unchanged, counts, changes, findings, moreFindings, ...about }: ImportLookProps) {
  const { warnings = [], moreWarnings = 0 } = about;
  if (findings.length > 0)
    return (
      <FileFindings findings={findings} more={moreFindings}>
        Nothing is imported while there is any. Put them right in the file, or choose its columns otherwise, and look
        again.
      </FileFindings>
    );
  const parts = words.flatMap(([key, word]) => (counts[key] ? [`${number(counts[key])} ${word}`] : []));
  return (
    <>
      <Callout tone={total === 0 ? "off" : "good"} title={total === 0 ? "Nothing would change" : parts.join(", ")}>
        {format}. {unchanged === 0 ? "" : `${number(unchanged)} are as they stand already.`}
      </Callout>
      {warnings.length > 0 ? (
        <FileFindings tone="warn" findings={warnings} more={moreWarnings}>
          It does not hold the import back.
        </FileFindings>
      ) : null}
      {changes.map((change) => (
        <ChangeCard key={change.code} change={change} />
      ))}
      {total > changes.length ? <p className="gh-dim">and {number(total - changes.length)} more</p> : null}
    </>
  );
}
