import { Form, Link } from "@remix-run/react";
import { IconArrowRight, IconEyeOff } from "@tabler/icons-react";
import { Callout } from "../../data/Callout";
import { CopyId } from "../../data/CopyId";
import { PageHeader } from "../../data/PageHeader";
import { ViewTabs } from "../../data/ViewTabs";
import { FormNonce } from "../../forms/buttons";
import { HopTimeline } from "../../state/HopTimeline";
import { messageStates, StateBadge } from "../../state/StateBadge";
import { FormProblems } from "../parts/FormProblems";
import { LifeLine } from "./LifeLine";
import { MessageActions } from "./MessageActions";
import { AuditTab, ContractTab, DifferenceTab, SentTab } from "./MessageTabs";
import styles from "./messages.module.css";
import type { MessagePageProps } from "./types";

export type { ChangedField, LifePoint, MessagePageProps, MessageTab } from "./types";

const tabBodies = { message: ContractTab, difference: DifferenceTab, sent: SentTab, audit: AuditTab };

function End({ end }: { end: { label: string; href?: string } }) {
  return end.href ? (
    <Link className="gh-link" to={end.href}>
      {end.label}
    </Link>
  ) : (
    <span>{end.label}</span>
  );
}

/** One message: its path, what came, what was made of it, what went, and the order it belongs to. */
export function MessagePage(props: MessagePageProps) {
  const { state, problem, hops, tab, tabs, lifeLine, errors } = props;
  const Body = tabBodies[tab];
  return (
    <div className={styles.page}>
      <PageHeader
        title={props.title}
        aside={<StateBadge kind="message" state={state} />}
        facts={
          <>
            {props.controlId ? <CopyId id={props.controlId} label="Copy the control ID" /> : <span>No control ID</span>}
            {props.type ? <span className="gh-mono">{props.type}</span> : null}
            <span className={styles.route}>
              <End end={props.from} />
              <IconArrowRight size={14} role="img" aria-label="to" />
              {props.to ? <End end={props.to} /> : <span>nowhere yet</span>}
            </span>
            {props.order ? (
              <span>
                Order{" "}
                <End end={{ label: props.order.number, ...(props.order.href ? { href: props.order.href } : {}) }} />
              </span>
            ) : null}
            {props.links.map((link) => (
              <Link key={link.href} className="gh-link" to={link.href}>
                {link.label}
              </Link>
            ))}
          </>
        }
        actions={<MessageActions {...props} />}
      />
      <div className={styles.notes}>
        <FormProblems errors={errors} scope="header" />
        {problem ? (
          <Callout tone={messageStates[state].tone} title={problem.happened}>
            <p>{problem.safe}</p>
            <p>
              <strong>{problem.todo}</strong>
              {problem.path ? (
                <span className="gh-dim">
                  {" "}
                  At <span className="gh-mono">{problem.path}</span>
                </span>
              ) : null}
            </p>
          </Callout>
        ) : null}
      </div>
      <section className={styles.hops} aria-label="Path of the message">
        <HopTimeline hops={hops} {...(props.hopSentence ? { sentence: props.hopSentence } : {})} />
      </section>
      <div className={styles.tabBar}>
        <ViewTabs label="Parts of this message" views={tabs} look="line" />
        {props.hasPatientData ? <Mask {...props} /> : null}
      </div>
      <div className={styles.body}>
        <Body {...props} />
      </div>
      {lifeLine && lifeLine.points.length > 0 ? <LifeLine lifeLine={lifeLine} /> : null}
    </div>
  );
}

function Mask({ revealed, can, nonce }: MessagePageProps) {
  if (revealed) return <p className={styles.mask}>Patient data is shown. Your look is on record.</p>;
  return (
    <Form method="post" className={styles.mask} preventScrollReset data-screen-only>
      <FormNonce value={nonce} />
      <IconEyeOff size={15} aria-hidden /> Patient data is masked.
      {can.reveal ? (
        <button type="submit" name="intent" value="reveal" className={styles.reveal}>
          Show, and log that I looked
        </button>
      ) : null}
    </Form>
  );
}
