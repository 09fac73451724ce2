import { Form } from "@remix-run/react";
import { useState } from "react";
import { Callout } from "../data/Callout";
import { CopyId } from "../data/CopyId";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { SelectField, TextField } from "../forms/fields";
import { ExactTime } from "../Time";
import styles from "./portal.module.css";

export interface StatusLinksProps {
  links: { id: string; label: string; by: string; expiresAt: string; openedAt: string | null }[];
  days: readonly number[];
  nonce: string;
  errors: Record<string, string>;
  /** The link just made; it is shown this once. */
  made: string | null;
}

/** Links by which people without an account see how far the request is. */
export function StatusLinks({ links, days, nonce, errors, made }: StatusLinksProps) {
  // The page loads its data again by itself and forgets the answer of a form; the link cannot be had a second time.
  const [link, setLink] = useState(made);
  if (made !== null && made !== link) setLink(made);
  return (
    <section className={styles.section} aria-labelledby="share">
      <h2 id="share" className={styles.heading}>
        Let others see where it is
      </h2>
      <div className={styles.stack}>
        <p className={styles.muted}>
          Your management or your EMR vendor sees the four steps, whose turn it is and the next date. Nothing else.
        </p>
        {link ? (
          <Callout tone="good" title="The link is ready" live>
            It is shown only now: <CopyId id={link} label="Copy the link" />
          </Callout>
        ) : null}
        {links.map((one) => (
          <Form method="post" key={one.id} className={styles.statusLink}>
            <FormNonce value={nonce} />
            <input type="hidden" name="linkId" value={one.id} />
            <span>
              <strong>{one.label}</strong>
              <span className={styles.historyBy}>
                {one.by}, until <ExactTime at={one.expiresAt} style="date" />,{" "}
                {one.openedAt ? "has been opened" : "not opened yet"}
              </span>
            </span>
            <SubmitButton intent="close-status-link" variant="default" size="sm" match={{ linkId: one.id }}>
              Close
            </SubmitButton>
          </Form>
        ))}
        <Form method="post" className={styles.stack} key={links[0]?.id ?? "first"}>
          <FormFields errors={errors} defaultValues={{ days: "90" }} size="md" scope="share">
            <FormNonce value={nonce} />
            <TextField name="label" label="For whom" help="Only your practice sees this." />
            <SelectField
              name="days"
              label="Opens for"
              options={days.map((count) => ({ value: String(count), label: `${count} days` }))}
            />
            <div className={styles.buttons}>
              <SubmitButton intent="make-status-link" variant="default" size="sm">
                Make link
              </SubmitButton>
            </div>
          </FormFields>
        </Form>
      </div>
    </section>
  );
}
