import { Link } from "@remix-run/react";
import { useState } from "react";
import { AttachmentList } from "../../attachments/AttachmentList";
import { Conversation } from "../../conversation/Conversation";
import { UnreadOf } from "../../conversation/Unread";
import { Callout } from "../../data/Callout";
import { KeyValue } from "../../data/KeyValue";
import { InfoRounds } from "../../information/InfoRounds";
import { SlaClock } from "../../state/SlaClock";
import { StateBadge } from "../../state/StateBadge";
import { ExactTime } from "../../Time";
import { ActivityList } from "../parts/ActivityList";
import { FormProblems } from "../parts/FormProblems";
import { PanelHead, PanelSection } from "../parts/SidePanel";
import styles from "./approvals.module.css";
import { Background } from "./Background";
import { DecisionForm } from "./DecisionForm";
import { Matrix } from "./Matrix";
import { TemplateEditor } from "./MessageTemplates";
import { RequestFacts } from "./RequestFacts";
import type { ApprovalPanelProps } from "./types";

export type { ApprovalPanelProps } from "./types";

const onlyForm = ["none"];
const noErrors = {};

function Taken({ taken }: { taken: NonNullable<ApprovalPanelProps["taken"]> }) {
  return (
    <PanelSection>
      <Callout tone="warn" title={`${taken.by} ${taken.what} before you`} live>
        <ExactTime at={taken.at} />. Nothing of yours was saved or sent; what you typed still stands below.
      </Callout>
    </PanelSection>
  );
}

/** One request: who, facts, matrix, recommendation, decision. */
export function ApprovalPanel(props: ApprovalPanelProps) {
  const { place, matrix, rounds, decision, history, canDecide, errors, taken } = props;
  const [typed, setTyped] = useState(false);
  // Somebody was faster: what was typed here stays to be read and copied, and there is nothing left to send.
  const overtaken = !canDecide && taken !== null && !taken.mine && (typed || errors.form !== undefined);
  return (
    <div className={styles.panel}>
      <PanelHead
        mark={props.number ?? props.id}
        {...(place ? { aside: `${place.index} of ${place.total}` } : {})}
        title={props.practice}
        closeHref={props.closeHref}
        {...(place?.previousHref ? { previousHref: place.previousHref } : {})}
        {...(place?.nextHref ? { nextHref: place.nextHref } : {})}
        facts={
          <>
            <StateBadge kind="request" state={props.state} />
            {props.sla ? <SlaClock sla={props.sla} withDue /> : null}
          </>
        }
      />
      {canDecide || overtaken ? null : <FormProblems errors={errors} fields={onlyForm} />}
      {overtaken ? <Taken taken={taken} /> : null}
      {decision ? <Decision decision={decision} /> : null}
      {props.changes ? (
        <PanelSection>
          <Callout
            tone="brand"
            title="About a connection there is: orders too"
            action={
              <Link className="gh-link" to={props.changes.href}>
                Open the connection
              </Link>
            }
          >
            {props.changes.text}
          </Callout>
        </PanelSection>
      ) : null}
      {rounds.length > 0 ? (
        <PanelSection title="Information asked for">
          <InfoRounds rounds={rounds} />
        </PanelSection>
      ) : null}
      <PanelSection>
        <RequestFacts {...props} />
      </PanelSection>
      {props.attachments.length > 0 ? (
        <PanelSection title="Files from the practice">
          <AttachmentList attachments={props.attachments} withOrigin />
        </PanelSection>
      ) : null}
      <PanelSection
        title="Decision matrix"
        aside={
          matrix.href ? (
            <Link className="gh-link" to={matrix.href}>
              {matrix.profile}
            </Link>
          ) : (
            matrix.profile
          )
        }
      >
        <Matrix matrix={matrix} />
      </PanelSection>
      <PanelSection title="From before">
        <Background {...props.background} transport={matrix.recommended} />
      </PanelSection>
      <PanelSection title="Conversation" aside={<UnreadOf posts={props.conversation.posts} />}>
        <Conversation
          conversation={props.conversation}
          errors={errors}
          {...(props.defaultValues ? { defaultValues: props.defaultValues } : {})}
        />
      </PanelSection>
      {history.length > 0 && !canDecide ? (
        <PanelSection title="History">
          <ActivityList events={history} />
        </PanelSection>
      ) : null}
      {canDecide || overtaken ? (
        <div className={styles.decision} data-settled={overtaken || undefined} onInput={() => setTyped(true)}>
          <DecisionForm key={props.id} {...props} errors={overtaken ? noErrors : errors} />
        </div>
      ) : null}
      {canDecide ? (
        <PanelSection>
          <TemplateEditor templates={props.templates} openId={props.id} />
        </PanelSection>
      ) : null}
      {!canDecide && props.cannotDecide ? (
        <PanelSection>
          <Callout tone="off" title="You can read this, not decide it">
            {props.cannotDecide}
          </Callout>
        </PanelSection>
      ) : null}
    </div>
  );
}

const outcomes = {
  approved: { tone: "good", word: "Approved" },
  rejected: { tone: "stop", word: "Rejected" },
  withdrawn: { tone: "off", word: "Withdrawn" },
} as const;

function Decision({ decision }: { decision: NonNullable<ApprovalPanelProps["decision"]> }) {
  const { tone, word } = outcomes[decision.outcome];
  return (
    <PanelSection>
      <Callout
        tone={tone}
        title={`${word} by ${decision.by}`}
        action={
          decision.connectionHref ? (
            <Link className="gh-link" to={decision.connectionHref}>
              Open the connection
            </Link>
          ) : null
        }
      >
        <ExactTime at={decision.at} />
      </Callout>
      {decision.facts.length > 0 ? <KeyValue facts={decision.facts} labels="wide" /> : null}
    </PanelSection>
  );
}
