import type { ReactNode } from "react";
import styles from "./KeyValue.module.css";

export interface Fact {
  label: string;
  value: ReactNode;
}

interface Props {
  facts: Fact[];
  /** Width of the labels: 100 px in panels, 160 px on wide pages. */
  labels?: "narrow" | "wide";
}

/** Names at the left, values at the right; a missing value is a dash. */
export function KeyValue({ facts, labels = "narrow" }: Props) {
  return (
    <dl className={styles.facts} data-labels={labels}>
      {facts.map((fact) => (
        <div key={fact.label}>
          <dt>{fact.label}</dt>
          <dd>{fact.value === "" || fact.value === null || fact.value === undefined ? "–" : fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
