import { Link } from "@remix-run/react";
import { type ScenarioCheck, ScenarioChecks, type ScenarioState, scenarioLooks } from "../state/ScenarioChecks";
import { ToneBadge } from "../state/StateBadge";
import { RelativeTime } from "../Time";
import styles from "./scenarios.module.css";

export interface ScenarioView {
  key: string;
  title: string;
  required: boolean;
  state: ScenarioState;
  /** What the person at the far end does now; null when nothing is asked of them. */
  person: string | null;
  /** Since when something of it was seen. */
  since: string | null;
  checks: ScenarioCheck[];
  messages: { id: string; title: string; href: string; stopped: boolean; hops: { word: string; ok: boolean }[] }[];
  /** A simulator can play it. */
  playable: boolean;
  /** How it did in the run before, where that was otherwise. */
  before?: "waiting" | "passed" | "failed" | "new";
}

const beforeWords = {
  waiting: "did not pass in the run before",
  failed: "did not pass in the run before",
  passed: "passed in the run before",
  new: "was not in the run before",
};

/** The scenarios of a run: what each expects, what was seen of it, and its messages hop by hop. */
export function ScenarioList({ scenarios, open }: { scenarios: ScenarioView[]; open?: boolean }) {
  return (
    <ol className={styles.list}>
      {scenarios.map((one) => (
        <li key={one.key} data-state={one.state}>
          <details open={open || one.state === "failed" || undefined}>
            <summary>
              <ToneBadge tone={scenarioLooks[one.state].tone}>{scenarioLooks[one.state].word}</ToneBadge>
              <strong>{one.title}</strong>
              <span className="gh-dim">
                {one.required ? "required" : "optional"}
                {one.before ? `, ${beforeWords[one.before]}` : ""}
                {one.since ? (
                  <>
                    , <RelativeTime at={one.since} />
                  </>
                ) : null}
              </span>
            </summary>
            {one.person ? <p className={styles.person}>{one.person}</p> : null}
            <ScenarioChecks checks={one.checks} />
            {one.messages.map((message) => (
              <p key={message.id} className={styles.message}>
                <Link to={message.href} className="gh-link">
                  {message.title}
                </Link>
                <span className={styles.hops}>
                  {message.hops.map((hop, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a hop has no identity but its place on the way.
                    <span key={i} data-ok={hop.ok || undefined}>
                      {hop.word}
                    </span>
                  ))}
                </span>
              </p>
            ))}
          </details>
        </li>
      ))}
    </ol>
  );
}
