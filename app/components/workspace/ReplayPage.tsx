import { Form, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { Callout } from "../data/Callout";
import { DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import type { Paging } from "../data/TableFoot";
import { ViewTabs } from "../data/ViewTabs";
import { ConfirmButton, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField, TextField } from "../forms/fields";
import { LiveDot } from "../state/LiveDot";
import { type MessageState, StateBadge, ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import { useLive } from "../use-live";
import {
  type ReplayAction,
  type ReplayOutcome,
  type ReplayState,
  replayActionWords,
  replayOutcomeWords,
  replayStateWords,
} from "./replay-words";
import styles from "./replays.module.css";

type Counts = Record<ReplayOutcome | "left", number>;

export interface ReplayPageProps {
  id: string;
  action: ReplayAction;
  state: ReplayState;
  chosen: string;
  reason: string;
  rate: number;
  total: number;
  counts: Counts;
  asked: { by: string; at: string };
  approvalReason: string | null;
  decided: { by: string; at: string } | null;
  /** What the second person, or who cancelled it, said. */
  decision: string | null;
  finishedAt: string | null;
  /** `own`: it waits, and the person who looks is the one who asked. */
  can: { decide: boolean; own: boolean; cancel: boolean; pace: boolean };
  views: { key: ReplayOutcome | "left" | "all"; href: string; count: number; current: boolean }[];
  rows: {
    position: number;
    messageId: string;
    title: string;
    state: MessageState | null;
    connection: string | null;
    outcome: ReplayOutcome | null;
    detail: string | null;
    at: string | null;
  }[];
  paging: Paging;
  topics: string[];
  errors: Record<string, string>;
  formError: string | null;
  nonce: string;
}

/** One replay: progress, the second person's word, and what became of every message. */
export function ReplayPage(props: ReplayPageProps) {
  const { action, state, total, can, formError } = props;
  const live = useLive(props.topics);
  const { revalidate } = useRevalidator();
  // A short replay may end between the page's load and its first listening.
  useEffect(() => {
    if (live === "live" && state === "running") revalidate();
  }, [live, state, revalidate]);
  const { tone, word } = replayStateWords[state];
  const unmended = state === "finished" && props.counts.stopped + props.counts.failed > 0;
  return (
    <div className={styles.page}>
      <PageHeader
        title={`${replayActionWords[action].title} ${total.toLocaleString("en-US")} ${total === 1 ? "message" : "messages"}`}
        aside={<ToneBadge tone={unmended ? "warn" : tone}>{word}</ToneBadge>}
        facts={
          <>
            <span>
              asked for by {props.asked.by}, <ExactTime at={props.asked.at} />
            </span>
            {state === "running" ? <LiveDot state={live} /> : null}
          </>
        }
        actions={<Actions {...props} />}
      />
      <div className={styles.body}>
        {formError ? (
          <Callout tone="stop" title={formError}>
            Nothing was changed.
          </Callout>
        ) : null}
        {state === "waiting" ? (
          <Callout tone="wait" title={can.own ? "Somebody else has to agree" : "It waits for a second person"}>
            {props.approvalReason} {can.own ? "You asked for it, so you cannot agree to it yourself." : null} Nothing
            was sent yet.
          </Callout>
        ) : null}
        <Progress counts={props.counts} total={total} />
        <div className={styles.facts}>
          <KeyValue
            labels="wide"
            facts={[
              { label: "Chosen", value: props.chosen },
              { label: "Reason", value: props.reason },
              ...(props.decided
                ? [
                    {
                      label: state === "refused" ? "Refused by" : "Agreed to by",
                      value: (
                        <>
                          {props.decided.by}, <ExactTime at={props.decided.at} />
                        </>
                      ),
                    },
                  ]
                : []),
              ...(props.decision ? [{ label: "Said", value: props.decision }] : []),
              ...(props.finishedAt ? [{ label: "Ended", value: <ExactTime at={props.finishedAt} /> }] : []),
            ]}
          />
          {can.pace ? (
            <Form method="post" className={styles.pace} preventScrollReset>
              <FormFields errors={props.errors} defaultValues={{ rate: String(props.rate) }}>
                <TextField name="rate" label="Pace" inputMode="numeric" suffix="a second" />
                <SubmitButton intent="pace" variant="default">
                  Change the pace
                </SubmitButton>
              </FormFields>
            </Form>
          ) : null}
        </div>
      </div>
      <div className={styles.views}>
        <ViewTabs
          label="Messages by outcome"
          views={props.views.map((view) => ({
            label: replayOutcomeWords[view.key].word,
            href: view.href,
            count: view.count,
            current: view.current,
            urgent: view.key === "failed" && view.count > 0,
          }))}
        />
      </div>
      <Items {...props} />
    </div>
  );
}

function Progress({ counts, total }: { counts: Counts; total: number }) {
  const done = total - counts.left;
  const parts = (["sent", "stopped", "skipped", "failed"] as const).filter((key) => counts[key] > 0);
  const words = parts.map(
    (key) => `${counts[key].toLocaleString("en-US")} ${replayOutcomeWords[key].word.toLowerCase()}`,
  );
  return (
    <div>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        {parts.map((key) => (
          <span key={key} data-tone={replayOutcomeWords[key].tone} style={{ flexGrow: counts[key] }} />
        ))}
        <span style={{ flexGrow: counts.left }} />
      </div>
      <p className={styles.words} aria-live="polite">
        <span className="gh-num">
          {done.toLocaleString("en-US")} of {total.toLocaleString("en-US")}
        </span>
        {words.length > 0 ? `: ${words.join(", ")}` : " so far"}
      </p>
    </div>
  );
}

function Actions({ can, action, state, total, nonce, errors }: ReplayPageProps) {
  const words = (label: string) => (
    <FormFields errors={errors}>
      <TextAreaField name="words" label={label} help="It stays on record." rows={3} />
    </FormFields>
  );
  return (
    <>
      {can.cancel ? (
        <ConfirmButton
          label="Cancel the replay"
          title="Cancel this replay?"
          intent="cancel"
          nonce={nonce}
          size="sm"
          variant="default"
          danger
          inputs={words("Why")}
        >
          {state === "running"
            ? "What was sent stays sent. The rest stays as it is and can be chosen again."
            : "Nothing was sent yet, and nothing will be."}
        </ConfirmButton>
      ) : null}
      {can.decide ? (
        <>
          <ConfirmButton
            label="Refuse"
            title="Refuse this replay?"
            intent="refuse"
            nonce={nonce}
            size="sm"
            variant="default"
            inputs={words("Why")}
          >
            Nothing is sent. The messages stay as they are.
          </ConfirmButton>
          <ConfirmButton
            label="Agree and start"
            title="Start this replay?"
            intent="approve"
            nonce={nonce}
            size="sm"
            inputs={words("Remark")}
          >
            {replayActionWords[action].text} {total.toLocaleString("en-US")} in all, starting now.
          </ConfirmButton>
        </>
      ) : null}
    </>
  );
}

function Items({ rows, paging }: ReplayPageProps) {
  return (
    <DataTable
      label="Messages of this replay"
      rows={rows}
      rowId={(row) => row.messageId}
      rowHref={(row) => `/messages/${row.messageId}`}
      paging={paging}
      rowTone={(row) => (row.outcome === "failed" ? "stop" : row.outcome === "stopped" ? "warn" : undefined)}
      columns={[
        { key: "n", head: "No.", align: "right", cell: (row) => row.position.toLocaleString("en-US") },
        { key: "title", head: "Message", link: true, cell: (row) => row.title },
        {
          key: "outcome",
          head: "Outcome",
          cell: (row) => {
            const { tone, word } = replayOutcomeWords[row.outcome ?? "left"];
            return (
              <ToneBadge tone={tone} plain>
                {word}
              </ToneBadge>
            );
          },
        },
        { key: "detail", head: "Why", cell: (row) => row.detail ?? "–", cut: 48 },
        {
          key: "state",
          head: "Now",
          cell: (row) => (row.state ? <StateBadge kind="message" state={row.state} /> : "–"),
        },
        { key: "connection", head: "Connection", cell: (row) => row.connection ?? "None", cut: 32 },
        { key: "at", head: "At", cell: (row) => (row.at ? <ExactTime at={row.at} /> : "–") },
      ]}
      empty={<EmptyState title="None of these" text="Look at another outcome above." />}
    />
  );
}
