import { Checkbox } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { SubmitButton } from "../forms/buttons";
import { type RunState, runLooks } from "../state/run-state";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime, RelativeTime } from "../Time";
import { ScenarioList, type ScenarioView } from "./ScenarioList";
import scenarioStyles from "./scenarios.module.css";
import styles from "./workspace.module.css";

export interface TestRunsTabProps {
  canStart: boolean;
  /** Why no run can be started now; empty when one can. */
  startBlocked: string;
  /** A run is of a change beside live traffic. */
  beside: boolean;
  canPlaceOrder: boolean;
  canReleaseResult: boolean;
  formError: string | null;
  /** The scenarios a run can be started with. `simulated`: a simulator plays it. */
  choices: { key: string; title: string; person: string; required: boolean; simulated: boolean }[];
  running: {
    number: number;
    deadlineAt: string;
    /** What is real at the two ends. */
    farEnds: string;
    /** Pickups that only the tested change has, each proved by one test file. */
    pickups: { key: string; what: string; done: boolean; text: string }[];
    scenarios: ScenarioView[];
    /** The simulators can play more than the one order. */
    canPlay: boolean;
  } | null;
  runs: {
    id: string;
    number: number;
    href: string;
    state: RunState;
    version: number;
    startedAt: string;
    by: string;
    outcome: string;
    messages: { label: string; href: string }[];
  }[];
}

/** Test runs: start one, watch it, read what it showed. */
export function TestRunsTab(props: TestRunsTabProps) {
  const { canStart, startBlocked, beside, canPlaceOrder, running, runs, choices, formError } = props;
  const mayStart = canStart && !startBlocked;
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
          {mayStart && running ? (
            <Form method="post" className={styles.tools}>
              {canPlaceOrder ? (
                <SubmitButton intent="placeTestOrder">Place a test order in the sandbox EMR</SubmitButton>
              ) : null}
              {props.canReleaseResult ? (
                <SubmitButton intent="releaseTestResult">Release a test result in the simulated lab</SubmitButton>
              ) : null}
              {running.canPlay ? <SubmitButton intent="playScenarios">Let the simulators play</SubmitButton> : null}
              <SubmitButton intent="endTest" variant="default">
                End now
              </SubmitButton>
              <SubmitButton intent="startTest" variant="default">
                Start over
              </SubmitButton>
            </Form>
          ) : null}
        </div>
        {running ? (
          <>
            <p className={styles.pad}>
              {running.farEnds}. It ends when all of these have been seen, or by itself at{" "}
              <ExactTime at={running.deadlineAt} style="time" />.
            </p>
            {running.pickups.map((pickup) => (
              <p className={styles.pad} key={pickup.key}>
                <ToneBadge tone={pickup.done ? "good" : "work"}>{pickup.done ? "Taken" : "Waiting"}</ToneBadge>{" "}
                {pickup.what}: {pickup.text}
              </p>
            ))}
            <ScenarioList scenarios={running.scenarios} open={running.scenarios.length < 4} />
          </>
        ) : (
          <>
            <p className={styles.pad}>
              {startBlocked ||
                "An order from the EMR goes to the lab, and its result comes back. On the way the route is made to fail, to see that the retry works and that people are told. The run gives the evidence for six of the seven gate items."}
            </p>
            {beside ? (
              <p className={styles.pad}>
                Live messages go on as they are. Only what says of itself that it is a test (MSH-11 T) belongs to the
                run, is mapped with the change and is sent marked as a test.
              </p>
            ) : null}
            {mayStart ? <StartForm choices={choices} /> : null}
          </>
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
                <strong className="gh-num">
                  <Link to={run.href} className="gh-link" prefetch="intent">
                    Run {run.number}
                  </Link>
                </strong>
                <span>
                  <ToneBadge tone={runLooks[run.state].tone}>{runLooks[run.state].word}</ToneBadge> {run.outcome}{" "}
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

/** What the run is started with: the required scenarios, and those chosen beside them. */
function StartForm({ choices }: Pick<TestRunsTabProps, "choices">) {
  const required = choices.filter((one) => one.required);
  const optional = choices.filter((one) => !one.required);
  return (
    <Form method="post" className={scenarioStyles.start}>
      <input type="hidden" name="set" value="chosen" />
      <p>
        Always part of it: {required.map((one) => one.title.toLowerCase()).join(" and ")}. What else should it show?
      </p>
      <fieldset className={scenarioStyles.choices}>
        <legend className="gh-vh">Further scenarios</legend>
        {optional.map((one) => (
          <Checkbox
            key={one.key}
            name="scenario"
            value={one.key}
            label={one.title}
            description={one.simulated ? `${one.person} The simulators can do that.` : one.person}
          />
        ))}
      </fieldset>
      <div className={styles.tools}>
        <SubmitButton intent="startTest">Start test run</SubmitButton>
        <SubmitButton intent="startAllScenarios" variant="default">
          Start with all of them
        </SubmitButton>
      </div>
    </Form>
  );
}
