import type { ReactNode } from "react";
import styles from "./ContractView.module.css";
import { type JsonLine, jsonLines } from "./json-lines";

interface Props {
  title: string;
  /** "Result 1.3". */
  version?: string;
  /** At the right of the head, usually a ToneBadge. */
  verdict?: ReactNode;
  value: unknown;
  /** A path to mark, such as "observations[0].flag". */
  marked?: string | undefined;
  /** Words behind a line, by its path without list positions. */
  notes?: Record<string, string> | undefined;
}

/** A contract record as JSON, quietly coloured. */
export function ContractView({ title, version, verdict, value, marked, notes }: Props) {
  return (
    <section className={styles.view} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {version ? <span className="gh-dim">{version}</span> : null}
        <span className={styles.verdict}>{verdict}</span>
      </header>
      <pre className={styles.code} dir="ltr">
        {jsonLines(value).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place.
          <CodeLine key={index} line={line} marked={marked} notes={notes} />
        ))}
      </pre>
    </section>
  );
}

function CodeLine({ line, marked, notes }: { line: JsonLine } & Pick<Props, "marked" | "notes">) {
  const note = line.path ? notes?.[line.path.replace(/\[\d+\]/g, "")] : undefined;
  const isMarked = marked !== undefined && line.path === marked;
  return (
    <span className={styles.line} data-depth={Math.min(line.depth, 8)} data-marked={isMarked || undefined}>
      {line.name === undefined ? null : (
        <>
          <span className={styles.name}>"{line.name}"</span>
          {": "}
        </>
      )}
      <span className={styles[line.kind]}>{line.text}</span>
      {line.comma ? "," : ""}
      {note ? <span className={styles.note}>{note}</span> : null}
      {"\n"}
    </span>
  );
}
