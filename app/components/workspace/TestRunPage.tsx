import { Link } from "@remix-run/react";
import { type RunState, runLooks } from "../state/run-state";
import { ToneBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import { ExactTime, RelativeTime } from "../Time";
import { ScenarioList, type ScenarioView } from "./ScenarioList";
import scenarioStyles from "./scenarios.module.css";
import styles from "./workspace.module.css";

export interface TestRunPageProps {
  number: number;
  state: RunState;
  outcome: string;
  facts: { label: string; value: string }[];
  by: string;
  startedAt: string;
  backHref: string;
  jsonHref: string;
  pdfHref: string;
  /** The run it is held against; null for the first. */
  before: { label: string; href: string } | null;
  scenarios: ScenarioView[];
  /** The failures of the drill; `at` is null for one that did not happen. */
  drill: { way: string; at: string | null }[];
  proofs: { key: string; title: string; ok: boolean; reason: string; hash: string | null }[];
}

/** One run: what was played, what was seen, the evidence it gave, and what is otherwise than in the run before. */
export function TestRunPage(props: TestRunPageProps) {
  const { number, state, outcome, before, scenarios, drill, proofs } = props;
  const changed = scenarios.filter((one) => one.before).length;
  return (
    <div className={styles.stack}>
      <section className={styles.box}>
        <div className={styles.boxHead}>
          <h2>
            Test run {number} <ToneBadge tone={runLooks[state].tone}>{runLooks[state].word}</ToneBadge>
          </h2>
          <span className={scenarioStyles.downloads}>
            <Link to={props.backHref} className="gh-link">
              All runs
            </Link>
            <a href={props.pdfHref} className="gh-link" download>
              PDF
            </a>
            <a href={props.jsonHref} className="gh-link" download>
              JSON
            </a>
          </span>
        </div>
        <p className={styles.pad}>
          {outcome} {props.facts.map(({ label, value }) => `${label}: ${value}.`).join(" ")} Started by {props.by},{" "}
          <RelativeTime at={props.startedAt} />.{" "}
          {before ? (
            <>
              Held against{" "}
              <Link to={before.href} className="gh-link">
                {before.label}
              </Link>
              : {changed === 0 ? "every scenario did the same." : `${changed} otherwise.`}
            </>
          ) : null}
        </p>
        <ScenarioList scenarios={scenarios} />
      </section>
      {drill.length > 0 ? (
        <section className={styles.box}>
          <h2 className={styles.boxTitle}>The drill</h2>
          <ol className={`${styles.rows} ${styles.marked}`}>
            {drill.map((step) => (
              <li key={step.way}>
                <ToneIcon tone={step.at ? "good" : "off"} />
                <span>{step.way.charAt(0).toUpperCase() + step.way.slice(1)}</span>
                <span className="gh-dim">{step.at ? <ExactTime at={step.at} style="time" /> : "did not happen"}</span>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {proofs.length > 0 ? (
        <section className={styles.box}>
          <h2 className={styles.boxTitle}>Evidence it gave</h2>
          <ol className={`${styles.rows} ${styles.marked}`}>
            {proofs.map((proof) => (
              <li key={proof.key}>
                <ToneIcon tone={proof.ok ? "good" : "stop"} />
                <span>
                  <strong>{proof.title}</strong> <span className="gh-vh">{proof.ok ? "good" : "bad"}</span>{" "}
                  {proof.reason}
                </span>
                {proof.hash ? <code className="gh-dim">{proof.hash}</code> : <span />}
              </li>
            ))}
          </ol>
        </section>
      ) : null}
    </div>
  );
}
