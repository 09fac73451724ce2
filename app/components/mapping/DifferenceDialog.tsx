import { Modal, SegmentedControl, Textarea } from "@mantine/core";
import { Form } from "@remix-run/react";
import { useState } from "react";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { ToneBadge } from "../state/StateBadge";
import styles from "./dialogs.module.css";
import { draftChanges, type RuleChange } from "./difference";
import type { RuleSet } from "./types";
import type { Mapping } from "./use-mapping";

interface Props {
  mapping: Mapping;
  opened: boolean;
  onClose: () => void;
  base: RuleSet | null;
  published: RuleSet | null;
  canPublish: boolean;
  nonce: string;
  error?: string | undefined;
  onPick: (change: RuleChange) => void;
}

/** What the draft changes, against the version before and against the base; and from here, publishing. */
export function DifferenceDialog(props: Props) {
  const { mapping, opened, onClose, base, published, canPublish, nonce, error, onPick } = props;
  const against = [
    ...(published ? [{ value: "published", label: `Since ${published.label}`, set: published }] : []),
    ...(base ? [{ value: "base", label: `From ${base.label}`, set: base }] : []),
  ];
  const [chosen, setChosen] = useState(against[0]?.value ?? "nothing");
  const set = against.find(({ value }) => value === chosen)?.set ?? null;
  const changes = opened ? draftChanges(set, mapping.rulesOf) : [];
  const stops = mapping.findings.filter(({ tone }) => tone === "stop").length;
  const saved = mapping.autosave.state.kind === "saved";
  return (
    <Modal opened={opened} onClose={onClose} title="Review difference" size={820}>
      <div className={styles.fields}>
        {against.length > 1 ? (
          <SegmentedControl
            aria-label="Compared with"
            value={chosen}
            onChange={setChosen}
            data={against.map(({ value, label }) => ({ value, label }))}
          />
        ) : (
          <p className="gh-dim">{against[0]?.label ?? "Nothing was published yet: everything is new."}</p>
        )}
        <Changes changes={changes} onPick={onPick} />
        {canPublish ? (
          <Form method="post" className={styles.publish}>
            <FormNonce value={nonce} />
            <input type="hidden" name="revision" value={mapping.autosave.revision()} />
            <Textarea
              name="note"
              label="What changed, and why"
              description="It stands beside the version for good. Publishing changes no connection until each takes the new version."
              autosize
              minRows={2}
              required
              maxLength={1000}
              error={error}
            />
            <div className={styles.buttons}>
              <ConfirmButton
                label="Discard draft"
                title="Discard this draft?"
                intent="discard"
                nonce={nonce}
                variant="default"
                size="sm"
                danger
              >
                <p>
                  Everything that was not published is gone. Published versions and the connections that run them stay.
                </p>
              </ConfirmButton>
              <span className={styles.why}>
                {!saved
                  ? "Wait until the draft is saved."
                  : stops > 0
                    ? "The open message has findings that stop it."
                    : ""}
              </span>
              <SubmitButton intent="publish" size="sm" {...(saved ? {} : { variant: "default" })}>
                Publish
              </SubmitButton>
            </div>
          </Form>
        ) : null}
      </div>
    </Modal>
  );
}

const tones = { added: "good", changed: "work", removed: "stop" } as const;
const words = { added: "Added", changed: "Changed", removed: "Removed" };

function Changes({ changes, onPick }: { changes: RuleChange[]; onPick: (change: RuleChange) => void }) {
  if (changes.length === 0) return <p className={styles.lead}>No rule differs.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys.
    <section className={styles.scroll} tabIndex={0} aria-label="Rules that differ">
      <ul className={styles.changes}>
        {changes.map((change) => (
          <li key={`${change.flow} ${change.name}`}>
            <div className={styles.changeHead}>
              <ToneBadge tone={tones[change.kind]} plain>
                {words[change.kind]}
              </ToneBadge>
              {change.kind === "removed" ? (
                <span className="gh-mono">{change.name}</span>
              ) : (
                <button type="button" className={styles.pick} onClick={() => onPick(change)}>
                  <span className="gh-mono">{change.name}</span>
                </button>
              )}
              <span className="gh-dim">{change.flow}</span>
            </div>
            <dl>
              {change.parts.map(({ part, before, after }) => (
                <div key={part}>
                  <dt>{part}</dt>
                  <dd className="gh-mono">
                    {before ? <del>{before}</del> : null} {after ? <ins>{after}</ins> : null}
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
