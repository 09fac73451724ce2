import { Modal, SegmentedControl, Textarea } from "@mantine/core";
import { Form } from "@remix-run/react";
import { useState } from "react";
import { ConfirmButton, FormNonce, SubmitButton } from "../forms/buttons";
import { ToneBadge } from "../state/StateBadge";
import styles from "./dialogs.module.css";
import { type ChangeArea, type ChangedPart, type TemplateChange, templateChanges } from "./difference";
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
  /** Opens a rule or a table. */
  onPick: (change: TemplateChange) => void;
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
  const changes = opened ? templateChanges(set, mapping.whole) : [];
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

const tones = { added: "good", changed: "work", removed: "stop", moved: "work" } as const;
const words = { added: "Added", changed: "Changed", removed: "Removed", moved: "Moved" };
const areas: { area: ChangeArea; title: string }[] = [
  { area: "orders", title: "Orders" },
  { area: "results", title: "Results" },
  { area: "tables", title: "Code tables" },
  { area: "samples", title: "Samples" },
  { area: "about", title: "About the template" },
];

function Changes({ changes, onPick }: { changes: TemplateChange[]; onPick: Props["onPick"] }) {
  if (changes.length === 0) return <p className={styles.lead}>Nothing differs.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys.
    <section className={styles.scroll} tabIndex={0} aria-label="What differs">
      {areas.map(({ area, title }) => {
        const own = changes.filter((change) => change.area === area);
        if (own.length === 0) return null;
        return (
          <section key={area} aria-label={title}>
            <h3 className={styles.area}>
              {title} <span className="gh-num gh-dim">{own.length}</span>
            </h3>
            <ul className={styles.changes}>
              {own.map((change) => (
                <Change key={`${change.about} ${change.name}`} change={change} onPick={onPick} />
              ))}
            </ul>
          </section>
        );
      })}
    </section>
  );
}

const mostParts = 40;

function Change({ change, onPick }: { change: TemplateChange; onPick: Props["onPick"] }) {
  const { about, kind, name, parts } = change;
  const named = about === "other" ? name : <span className="gh-mono">{name}</span>;
  return (
    <li>
      <div className={styles.changeHead}>
        <ToneBadge tone={tones[kind]} plain>
          {words[kind]}
        </ToneBadge>
        {about === "other" || kind === "removed" ? (
          <span>{named}</span>
        ) : (
          <button type="button" className={styles.pick} onClick={() => onPick(change)}>
            {named}
          </button>
        )}
      </div>
      <dl>
        {parts.slice(0, mostParts).map((part, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two parts may say the same.
          <Part key={i} {...part} />
        ))}
      </dl>
      {parts.length > mostParts ? <p className="gh-dim">And {parts.length - mostParts} more.</p> : null}
    </li>
  );
}

function Part({ part, before, after }: ChangedPart) {
  return (
    <div>
      <dt title={part}>{part}</dt>
      <dd className="gh-mono">
        {before ? <del>{before}</del> : null} {after ? <ins>{after}</ins> : null}
      </dd>
    </div>
  );
}
