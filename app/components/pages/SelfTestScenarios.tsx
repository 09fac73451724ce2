import { ToneBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import type { Tone } from "../state/tones";
import { type Fault, MessageFault } from "./MessageFault";
import styles from "./self-test.module.css";

/** A scenario of a test as its practice reads it. */
export interface PracticeScenario {
  key: string;
  title: string;
  required: boolean;
  state: "waiting" | "passed" | "failed";
  /** What somebody of the practice does now; null when nothing is asked of them. */
  person: string | null;
  checks: { text: string; state: "met" | "open" | "broken"; seen: string }[];
  /** Its messages that stopped. */
  faults: Fault[];
  /** How it did in the run before, where that was otherwise. */
  before?: string;
}

const looks: Record<PracticeScenario["state"], { tone: Tone; word: string }> = {
  waiting: { tone: "work", word: "Waiting" },
  passed: { tone: "good", word: "Passed" },
  failed: { tone: "stop", word: "Failed" },
};
const checkLooks: Record<PracticeScenario["checks"][number]["state"], { tone: Tone; word: string }> = {
  met: { tone: "good", word: "seen" },
  open: { tone: "off", word: "not yet" },
  broken: { tone: "stop", word: "went wrong" },
};
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
              <ToneBadge tone={looks[one.state].tone}>{looks[one.state].word}</ToneBadge>
              <strong>{one.title}</strong>
              <span className={styles.note}>
                {one.required ? "always part of it" : ""}
                {one.before ? `${one.required ? ", " : ""}${beforeWords[one.before] ?? ""}` : ""}
              </span>
            </summary>
            {one.person ? <p className={styles.person}>{one.person}</p> : null}
            <ul className={styles.checks}>
              {one.checks.map((check) => (
                <li key={check.text}>
                  <ToneIcon tone={checkLooks[check.state].tone} size={15} />
                  <span>
                    {check.text} <span className="gh-vh">({checkLooks[check.state].word})</span>
                    <span className={styles.seen}>{check.seen}</span>
                  </span>
                </li>
              ))}
            </ul>
            {one.faults.map((fault) => (
              <MessageFault key={fault.id} fault={fault} lab={lab} />
            ))}
          </details>
        </li>
      ))}
    </ol>
  );
}
