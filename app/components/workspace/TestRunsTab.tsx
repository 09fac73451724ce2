import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { SubmitButton } from "../forms/buttons";
import { ToneBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import type { Tone } from "../state/tones";
import { ExactTime, RelativeTime } from "../Time";
import styles from "./workspace.module.css";

export interface TestRunsTabProps {
  canStart: boolean;
  /** Why no run can be started now; empty when one can. */
  startBlocked: string;
  canPlaceOrder: boolean;
  formError: string | null;
  running: { number: number; deadlineAt: string; steps: { key: string; text: string; done: boolean }[] } | null;
  runs: {
    id: string;
    number: number;
    state: "waiting" | "passed" | "failed" | "cancelled";
    version: number;
    startedAt: string;
    by: string;
    outcome: string;
    messages: { label: string; href: string }[];
  }[];
}

const looks: Record<TestRunsTabProps["runs"][number]["state"], { tone: Tone; word: string }> = {
  waiting: { tone: "work", word: "Running" },
  passed: { tone: "good", word: "Passed" },
  failed: { tone: "stop", word: "Failed" },
  cancelled: { tone: "off", word: "Cancelled" },
};

/** Test runs: start one, watch it, read what it showed. */
export function TestRunsTab(props: TestRunsTabProps) {
  const { canStart, startBlocked, canPlaceOrder, running, runs, formError } = props;
  return (
    <div className={styles.stack}>
      {formError ? (
        <Callout tone="stop" title={formError}>
          Nothing was changed.
        </Callout>
      ) : null}
      <section className={styles.box} aria-live="polite">
        <div className={styles.boxHead}>
          <h2>{running ? `Test run ${running.number} is under way` : "Prove it from end to end"}</h2>
          {canStart && !startBlocked ? (
            <Form method="post" className={styles.tools}>
              {running && canPlaceOrder ? (
                <SubmitButton intent="placeTestOrder">Place a test order in the sandbox EMR</SubmitButton>
              ) : null}
              <SubmitButton intent="startTest" variant={running ? "default" : "filled"}>
                {running ? "Start over" : "Start test run"}
              </SubmitButton>
            </Form>
          ) : null}
        </div>
        {running ? (
          <>
            <ol className={styles.steps}>
              {running.steps.map((step, i) => {
                const now = !step.done && (i === 0 || running.steps[i - 1]?.done);
                return (
                  <li key={step.key} data-ok={step.done || undefined}>
                    <ToneIcon tone={step.done ? "good" : now ? "work" : "off"} />
                    <span>{step.text}</span>
                    <span className="gh-vh">{step.done ? "done" : now ? "now" : "not yet"}</span>
                  </li>
                );
              })}
            </ol>
            <p className={styles.pad}>
              It ends by itself at <ExactTime at={running.deadlineAt} style="time" /> if nothing comes.
            </p>
          </>
        ) : (
          <p className={styles.pad}>
            {startBlocked ||
              "An order from the EMR goes to the lab, and its result comes back. On the way the route is cut once, to see that the retry works and that people are told. The run gives the evidence for six of the seven gate items."}
          </p>
        )}
      </section>
      {runs.length === 0 ? (
        <EmptyState title="No test run yet" text="The first one can start when both sides are set up and checked." />
      ) : (
        <section className={styles.box}>
          <h2 className={styles.boxTitle}>Runs</h2>
          <ol className={styles.rows}>
            {runs.map((run) => (
              <li key={run.id}>
                <strong className="gh-num">Run {run.number}</strong>
                <span>
                  <ToneBadge tone={looks[run.state].tone}>{looks[run.state].word}</ToneBadge> {run.outcome}{" "}
                  {run.messages.map((message) => (
                    <Link key={message.href} to={message.href} className="gh-link">
                      {message.label}{" "}
                    </Link>
                  ))}
                </span>
                <span className="gh-dim">
                  {run.by}, v{run.version}, <RelativeTime at={run.startedAt} />
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}
