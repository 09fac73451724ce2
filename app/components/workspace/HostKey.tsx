import { Form } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextField } from "../forms/fields";
import { ToneIcon } from "../state/ToneIcon";
import { ExactTime } from "../Time";
import styles from "./workspace.module.css";

interface Props {
  side: string;
  /** May confirm keys; a change of them does not wait for the connection to be unlocked. */
  canPin: boolean;
  pinned: { sha256: string; by: string; at: string } | null;
  /** The key its operator announced, until the server shows it. */
  next: string | null;
  /** What the server showed just now. */
  found: { algorithm: string; sha256: string } | null;
}

/** The key a partner's SFTP server is known by, and a change of it. */
export function HostKey({ side, canPin, pinned, next, found }: Props) {
  return (
    <div className={styles.part}>
      <h3 className={styles.partTitle}>Host key</h3>
      {pinned ? (
        <p>
          <ToneIcon tone="good" /> Pinned by {pinned.by}, <ExactTime at={pinned.at} />
          <Fingerprint sha256={pinned.sha256} />
        </p>
      ) : (
        <p>Nothing is sent to a server whose key nobody has confirmed.</p>
      )}
      {next ? (
        <Form method="post" className={styles.wide}>
          <input type="hidden" name="side" value={side} />
          <p>
            <ToneIcon tone="wait" /> Announced: accepted too, and pinned as soon as the server shows it.
            <Fingerprint sha256={next} />
          </p>
          {canPin ? (
            <SubmitButton intent="withdrawHostKey" match={{ side }} variant="subtle">
              Withdraw it
            </SubmitButton>
          ) : null}
        </Form>
      ) : null}
      {found ? <Found side={side} pinned={pinned?.sha256 ?? null} next={next} found={found} /> : null}
      {canPin && !found ? (
        <Form method="post">
          <input type="hidden" name="side" value={side} />
          <SubmitButton intent="lookUpHostKey" match={{ side }} variant="default">
            Fetch host key
          </SubmitButton>
        </Form>
      ) : null}
      {canPin && pinned && !next ? <Announce side={side} /> : null}
    </div>
  );
}

const Fingerprint = ({ sha256 }: { sha256: string }) => <span className={`gh-mono ${styles.breakable}`}>{sha256}</span>;

interface FoundProps {
  side: string;
  pinned: string | null;
  next: string | null;
  found: { algorithm: string; sha256: string };
}

function Found({ side, pinned, next, found }: FoundProps) {
  if (found.sha256 === pinned) return <p role="status">The server shows the pinned key.</p>;
  if (found.sha256 === next) return <p role="status">The server shows the announced key; the next transfer pins it.</p>;
  return (
    <Form method="post" className={styles.found}>
      <input type="hidden" name="side" value={side} />
      <input type="hidden" name="sha256" value={found.sha256} />
      {pinned ? (
        <Callout tone="warn" title={`The server shows another ${found.algorithm} key`}>
          Nothing is sent to it. It is right only if the server’s operator tells you the same fingerprint, by telephone
          or in person; otherwise somebody may stand between.
        </Callout>
      ) : (
        <p>The server shows this {found.algorithm} key. Compare it with what its operator told you.</p>
      )}
      <Fingerprint sha256={found.sha256} />
      {pinned ? (
        <SubmitButton intent="announceHostKey" match={{ side }}>
          The operator confirms it: accept this key
        </SubmitButton>
      ) : (
        <SubmitButton intent="pinHostKey" match={{ side }}>
          Confirm and pin this key
        </SubmitButton>
      )}
    </Form>
  );
}

function Announce({ side }: { side: string }) {
  return (
    <details className={styles.wide}>
      <summary>The operator announced a change</summary>
      <Form method="post">
        <input type="hidden" name="side" value={side} />
        <FormFields scope={`next-${side}`}>
          <div className={styles.stack}>
            <TextField
              name="sha256"
              label="Fingerprint of the next key"
              help="SHA256: and 43 characters, as the operator tells it. The key of now stays good until the next one is seen."
            />
            <div>
              <SubmitButton intent="announceHostKey" match={{ side }} variant="default">
                Accept as the next key
              </SubmitButton>
            </div>
          </div>
        </FormFields>
      </Form>
    </details>
  );
}
