import { Form, Link } from "@remix-run/react";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
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

export interface ShadowCardProps {
  change: {
    version: number;
    /** What it touches, as in a sentence. */
    touches: string[];
    mapsOtherwise: boolean;
    /** How many messages of the past can be tried. */
    window: number;
    outcomes: ShadowMark[];
    compared: number;
    kinds: KindRow[];
    example: Example | null;
    canTry: boolean;
    canAccept: boolean;
  };
  nonce: string;
  /** What was typed into a form that was refused. */
  typed: Record<string, string | string[]>;
}

/** What real messages show of a change: how many come out otherwise, in what, and who accepted it. */
export function ShadowCard({ change, nonce, typed }: ShadowCardProps) {
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

function Kinds({ change, nonce, typed }: ShadowCardProps) {
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

function Accepted({ row, change, nonce, typed }: ShadowCardProps & { row: KindRow }) {
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
