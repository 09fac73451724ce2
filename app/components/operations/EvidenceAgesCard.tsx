import { Form, Link } from "@remix-run/react";
import { FormProblems } from "../console/parts/FormProblems";
import { Callout } from "../data/Callout";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextField } from "../forms/fields";
import styles from "../workspace/workspace.module.css";
import own from "./evidence-ages.module.css";

export interface EvidenceAgesProps {
  /** The gate items whose evidence grows old: form field and name. */
  items: { name: string; label: string }[];
  values: Record<string, string>;
  /** What the days as typed would make stale; null before anybody has asked. */
  preview: AgesPreview | null;
}

export interface AgesPreview {
  /** Connections that would have stale items, and which. */
  stale: { href: string; name: string; state: string; items: string }[];
  /** So many of them are ready to go live and would be ready no more. */
  ready: number;
}

interface Props extends EvidenceAgesProps {
  errors: Record<string, string>;
  typed: Record<string, string | string[]> | null;
}

/** For how many days what a test showed counts; what shorter days would cost is said before they hold. */
export function EvidenceAgesCard({ items, values, preview, errors, typed }: Props) {
  return (
    <section className={`${styles.box} ${own.card}`} aria-labelledby="evidence-ages">
      <h2 className={styles.boxTitle} id="evidence-ages">
        How long evidence counts
      </h2>
      <p className={`${own.note} gh-dim`}>
        Then the item is stale and the test is run again. While a connection is live, what flows keeps its evidence
        fresh.
      </p>
      <Form method="post" className={styles.form}>
        <FormFields errors={errors} defaultValues={typed ?? values}>
          <FormProblems errors={errors} />
          <div className={own.days}>
            {items.map(({ name, label }) => (
              <TextField key={name} name={name} label={`${label}, days`} inputMode="numeric" />
            ))}
          </div>
          <TextField
            name="warnDays"
            label="Engineers are told before, days"
            inputMode="numeric"
            help="By mail and on the list of a connection that is ready; from 1 to 60. Evidence counts from 7 to 730 days."
          />
          {preview ? <Preview {...preview} /> : null}
          <div className={own.buttons}>
            <SubmitButton intent="previewAges" variant="default">
              Show what changes
            </SubmitButton>
            {preview ? <input type="hidden" name="seen" value={String(preview.stale.length)} /> : null}
            <SubmitButton intent="saveAges">Save days</SubmitButton>
          </div>
        </FormFields>
      </Form>
    </section>
  );
}

function Preview({ stale, ready }: AgesPreview) {
  if (stale.length === 0) {
    return (
      <Callout tone="good" title="No connection becomes stale" live>
        Save the days for them to hold.
      </Callout>
    );
  }
  const some = stale.length === 1 ? "1 connection becomes" : `${stale.length} connections become`;
  return (
    <Callout tone="warn" title={`${some} stale, ${ready} of them ready to go live`} live>
      <p>
        Nothing has changed yet. What is live goes on. Save the days all the same, and these are tested again before
        they go live or on.
      </p>
      <ul className={own.stale}>
        {stale.map(({ href, name, state, items }) => (
          <li key={href}>
            <Link to={href}>{name}</Link>, {state}: {items}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
