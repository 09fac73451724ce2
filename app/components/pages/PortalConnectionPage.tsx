import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconChevronLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Conversation } from "../conversation/Conversation";
import type { ConversationProps } from "../conversation/types";
import { UnreadOf } from "../conversation/Unread";
import { Callout } from "../data/Callout";
import { PageHeader } from "../data/PageHeader";
import { Sentence, type SentencePart } from "../Sentence";
import { BallInCourt } from "../state/BallInCourt";
import { type Dot, GateDots } from "../state/GateLamps";
import { LiveDot } from "../state/LiveDot";
import { type Stage, StageTracker } from "../state/StageTracker";
import { type ConnectionState, StateBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import type { Tone } from "../state/tones";
import { ExactTime, RelativeTime } from "../Time";
import { useLive } from "../use-live";
import { ContactFooter, type LabContact } from "./ContactFooter";
import { PortalOldCodes, type PortalOldCodesProps } from "./PortalOldCodes";
import { PortalToDos, type PortalToDosProps } from "./PortalToDos";
import styles from "./portal.module.css";
import { SignerCard, type SignerCardProps } from "./SignerCard";
import { SignOff, type SignOffState } from "./SignOff";

export interface PortalConnectionProps {
  id: string;
  /** "Vellum EHR 5.2". */
  title: string;
  place?: string;
  state: ConnectionState;
  mode: "bidirectional" | "results-only";
  stages: Stage[];
  ball: { party: string; mine: boolean; since?: string } | null;
  sentence: SentencePart[];
  homeHref: string;
  /** How the seven items of its gate stand; empty when it is live. */
  lamps: Dot[];
  /** What flows right now; null before anything flowed. */
  traffic: { lastOrderIn: string | null; lastResultOut: string | null; waiting: number } | null;
  signOff: SignOffState | null;
  signer: Omit<SignerCardProps, "nonce" | "errors">;
  /** Codes its EMR still orders although they have ended. */
  oldCodes: PortalOldCodesProps["rows"];
  /** Newest first, in plain words: "Final result for order HL-88213 reached your chart". */
  exchanges: { key: string; at: string; text: string; tone: Tone }[];
  toDos: PortalToDosProps["rows"];
  /** Where the practice tests it; null when there is nothing to test any more. */
  testsHref: string | null;
  /** Orders beside the results: where to ask for them, or how the wish stands; null where they flow already. */
  orders: { title: string; text: string; href: string; label: string } | null;
  contact: LabContact | null;
  conversation: ConversationProps;
  /** What this page listens to. */
  topics: string[];
  nonce: string;
  errors: Record<string, string>;
  defaultValues: Record<string, string>;
}

const words: Record<ConnectionState, string> = {
  provisioning: "Being set up",
  testing: "Being tested",
  ready: "Ready to start",
  live: "Live",
  paused: "Paused",
  retired: "Ended",
  cancelled: "Cancelled",
};

/** A connection in plain words: where it stands, what flows, what to sign. */
export function PortalConnectionPage(props: PortalConnectionProps) {
  const { title, place, state, mode, stages, ball, sentence, homeHref, traffic, signOff, exchanges, contact } = props;
  const live = useLive(props.topics);
  return (
    <>
      <Link to={homeHref} className={styles.back} prefetch="intent">
        <IconChevronLeft size={15} aria-hidden /> Home
      </Link>
      <PageHeader
        size="portal"
        title={title}
        aside={place}
        facts={
          <>
            <StateBadge kind="connection" state={state} word={words[state]} />
            <span>{mode === "bidirectional" ? "Orders and results" : "Results only"}</span>
            {ball ? <BallInCourt {...ball} /> : null}
            {props.lamps.length > 0 ? <GateDots lamps={props.lamps} /> : null}
          </>
        }
        actions={
          <>
            <LiveDot state={live} />
            {props.testsHref ? (
              <Button component={Link} to={props.testsHref} variant="default" size="sm">
                Test it yourself
              </Button>
            ) : null}
          </>
        }
      />
      <div className={styles.stack}>
        {signOff?.kind === "asked" ? <SignOff {...props} signOff={signOff} /> : null}
        <section className={`${styles.box} ${styles.pad}`} aria-label="Where it is">
          <StageTracker stages={stages} />
          <p className={styles.sentence}>
            <Sentence parts={sentence} />
          </p>
        </section>
        <PortalToDos rows={props.toDos} />
        <PortalOldCodes rows={props.oldCodes} />
        {props.orders ? (
          <Callout
            tone="brand"
            title={props.orders.title}
            action={
              <Link to={props.orders.href} className="gh-link">
                {props.orders.label}
              </Link>
            }
          >
            {props.orders.text}
          </Callout>
        ) : null}
        {traffic ? (
          <section className={styles.box} aria-label="What flows">
            <dl className={styles.numbers}>
              {mode === "bidirectional" ? (
                <Figure label="Last order we received">
                  {traffic.lastOrderIn ? <RelativeTime at={traffic.lastOrderIn} /> : "None yet"}
                </Figure>
              ) : null}
              <Figure label="Last result you received">
                {traffic.lastResultOut ? <RelativeTime at={traffic.lastResultOut} /> : "None yet"}
              </Figure>
              <Figure label="On the way to you">
                {traffic.waiting === 0 ? "Nothing waiting" : `${traffic.waiting} waiting`}
              </Figure>
            </dl>
          </section>
        ) : null}
        {signOff?.kind === "signed" ? <SignOff {...props} signOff={signOff} /> : null}
      </div>
      <section className={styles.section} aria-labelledby="exchanges">
        <h2 id="exchanges" className={styles.heading}>
          Recent orders and results
        </h2>
        {exchanges.length === 0 ? (
          <p className={styles.muted}>Nothing has been exchanged yet. The first test orders show up here.</p>
        ) : (
          <ul className={`${styles.box} ${styles.rows}`}>
            {exchanges.map((exchange) => (
              <li key={exchange.key}>
                <ToneIcon tone={exchange.tone} size={15} />
                <span>{exchange.text}</span>
                <ExactTime at={exchange.at} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <SignerCard {...props.signer} nonce={props.nonce} errors={props.errors} />
      <section className={styles.section} aria-labelledby="conversation">
        <h2 id="conversation" className={styles.heading}>
          Messages with {props.conversation.reader} <UnreadOf posts={props.conversation.posts} />
        </h2>
        <div className={`${styles.box} ${styles.pad}`}>
          <Conversation
            conversation={props.conversation}
            errors={props.errors}
            defaultValues={props.defaultValues}
            size="md"
          />
        </div>
      </section>
      <ContactFooter contact={contact} />
    </>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="gh-num">{children}</dd>
    </div>
  );
}
