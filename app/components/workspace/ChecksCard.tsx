import { ToneIcon } from "../state/ToneIcon";
import { ExactTime } from "../Time";
import { CheckSteps, type ProbeStep } from "./CheckSteps";
import styles from "./endpoints.module.css";
import box from "./workspace.module.css";

export interface ChecksCardProps {
  /** Newest first. */
  checks: {
    id: string;
    side: "emr" | "lis";
    ok: boolean;
    /** Milliseconds its steps took together. */
    ms: number;
    at: string;
    by: string;
    steps: ProbeStep[];
  }[];
}

/** Every check of either side, as it was. */
export function ChecksCard({ checks }: ChecksCardProps) {
  return (
    <section className={box.box} aria-label="Checks so far">
      <h2 className={box.boxTitle}>
        Checks so far{" "}
        {checks.length === 20 ? <span className="gh-dim">the last twenty; older ones are in the history</span> : null}
      </h2>
      {checks.length === 0 ? (
        <p className={box.pad}>Nothing was checked yet. Each check is kept with its steps and their times.</p>
      ) : (
        <ul className={styles.checks}>
          {checks.map((check) => {
            const failed = check.steps.find((step) => !step.ok);
            return (
              <li key={check.id}>
                <details>
                  <summary>
                    <ToneIcon tone={check.ok ? "good" : "stop"} />
                    <strong>{check.side === "emr" ? "EMR side" : "Lab side"}</strong>
                    <span>{failed ? `${failed.step}: ${failed.detail}` : "Every step worked"}</span>
                    <span className="gh-dim gh-num">
                      {check.ms} ms, {check.by}, <ExactTime at={check.at} />
                    </span>
                  </summary>
                  <CheckSteps steps={check.steps} />
                </details>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
