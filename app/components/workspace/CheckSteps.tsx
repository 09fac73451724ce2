import { ToneIcon } from "../state/ToneIcon";
import styles from "./workspace.module.css";

export interface ProbeStep {
  step: string;
  ok: boolean;
  ms: number;
  detail: string;
}

/** The steps of one check with what each found and how long it took. */
export function CheckSteps({ steps }: { steps: ProbeStep[] }) {
  return (
    <ol className={styles.steps}>
      {steps.map((step) => (
        <li key={step.step} data-ok={step.ok || undefined}>
          <ToneIcon tone={step.ok ? "good" : "stop"} />
          <span>{step.step}</span>
          <span className="gh-dim">{step.detail}</span>
          <span className="gh-num gh-dim">{step.ms} ms</span>
        </li>
      ))}
    </ol>
  );
}
