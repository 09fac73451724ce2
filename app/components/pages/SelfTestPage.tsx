import { Form, Link } from "@remix-run/react";
import { IconChevronLeft } from "@tabler/icons-react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { LiveDot } from "../state/LiveDot";
import { type RunState, runLooks } from "../state/run-state";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import { useLive } from "../use-live";
import portal from "./portal.module.css";
import { type PracticeScenario, SelfTestScenarios } from "./SelfTestScenarios";
import { StartSelfTest } from "./StartSelfTest";
import styles from "./self-test.module.css";

export interface SelfTestProps {
  /** "Vellum EHR 5.2". */
  title: string;
  /** The lab's short name. */
  lab: string;
  homeHref: string;
  /** Why no test can be started now, and whose turn it is; null when one can, or is under way. */
  block: { message: string; turn: "lab" | "practice" } | null;
  /** What stands at the two ends. */
  ends: string;
  /** The simulated lab takes the place of the lab's own system in the practice's own tests. */
  standIn: boolean;
  choices: { key: string; title: string; text: string; required: boolean }[];
  running: {
    number: number;
    /** The one who looks has started it. */
    mine: boolean;
    deadlineAt: string;
    scenarios: PracticeScenario[];
    /** The simulators have something left to do. */
    playable: boolean;
  } | null;
  runs: {
    key: string;
    number: number;
    href: string;
    state: RunState;
    outcome: string;
    by: string;
    startedAt: string;
  }[];
  /** Whether go-live can be asked for; `toSign`: a signature is asked for first. */
  ask: { kind: "asked"; at: string } | { kind: "possible"; toSign: boolean } | null;
  topics: string[];
  nonce: string;
  errors: Record<string, string>;
}

/** The practice tests its connection by itself: start, watch, read what it showed, ask for go-live. */
export function SelfTestPage(props: SelfTestProps) {
  const { title, lab, block, running, runs, ask, errors, nonce } = props;
  const live = useLive(props.topics);
  return (
    <>
      <Link to={props.homeHref} className={portal.back} prefetch="intent">
        <IconChevronLeft size={15} aria-hidden /> {title}
      </Link>
      <PageHeader
        size="portal"
        title="Test your connection"
        facts={`Try what is going to flow, before it is real. Made-up patients only. At the ends: ${props.ends}.`}
        actions={<LiveDot state={live} />}
      />
      <div className={portal.stack}>
        {errors.form ? (
          <Callout tone="stop" title={errors.form} live>
            Nothing was changed.
          </Callout>
        ) : null}
        {ask ? <AskForGoLive ask={ask} lab={lab} nonce={nonce} homeHref={props.homeHref} /> : null}
        {block ? (
          <Callout tone="wait" title={block.turn === "lab" ? `${lab}’s turn` : "Not now"}>
            {block.message}
          </Callout>
        ) : null}
        {props.standIn && !block ? (
          <Callout tone="brand" title={`A simulated lab answers in the place of ${lab}’s own system`}>
            So you can test whenever you like. What your tests show of your codes and of what your side sends and takes
            counts. The way to {lab}’s own system is tested once more, with {lab}, before anything is real.
          </Callout>
        ) : null}
        {running ? (
          <Running running={running} lab={lab} />
        ) : block ? null : (
          <StartSelfTest choices={props.choices} nonce={nonce} again={runs.length > 0} />
        )}
      </div>
      <section className={portal.section} aria-labelledby="runs">
        <h2 id="runs" className={portal.heading}>
          Tests so far
        </h2>
        {runs.length === 0 ? (
          <EmptyState title="No test yet" text="What a test showed stays here, yours and the lab’s." />
        ) : (
          <ol className={`${portal.box} ${portal.rows}`}>
            {runs.map((run) => (
              <li key={run.key}>
                <ToneBadge tone={runLooks[run.state].tone}>{runLooks[run.state].word}</ToneBadge>
                <span>
                  <Link to={run.href} className="gh-link" prefetch="intent">
                    Test {run.number}
                  </Link>{" "}
                  <span className={portal.muted}>by {run.by}</span>
                  <span className={styles.seen}>{run.outcome}</span>
                </span>
                <ExactTime at={run.startedAt} />
              </li>
            ))}
          </ol>
        )}
      </section>
    </>
  );
}

function Running({ running, lab }: { running: NonNullable<SelfTestProps["running"]>; lab: string }) {
  return (
    <section className={portal.box} aria-label={`Test ${running.number}`} aria-live="polite">
      <div className={styles.head}>
        <h2>Test {running.number} is under way</h2>
        {running.mine ? (
          <Form method="post" className={portal.buttons}>
            {running.playable ? <SubmitButton intent="playSelfTest">Let the simulators go on</SubmitButton> : null}
            <SubmitButton intent="endSelfTest" variant="default">
              End now
            </SubmitButton>
          </Form>
        ) : null}
      </div>
      <p className={styles.lead}>
        It ends when all of this was seen, or by itself at <ExactTime at={running.deadlineAt} style="time" />. You can
        leave this page.
      </p>
      <SelfTestScenarios scenarios={running.scenarios} lab={lab} />
    </section>
  );
}

type AskProps = Pick<SelfTestProps, "lab" | "nonce" | "homeHref"> & { ask: NonNullable<SelfTestProps["ask"]> };

function AskForGoLive({ ask, lab, nonce, homeHref }: AskProps) {
  if (ask.kind === "asked") {
    return (
      <Callout tone="wait" title="You have asked for go-live">
        {lab} has had it on its list since <ExactTime at={ask.at} /> and tells you when it starts.
      </Callout>
    );
  }
  return (
    <Callout
      tone="good"
      title="Your test passed"
      action={
        <Form method="post">
          <FormNonce value={nonce} />
          <SubmitButton intent="askForGoLive" size="sm">
            Ask for go-live
          </SubmitButton>
        </Form>
      }
    >
      {ask.toSign ? (
        <>
          <Link to={homeHref} className="gh-link">
            The summary waits for a signature
          </Link>
          .{" "}
        </>
      ) : null}
      When you are content, tell {lab} that you would like to start.
    </Callout>
  );
}
