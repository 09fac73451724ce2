import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconChevronLeft, IconDownload } from "@tabler/icons-react";
import { PageHeader } from "../data/PageHeader";
import { type RunState, runLooks } from "../state/run-state";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import { type Fault, MessageFault } from "./MessageFault";
import portal from "./portal.module.css";
import { type PracticeScenario, SelfTestScenarios } from "./SelfTestScenarios";
import styles from "./self-test.module.css";

export interface SelfTestRunProps {
  title: string;
  number: number;
  state: RunState;
  outcome: string;
  /** What stood at the two ends. */
  ends: string;
  /** The simulated lab took the place of the lab's own system. */
  standIn: boolean;
  by: string;
  lab: string;
  startedAt: string;
  backHref: string;
  pdfHref: string;
  /** The test it is held against; null for the first. */
  before: { number: number; href: string } | null;
  scenarios: PracticeScenario[];
  /** Messages that stopped and belong to nothing that was tried. */
  others: Fault[];
}

/** One test that has ended: what passed, what did not and why, what is otherwise than in the one before. */
export function SelfTestRunPage(props: SelfTestRunProps) {
  const { number, state, outcome, before, scenarios, others, lab } = props;
  const changed = scenarios.filter((one) => one.before).length;
  return (
    <>
      <Link to={props.backHref} className={portal.back} prefetch="intent">
        <IconChevronLeft size={15} aria-hidden /> All tests
      </Link>
      <PageHeader
        size="portal"
        title={`Test ${number}`}
        aside={props.title}
        facts={
          <>
            <ToneBadge tone={runLooks[state].tone}>{runLooks[state].word}</ToneBadge>
            <span>
              By {props.by}, <ExactTime at={props.startedAt} />
            </span>
          </>
        }
        actions={
          <Button
            component="a"
            href={props.pdfHref}
            download
            variant="default"
            leftSection={<IconDownload size={15} />}
          >
            Download PDF
          </Button>
        }
      />
      <div className={portal.stack}>
        <section className={portal.box} aria-label="What it showed">
          <p className={styles.lead}>
            {outcome} At the ends: {props.ends}.{" "}
            {props.standIn ? `The way to ${lab}’s own system was not part of it; it is tested with ${lab}. ` : null}
            {before ? (
              <>
                Beside{" "}
                <Link to={before.href} className="gh-link">
                  test {before.number}
                </Link>
                : {changed === 0 ? "everything did the same." : `${changed} otherwise.`}
              </>
            ) : null}
          </p>
          <SelfTestScenarios scenarios={scenarios} lab={lab} />
        </section>
        {others.length > 0 ? (
          <section className={`${portal.box} ${portal.pad}`} aria-label="What else stopped">
            <h2 className={portal.heading}>What else stopped</h2>
            {others.map((fault) => (
              <MessageFault key={fault.id} fault={fault} lab={lab} />
            ))}
          </section>
        ) : null}
      </div>
    </>
  );
}
