import { Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import { ToneBadge } from "../state/StateBadge";
import type { Tone } from "../state/tones";
import { ExactTime, RelativeTime } from "../Time";
import styles from "./DevMailPage.module.css";

export type MailState = "queued" | "sent" | "failed";

/** One letter in the list. */
export interface MailRow {
  id: string;
  to: string;
  subject: string;
  state: MailState;
  at: string;
  href: string;
}

/** The letter that is open. */
export interface OpenMail {
  id: string;
  from: string;
  to: string;
  subject: string;
  state: MailState;
  at: string;
  text: string;
  html: string;
  /** Why it could not be sent. */
  failure?: string;
}

export interface DevMailProps {
  mails: MailRow[];
  opened: OpenMail | null;
}

const words: Record<MailState, { tone: Tone; word: string }> = {
  queued: { tone: "wait", word: "Queued" },
  sent: { tone: "good", word: "Sent" },
  failed: { tone: "stop", word: "Failed" },
};

/** Every letter the demo wrote; nothing here has left the machine. */
export function DevMailPage({ mails, opened }: DevMailProps) {
  return (
    <>
      <PageHeader title="Demo mail outbox" aside="Letters are kept here instead of being sent." />
      {mails.length === 0 ? (
        <EmptyState title="No letters yet" text="Submit or decide a request, and the letters it causes show up here." />
      ) : (
        <div className={styles.page}>
          <nav aria-label="Letters" className={styles.list}>
            <ul>
              {mails.map((mail) => (
                <li key={mail.id}>
                  <Link
                    to={mail.href}
                    className={styles.row}
                    preventScrollReset
                    prefetch="intent"
                    {...(mail.id === opened?.id ? { "aria-current": "true" as const } : {})}
                  >
                    <span className={styles.subject}>{mail.subject}</span>
                    <span className={styles.to}>{mail.to}</span>
                    <span className={styles.state}>
                      <ToneBadge tone={words[mail.state].tone} plain>
                        {words[mail.state].word}
                      </ToneBadge>
                      <RelativeTime at={mail.at} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          {opened ? <Letter mail={opened} /> : <p className={styles.none}>Choose a letter to read it.</p>}
        </div>
      )}
    </>
  );
}

function Letter({ mail }: { mail: OpenMail }) {
  return (
    <article className={styles.letter} aria-labelledby="letter">
      <h2 id="letter">{mail.subject}</h2>
      <KeyValue
        facts={[
          { label: "From", value: mail.from },
          { label: "To", value: mail.to },
          { label: words[mail.state].word, value: <ExactTime at={mail.at} /> },
        ]}
      />
      {mail.failure ? (
        <Callout tone="stop" title="It could not be sent.">
          {mail.failure}
        </Callout>
      ) : null}
      <iframe className={styles.paper} title={`Letter: ${mail.subject}`} sandbox="" srcDoc={mail.html} />
      <details className={styles.text}>
        <summary>As plain text</summary>
        <pre>{mail.text}</pre>
      </details>
    </article>
  );
}
