import { Form, Link } from "@remix-run/react";
import { FormNonce, SubmitButton } from "../forms/buttons";
import styles from "./change.module.css";
import { Difference, type FieldDifference } from "./Difference";
import { DifferenceKinds, type KindRow } from "./DifferenceKinds";
import { ShadowBars, type ShadowMark } from "./ShadowBars";
import box from "./workspace.module.css";

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
      {kinds.length > 0 ? <DifferenceKinds {...change} nonce={nonce} typed={typed} /> : null}
      {example ? <Side example={example} /> : null}
    </section>
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
