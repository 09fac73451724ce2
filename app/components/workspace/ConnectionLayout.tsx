import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconArrowsLeftRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import { Statechart, type StatechartProps } from "../data/Statechart";
import { type View, ViewTabs } from "../data/ViewTabs";
import { ConfirmButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import { BallInCourt } from "../state/BallInCourt";
import { GateLamps, type Lamp } from "../state/GateLamps";
import { LiveDot } from "../state/LiveDot";
import { type ConnectionState, StateBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import type { Tone } from "../state/tones";
import { ExactTime } from "../Time";
import { useLive } from "../use-live";
import styles from "./workspace.module.css";

/** A link, or a form that says first what it will do. */
export type HeaderAction =
  | { kind: "link"; label: string; href: string; primary: boolean }
  | {
      kind: "confirm";
      intent: string;
      label: string;
      title: string;
      text: string;
      primary: boolean;
      danger?: boolean;
      askReason?: boolean;
    };

export interface ConnectionLayoutProps {
  id: string;
  practice: string;
  emr: string;
  state: ConnectionState;
  turn: { party: string; mine: boolean; since: string } | null;
  facts: string[];
  verdict: { tone: Tone; word: string; text: string };
  computedAt: string;
  lamps: Lamp[];
  actions: HeaderAction[];
  tabs: View[];
  chart: StatechartProps;
  about: { label: string; value: string; mono?: boolean }[];
  activity: { key: string; at: string; text: string }[];
  historyHref: string;
  /** A change that is being prepared beside what is live. */
  beside: { text: string; href: string; label: string } | null;
  nonce: string;
  children: ReactNode;
}

/** The workspace of one connection: state, gate, tabs; facts and activity at the side. */
export function ConnectionLayout(props: ConnectionLayoutProps) {
  const { id, practice, emr, state, turn, facts, verdict, lamps, actions, tabs, chart, about, activity, nonce } = props;
  const live = useLive([`connection:${id}`]);
  return (
    <div className={styles.workspace}>
      <div className={styles.head}>
        <PageHeader
          title={
            <>
              {practice} <IconArrowsLeftRight size={18} className={styles.titleIcon} aria-label="and" /> {emr}
            </>
          }
          facts={
            <>
              <StateBadge kind="connection" state={state} />
              {turn ? <BallInCourt {...turn} /> : null}
              {facts.map((fact) => (
                <span key={fact}>{fact}</span>
              ))}
              <LiveDot state={live} />
            </>
          }
          actions={actions.map((action) => <Action key={action.label} action={action} id={id} nonce={nonce} />)}
        />
        <div className={styles.gate}>
          <p className={styles.verdict} data-tone={verdict.tone}>
            <span className={styles.verdictWord}>
              <ToneIcon tone={verdict.tone} size={15} /> {verdict.word}
            </span>
            <span>{verdict.text}</span>
            <span className={styles.verdictWhen}>
              Computed from evidence, <ExactTime at={props.computedAt} style="time" />
            </span>
          </p>
          <GateLamps lamps={lamps} />
        </div>
        <ViewTabs label="Parts of the connection" views={tabs} look="line" />
      </div>
      <div className={styles.columns}>
        <div className={styles.main}>
          {props.beside ? (
            <p className={styles.beside} role="note">
              <span>{props.beside.text}</span>
              <Link to={props.beside.href} className="gh-link">
                {props.beside.label}
              </Link>
            </p>
          ) : null}
          {props.children}
        </div>
        <aside className={styles.side} aria-label="About this connection">
          <section>
            <h2 className={styles.sideTitle}>Where it is</h2>
            <Statechart {...chart} />
          </section>
          <section>
            <KeyValue
              facts={about.map((fact) => ({
                label: fact.label,
                value: fact.mono ? <span className="gh-mono">{fact.value}</span> : fact.value,
              }))}
            />
          </section>
          <section>
            <h2 className={styles.sideTitle}>
              Activity{" "}
              <Link to={props.historyHref} className="gh-link">
                All
              </Link>
            </h2>
            <ol className={styles.activity}>
              {activity.map((one) => (
                <li key={one.key}>
                  <span className="gh-dim gh-num">
                    <ExactTime at={one.at} style="time" />
                  </span>
                  <span>{one.text}</span>
                </li>
              ))}
            </ol>
          </section>
        </aside>
      </div>
    </div>
  );
}

function Action({ action, id, nonce }: { action: HeaderAction; id: string; nonce: string }) {
  // What ends a connection is there, and does not stand beside the next step as its equal.
  const ends = action.kind === "confirm" && action.danger;
  const variant = action.primary ? "filled" : ends ? "subtle" : "default";
  if (action.kind === "link") {
    return (
      <Button component={Link} to={action.href} size="sm" variant={variant}>
        {action.label}
      </Button>
    );
  }
  return (
    <ConfirmButton
      label={action.label}
      title={action.title}
      intent={action.intent}
      nonce={nonce}
      action={`/connections/${id}`}
      size="sm"
      variant={variant}
      {...(action.danger ? { danger: true, color: "gray" } : {})}
      {...(action.askReason
        ? {
            inputs: (
              <FormFields>
                <TextAreaField name="reason" label="Reason" help="The practice reads it." rows={3} />
              </FormFields>
            ),
          }
        : {})}
    >
      {action.text}
    </ConfirmButton>
  );
}
