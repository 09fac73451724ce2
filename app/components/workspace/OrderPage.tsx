import { Link } from "@remix-run/react";
import { DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { type Hop, HopTimeline } from "../state/HopTimeline";
import { type MessageState, StateBadge, ToneBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import type { StateWord, Tone } from "../state/tones";
import { ExactTime, RelativeTime } from "../Time";
import { useLive } from "../use-live";
import { LifeLine, type LifeLineStop } from "./LifeLine";
import styles from "./order.module.css";

type Stage = "on-its-way" | "waiting" | "late" | "partial" | "final" | "corrected" | "cancelled" | "stopped";
type TestStage = "asked" | "preliminary" | "final" | "corrected" | "cancelled";

export type OrderPageProps =
  | { kind: "choice"; number: string; choices: { href: string; label: string }[] }
  | {
      kind: "order";
      number: string;
      stage: Stage;
      connection: { label: string; href: string };
      tests: {
        code: string;
        name: string;
        stage: TestStage;
        dueAt: string | null;
        late: boolean;
        href: string;
      }[];
      /** What is not there yet, each with the time since when. */
      missing: { key: string; tone: Tone; text: string; since: string; href: string }[];
      lifeLine: LifeLineStop[];
      messages: {
        id: string;
        title: string;
        direction: "order" | "result";
        state: MessageState;
        reason: string | null;
        href: string;
        receivedAt: string;
        hops: Hop[];
      }[];
      topics: string[];
    };

const stageWords: Record<Stage, StateWord> = {
  "on-its-way": { tone: "work", word: "On its way" },
  waiting: { tone: "wait", word: "Waiting for results" },
  late: { tone: "warn", word: "Results are late" },
  partial: { tone: "work", word: "Partly resulted" },
  final: { tone: "good", word: "Final" },
  corrected: { tone: "good", word: "Final, corrected" },
  cancelled: { tone: "off", word: "Cancelled" },
  stopped: { tone: "stop", word: "A message has stopped" },
};
const testWords: Record<TestStage, StateWord> = {
  asked: { tone: "wait", word: "No result yet" },
  preliminary: { tone: "work", word: "Preliminary" },
  final: { tone: "good", word: "Final" },
  corrected: { tone: "good", word: "Corrected" },
  cancelled: { tone: "off", word: "Cancelled" },
};

/** One order from the EMR to the last result in the chart, and what is missing of it. */
export function OrderPage(props: OrderPageProps) {
  return props.kind === "choice" ? <Choice {...props} /> : <Order {...props} />;
}

function Choice({ number, choices }: Extract<OrderPageProps, { kind: "choice" }>) {
  return (
    <div className={styles.page}>
      <PageHeader title={`Order ${number}`} facts="More than one practice uses this number." />
      <ul className={styles.choices}>
        {choices.map((choice) => (
          <li key={choice.href}>
            <Link to={choice.href} className="gh-link">
              {choice.label}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Order(props: Extract<OrderPageProps, { kind: "order" }>) {
  useLive(props.topics);
  const stage = stageWords[props.stage];
  return (
    <div className={styles.page}>
      <PageHeader
        title={
          <>
            Order <span className="gh-mono">{props.number}</span>
          </>
        }
        aside={<ToneBadge tone={stage.tone}>{stage.word}</ToneBadge>}
        facts={
          <Link to={props.connection.href} className="gh-link">
            {props.connection.label}
          </Link>
        }
      />
      {props.missing.length > 0 ? (
        <ul className={styles.missing} aria-label="What to look at">
          {props.missing.map((one) => (
            <li key={one.key} data-tone={one.tone}>
              <ToneIcon tone={one.tone} size={15} />
              <Link to={one.href} className="gh-link">
                {one.text}
              </Link>
              <ExactTime at={one.since} />
            </li>
          ))}
        </ul>
      ) : null}
      <LifeLine stops={props.lifeLine} orderNumber={props.number} />
      <section aria-label="Tests">
        <h2 className={styles.title}>Tests</h2>
        <DataTable
          label="Tests of the order"
          rows={props.tests}
          rowId={(test) => test.code}
          rowHref={(test) => test.href}
          rowTone={(test) => (test.late ? "warn" : undefined)}
          columns={[
            { key: "name", head: "Test", link: true, cell: (test) => test.name },
            { key: "code", head: "Lab code", cell: (test) => <span className="gh-mono">{test.code}</span> },
            {
              key: "stage",
              head: "Where it is",
              cell: (test) => (
                <ToneBadge tone={test.late ? "warn" : testWords[test.stage].tone} plain>
                  {test.late ? `${testWords[test.stage].word}, late` : testWords[test.stage].word}
                </ToneBadge>
              ),
            },
            {
              key: "due",
              head: "Expected before",
              cell: (test) => (test.dueAt ? <ExactTime at={test.dueAt} /> : <span className="gh-dim">–</span>),
            },
          ]}
          empty={<EmptyState title="No test is known" text="The order could not be read; its message says why." />}
        />
      </section>
      <section aria-label="Messages">
        <h2 className={styles.title}>Every message, hop by hop</h2>
        <ol className={styles.messages}>
          {props.messages.map((message) => (
            <li key={message.id}>
              <div className={styles.message}>
                <Link to={message.href} className="gh-link">
                  {message.title}
                </Link>
                <StateBadge kind="message" state={message.state} />
                <span className="gh-dim">{message.direction === "order" ? "EMR to lab" : "Lab to EMR"}</span>
                <RelativeTime at={message.receivedAt} />
              </div>
              {message.reason ? <p className={styles.reason}>{message.reason}</p> : null}
              <HopTimeline hops={message.hops} />
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
