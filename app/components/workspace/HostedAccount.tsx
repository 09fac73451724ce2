import { Button } from "@mantine/core";
import { Form } from "@remix-run/react";
import { useState } from "react";
import { Callout } from "../data/Callout";
import { CopyId } from "../data/CopyId";
import { KeyValue } from "../data/KeyValue";
import { ConfirmButton, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import { ExactTime } from "../Time";
import styles from "./workspace.module.css";

export interface HostedAccountProps {
  username: string;
  /** Null when our SFTP server never ran. */
  server: { host: string; port: string; up: boolean } | null;
  /** What the server shows now, and what it is going to show. */
  hostKeys: { algorithm: string; sha256: string; next: boolean }[];
  keys: {
    id: string;
    algorithm: string;
    sha256: string;
    comment: string;
    by: string;
    at: string;
    revokedAt: string | null;
  }[];
  lastLogin: { at: string; address: string } | null;
  /** Who was turned away last. `sha256`: of the key, empty where none was shown; `revoked`: it opened the account once. */
  lastRefusal: { at: string; address: string; sha256: string; revoked: boolean } | null;
  canChangeKeys: boolean;
  nonce: string;
}

/** A pair of keys that was just made; its private half is shown this once. */
export interface MadeKey {
  privateKey: string;
  fileName: string;
  sha256: string;
}

interface Props extends HostedAccountProps {
  made: MadeKey | null;
  /** What stood against the keys that were pasted. They are not shown again: one may have been a private key. */
  keyError: string | null;
}

/** An account on our own SFTP server: what to tell the partner, and the keys that open it. */
export function HostedAccount(props: Props) {
  const { username, server, hostKeys, lastLogin, lastRefusal } = props;
  return (
    <>
      <div className={styles.part}>
        <h3 className={styles.partTitle}>What the partner needs</h3>
        {server?.up ? null : (
          <Callout tone="warn" title={server ? "Our SFTP server is not running" : "Our SFTP server is not switched on"}>
            {server
              ? "Files that are here are safe; partners cannot sign in until it is back."
              : "Set GATEHOUSE_SFTP_PORT and start Gatehouse again."}
          </Callout>
        )}
        <KeyValue
          facts={[
            { label: "Server", value: server ? <CopyId id={server.host} /> : "" },
            { label: "Port", value: server?.port ?? "" },
            { label: "User name", value: <CopyId id={username} /> },
            { label: "Orders go into", value: <span className="gh-mono">/to-lab</span> },
            { label: "Results are in", value: <span className="gh-mono">/from-lab</span> },
            {
              label: "Last sign-in",
              value: lastLogin ? (
                <>
                  <ExactTime at={lastLogin.at} /> from {lastLogin.address}
                </>
              ) : (
                "Never"
              ),
            },
            ...(lastRefusal ? [{ label: "Last turned away", value: <Refusal {...lastRefusal} /> }] : []),
          ]}
        />
        <h4 className={styles.partTitle}>Host keys of our server</h4>
        {hostKeys.length === 0 ? <p>They are made when the server starts for the first time.</p> : null}
        <ul className={styles.plainList}>
          {hostKeys.map((key) => (
            <li key={key.sha256}>
              {key.algorithm} {key.next ? <ToneBadge tone="wait">Comes next</ToneBadge> : null}
              <span className={`gh-mono ${styles.breakable}`}>{key.sha256}</span>
            </li>
          ))}
        </ul>
      </div>
      <Keys {...props} />
    </>
  );
}

function Refusal({ at, address, sha256, revoked }: NonNullable<HostedAccountProps["lastRefusal"]>) {
  const how =
    sha256 === "" ? "without a key" : revoked ? "with a key that was revoked" : "with a key we were not given";
  return (
    <>
      <ExactTime at={at} /> from {address}, {how} <span className={`gh-mono ${styles.breakable}`}>{sha256}</span>
    </>
  );
}

function Keys({ keys, canChangeKeys, nonce, made, keyError }: Props) {
  const open = keys.filter((key) => !key.revokedAt);
  return (
    <div className={styles.part}>
      <h3 className={styles.partTitle}>Keys that open the account</h3>
      {open.length === 0 ? <p>None yet: nobody can sign in.</p> : null}
      <ul className={styles.keys}>
        {keys.map((key) => (
          <li key={key.id} data-off={key.revokedAt ? true : undefined}>
            <ToneIcon tone={key.revokedAt ? "off" : "good"} />
            <span>
              <strong>{key.comment || "Without a comment"}</strong>{" "}
              <span className="gh-dim">
                {key.algorithm},{" "}
                {key.revokedAt ? (
                  <>
                    revoked <ExactTime at={key.revokedAt} />
                  </>
                ) : (
                  <>
                    added by {key.by}, <ExactTime at={key.at} />
                  </>
                )}
              </span>
            </span>
            <span className={`gh-mono ${styles.breakable}`}>{key.sha256}</span>
            {canChangeKeys && !key.revokedAt ? (
              <ConfirmButton
                label="Revoke key"
                title="Revoke this key?"
                intent="revokeHostedKey"
                nonce={nonce}
                fields={{ keyId: key.id, side: "emr" }}
                variant="default"
                size="xs"
                danger
              >
                Whoever is signed in with it is cut off within seconds. Files that were handed over stay; other keys go
                on working.
              </ConfirmButton>
            ) : null}
          </li>
        ))}
      </ul>
      {canChangeKeys ? <NewKeys made={made} keyError={keyError} /> : null}
    </div>
  );
}

function NewKeys({ made, keyError }: { made: MadeKey | null; keyError: string | null }) {
  // The page loads its data again by itself and forgets the answer of a form; the key cannot be had a second time.
  const [key, setKey] = useState(made);
  if (made !== null && made !== key) setKey(made);
  return (
    <>
      {key ? (
        <Callout tone="good" title="A pair of keys was made" live>
          <p>
            Its public half opens the account already. The private half is for the partner, by a safe way; it is here
            only now and kept nowhere.
          </p>
          <Button size="xs" onClick={() => save(key)}>
            Download {key.fileName}
          </Button>
        </Callout>
      ) : null}
      {/* What was refused is taken out of the field: it may have been a private key. */}
      <Form method="post" className={styles.wide} key={keyError}>
        <input type="hidden" name="side" value="emr" />
        <FormFields errors={keyError ? { publicKeys: keyError } : {}}>
          <div className={styles.stack}>
            <TextAreaField
              name="publicKeys"
              label="Public keys of the partner"
              rows={3}
              help="One a line, as in a .pub file: ssh-ed25519, ecdsa or RSA from 3072 bits."
            />
            <div className={styles.tools}>
              <SubmitButton intent="addHostedKeys" variant="default">
                Add keys
              </SubmitButton>
              <SubmitButton intent="makeHostedKey" variant="subtle">
                Make a pair for them
              </SubmitButton>
            </div>
          </div>
        </FormFields>
      </Form>
    </>
  );
}

function save({ privateKey, fileName }: MadeKey): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([privateKey], { type: "application/octet-stream" }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
