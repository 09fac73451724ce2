import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import { type View, ViewTabs } from "../data/ViewTabs";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { TextField } from "../forms/fields";
import { Panes } from "../shell/Panes";
import { ExactTime } from "../Time";
import { CodeMapImport, type CodeMapLook } from "./CodeMapImport";
import { CodeMapUses, type UseRow } from "./CodeMapUses";
import styles from "./code-maps.module.css";

/** One lab code and what the system calls it. */
export interface CodeRow {
  code: string;
  name: string;
  emrCode: string;
  emrText: string;
  /** Connections to the system that offer it. */
  offered: number;
  /** What most connections call it in maps of their own. */
  suggestion: { emrCode: string; emrText: string; words: string } | null;
}

export interface CodeMapPageProps {
  title: string;
  version: number;
  view: "codes" | "unmapped" | "connections" | "history";
  views: View[];
  canEdit: boolean;
  rows: CodeRow[];
  /** Rows that fit; the page shows the first of them. */
  total: number;
  uses: UseRow[];
  history: { version: number; note: string; by: string; at: string; codes: number }[];
  /** May bring a version to connections. */
  canTake: boolean;
  csvHref: string;
  nonce: string;
  errors: Record<string, string>;
  look: CodeMapLook | null;
}

/** An EMR system's code map: entries, what is missing, who uses which version, what was saved when. */
export function CodeMapPage(props: CodeMapPageProps) {
  const { title, version, view, views, errors, canEdit } = props;
  return (
    <Panes side={null} sideLabel="" title={title}>
      <div className={styles.page}>
        <PageHeader title={title} aside={version === 0 ? "No code map yet" : `Code map, version ${version}`} />
        <div className={styles.bar}>
          <ViewTabs label="Parts of the code map" views={views} />
          {view === "codes" || view === "unmapped" ? <FilterBar search={{ placeholder: "Code or name" }} /> : null}
        </div>
        <div className={styles.pad}>
          <FieldErrors errors={errors} />
          {view === "connections" ? <CodeMapUses {...props} /> : null}
          {view === "history" ? <History {...props} /> : null}
          {view === "codes" || view === "unmapped" ? <Entries key={`${view} ${version}`} {...props} /> : null}
          {canEdit && view === "codes" ? <CodeMapImport {...props} /> : null}
        </div>
      </div>
    </Panes>
  );
}

function Entries({ rows, total, version, view, canEdit, nonce }: CodeMapPageProps) {
  if (rows.length === 0) {
    return view === "unmapped" ? (
      <EmptyState title="Everything offered is mapped" text="Every code offered over this system has one of the EMR." />
    ) : (
      <EmptyState
        title="Nothing here yet"
        text="Codes show up once a connection to this system offers them, or once a list is imported below."
      />
    );
  }
  const suggested = rows.filter((row) => row.suggestion && row.emrCode === "").length;
  return (
    <Form method="post" className={styles.stack}>
      <FormNonce value={nonce} />
      <input type="hidden" name="seen" value={version} />
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Lab code</th>
              <th scope="col">Name</th>
              <th scope="col">EMR code</th>
              <th scope="col">EMR name</th>
              <th scope="col">Offered by</th>
              <th scope="col">Suggestion</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.code}>
                <th scope="row" className="gh-mono">
                  {row.code}
                </th>
                <td>{row.name}</td>
                <td>
                  <Cell row={row} field="emrCode" canEdit={canEdit} />
                </td>
                <td>
                  <Cell row={row} field="emrText" canEdit={canEdit} />
                </td>
                <td className="gh-num">{row.offered || "–"}</td>
                <td>
                  {row.suggestion && row.emrCode === "" ? (
                    <Suggestion code={row.code} suggestion={row.suggestion} canEdit={canEdit} />
                  ) : (
                    "–"
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > rows.length ? (
        <p className="gh-dim">
          {rows.length} of {total.toLocaleString("en-US")} shown. Search for the others.
        </p>
      ) : null}
      {canEdit ? (
        <div className={styles.save}>
          <FormFields>
            <TextField name="note" label="What changes" optional />
          </FormFields>
          <SubmitButton intent="save" size="sm">
            Save as version {version + 1}
          </SubmitButton>
          {suggested > 0 ? (
            <SubmitButton intent="saveSuggested" size="sm" variant="default">
              Save with all {suggested} suggestions
            </SubmitButton>
          ) : null}
          <span className="gh-dim">No connection changes by that; each takes a version when somebody says so.</span>
        </div>
      ) : null}
    </Form>
  );
}

function Suggestion(props: { code: string; suggestion: NonNullable<CodeRow["suggestion"]>; canEdit: boolean }) {
  const { code, suggestion, canEdit } = props;
  const words = (
    <>
      <span className="gh-mono">{suggestion.emrCode}</span> <span className="gh-dim">{suggestion.words}</span>
    </>
  );
  if (!canEdit) return words;
  return (
    <label className={styles.use}>
      <input type="checkbox" name="use" value={code} />
      <span>{words}</span>
    </label>
  );
}

function Cell({ row, field, canEdit }: { row: CodeRow; field: "emrCode" | "emrText"; canEdit: boolean }) {
  if (!canEdit) return <span className={field === "emrCode" ? "gh-mono" : ""}>{row[field] || "–"}</span>;
  return (
    <input
      className={styles.input}
      name={`${field}.${row.code}`}
      defaultValue={row[field]}
      maxLength={80}
      autoComplete="off"
      aria-label={`${field === "emrCode" ? "Code" : "Name"} the EMR uses for ${row.code}`}
    />
  );
}

function History({ history }: CodeMapPageProps) {
  if (history.length === 0)
    return <EmptyState title="No version yet" text="The first one is saved with the first codes." />;
  return (
    <>
      <Callout tone="brand" title="A version never changes">
        A connection names the one it uses. What is saved later reaches it with a new configuration version.
      </Callout>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">What changed</th>
            <th scope="col">Codes</th>
            <th scope="col">By</th>
            <th scope="col">Saved</th>
            <th scope="col">File</th>
          </tr>
        </thead>
        <tbody>
          {history.map((one) => (
            <tr key={one.version}>
              <th scope="row">{one.version}</th>
              <td>{one.note || "–"}</td>
              <td className="gh-num">{one.codes}</td>
              <td>{one.by}</td>
              <td>
                <ExactTime at={one.at} />
              </td>
              <td>
                <Link className="gh-link" reloadDocument to={`list.csv?version=${one.version}`} relative="path">
                  CSV
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
