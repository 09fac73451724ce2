import { Form, Link } from "@remix-run/react";
import { IconCircleDashed } from "@tabler/icons-react";
import { Callout } from "../../data/Callout";
import { EmptyState } from "../../data/EmptyState";
import { FormNonce, SubmitButton } from "../../forms/buttons";
import { ToneBadge } from "../../state/StateBadge";
import { ToneIcon } from "../../state/ToneIcon";
import type { Tone } from "../../state/tones";
import { ExactTime, RelativeTime } from "../../Time";
import { durationWords } from "../../time-words";
import { FormProblems } from "../parts/FormProblems";
import styles from "./connections.module.css";
import type { TestRunRow, TestRunsTabProps, TestStep } from "./types";

export type { TestRunRow, TestRunsTabProps, TestStep } from "./types";

const states: Record<TestRunRow["state"], { tone: Tone; word: string }> = {
  waiting: { tone: "work", word: "Running" },
  passed: { tone: "good", word: "Passed" },
  failed: { tone: "stop", word: "Failed" },
  cancelled: { tone: "off", word: "Cancelled" },
};

const stepWords = { done: "done", current: "under way", open: "to come", failed: "failed" };
const stepTones = { done: "good", current: "work", failed: "stop" } as const;

/** Starts test runs, follows the one that runs, and lists those before. */
export function TestRunsTab(props: TestRunsTabProps) {
  const { canStart, blockers, running, runs, nonce, errors } = props;
  return (
    <div className={styles.stack}>
      <FormProblems errors={errors} />
      {running ? (
        <Running running={running} nonce={nonce} />
      ) : (
        <section className={styles.box} aria-labelledby="start-title">
          <div className={styles.boxHead}>
            <h2 id="start-title">Test run</h2>
            {canStart && blockers.length === 0 ? (
              <Form method="post" preventScrollReset>
                <FormNonce value={nonce} />
                <SubmitButton intent="startTest">Start a test run</SubmitButton>
              </Form>
            ) : null}
          </div>
          <div className={styles.boxBody}>
            {blockers.length > 0 ? (
              <Callout tone="warn" title="A run cannot start yet">
                <ul>
                  {blockers.map((blocker) => (
                    <li key={blocker}>{blocker}</li>
                  ))}
                </ul>
              </Callout>
            ) : (
              <p className="gh-dim">
                One order from the EMR to the lab, its result back, and the way cut once on purpose. It yields the
                evidence for the gate.
              </p>
            )}
          </div>
        </section>
      )}
      {runs.length > 0 ? (
        <Runs runs={runs} />
      ) : running ? null : (
        <EmptyState title="No run yet" text="Every run stays here with its order, its result and what it proved." />
      )}
    </div>
  );
}

function StepIcon({ state }: { state: TestStep["state"] }) {
  if (state === "open") return <IconCircleDashed size={16} aria-hidden />;
  return <ToneIcon tone={stepTones[state]} size={16} />;
}

function Running({ running, nonce }: { running: NonNullable<TestRunsTabProps["running"]>; nonce: string }) {
  return (
    <section className={styles.box} aria-labelledby="running-title">
      <div className={styles.boxHead}>
        <h2 id="running-title">Run {running.number} is under way</h2>
        <span>
          Started <RelativeTime at={running.startedAt} />, ends by itself <RelativeTime at={running.deadline} />
        </span>
      </div>
      <div className={styles.boxBody}>
        <ol className={styles.checklist} aria-live="polite">
          {running.steps.map((step) => (
            <li key={step.key} data-state={step.state}>
              <StepIcon state={step.state} />
              <span>
                <strong>{step.label}</strong> <span className="gh-vh">{stepWords[step.state]}</span>
                {step.detail ? <small> {step.detail}</small> : null}
              </span>
              {step.at ? (
                <small>
                  <ExactTime at={step.at} style="precise" />
                </small>
              ) : null}
            </li>
          ))}
        </ol>
        {running.canPlaceOrder ? (
          <Form method="post" className={styles.row} preventScrollReset>
            <FormNonce value={nonce} />
            <SubmitButton intent="placeTestOrder">Place a test order in the sandbox EMR</SubmitButton>
          </Form>
        ) : null}
      </div>
    </section>
  );
}

function Runs({ runs }: { runs: TestRunRow[] }) {
  return (
    <section className={styles.box} aria-labelledby="runs-title">
      <div className={styles.boxHead}>
        <h2 id="runs-title">Runs</h2>
        <span>{runs.length === 1 ? "1 run" : `${runs.length} runs`}</span>
      </div>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">State</th>
              <th scope="col">What it showed</th>
              <th scope="col">Messages</th>
              <th scope="col">Took</th>
              <th scope="col">Started</th>
              <th scope="col">Configuration</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.id}>
                <td className="gh-num">{run.number}</td>
                <td>
                  <ToneBadge tone={states[run.state].tone}>{states[run.state].word}</ToneBadge>
                </td>
                <td>{run.outcome}</td>
                <td>
                  <span className={styles.proof}>
                    {[run.order, run.result].map((link) =>
                      link ? (
                        <Link key={link.href} className="gh-link" to={link.href}>
                          {link.label}
                        </Link>
                      ) : null,
                    )}
                    {run.order || run.result ? null : <span className="gh-dim">–</span>}
                  </span>
                </td>
                <td className="gh-num">{run.durationMs === null ? "–" : durationWords(run.durationMs)}</td>
                <td>
                  <RelativeTime at={run.startedAt} /> <span className="gh-dim">by {run.by}</span>
                </td>
                <td className="gh-num">{run.version}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
