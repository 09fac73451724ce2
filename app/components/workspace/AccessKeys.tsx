import { Form } from "@remix-run/react";
import { useState } from "react";
import { Callout } from "../data/Callout";
import { CopyBlock } from "../data/CopyBlock";
import { CopyId } from "../data/CopyId";
import { ConfirmButton, SubmitButton } from "../forms/buttons";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import styles from "./workspace.module.css";

export interface AccessKeysProps {
  side: "emr" | "lis";
  /** What comes in on this side. */
  what: "orders" | "results";
  /** Where it is pushed to. */
  pushUrl: string;
  canManage: boolean;
  keys: {
    id: string;
    /** Its first characters. */
    hint: string;
    by: string;
    createdAt: string;
    lastUsedAt: string | null;
    open: boolean;
  }[];
  nonce: string;
  /** The key just made; it is shown this once. */
  made: string | null;
}

/** What a far end shows when it pushes to us: its keys, and how to use one. */
export function AccessKeys({ side, what, pushUrl, canManage, keys, nonce, made }: AccessKeysProps) {
  // The page loads its data again by itself and forgets the answer of a form; the key cannot be had a second time.
  const [key, setKey] = useState(made);
  if (made !== null && made !== key) setKey(made);
  const shown = keys.some((one) => !one.open && key?.startsWith(one.hint)) ? null : key;
  return (
    <div className={styles.part}>
      <h3 className={styles.partTitle}>Access keys</h3>
      <p className={styles.key}>
        They push {what} to <CopyId id={pushUrl} label="Copy the address" />
      </p>
      {shown ? <NewKey url={pushUrl} value={shown} /> : null}
      {keys.length > 0 ? (
        <ul className={styles.accessKeys}>
          {keys.map((one) => (
            <li key={one.id}>
              <span className="gh-mono">{one.hint}…</span>
              <span>
                {one.open ? (
                  one.lastUsedAt ? (
                    <>
                      Last used <ExactTime at={one.lastUsedAt} />
                    </>
                  ) : (
                    "Never used"
                  )
                ) : (
                  <ToneBadge tone="off" plain>
                    Revoked
                  </ToneBadge>
                )}
                <span className={styles.detail}>
                  {one.by}, <ExactTime at={one.createdAt} />
                </span>
              </span>
              {canManage && one.open ? (
                <ConfirmButton
                  label="Revoke"
                  title="Revoke this access key?"
                  intent="revokeAccessKey"
                  nonce={nonce}
                  fields={{ keyId: one.id, side }}
                  variant="default"
                  size="xs"
                  danger
                >
                  Whoever uses it is refused at once. Their {what} stay with them until they have another key; make that
                  one first.
                </ConfirmButton>
              ) : null}
            </li>
          ))}
        </ul>
      ) : shown ? null : (
        <p>There is none yet, so nothing is taken.</p>
      )}
      {canManage ? (
        <Form method="post">
          <input type="hidden" name="side" value={side} />
          <SubmitButton intent="createAccessKey" match={{ side }} variant="default">
            Make access key
          </SubmitButton>
        </Form>
      ) : null}
    </div>
  );
}

function NewKey({ url, value }: { url: string; value: string }) {
  const command = [
    `curl ${url}`,
    `-H 'Authorization: Bearer ${value}'`,
    "-H 'Content-Type: application/hl7-v2'",
    "-H 'Idempotency-Key: first-try'",
    "--data-binary @message.hl7",
  ].join(" \\\n  ");
  return (
    <div className={styles.wide}>
      <Callout tone="good" title="The access key is ready" live>
        <p>It is shown only now. Hand it to the far end in a way you trust.</p>
        <p className={styles.key}>
          <CopyId id={value} label="Copy the key" />
        </p>
        <CopyBlock text={command} label="Copy the command" />
      </Callout>
    </div>
  );
}
