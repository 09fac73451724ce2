import { Form } from "@remix-run/react";
import { useState } from "react";
import { Callout } from "../data/Callout";
import { CopyId } from "../data/CopyId";
import { ConfirmButton, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { SelectField, TextField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import styles from "./workspace.module.css";

export interface ShareCardProps {
  canShare: boolean;
  links: {
    id: string;
    label: string;
    by: string;
    expiresAt: string;
    openedAt: string | null;
    open: boolean;
  }[];
  days: number[];
  /** Where the specification is as a PDF. */
  pdfHref: string;
  nonce: string;
  /** The link just made; it is shown this once. */
  made: string | null;
  errors: Record<string, string>;
}

/** Links to this connection's interface specification for people without an account. */
export function ShareCard({ canShare, links, days, pdfHref, nonce, made, errors }: ShareCardProps) {
  // The page loads its data again by itself and forgets the answer of a form; the link cannot be had a second time.
  const [link, setLink] = useState(made);
  if (made !== null && made !== link) setLink(made);
  return (
    <section className={styles.box}>
      <h2 className={styles.boxTitle}>
        Share the specification{" "}
        <a href={pdfHref} className="gh-link">
          Download PDF
        </a>
      </h2>
      {canShare ? (
        <Form method="post" className={styles.form}>
          {link ? (
            <Callout tone="good" title="The link is ready" live>
              It is shown only now: <CopyId id={link} label="Copy the link" />
            </Callout>
          ) : null}
          <FormFields errors={errors} defaultValues={{ days: "30" }}>
            <TextField name="label" label="For whom" help="Such as the EMR vendor's engineer. Only you see this." />
            <SelectField
              name="days"
              label="Opens for"
              options={days.map((count) => ({ value: String(count), label: `${count} days` }))}
            />
            <div>
              <SubmitButton intent="createShareLink" variant="default">
                Make link
              </SubmitButton>
            </div>
          </FormFields>
        </Form>
      ) : null}
      {links.length === 0 ? (
        <p className={styles.pad}>Nobody outside has the specification yet.</p>
      ) : (
        <ul className={styles.rows}>
          {links.map((one) => (
            <li key={one.id}>
              <strong>{one.label}</strong>
              <span>
                {one.open ? (
                  <>
                    Open until <ExactTime at={one.expiresAt} />
                  </>
                ) : (
                  <ToneBadge tone="off" plain>
                    Closed
                  </ToneBadge>
                )}
                <span className={styles.detail}>
                  {one.by}, {one.openedAt ? "last opened " : "never opened"}
                  {one.openedAt ? <ExactTime at={one.openedAt} /> : null}
                </span>
              </span>
              {canShare && one.open ? (
                <ConfirmButton
                  label="Revoke"
                  title="Revoke this link?"
                  intent="revokeShareLink"
                  nonce={nonce}
                  fields={{ linkId: one.id }}
                  variant="default"
                  size="xs"
                  danger
                >
                  It stops opening at once, for everybody who has it.
                </ConfirmButton>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
