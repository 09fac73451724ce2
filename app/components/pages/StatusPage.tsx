import { PageHeader } from "../data/PageHeader";
import { Logo } from "../shell/Logo";
import { type Stage, StageTracker } from "../state/StageTracker";
import { ExactTime } from "../Time";
import styles from "./portal.module.css";
import closed from "./specification.module.css";

export interface StatusPageProps {
  practiceName: string;
  emrName: string;
  labName: string;
  stages: Stage[];
  /** One sentence about where it stands, for somebody outside. */
  sentence: string;
  /** Who has to act: "Cedarline"; nobody when nothing is waited for. */
  turn: string | null;
  /** The next date there is, and what it is. */
  next: { label: string; at: string; dateOnly: boolean } | null;
  /** When the link stops opening is its maker's to know; when this page was read is not. */
  readAt: string;
}

/** How far a request is, for somebody without an account: four steps, whose turn it is, the next date. */
export function StatusPage({ practiceName, emrName, labName, stages, sentence, turn, next, readAt }: StatusPageProps) {
  return (
    <main className={styles.status} id="main">
      <p className={styles.statusBrand}>
        <Logo size={24} /> <strong>{labName}</strong> EMR connections
      </p>
      <PageHeader size="portal" title={practiceName} facts={emrName} />
      <section className={`${styles.box} ${styles.pad}`} aria-label="Where it is">
        <StageTracker stages={stages} />
        <p className={styles.sentence}>{sentence}</p>
      </section>
      <dl className={`${styles.box} ${styles.numbers} ${styles.section}`}>
        <div>
          <dt>Whose turn</dt>
          <dd>{turn ?? "Nobody's"}</dd>
        </div>
        <div>
          <dt>{next?.label ?? "Next date"}</dt>
          <dd>
            {next ? <ExactTime at={next.at} {...(next.dateOnly ? { style: "date" as const } : {})} /> : "None set"}
          </dd>
        </div>
        <div>
          <dt>As of</dt>
          <dd>
            <ExactTime at={readAt} />
          </dd>
        </div>
      </dl>
      <p className={`${styles.muted} ${styles.section}`}>
        This page shows no patient data. Whoever has the link sees it, until {practiceName} closes it.
      </p>
    </main>
  );
}

/** What a status link shows when it does not open; the same words whatever the cause. */
export function ClosedStatusPage() {
  return (
    <main className={closed.closed}>
      <Logo size={28} />
      <h1>This link does not open anything</h1>
      <p>It may have ended, or a letter of it is missing. Ask the practice that gave it to you for a new one.</p>
    </main>
  );
}
