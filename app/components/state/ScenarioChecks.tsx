import styles from "./ScenarioChecks.module.css";
import { ToneIcon } from "./ToneIcon";
import type { StateWord } from "./tones";

/** How a scenario of a test run stands. */
export type ScenarioState = "waiting" | "passed" | "failed";

export const scenarioLooks: Record<ScenarioState, StateWord> = {
  waiting: { tone: "work", word: "Waiting" },
  passed: { tone: "good", word: "Passed" },
  failed: { tone: "stop", word: "Failed" },
};

/** One thing a scenario expects, and what was seen of it. */
export interface ScenarioCheck {
  text: string;
  state: "met" | "open" | "broken";
  seen: string;
}

const checkLooks: Record<ScenarioCheck["state"], StateWord> = {
  met: { tone: "good", word: "seen" },
  open: { tone: "off", word: "not yet" },
  broken: { tone: "stop", word: "went wrong" },
};

/** What a scenario expects, point by point; roomy in the portal, dense in the console. */
export function ScenarioChecks({ checks, roomy = false }: { checks: readonly ScenarioCheck[]; roomy?: boolean }) {
  return (
    <ul className={styles.checks} data-roomy={roomy || undefined}>
      {checks.map((check) => (
        <li key={check.text}>
          <ToneIcon tone={checkLooks[check.state].tone} size={roomy ? 15 : 14} />
          <span>
            {check.text} <span className="gh-vh">({checkLooks[check.state].word})</span>
            <span className={styles.seen}>{check.seen}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
