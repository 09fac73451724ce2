import { ExactTime } from "../Time";
import styles from "./portal.module.css";

/** One thing that happens after a request was sent. */
export interface NextStep {
  /** Who does it: "Sales at Cedarline". */
  who: string;
  title: string;
  text: string;
  /** By when; with `wish`, the day the practice has asked for. */
  by?: string;
  wish?: boolean;
}

/** What happens next, who does it, and by when. */
export function NextSteps({ steps }: { steps: NextStep[] }) {
  return (
    <section className={`${styles.box} ${styles.pad}`} aria-labelledby="next">
      <h2 id="next" className={styles.heading}>
        What happens next
      </h2>
      <ol className={styles.nextSteps}>
        {steps.map((step) => (
          <li key={step.title}>
            <strong>{step.title}</strong>
            <span className={styles.muted}>
              {step.who}
              {step.by ? (
                <>
                  , {step.wish ? "for a start on " : "by "}
                  <ExactTime at={step.by} {...(step.wish ? { style: "date" as const } : {})} />
                </>
              ) : null}
            </span>
            <span className={styles.muted}>{step.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
