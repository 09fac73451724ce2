import { Form, Link, useSearchParams } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import { type View, ViewTabs } from "../data/ViewTabs";
import { SubmitButton } from "../forms/buttons";
import { ToneBadge } from "../state/StateBadge";
import type { Tone } from "../state/tones";
import { ExactTime, RelativeTime } from "../Time";
import styles from "./MailPage.module.css";

export type MailState = "queued" | "sent" | "failed" | "in-doubt";

/** One letter in the list; one of the gallery was never sent and has no state. */
export interface MailRow {
  id: string;
  to: string;
  subject: string;
  state?: MailState;
  at?: string;
}

/** The letter that is open. */
export interface OpenMail extends MailRow {
  from: string;
  text: string;
  html: string;
  /** Why it could not be sent. */
  failure?: string;
  canSendAgain: boolean;
}

export interface MailPageProps {
  title: string;
  aside: string;
  views: View[];
  mails: MailRow[];
  opened: OpenMail | null;
  look: "light" | "dark";
  empty: string;
  formError?: string | undefined;
}

const words: Record<MailState, { tone: Tone; word: string }> = {
  queued: { tone: "wait", word: "Queued" },
  sent: { tone: "good", word: "Sent" },
  failed: { tone: "stop", word: "Failed" },
  "in-doubt": { tone: "warn", word: "Nobody knows" },
};

/** Letters, as their readers see them. */
export function MailPage({ title, aside, views, mails, opened, look, empty, formError }: MailPageProps) {
  const linkTo = useLinkTo();
  return (
    <div className={styles.whole}>
      <PageHeader title={title} aside={aside} />
      {views.length > 0 ? (
        <div className={styles.bar}>
          <ViewTabs label="Views of mails" views={views} />
        </div>
      ) : null}
      {mails.length === 0 ? (
        <EmptyState title="No letters here" text={empty} />
      ) : (
        <div className={styles.page}>
          <nav aria-label="Letters" className={styles.list}>
            <ul>
              {mails.map((mail) => (
                <li key={mail.id}>
                  <Link
                    to={linkTo({ mail: mail.id })}
                    className={styles.row}
                    preventScrollReset
                    prefetch="intent"
                    {...(mail.id === opened?.id ? { "aria-current": "true" as const } : {})}
                  >
                    <span className={styles.subject}>{mail.subject}</span>
                    <span className={styles.to}>{mail.to}</span>
                    {mail.state && mail.at ? (
                      <span className={styles.state}>
                        <ToneBadge tone={words[mail.state].tone} plain>
                          {words[mail.state].word}
                        </ToneBadge>
                        <RelativeTime at={mail.at} />
                      </span>
                    ) : null}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          {opened ? (
            <Letter mail={opened} look={look} formError={formError} />
          ) : (
            <p className={styles.none}>Choose a letter to read it.</p>
          )}
        </div>
      )}
    </div>
  );
}

/** This page with some of its query changed. */
function useLinkTo() {
  const [params] = useSearchParams();
  return (change: Record<string, string>) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(change)) next.set(name, value);
    return `?${next}`;
  };
}

function Letter({ mail, look, formError }: { mail: OpenMail; look: "light" | "dark"; formError: string | undefined }) {
  const linkTo = useLinkTo();
  return (
    <article className={styles.letter} aria-labelledby="letter">
      <div className={styles.head}>
        <h2 id="letter">{mail.subject}</h2>
        <ViewTabs
          label="How it is shown"
          views={[
            { label: "Light", href: linkTo({ look: "light" }), current: look === "light" },
            { label: "Dark", href: linkTo({ look: "dark" }), current: look === "dark" },
          ]}
        />
      </div>
      <KeyValue
        facts={[
          { label: "From", value: mail.from },
          { label: "To", value: mail.to },
          ...(mail.state && mail.at ? [{ label: words[mail.state].word, value: <ExactTime at={mail.at} /> }] : []),
        ]}
      />
      {mail.failure ? (
        <Callout
          tone={mail.state === "queued" ? "warn" : "stop"}
          title={mail.state === "queued" ? "It was not taken yet and is tried again." : "It was not delivered."}
        >
          {mail.failure}
        </Callout>
      ) : null}
      {formError ? <Callout tone="stop" title={formError} /> : null}
      {mail.canSendAgain ? (
        <Form method="post" preventScrollReset>
          <input type="hidden" name="id" value={mail.id} />
          <SubmitButton intent="sendAgain" match={{ id: mail.id }}>
            Send it again
          </SubmitButton>
        </Form>
      ) : null}
      <iframe
        className={styles.paper}
        data-look={look}
        title={`Letter: ${mail.subject}`}
        sandbox=""
        srcDoc={mail.html}
      />
      <details className={styles.text}>
        <summary>As plain text</summary>
        <pre>{mail.text}</pre>
      </details>
    </article>
  );
}
