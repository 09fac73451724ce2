import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { ExactTime } from "../Time";
import styles from "./compendium.module.css";
import type { FieldLine, ItemChange } from "./types";

const words = {
  add: { word: "New", tone: "good" },
  change: { word: "Changed", tone: "work" },
  discontinue: { word: "Ends", tone: "stop" },
  restore: { word: "Offered again", tone: "good" },
} as const;

/** What became of one item, field by field, with why and who. */
export function ChangeCard({ change, title, action }: { change: ItemChange; title?: string; action?: ReactNode }) {
  const { word, tone } = words[change.action];
  return (
    <article
      className={styles.change}
      data-tone={tone}
      {...(title === undefined ? { id: `change-${change.code}` } : {})}
    >
      <div className={styles.changeHead}>
        <Link to={change.href}>{title ?? change.name}</Link>
        {title ? null : <span className="gh-mono gh-dim">{change.code}</span>}
        <span className={styles.changeWord}>{word}</span>
        {action ? <span className={styles.changeActions}>{action}</span> : null}
      </div>
      {change.why || change.by ? (
        <p className={styles.why}>
          {change.why}
          {change.why && change.by ? ", " : ""}
          {change.by}
          {change.by && change.at ? (
            <>
              , <ExactTime at={change.at} />
            </>
          ) : null}
        </p>
      ) : null}
      {change.lines.length > 0 ? <LinesTable lines={change.lines} /> : null}
    </article>
  );
}

/** Fields as they were and as they will be. */
export function LinesTable({ lines }: { lines: FieldLine[] }) {
  return (
    <table className={styles.lines}>
      <thead className="gh-vh">
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before and after</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.label}>
            <td>{line.label}</td>
            <td>
              {line.from ? <del>{line.from}</del> : null}
              {line.from && line.to ? " " : null}
              {line.to ? <ins>{line.to}</ins> : line.from ? null : "–"}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
