import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { IconChevronLeft } from "@tabler/icons-react";
import { AttachmentList } from "../attachments/AttachmentList";
import type { Attachment } from "../attachments/types";
import { Conversation } from "../conversation/Conversation";
import type { ConversationProps } from "../conversation/types";
import { UnreadOf } from "../conversation/Unread";
import { Callout } from "../data/Callout";
import { PageHeader } from "../data/PageHeader";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { AskedList } from "../information/AskedItems";
import type { InfoRound } from "../information/types";
import { Sentence, type SentencePart } from "../Sentence";
import { BallInCourt } from "../state/BallInCourt";
import { type Stage, StageTracker } from "../state/StageTracker";
import { type RequestState, StateBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import { ContactFooter, type LabContact } from "./ContactFooter";
import { type NextStep, NextSteps } from "./NextSteps";
import styles from "./portal.module.css";
import { RequestSummary } from "./RequestReview";
import type { SummaryPart } from "./request-form";
import { StatusLinks, type StatusLinksProps } from "./StatusLinks";

export interface RequestTrackerProps {
  /** "REQ-2481". */
  id: string;
  /** "Vellum EHR 5.2". */
  title: string;
  labName: string;
  state: RequestState;
  stages: Stage[];
  ball: { party: string; mine: boolean; since?: string } | null;
  sentence: SentencePart[];
  homeHref: string;
  /** The form, while the request may still be changed. */
  editHref?: string;
  /** The connection an approval made. */
  connectionHref?: string;
  infoRequest: InfoRound | null;
  rejection?: { reason: string; message: string; by: string; at: string } | null;
  canWithdraw: boolean;
  /** Links for people without an account; null while there is nothing to show. */
  statusLinks: Pick<StatusLinksProps, "links" | "days"> | null;
  /** It has ended without a connection; its entries can begin a new one. */
  canReopen: boolean;
  /** After it was sent: what happens, who does it, by when. */
  next: NextStep[] | null;
  /** Everything that was submitted, by part of the form. */
  summary: SummaryPart[];
  attachments: Attachment[];
  conversation: ConversationProps;
  history: { key: string; at: string; text: string; by?: string }[];
  contact: LabContact | null;
  nonce: string;
  errors: Record<string, string>;
  defaultValues: Record<string, string>;
}

const words: Record<RequestState, string> = {
  draft: "Draft",
  submitted: "With the lab",
  "info-requested": "Waiting for your answer",
  approved: "Approved",
  rejected: "Not approved",
  withdrawn: "Withdrawn",
};

/** One request as its practice sees it: where it is, whose turn, what is asked, all that was submitted. */
export function RequestTrackerPage({ madeLink, ...props }: RequestTrackerProps & { madeLink: string | null }) {
  const { id, title, state, stages, ball, sentence, homeHref, editHref, connectionHref, rejection, summary, history } =
    props;
  return (
    <>
      <Link to={homeHref} className={styles.back} prefetch="intent">
        <IconChevronLeft size={15} aria-hidden /> Home
      </Link>
      <PageHeader
        size="portal"
        title={title}
        facts={
          <>
            <StateBadge kind="request" state={state} word={words[state]} />
            <span className="gh-mono">{id}</span>
            {ball ? <BallInCourt {...ball} /> : null}
          </>
        }
        actions={
          connectionHref ? (
            <Button component={Link} to={connectionHref} size="md">
              Open connection
            </Button>
          ) : state === "draft" && editHref ? (
            <Button component={Link} to={editHref} size="md">
              Go on with your request
            </Button>
          ) : props.canReopen ? (
            <Form method="post">
              <FormNonce value={props.nonce} />
              <SubmitButton intent="reopen" size="md">
                Begin a new draft from it
              </SubmitButton>
            </Form>
          ) : null
        }
      />
      <div className={styles.stack}>
        <Asked {...props} />
        {rejection ? (
          <Callout tone="stop" title={rejection.reason}>
            <p className={styles.quote}>{rejection.message}</p>
            <p className={styles.muted}>
              {rejection.by}, <ExactTime at={rejection.at} />. Your entries are kept; you can ask again at any time.
            </p>
          </Callout>
        ) : null}
        <section className={`${styles.box} ${styles.pad}`} aria-label="Where it is">
          <StageTracker stages={stages} />
          <p className={styles.sentence}>
            <Sentence parts={sentence} />
          </p>
        </section>
        {props.next ? <NextSteps steps={props.next} /> : null}
      </div>
      <Talk {...props} />
      <div className={`${styles.two} ${styles.section}`}>
        <section aria-labelledby="submitted">
          <h2 id="submitted" className={styles.heading}>
            {state === "draft" ? "What you have entered" : "What you submitted"}
          </h2>
          <div className={styles.box}>
            <RequestSummary summary={summary} />
            {props.attachments.length > 0 ? (
              <div className={`${styles.summaryGroup} ${styles.pad}`}>
                <h3>Files</h3>
                <AttachmentList attachments={props.attachments} withOrigin />
              </div>
            ) : null}
          </div>
        </section>
        <section aria-labelledby="history">
          <h2 id="history" className={styles.heading}>
            History
          </h2>
          <ol className={styles.history}>
            {history.map((entry) => (
              <li key={entry.key}>
                <ExactTime at={entry.at} />
                {entry.text}
                {entry.by ? <span className={styles.historyBy}>{entry.by}</span> : null}
              </li>
            ))}
          </ol>
          <Withdraw {...props} />
          {props.statusLinks ? (
            <StatusLinks {...props.statusLinks} nonce={props.nonce} errors={props.errors} made={madeLink} />
          ) : null}
        </section>
      </div>
      <ContactFooter contact={props.contact} />
    </>
  );
}

/** What was said so far; a draft has nobody to talk to yet. */
function Talk({ conversation, labName, errors, defaultValues }: RequestTrackerProps) {
  if (!conversation.canWrite && conversation.posts.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="conversation">
      <h2 id="conversation" className={styles.heading}>
        Messages with {labName} <UnreadOf posts={conversation.posts} />
      </h2>
      <div className={`${styles.box} ${styles.pad}`}>
        <Conversation conversation={conversation} errors={errors} defaultValues={defaultValues} size="md" />
      </div>
    </section>
  );
}

function Asked({ infoRequest, labName, editHref }: RequestTrackerProps) {
  if (!infoRequest || !editHref) return null;
  return (
    <section className={`${styles.box} ${styles.pad}`} aria-labelledby="asked">
      <h2 id="asked" className={styles.heading}>
        {labName} asks
      </h2>
      <p className={styles.quote}>{infoRequest.question}</p>
      <p className={styles.muted}>
        {infoRequest.askedBy}, <ExactTime at={infoRequest.askedAt} />
      </p>
      <AskedList items={infoRequest.items} editHref={editHref} />
      <Button component={Link} to={`${editHref}#asked`} size="md">
        Answer
      </Button>
    </section>
  );
}

function Withdraw({ canWithdraw, nonce, labName }: RequestTrackerProps) {
  if (!canWithdraw) return null;
  return (
    <ConfirmButton
      label="Withdraw request"
      title="Withdraw this request?"
      intent="withdraw"
      nonce={nonce}
      variant="default"
      size="sm"
      danger
    >
      {labName} stops working on it and is told so. What you entered stays readable here. You can begin a new draft from
      it at any time.
    </ConfirmButton>
  );
}
