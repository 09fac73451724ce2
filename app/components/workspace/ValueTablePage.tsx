import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { IconArrowBackUp, IconArrowLeft, IconDownload, IconFileUpload } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { Callout } from "../data/Callout";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextField } from "../forms/fields";
import { differenceWords, type MarkedRows, markRows } from "../mapping/row-marks";
import { TableGrid } from "../mapping/TableGrid";
import { TableImportDialog } from "../mapping/TableImportDialog";
import { completeRows } from "../mapping/tables";
import type { TableRowBody } from "../mapping/types";
import { RemovedRows, ShownRows } from "./ValueTableRows";
import styles from "./workspace.module.css";

export interface ValueTablePageProps {
  name: string;
  title: string;
  /** Title and version of the template. */
  template: string;
  canEdit: boolean;
  /** Why it cannot be changed now. */
  lockedBecause: string;
  /** The rows in force: the connection's own, else the template's. */
  rows: TableRowBody[];
  templateRows: TableRowBody[];
  builtInRows: TableRowBody[];
  /** Which rows the page was loaded with; a save names it, so that it never goes over somebody else's. */
  mark: string;
  /** Whether a rule of this connection looks codes up in it. */
  used: boolean;
  backHref: string;
  /** Its CSV is read here, and the preview of an import asked for. */
  fileHref: string;
  formError: string | null;
  errors: Record<string, string>;
}

const sameRows = (one: readonly TableRowBody[], other: readonly TableRowBody[]) =>
  JSON.stringify(completeRows(one)) === JSON.stringify(completeRows(other));

/** One value table of a connection: the template's rows, with what this practice has otherwise. */
export function ValueTablePage(props: ValueTablePageProps) {
  const { title, template, canEdit, templateRows, builtInRows } = props;
  const edit = useRows(props);
  const marked = markRows(edit.rows, templateRows, builtInRows);
  return (
    <div className={styles.stack}>
      <Link to={props.backHref} className={`${styles.backLink} gh-link`}>
        <IconArrowLeft size={14} aria-hidden /> Configuration
      </Link>
      {props.formError ? (
        <Callout tone="stop" title="The table was not saved" live>
          {props.formError}
        </Callout>
      ) : null}
      {edit.theirs ? (
        <Callout
          tone="warn"
          title="Somebody else changed this table"
          action={
            <Button size="xs" variant="default" onClick={edit.takeTheirs}>
              Show theirs
            </Button>
          }
          live
        >
          What you typed is still here but cannot be saved over theirs.
        </Callout>
      ) : null}
      {canEdit ? null : (
        <Callout tone="work" title="This table is only shown">
          {props.lockedBecause}
        </Callout>
      )}
      <section className={styles.box} aria-labelledby="value-table">
        <div className={styles.boxHead}>
          <h2 id="value-table">
            {title} <span className={`${styles.lighter} gh-dim`}>{summary(marked, template)}</span>
          </h2>
          <Tools {...props} edit={edit} />
        </div>
        <div className={styles.pad}>
          {props.used ? null : <p className="gh-dim">No rule of this connection uses this table.</p>}
          {canEdit ? (
            <TableGrid
              name={props.name}
              rows={edit.rows}
              builtIn={without(builtInRows, edit.rows)}
              begun=""
              onBegun={() => {}}
              markOf={marked.markOf}
              onChange={edit.put}
            />
          ) : (
            <ShownRows name={props.name} rows={edit.rows} builtIn={without(builtInRows, edit.rows)} marked={marked} />
          )}
          <RemovedRows
            rows={marked.removed}
            onBack={canEdit ? (row) => edit.put(withBack(edit.rows, row, templateRows)) : undefined}
          />
        </div>
        {canEdit ? <SaveForm {...props} edit={edit} /> : null}
      </section>
    </div>
  );
}

type Edit = ReturnType<typeof useRows>;

/**
 * The rows being edited. A table that changes elsewhere is followed until something was typed here. While nobody may
 * change it, those in force are shown.
 */
function useRows({ rows, mark, canEdit }: Pick<ValueTablePageProps, "rows" | "mark" | "canEdit">) {
  const [opened, setOpened] = useState({ rows, mark });
  const [now, setNow] = useState(rows);
  const changed = canEdit && !sameRows(now, opened.rows);
  const moved = mark !== opened.mark;
  const takeTheirs = () => {
    setOpened({ rows, mark });
    setNow(rows);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another table is followed, not each key typed.
  useEffect(() => {
    if (moved && !changed) takeTheirs();
  }, [mark]);
  return {
    rows: canEdit ? now : rows,
    put: setNow,
    changed,
    mark: opened.mark,
    theirs: moved && changed,
    takeTheirs,
  };
}

const without = (builtIn: readonly TableRowBody[], rows: readonly TableRowBody[]) => {
  const codes = new Set(rows.map(({ code }) => code));
  return builtIn.filter(({ code }) => !codes.has(code));
};

/** The row again, where the template has it: behind the nearest row that stands before it there. */
function withBack(rows: TableRowBody[], row: TableRowBody, template: readonly TableRowBody[]): TableRowBody[] {
  const place = template.findIndex(({ code }) => code === row.code);
  const before = new Set(template.slice(0, place).map(({ code }) => code));
  const at = rows.findLastIndex(({ code }) => before.has(code)) + 1;
  return [...rows.slice(0, at), { ...row }, ...rows.slice(at)];
}

function summary(marked: MarkedRows, template: string): string {
  const words = differenceWords(marked);
  return words ? `${words} from ${template}` : `as ${template} has it`;
}

/** Lists in and out, and the way back to the template. */
function Tools({ name, canEdit, fileHref, templateRows, edit }: ValueTablePageProps & { edit: Edit }) {
  const [importing, setImporting] = useState(false);
  const download = { size: "xs", variant: "default", leftSection: <IconDownload size={14} aria-hidden /> } as const;
  return (
    <span className={styles.tools}>
      {canEdit && !sameRows(edit.rows, templateRows) ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={() => edit.put(templateRows)}
        >
          Back to the template
        </Button>
      ) : null}
      {canEdit ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFileUpload size={14} aria-hidden />}
          onClick={() => setImporting(true)}
        >
          Import a list
        </Button>
      ) : null}
      {edit.changed ? (
        <Button {...download} disabled title="Save the table first.">
          Download as CSV
        </Button>
      ) : (
        <Button {...download} component="a" href={fileHref} download>
          Download as CSV
        </Button>
      )}
      <TableImportDialog
        name={name}
        href={fileHref}
        rows={edit.rows}
        opened={importing}
        onClose={() => setImporting(false)}
        onTake={(rows) => {
          edit.put(rows);
          setImporting(false);
        }}
      />
    </span>
  );
}

function SaveForm({ errors, edit }: Pick<ValueTablePageProps, "errors"> & { edit: Edit }) {
  return (
    <Form method="post" className={styles.part}>
      <input type="hidden" name="rows" value={JSON.stringify(edit.rows)} />
      <input type="hidden" name="mark" value={edit.mark} />
      <FormFields errors={errors}>
        <div className={styles.why}>
          <TextField name="note" label="Why" help="Stands with the new version." optional />
        </div>
      </FormFields>
      <span className={styles.saveLine}>
        {edit.changed && !edit.theirs ? (
          <SubmitButton size="sm">Save table</SubmitButton>
        ) : (
          <Button size="sm" disabled>
            Save table
          </Button>
        )}
        <span className="gh-dim">
          {edit.changed ? "A new configuration version, which needs a new test." : "Nothing was changed yet."}
        </span>
      </span>
    </Form>
  );
}
