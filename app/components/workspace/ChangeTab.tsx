import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { ConfirmButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import { GateLamps, type Lamp } from "../state/GateLamps";
import { ExactTime } from "../Time";
import { type ChangeLine, ChangesTable } from "./ChangesTable";
import styles from "./change.module.css";
import { ShadowCard, type ShadowCardProps } from "./ShadowCard";
import box from "./workspace.module.css";

export interface ChangeTabProps {
  /** The version in force. */
  live: number;
  state: string;
  base: string;
  nonce: string;
  /** The configuration beside it; null when there is none. */
  change:
    | (ShadowCardProps["change"] & {
        note: string;
        by: string;
        at: string;
        changes: ChangeLine[];
        lamps: Lamp[];
        /** Why it cannot be put into force now; empty when it can. */
        waits: string[];
        canSwitch: boolean;
        canDiscard: boolean;
      })
    | null;
  errors: Record<string, string>;
  typed: Record<string, string | string[]>;
}

type Change = NonNullable<ChangeTabProps["change"]>;

/** A change of a live connection: what it is, what real messages show of it, its gate, and the step that puts it into force. */
export function ChangeTab({ live, state, base, nonce, change, errors, typed }: ChangeTabProps) {
  const problem = errors.form ?? errors.reason ?? errors.note;
  return (
    <div className={box.stack}>
      {problem ? (
        <Callout tone="stop" title={problem} live>
          Nothing was changed.
        </Callout>
      ) : null}
      {change ? (
        <>
          <Head live={live} change={change} nonce={nonce} />
          <ShadowCard change={change} nonce={nonce} typed={typed} />
          <section className={box.box} aria-labelledby="differs">
            <h2 id="differs" className={box.boxTitle}>
              What it changes
            </h2>
            {change.changes.length === 0 ? (
              <p className={box.pad}>It has the same settings as version {live}.</p>
            ) : (
              <ChangesTable against={live} version={change.version} changes={change.changes} />
            )}
          </section>
        </>
      ) : (
        <NoChange live={live} state={state} base={base} />
      )}
    </div>
  );
}

function NoChange({ live, state, base }: { live: number; state: string; base: string }) {
  return (
    <EmptyState
      title="No change is being prepared"
      text={
        state === "live"
          ? `Messages run with version ${live}. What you save on Configuration, Endpoints or Codes becomes a version beside it: real messages are tried on it without being sent, a test run and the practice's signature prove what it touches, and one step puts it into force. Nothing pauses meanwhile.`
          : `The connection is ${state}. What you save comes into force directly, and its gate is asked again.`
      }
      action={
        <Button component={Link} to={`${base}/configuration`} size="xs" variant="default">
          Open the configuration
        </Button>
      }
    />
  );
}

function Head({ live, change, nonce }: { live: number; change: Change; nonce: string }) {
  const { version, note, by, at, waits, canSwitch, canDiscard, lamps } = change;
  return (
    <section className={box.box} aria-labelledby="change">
      <div className={box.boxHead}>
        <h2 id="change">
          Version {version} <span className="gh-dim">beside live version {live}</span>
        </h2>
        <div className={box.tools}>
          {canDiscard ? (
            <ConfirmButton
              label="Discard"
              title={`Discard version ${version}?`}
              intent="discardCandidate"
              nonce={nonce}
              size="xs"
              variant="default"
              inputs={
                <FormFields>
                  <TextAreaField name="reason" label="Reason" help="It stays on record." rows={3} />
                </FormFields>
              }
            >
              Version {live} runs on as it does. Version {version} and what was seen with it stay on record.
            </ConfirmButton>
          ) : null}
          {canSwitch && waits.length === 0 ? (
            <ConfirmButton
              label="Switch over"
              title={`Put version ${version} into force?`}
              intent="switchOver"
              nonce={nonce}
              size="xs"
            >
              Messages that come in from that moment are mapped with version {version}. Nothing pauses, and what is
              under way arrives. The way back to version {live} is one step, on Go-live.
            </ConfirmButton>
          ) : null}
        </div>
      </div>
      <p className={box.pad}>
        {note}{" "}
        <span className="gh-dim">
          {by}, <ExactTime at={at} />
        </span>
      </p>
      <div className={styles.gate}>
        <GateLamps lamps={lamps} label={`Gate of version ${version}`} />
      </div>
      {waits.length > 0 ? (
        <div className={styles.waits}>
          <p>{canSwitch ? "It can be put into force when this is done:" : "It waits for this:"}</p>
          <ul>
            {waits.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}
