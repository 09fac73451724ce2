import { Button, FileInput, Modal } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { ToneBadge } from "../state/StateBadge";
import styles from "./dialogs.module.css";
import { postForm } from "./post";
import { rowText } from "./row-marks";
import type { TableImport, TableRowBody } from "./types";

interface Props {
  name: string;
  href: string;
  /** The table's rows as they stand. */
  rows: readonly TableRowBody[];
  opened: boolean;
  onClose: () => void;
  onTake: (rows: TableRowBody[]) => void;
}

type State = { kind: "empty" } | { kind: "reading" } | { kind: "failed"; message: string } | TableImport;

/** A list from a file: what it would change is shown before anything is, and one bad row keeps all of it out. */
export function TableImportDialog({ name, href, rows, opened, onClose, onTake }: Props) {
  const [state, setState] = useState<State>({ kind: "empty" });
  useEffect(() => {
    if (!opened) setState({ kind: "empty" });
  }, [opened]);
  const read = async (file: File | null) => {
    if (!file) return setState({ kind: "empty" });
    setState({ kind: "reading" });
    const form = new FormData();
    form.set("list", file);
    form.set("rows", JSON.stringify(rows));
    const answer = await postForm<TableImport>(href, form);
    setState(answer.kind === "answered" ? answer.value : answer);
  };
  return (
    <Modal opened={opened} onClose={onClose} title={`Import ${name}`} size={720}>
      <div className={styles.fields}>
        <FileInput
          label="CSV or Excel file"
          description="The first row names the columns: code, value and, if you like, note. The list becomes the whole table."
          accept=".csv,.xlsx,text/csv"
          placeholder="Choose a file"
          leftSection={<IconFileUpload size={16} aria-hidden />}
          onChange={(file) => void read(file)}
        />
        <div role="status" className={styles.fields}>
          {state.kind === "reading" ? <p className="gh-dim">Reading…</p> : null}
          {state.kind === "failed" ? <p className={styles.bad}>{state.message}</p> : null}
          {state.kind === "wrong" ? <Problems problems={state.problems} /> : null}
          {state.kind === "preview" ? <Preview {...state} /> : null}
        </div>
        <div className={styles.buttons}>
          <Button variant="default" size="sm" onClick={onClose}>
            Leave it as it is
          </Button>
          {state.kind === "preview" && changes(state) > 0 ? (
            <Button size="sm" onClick={() => onTake(state.rows)}>
              Take {state.rows.length === 1 ? "1 row" : `${state.rows.length} rows`} in
            </Button>
          ) : null}
        </div>
      </div>
    </Modal>
  );
}

type PreviewProps = Extract<TableImport, { kind: "preview" }>;

const most = 200;
const changes = ({ added, changed, removed, reordered }: PreviewProps) =>
  added.length + changed.length + removed.length + (reordered ? 1 : 0);

function Problems({ problems }: { problems: { line: number; message: string }[] }) {
  return (
    <>
      <p className={styles.bad}>
        {problems.length === 1 ? "One row is wrong" : `${problems.length} rows are wrong`}. Nothing was taken in; put
        them right in the file and choose it again.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys. */}
      <section className={styles.scroll} tabIndex={0} aria-label="Rows that are wrong">
        <table className={styles.table} data-narrow>
          <tbody>
            {problems.slice(0, most).map(({ line, message }) => (
              <tr key={`${line} ${message}`}>
                <th scope="row" className="gh-num">
                  Line {line}
                </th>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {problems.length > most ? <p className="gh-dim">And {problems.length - most} more.</p> : null}
      </section>
    </>
  );
}

function Preview(preview: PreviewProps) {
  const { added, changed, removed, unchanged, reordered } = preview;
  const lines = [
    ...added.map((row) => ({ tone: "good" as const, word: "Added", code: row.code, before: undefined, after: row })),
    ...changed.map(({ code, before, after }) => ({ tone: "work" as const, word: "Changed", code, before, after })),
    ...removed.map((row) => ({
      tone: "stop" as const,
      word: "Removed",
      code: row.code,
      before: row,
      after: undefined,
    })),
  ];
  return (
    <>
      <p>
        {lines.length === 0 && !reordered
          ? "Nothing would change"
          : `${added.length} added, ${changed.length} changed, ${removed.length} removed`}
        , {unchanged} stay{reordered ? ". The rows that stay come in another order" : ""}.
      </p>
      {lines.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys.
        <section className={styles.scroll} tabIndex={0} aria-label="Rows that would change">
          <table className={styles.table} data-narrow>
            <thead>
              <tr>
                <th scope="col">Change</th>
                <th scope="col">Code</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {lines.slice(0, most).map(({ tone, word, code, before, after }, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a table may have had a code twice.
                <tr key={i}>
                  <td>
                    <ToneBadge tone={tone} plain>
                      {word}
                    </ToneBadge>
                  </td>
                  <th scope="row" className="gh-mono">
                    {code}
                  </th>
                  <td className="gh-mono">{rowText(before)}</td>
                  <td className="gh-mono">{rowText(after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {lines.length > most ? <p className="gh-dim">And {lines.length - most} more.</p> : null}
        </section>
      ) : null}
    </>
  );
}
