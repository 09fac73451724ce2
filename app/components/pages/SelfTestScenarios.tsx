import { type ScenarioCheck, ScenarioChecks, type ScenarioState, scenarioLooks } from "../state/ScenarioChecks";
import { ToneBadge } from "../state/StateBadge";
import { type Fault, MessageFault } from "./MessageFault";
import styles from "./self-test.module.css";

/** A scenario of a test as its practice reads it. */
export interface PracticeScenario {
  key: string;
  title: string;
  required: boolean;
  state: ScenarioState;
  /** What somebody of the practice does now; null when nothing is asked of them. */
  person: string | null;
  checks: ScenarioCheck[];
  /** Its messages that stopped. */
  faults: Fault[];
  /** How it did in the run before, where that was otherwise. */
  before?: string;
}

const beforeWords: Record<string, string> = {
  failed: "did not pass in the test before",
  passed: "passed in the test before",
  new: "was not in the test before",
};

/** What was tried, what came of it, and of what went wrong the message at fault. */
export function SelfTestScenarios({ scenarios, lab }: { scenarios: PracticeScenario[]; lab: string }) {
  return (
    <ol className={styles.scenarios}>
      {scenarios.map((one) => (
        <li key={one.key} data-scenario={one.key} data-state={one.state}>
          <details open={one.state === "failed" || one.person !== null || undefined}>
            <summary>
              <ToneBadge tone={scenarioLooks[one.state].tone}>{scenarioLooks[one.state].word}</ToneBadge>
              <strong>{one.title}</strong>
              <span className={styles.note}>
                {one.required ? "always part of it" : ""}
                {one.before ? `${one.required ? ", " : ""}${beforeWords[one.before] ?? ""}` : ""}
              </span>
            </summary>
            {one.person ? <p className={styles.person}>{one.person}</p> : null}
            <ScenarioChecks checks={one.checks} roomy />
            {one.faults.map((fault) => (
              <MessageFault key={fault.id} fault={fault} lab={lab} />
            ))}
          </details>
        </li>
      ))}
    </ol>
  );
}
