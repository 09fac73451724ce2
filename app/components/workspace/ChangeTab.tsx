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
        /** The step that can be taken now: at once, or by asking for a second person. */
        step: "switch" | "ask" | null;
        /** Somebody asked for the switch-over; a second person is to agree. */
        asked: { by: string; at: string; canAgree: boolean; canCancel: boolean } | null;
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
  const { version, note, by, at, waits, canSwitch, canDiscard, lamps, asked } = change;
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
          <SwitchOver live={live} change={change} nonce={nonce} />
        </div>
      </div>
      {asked ? <Asked asked={asked} nonce={nonce} /> : null}
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

const steps = {
  switch: { label: "Switch over", intent: "switchOver" },
  ask: { label: "Ask for switch-over", intent: "askSwitchOver" },
  agree: { label: "Agree and switch over", intent: "agreeSwitchOver" },
} as const;

/** The step forward that whoever looks can take now: switch, ask for a second person, or be the second person. */
function SwitchOver({ live, change, nonce }: { live: number; change: Change; nonce: string }) {
  const { version, step, asked } = change;
  const now = asked?.canAgree ? "agree" : step;
  if (!now) return null;
  const { label, intent } = steps[now];
  return (
    <ConfirmButton
      label={label}
      title={now === "ask" ? `Ask to put version ${version} into force?` : `Put version ${version} into force?`}
      intent={intent}
      nonce={nonce}
      size="xs"
    >
      {now === "ask" ? "Whoever may agree is told; it comes into force when one of them does. " : ""}
      Messages that come in from that moment are mapped with version {version}. Nothing pauses, and what is under way
      arrives. The way back to version {live} is one step by one person, on Go-live: it leads to what was tested, signed
      and ran.
    </ConfirmButton>
  );
}

/** Who asked, and what it waits for. */
function Asked({ asked, nonce }: { asked: NonNullable<Change["asked"]>; nonce: string }) {
  return (
    <div className={box.pad}>
      <Callout
        tone="wait"
        title="Waiting for a second person"
        action={
          asked.canCancel ? (
            <ConfirmButton
              label="Take back"
              title="Ask nobody any more?"
              intent="cancelSwitchOver"
              nonce={nonce}
              size="xs"
              variant="default"
              inputs={
                <FormFields>
                  <TextAreaField name="reason" label="Reason" help="It stays on record." rows={3} />
                </FormFields>
              }
            >
              The change stays as it is and can be asked for again.
            </ConfirmButton>
          ) : undefined
        }
      >
        {asked.by} asked for the switch-over <ExactTime at={asked.at} />. It comes into force when another engineer, a
        program manager or lab operations agree.
      </Callout>
    </div>
  );
}
