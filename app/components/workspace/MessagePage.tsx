import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { IconArrowRight } from "@tabler/icons-react";
import { Callout } from "../data/Callout";
import { CopyId } from "../data/CopyId";
import { PageHeader } from "../data/PageHeader";
import { type View, ViewTabs } from "../data/ViewTabs";
import { ConfirmButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import { ContractView } from "../hl7/ContractView";
import { type Hop, HopTimeline } from "../state/HopTimeline";
import { type MessageState, StateBadge, ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import { useLive } from "../use-live";
import { Difference, type FieldDifference } from "./Difference";
import { LifeLine, type LifeLineStop } from "./LifeLine";
import { type MessageBody, MessageBodyView } from "./MessageBodyView";
import styles from "./messages.module.css";
import { RouteCard, type RouteCardProps } from "./RouteCard";

export interface MessagePageProps {
  id: string;
  title: string;
  state: MessageState;
  messageType: string | null;
  controlId: string | null;
  orderNumber: string | null;
  /** The page of the whole order. */
  orderHref: string | null;
  from: string;
  to: { label: string; href: string } | null;
  tab: "message" | "difference" | "sent" | "edit" | "audit";
  tabs: View[];
  hops: Hop[];
  hopSentence: string;
  problem: { title: string; text: string; path: string | null } | null;
  /** What was put for its codes, and what went on with a warning. */
  warnings: { tone: "work" | "warn"; title: string; text: string }[];
  /** The answer its sender is still owed, or never got. */
  owed: { tone: "work" | "warn"; title: string; text: string } | null;
  can: {
    replay: boolean;
    resend: boolean;
    /** Where its outgoing text is edited. */
    edit: string | null;
    /** Where a delivered message is asked to be sent once more; a second person agrees to it. */
    force: string | null;
    discard: boolean;
    reveal: boolean;
  };
  /** For a result that found no connection, to somebody who may give it one. */
  route: Omit<RouteCardProps, "errors" | "nonce"> | null;
  /** The message it was edited from or became, and the replays it was part of. */
  links: { label: string; id: string; href: string }[];
  revealed: boolean;
  /** False for people who may know of the message but not read it. */
  readable: boolean;
  received: MessageBody | null;
  contract: { name: string; version: string; value: unknown; unmapped: string[] } | null;
  sent: MessageBody | null;
  difference: FieldDifference;
  audit: { key: string; at: string; text: string; by: string }[];
  lifeLine: LifeLineStop[];
  topics: string[];
  nonce: string;
  errors: Record<string, string>;
  formError: string | null;
}

/** One message: its way, what came, what it became, what went out. */
export function MessagePage(props: MessagePageProps) {
  const { can, problem, nonce, tab } = props;
  useLive(props.topics);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeader
          title={props.title}
          aside={<StateBadge kind="message" state={props.state} />}
          facts={
            <>
              {props.controlId ? <CopyId id={props.controlId} label="Copy control ID" /> : null}
              <span className="gh-mono">{props.messageType ?? "no type"}</span>
              <span>
                {props.from} <IconArrowRight size={14} aria-label="to" className={styles.arrow} />{" "}
                {props.to ? (
                  <Link to={props.to.href} className="gh-link">
                    {props.to.label}
                  </Link>
                ) : (
                  "nowhere yet"
                )}
              </span>
              {props.orderNumber ? (
                <span>
                  Order{" "}
                  {props.orderHref ? (
                    <Link to={props.orderHref} className="gh-link gh-mono">
                      {props.orderNumber}
                    </Link>
                  ) : (
                    <span className="gh-mono">{props.orderNumber}</span>
                  )}
                </span>
              ) : null}
            </>
          }
          actions={
            <>
              {can.discard ? (
                <ConfirmButton
                  label="Discard"
                  title="Discard this message?"
                  intent="discard"
                  nonce={nonce}
                  size="sm"
                  variant="default"
                  danger
                  inputs={<Reason errors={props.errors} />}
                >
                  It goes nowhere. Its bytes, its way and your reason stay on record.
                </ConfirmButton>
              ) : null}
              {can.force ? (
                <Button component={Link} to={can.force} variant="default" size="sm">
                  Send once more
                </Button>
              ) : null}
              {can.edit ? (
                <Button component={Link} to={can.edit} variant="default" size="sm">
                  Edit and resend
                </Button>
              ) : null}
              {can.resend ? (
                <ConfirmButton
                  label="Resend"
                  title="Send the same bytes again?"
                  intent="resend"
                  nonce={nonce}
                  size="sm"
                  variant="default"
                  inputs={<Reason errors={props.errors} />}
                >
                  What went out before goes out again under the same name and control ID, so that the far end can tell
                  it is the same.
                </ConfirmButton>
              ) : null}
              {can.replay ? (
                <ConfirmButton
                  label="Replay"
                  title="Replay this message?"
                  intent="replay"
                  nonce={nonce}
                  size="sm"
                  variant="filled"
                  inputs={<Reason errors={props.errors} />}
                >
                  The original goes through today’s configuration once more and, if that works, is delivered.
                </ConfirmButton>
              ) : null}
            </>
          }
        />
        <div className={styles.way}>
          {props.formError ? (
            <Callout tone="stop" title={props.formError}>
              Nothing was changed.
            </Callout>
          ) : null}
          {problem ? (
            <Callout tone={props.state === "held" ? "warn" : "stop"} title={problem.title}>
              {problem.text} {problem.path ? <span className="gh-mono">{problem.path}</span> : null}
            </Callout>
          ) : null}
          {props.warnings.map(({ tone, title, text }) => (
            <Callout key={text} tone={tone} title={title}>
              {text}
            </Callout>
          ))}
          {props.owed ? (
            <Callout tone={props.owed.tone} title={props.owed.title}>
              {props.owed.text}
            </Callout>
          ) : null}
          {props.links.length > 0 ? (
            <p className={styles.links}>
              {props.links.map((link) => (
                <span key={link.href}>
                  {link.label}{" "}
                  <Link to={link.href} className="gh-link gh-mono">
                    {link.id}
                  </Link>
                </span>
              ))}
            </p>
          ) : null}
          {props.route ? <RouteCard {...props.route} errors={props.errors} nonce={nonce} /> : null}
          <HopTimeline hops={props.hops} sentence={props.hopSentence} />
        </div>
        <div className={styles.tabs}>
          <ViewTabs label="Parts of the message" views={props.tabs} look="line" />
          {props.readable ? (
            <span className={styles.masked}>
              {props.revealed ? (
                <>Patient data is shown, and this look is on record.</>
              ) : (
                <>
                  Patient data is masked.
                  {can.reveal ? (
                    <Form method="post">
                      <button type="submit" name="intent" value="reveal" className={styles.reveal}>
                        Show, and log that I looked
                      </button>
                    </Form>
                  ) : null}
                </>
              )}
            </span>
          ) : null}
        </div>
      </div>
      <div className={styles.body}>
        {tab === "message" ? <MessageTab {...props} /> : null}
        {tab === "difference" ? <Difference heads={["Received", "Sent"]} difference={props.difference} /> : null}
        {tab === "edit" ? <Difference heads={["Before the edit", "As sent"]} difference={props.difference} /> : null}
        {tab === "sent" && props.sent ? <MessageBodyView title="As sent" body={props.sent} /> : null}
        {tab === "audit" ? <AuditTab audit={props.audit} /> : null}
      </div>
      <LifeLine stops={props.lifeLine} orderNumber={props.orderNumber} />
    </div>
  );
}

function MessageTab({ readable, received, contract }: MessagePageProps) {
  if (!readable || !received)
    return <p className={styles.note}>Engineers and lab operations can read messages; you see where they are.</p>;
  return (
    <div className={styles.panes}>
      <MessageBodyView title="As received" body={received} />
      {contract ? (
        <div>
          <ContractView
            title="Lab data contract"
            version={`${contract.name} ${contract.version}`}
            verdict={<ToneBadge tone="good">Valid</ToneBadge>}
            value={contract.value}
          />
          {contract.unmapped.length > 0 ? (
            <p className={styles.note}>
              Not mapped: <span className="gh-mono">{contract.unmapped.join(", ")}</span>
            </p>
          ) : null}
        </div>
      ) : (
        <p className={styles.note}>Nothing was mapped; the reason stands above.</p>
      )}
    </div>
  );
}

function AuditTab({ audit }: Pick<MessagePageProps, "audit">) {
  return (
    <ol className={styles.audit}>
      {audit.map((event) => (
        <li key={event.key}>
          <span className="gh-num gh-dim">
            <ExactTime at={event.at} style="precise" />
          </span>
          <span>{event.text}</span>
          <span className="gh-dim">{event.by}</span>
        </li>
      ))}
    </ol>
  );
}

function Reason({ errors }: { errors: Record<string, string> }) {
  return (
    <FormFields errors={errors}>
      <TextAreaField name="reason" label="Reason" help="It stays with the message." rows={3} />
    </FormFields>
  );
}
