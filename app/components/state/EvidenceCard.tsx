import type { ReactNode } from "react";
import styles from "./EvidenceCard.module.css";
import { LampIcon, type LampState, lampWords } from "./GateLamps";

interface Props {
  state: LampState;
  title: string;
  /** The finding, in one sentence. */
  lead: string;
  /** A second, quieter line. */
  note?: ReactNode;
  /** The one thing that would turn it green. */
  action?: ReactNode;
  /** For jumping here from its lamp. */
  id?: string;
  /** The rows to fix, usually a table; it reaches the card's edges. */
  children?: ReactNode;
}

/** One gate item that is not green: what is wrong, the rows to fix, the action that fixes them. */
export function EvidenceCard({ state, title, lead, note, action, id, children }: Props) {
  const { tone, word } = lampWords[state];
  return (
    <section className={styles.card} data-tone={tone} data-state={state} {...(id ? { id } : {})}>
      <div className={styles.head}>
        <div>
          <h2 className={styles.title}>
            <LampIcon state={state} /> {title}
            <span className="gh-vh">, {word}</span>
            <span className={styles.lead}>{lead}</span>
          </h2>
          {note ? <p className={styles.note}>{note}</p> : null}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** One item in one line. */
export interface EvidenceRow {
  key: string;
  title: string;
  lead: string;
  /** The link to its proof, and when it was made. */
  proof?: ReactNode;
}

interface ListProps {
  title: string;
  /** How all of them stand. */
  state: LampState;
  aside?: ReactNode;
  rows: EvidenceRow[];
}

/** Items that stand alike, one line each. */
export function EvidenceList({ title, state, aside, rows }: ListProps) {
  const { tone, word } = lampWords[state];
  return (
    <section className={styles.card}>
      <div className={styles.listHead}>
        <h2>{title}</h2>
        {aside ? <span>{aside}</span> : null}
      </div>
      <ul>
        {rows.map((row) => (
          <li key={row.key} className={styles.row} data-tone={tone} id={`evidence-${row.key}`}>
            <span className={styles.rowTitle}>
              <LampIcon state={state} /> {row.title}
              <span className="gh-vh">, {word}</span>
            </span>
            <span>{row.lead}</span>
            <span className={styles.proof}>{row.proof}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
