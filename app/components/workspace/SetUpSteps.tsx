import { Link } from "@remix-run/react";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./set-up-steps.module.css";

export interface SetUpStepsProps {
  steps: {
    key: string;
    title: string;
    state: "done" | "now" | "next" | "stop";
    text: string;
    turn: "lab" | "practice" | null;
    href: string;
  }[];
}

const tones = { done: "good", now: "work", next: "off", stop: "stop" } as const;
const words = { done: "Done", now: "Now", next: "Later", stop: "Needs another look" };

/** The way from approval to ready, as links to where each step is done. */
export function SetUpSteps({ steps }: SetUpStepsProps) {
  return (
    <ol className={styles.steps} aria-label="Steps of the set-up">
      {steps.map((step) => (
        <li key={step.key}>
          <Link to={step.href} prefetch="intent" data-state={step.state} aria-current={step.turn ? "step" : undefined}>
            <span className={styles.state}>
              <ToneIcon tone={tones[step.state]} size={13} /> {words[step.state]}
              {step.turn === "practice" ? ", the practice's turn" : null}
            </span>
            <strong>{step.title}</strong>
            <span className={styles.text}>{step.text}</span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
