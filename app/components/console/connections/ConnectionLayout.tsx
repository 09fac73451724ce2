import { IconArrowsLeftRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { PageHeader } from "../../data/PageHeader";
import { ViewTabs } from "../../data/ViewTabs";
import { FormFields } from "../../forms/context";
import { BallInCourt } from "../../state/BallInCourt";
import { GateLamps } from "../../state/GateLamps";
import { LiveDot } from "../../state/LiveDot";
import { StateBadge } from "../../state/StateBadge";
import { ToneIcon } from "../../state/ToneIcon";
import { ExactTime } from "../../Time";
import { useLive } from "../../use-live";
import { FormProblems } from "../parts/FormProblems";
import { Primary, Secondary } from "./Actions";
import { ConnectionSide } from "./ConnectionSide";
import styles from "./connections.module.css";
import type { ConnectionLayoutProps } from "./types";

export type { ConnectionLayoutProps, PrimaryAction, SecondaryAction } from "./types";

const ownFields = ["reason"];

/** The workspace of one connection: state, turn, verdict and gate above its tabs; facts and activity beside them. */
export function ConnectionLayout(props: ConnectionLayoutProps & { children: ReactNode }) {
  const { practice, emr, state, turn, facts, primary, secondary, verdict, lamps, currentLamp, tabs, nonce } = props;
  const live = useLive(props.liveTopics);
  return (
    <>
      <PageHeader
        title={
          <>
            {practice}{" "}
            <IconArrowsLeftRight size={17} stroke={1.8} className={styles.ways} aria-label="and" role="img" /> {emr}
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
        actions={
          <FormFields
            errors={props.errors}
            {...(props.defaultValues ? { defaultValues: props.defaultValues } : {})}
            scope="header"
          >
            {secondary.map((action) => (
              <Secondary key={action.intent} action={action} nonce={nonce} />
            ))}
            {primary ? <Primary action={primary} nonce={nonce} /> : null}
          </FormFields>
        }
      />
      <section className={styles.gate} aria-label="Verdict">
        <FormProblems errors={props.errors} fields={ownFields} scope="header" />
        <div className={styles.verdict} data-tone={verdict.tone}>
          <p>
            <ToneIcon tone={verdict.tone} size={15} /> <strong>{verdict.word}</strong> {verdict.sentence}
          </p>
          {verdict.computedAt ? (
            <span className="gh-dim">
              Computed from evidence{verdict.version === null ? "" : ` for configuration ${verdict.version}`},{" "}
              <ExactTime at={verdict.computedAt} style="time" />
            </span>
          ) : null}
        </div>
        <GateLamps lamps={lamps} {...(currentLamp ? { current: currentLamp } : {})} />
      </section>
      <ViewTabs label="Parts of this connection" views={tabs} look="line" />
      <div className={styles.work}>
        <div className={styles.main}>{props.children}</div>
        <ConnectionSide {...props} />
      </div>
    </>
  );
}
