import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { Callout } from "../data/Callout";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FileField } from "../forms/FileField";
import { ToneBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./workspace.module.css";

export interface CodesTabProps {
  mode: "bidirectional" | "results-only";
  canEdit: boolean;
  codes: {
    labCode: string;
    name: string;
    kind: "test" | "panel";
    status: "active" | "discontinued" | "unknown";
    emrCode: string;
    emrText: string;
    /** "System, v3" or "Own"; empty where it is not mapped. */
    from: string;
  }[];
  /** The code map of its EMR system, where there is one that brings something. */
  system: { version: number; href: string; text: string; canTake: boolean } | null;
  canSendMenu: boolean;
  formError: string | null;
  errors: Record<string, string>;
  /** What an uploaded list would do. */
  preview: CodeMapPreview | null;
  /** Rows of an uploaded list that cannot be taken. */
  problems: { line: number; message: string }[];
  downloadHref: string;
  /** What else there is to say of the codes. */
  children?: ReactNode;
}

export interface CodeMapPreview {
  entries: { labCode: string; emrCode: string; emrText?: string }[];
  changes: { labCode: string; before: string; after: string }[];
  unchanged: number;
  /** Offered codes that would still have no code of the practice. */
  left: number;
}

/** Every offered code and what the practice calls it. */
export function CodesTab(props: CodesTabProps) {
  const { mode, canEdit, codes, canSendMenu, formError } = props;
  const mapped = codes.filter((code) => code.emrCode !== "").length;
  const title =
    mode === "results-only" ? `${codes.length} codes offered` : `${mapped} of ${codes.length} offered codes are mapped`;
  return (
    <div className={styles.stack}>
      {formError ? (
        <Callout tone="stop" title={formError}>
          The code map was not changed.
        </Callout>
      ) : null}
      {mode === "results-only" ? (
        <Callout tone="work" title="Nothing to map">
          This practice only receives results and keeps ordering as before, so its own order codes are not needed.
        </Callout>
      ) : null}
      {props.system && mode !== "results-only" ? <SystemCodes system={props.system} canEdit={canEdit} /> : null}
      <section className={styles.box}>
        <Form method="post">
          <div className={styles.boxHead}>
            <h2>
              <ToneIcon tone={mapped === codes.length || mode === "results-only" ? "good" : "stop"} /> {title}
            </h2>
            {canEdit && mode !== "results-only" ? (
              <span className={styles.tools}>
                {canSendMenu ? (
                  <SubmitButton intent="sendOrderMenu" variant="default">
                    Send order menu to the EMR
                  </SubmitButton>
                ) : null}
                <SubmitButton intent="sameCodes" variant="default">
                  Fill empty ones with lab codes
                </SubmitButton>
                <SubmitButton intent="saveCodeMap">Save code map</SubmitButton>
              </span>
            ) : null}
          </div>
          <div className={`${styles.scroll} gh-stack`}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Lab code</th>
                  <th scope="col">Name</th>
                  <th scope="col">Practice sends</th>
                  <th scope="col">Practice calls it</th>
                  <th scope="col">From</th>
                  <th scope="col">State</th>
                </tr>
              </thead>
              <tbody>
                {codes.map((code) => (
                  <tr key={code.labCode}>
                    <td className="gh-mono">{code.labCode}</td>
                    <td data-lead>
                      {code.name} {code.kind === "panel" ? <span className="gh-dim">panel</span> : null}
                    </td>
                    <td data-label="Practice sends">
                      <CodeInput code={code} field="emrCode" canEdit={canEdit && mode !== "results-only"} />
                    </td>
                    <td data-label="Practice calls it">
                      <CodeInput code={code} field="emrText" canEdit={canEdit && mode !== "results-only"} />
                    </td>
                    <td data-label="From" data-empty={code.from === "" || undefined}>
                      {code.from || "–"}
                    </td>
                    <td>{stateOf(code, mode)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Form>
      </section>
      {canEdit && mode !== "results-only" ? <ImportList {...props} /> : null}
      {props.children}
    </div>
  );
}

/** What the EMR system's own map has for this connection, and taking it. */
function SystemCodes({ system, canEdit }: { system: NonNullable<CodesTabProps["system"]>; canEdit: boolean }) {
  return (
    <Callout
      tone="brand"
      title={system.text}
      action={
        canEdit && system.canTake ? (
          <Form method="post">
            <input type="hidden" name="version" value={system.version} />
            <SubmitButton intent="takeSystemCodes" variant="default">
              Take version {system.version}
            </SubmitButton>
          </Form>
        ) : null
      }
    >
      What the practice says otherwise stays; a field left empty takes the system's code.{" "}
      <Link className="gh-link" to={system.href}>
        Open the system's map
      </Link>
    </Callout>
  );
}

/** A list from the practice or its vendor: what it would change is shown before anything is. */
function ImportList({ errors, preview, problems, downloadHref }: CodesTabProps) {
  return (
    <section className={styles.box} aria-label="Import a list">
      <div className={styles.boxHead}>
        <h2>Import a list</h2>
        <Button component="a" href={downloadHref} variant="default" size="xs">
          Download as CSV
        </Button>
      </div>
      <Form method="post" encType="multipart/form-data" className={styles.form} noValidate>
        <FormFields errors={errors}>
          <FileField
            name="list"
            label="CSV or Excel file"
            accept=".csv,.xlsx,text/csv"
            help="The first row names the columns: Lab code, EMR code and, if you like, EMR name. Codes it does not name stay as they are."
          />
        </FormFields>
        <span>
          <SubmitButton intent="previewCodeMap" variant="default">
            Show what would change
          </SubmitButton>
        </span>
      </Form>
      {problems.length > 0 ? (
        <ul className={styles.rows}>
          {problems.map(({ line, message }) => (
            <li key={`${line} ${message}`}>
              <span className="gh-num gh-dim">Line {line}</span>
              <span>{message}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {preview ? <Preview {...preview} /> : null}
    </section>
  );
}

const codes = (count: number) => `${count} ${count === 1 ? "code" : "codes"}`;

function Preview({ entries, changes, unchanged, left }: CodeMapPreview) {
  return (
    <Form method="post" className={styles.part}>
      <input type="hidden" name="entries" value={JSON.stringify(entries)} />
      <h3 className={styles.partTitle} role="status">
        {changes.length === 0 ? "Nothing would change" : `${codes(changes.length)} would change`}, {unchanged} stay
        {left > 0 ? `, ${left} still without a code of the practice` : ", none left without a code"}
      </h3>
      {changes.length > 0 ? (
        <>
          <ul className={styles.rows}>
            {changes.map((change) => (
              <li key={change.labCode}>
                <span className="gh-mono">{change.labCode}</span>
                <span className="gh-mono">
                  <span className="gh-dim">{change.before || "none"} →</span> {change.after || "none"}
                </span>
              </li>
            ))}
          </ul>
          <SubmitButton intent="importCodeMap">Take {codes(changes.length)} in</SubmitButton>
        </>
      ) : null}
    </Form>
  );
}

type Code = CodesTabProps["codes"][number];

function CodeInput({ code, field, canEdit }: { code: Code; field: "emrCode" | "emrText"; canEdit: boolean }) {
  if (!canEdit) return <span className={field === "emrCode" ? "gh-mono" : ""}>{code[field] || "–"}</span>;
  return (
    <input
      className={styles.cellInput}
      name={`${field}.${code.labCode}`}
      defaultValue={code[field]}
      key={code[field]}
      aria-label={`${field === "emrCode" ? "Code" : "Name"} the practice uses for ${code.name}`}
      autoComplete="off"
      maxLength={80}
    />
  );
}

function stateOf(code: Code, mode: CodesTabProps["mode"]) {
  if (code.status !== "active")
    return <ToneBadge tone="stop">{code.status === "unknown" ? "Not in the compendium" : "Discontinued"}</ToneBadge>;
  if (mode === "results-only") return <ToneBadge tone="good">Offered</ToneBadge>;
  return code.emrCode ? <ToneBadge tone="good">Mapped</ToneBadge> : <ToneBadge tone="stop">Not mapped</ToneBadge>;
}
