import { KeyValue } from "../data/KeyValue";
import styles from "./portal.module.css";
import type { SummaryPart } from "./request-form";
import type { RequestStepId } from "./request-steps";

interface Props {
  summary: SummaryPart[];
  /** Leads back to a step; without it there is nothing to change. */
  onChange?: (step: RequestStepId) => void;
}

/** All that a request says, by the steps of its form. */
export function RequestSummary({ summary, onChange }: Props) {
  return summary.map(({ step, title, facts }) => (
    <div key={step} className={`${styles.summaryGroup} ${styles.pad}`}>
      <h3>
        {title}
        {onChange ? (
          <a
            className="gh-link"
            href={`#${step}`}
            onClick={(event) => {
              event.preventDefault();
              onChange(step);
            }}
          >
            Change<span className="gh-vh"> {title.toLowerCase()}</span>
          </a>
        ) : null}
      </h3>
      <KeyValue facts={facts} labels="wide" />
    </div>
  ));
}
