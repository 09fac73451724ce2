import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import { GateLamps, type Lamp } from "../state/GateLamps";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import { type ChangeLine, ChangesTable } from "./ChangesTable";
import styles from "./change.module.css";
import { Difference, type FieldDifference } from "./Difference";
import { ShadowBars, type ShadowMark } from "./ShadowBars";
import box from "./workspace.module.css";

/** One kind of difference, over all messages that show it. */
export interface KindRow {
  key: string;
  direction: "order" | "result";
  kind: string;
  path: string;
  name: string;
  messages: number;
  exampleHref: string;
  accepted: { by: string; note: string; at: string } | null;
}

export interface ChangeTabProps {
  /** The version in force. */
  live: number;
  state: string;
  base: string;
  nonce: string;
  /** The configuration beside it; null when there is none. */
  change: {
    version: number;
    note: string;
    by: string;
    at: string;
    changes: ChangeLine[];
    lamps: Lamp[];
    /** Why it cannot be put into force now; empty when it can. */
    waits: string[];
    /** What it touches, as in a sentence. */
    touches: string[];
    mapsOtherwise: boolean;
    /** How many messages of the past can be tried. */
    window: number;
    outcomes: ShadowMark[];
    compared: number;
    kinds: KindRow[];
    example: Example | null;
    canSwitch: boolean;
    canDiscard: boolean;
    canTry: boolean;
    canAccept: boolean;
  } | null;
  errors: Record<string, string>;
  typed: Record<string, string | string[]>;
}

interface Example {
  title: string;
  href: string;
  heads: [string, string];
  /** What becomes of it with either version. */
  ends: [string, string];
  bothGo: boolean;
  /** Whether values may be shown; patient data is masked in any case. */
  values: boolean;
  difference: FieldDifference;
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
          <Shadow change={change} nonce={nonce} typed={typed} />
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

function Shadow({ change, nonce, typed }: { change: Change; nonce: string; typed: ChangeTabProps["typed"] }) {
  const { mapsOtherwise, touches, outcomes, compared, window, canTry, kinds, example } = change;
  return (
    <section className={box.box} aria-labelledby="shadow">
      <div className={box.boxHead}>
        <h2 id="shadow">
          On real messages <span className="gh-dim">{compared} compared, none sent</span>
        </h2>
        {canTry && mapsOtherwise ? (
          <Form method="post">
            <FormNonce value={nonce} />
            <SubmitButton intent="shadowPast" variant="default" size="xs">
              Try it on the newest {window}
            </SubmitButton>
          </Form>
        ) : null}
      </div>
      {mapsOtherwise ? null : (
        <p className={box.pad}>
          {touches.length === 0
            ? "It maps as the live version does, so no message comes out otherwise."
            : `It touches ${touches.join(" and ")} and maps as the live version does, so no message comes out otherwise. The endpoint check and a test run prove it.`}
        </p>
      )}
      {outcomes.length > 0 ? (
        <ShadowBars marks={outcomes} compared={compared} />
      ) : mapsOtherwise ? (
        <p className={box.pad}>
          Every message that comes in is understood with both versions; only what the live one makes of it is sent. No
          message has come in since this version was saved{canTry ? ", so try it on those that are here." : "."}
        </p>
      ) : null}
      {kinds.length > 0 ? <Kinds change={change} nonce={nonce} typed={typed} /> : null}
      {example ? <Side example={example} /> : null}
    </section>
  );
}

function Kinds({ change, nonce, typed }: { change: Change; nonce: string; typed: ChangeTabProps["typed"] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys too.
    <section className={`${box.scroll} ${styles.kinds}`} tabIndex={0} aria-label="Kinds of difference">
      <table className={box.table}>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">In</th>
            <th scope="col">Messages</th>
            <th scope="col">Example</th>
            <th scope="col">Accepted</th>
          </tr>
        </thead>
        <tbody>
          {change.kinds.map((row) => (
            <tr key={row.key} data-kind={row.kind}>
              <td>
                <span className="gh-mono">{row.path}</span> <span className="gh-dim">{row.name}</span>
              </td>
              <td>{row.direction === "order" ? "Orders" : "Results"}</td>
              <td className="gh-num">{row.messages}</td>
              <td>
                <Link to={row.exampleHref} className="gh-link" preventScrollReset>
                  Side by side
                </Link>
              </td>
              <td>
                <Accepted row={row} change={change} nonce={nonce} typed={typed} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface AcceptedProps {
  row: KindRow;
  change: Change;
  nonce: string;
  typed: ChangeTabProps["typed"];
}

function Accepted({ row, change, nonce, typed }: AcceptedProps) {
  const { accepted, direction, kind, path } = row;
  if (accepted)
    return (
      <>
        <ToneBadge tone="good" plain>
          Accepted
        </ToneBadge>{" "}
        {accepted.note}{" "}
        <span className="gh-dim">
          {accepted.by}, <ExactTime at={accepted.at} />
        </span>
      </>
    );
  if (!change.canAccept)
    return (
      <ToneBadge tone="wait" plain>
        Waiting for an engineer
      </ToneBadge>
    );
  const mine = typed.kind === kind && typed.direction === direction;
  return (
    <ConfirmButton
      label="Accept"
      title={`Accept the difference in ${path}?`}
      intent="acceptDifference"
      nonce={nonce}
      size="xs"
      variant="default"
      fields={{ version: String(change.version), direction, kind }}
      inputs={
        <FormFields defaultValues={mine ? typed : {}}>
          <TextAreaField name="note" label="Why it is wanted" help="It stays on record with your name." rows={3} />
        </FormFields>
      }
    >
      It counts for this version. A further change has to be explained anew.
    </ConfirmButton>
  );
}

function Side({ example }: { example: Example }) {
  const [live, candidate] = example.ends;
  return (
    <div id="example" className={styles.example}>
      <h3>
        <Link to={example.href} className="gh-link">
          {example.title}
        </Link>{" "}
        <span className="gh-dim">
          {example.heads[0]}: {live}. {example.heads[1]}: {candidate}.
        </span>
      </h3>
      {example.bothGo ? (
        <>
          {example.values ? null : (
            <p className="gh-dim">Only the fields are named: you may not read what is in messages.</p>
          )}
          <Difference heads={example.heads} difference={example.difference} />
        </>
      ) : null}
    </div>
  );
}
