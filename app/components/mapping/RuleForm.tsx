import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { ToneIcon } from "../state/ToneIcon";
import { ConditionFields } from "./ConditionFields";
import { PathInput } from "./PathInput";
import styles from "./rule-form.module.css";
import { sourcesOf } from "./rules";
import { TransformFields } from "./TransformFields";
import type { EditorFinding, EffectiveRule, Flow, PathChoice, PlaceRow, RuleBody, Vocabulary } from "./types";

export interface RuleActions {
  change(rule: RuleBody, part: string): void;
  rename(name: string): void;
  duplicate(): void;
  remove(): void;
  restore(): void;
  move(step: -1 | 1): void;
}

interface Props {
  entry: EffectiveRule;
  flow: Flow;
  /** From HL7 to the contract, or back. */
  inbound: boolean;
  vocabulary: Vocabulary;
  findings: readonly EditorFinding[];
  /** What it read and gave in the open sample. */
  read: readonly PlaceRow[];
  given: readonly PlaceRow[];
  actions: RuleActions;
}

/** Contract paths as a rule of this scope writes them: from its item, or with `/` from the whole. */
function scopedPaths(vocabulary: Vocabulary, flow: Flow, each: string | undefined, inbound: boolean): PathChoice[] {
  const prefix = vocabulary.scopes.find(({ value }) => value === each)?.prefix ?? "";
  return vocabulary.contractPaths[flow].flatMap((choice) => {
    const inside = choice.path.startsWith(prefix) ? choice.path.slice(prefix.length) : undefined;
    if (inside && !inside.includes("[]")) return [{ ...choice, path: inside }];
    return !inbound && prefix !== "" && !choice.path.includes("[]") ? [{ ...choice, path: `/${choice.path}` }] : [];
  });
}

/** A rule opened in place. */
export function RuleForm({ entry, flow, inbound, vocabulary, findings, read, given, actions }: Props) {
  const { rule, origin } = entry;
  const contract = scopedPaths(vocabulary, flow, rule.each, inbound);
  const hl7 = vocabulary.hl7Paths[flow];
  const [sourceChoices, targetChoices] = inbound ? [hl7, contract] : [contract, hl7];
  const [sourceTypes, targetTypes] = inbound ? [vocabulary.hl7Types, undefined] : [undefined, vocabulary.hl7Types];
  const set = (part: keyof RuleBody, value: unknown) => actions.change({ ...rule, [part]: value }, part);
  return (
    <div className={styles.form}>
      {findings.map((finding) => (
        <p key={finding.key} className={styles.finding} data-tone={finding.tone}>
          <ToneIcon tone={finding.tone} size={13} /> {finding.message}
        </p>
      ))}
      {read.length + given.length > 0 ? <Seen read={read} given={given} inbound={inbound} /> : null}
      <div className={styles.grid}>
        <Sources rule={rule} choices={sourceChoices} types={sourceTypes} onChange={(from) => set("from", from)} />
        <div className={styles.stack}>
          <PathInput
            label="To"
            value={rule.to}
            choices={targetChoices}
            types={targetTypes}
            error={rule.to === "" ? "A rule needs a place to go to." : undefined}
            onChange={(to) => set("to", to)}
          />
          <NativeSelect
            label="Once per"
            value={rule.each ?? ""}
            data={vocabulary.scopes.map(({ value, label }) => ({ value, label }))}
            onChange={(event) => set("each", event.currentTarget.value)}
          />
        </div>
        <div className={styles.stack}>
          <TransformFields
            value={rule.transform}
            transforms={vocabulary.transforms}
            onChange={(value) => set("transform", value)}
          />
        </div>
        <div className={styles.stack}>
          <ConditionFields
            key={rule.name}
            value={rule.when}
            choices={sourceChoices}
            types={sourceTypes}
            onChange={(value) => set("when", value)}
          />
        </div>
        <div className={styles.pair}>
          <TextInput
            label="If empty"
            value={rule.default ?? ""}
            onChange={(event) => set("default", event.currentTarget.value)}
          />
          <TextInput
            label="Always"
            value={rule.constant ?? ""}
            onChange={(event) => set("constant", event.currentTarget.value)}
          />
        </div>
        <NameField key={rule.name} name={rule.name} fixed={origin !== "own"} onRename={actions.rename} />
      </div>
      <div className={styles.foot}>
        <Checkbox
          label="Required"
          checked={rule.required ?? false}
          onChange={(event) => set("required", event.currentTarget.checked)}
        />
        <span className={styles.space} />
        {origin === "own" ? (
          <>
            <ActionIcon size={28} aria-label="Move up (alt and arrow up)" onClick={() => actions.move(-1)}>
              <IconArrowUp size={15} />
            </ActionIcon>
            <ActionIcon size={28} aria-label="Move down (alt and arrow down)" onClick={() => actions.move(1)}>
              <IconArrowDown size={15} />
            </ActionIcon>
          </>
        ) : null}
        {origin === "override" ? (
          <Button variant="default" onClick={actions.restore}>
            Back to inherited
          </Button>
        ) : null}
        <Button variant="default" onClick={actions.duplicate}>
          Duplicate
        </Button>
        <Button variant="default" onClick={actions.remove}>
          {origin === "inherited" ? "Leave out" : "Delete"}
        </Button>
      </div>
    </div>
  );
}

interface SourcesProps {
  rule: RuleBody;
  choices: readonly PathChoice[];
  types: Vocabulary["hl7Types"] | undefined;
  onChange: (from: string[]) => void;
}

/** The places a rule reads. A cleared place goes; a new one is part of the rule once something is typed. */
function Sources({ rule, choices, types, onChange }: SourcesProps) {
  const [further, setFurther] = useState(false);
  const sources = sourcesOf(rule);
  const shown = further || sources.length === 0 ? [...sources, ""] : sources;
  const put = (at: number, path: string) => {
    if (at === sources.length) setFurther(false);
    onChange(shown.map((one, i) => (i === at ? path : one)).filter(Boolean));
  };
  return (
    <fieldset className={styles.sources}>
      <legend>{shown.length > 1 ? "From, the first with a value" : "From"}</legend>
      {shown.map((path, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place in the list is what it is.
        <div key={i} className={styles.source}>
          <PathInput
            label={`From, place ${i + 1}`}
            hideLabel
            value={path}
            choices={choices}
            types={types}
            onChange={(next) => put(i, next)}
          />
          {sources.length > 1 && path !== "" ? (
            <ActionIcon size={28} aria-label={`Remove ${path}`} onClick={() => put(i, "")}>
              <IconX size={14} />
            </ActionIcon>
          ) : null}
        </div>
      ))}
      {further || sources.length === 0 ? null : (
        <button type="button" className={styles.more} onClick={() => setFurther(true)}>
          <IconPlus size={12} aria-hidden /> another place
        </button>
      )}
    </fieldset>
  );
}

interface NameProps {
  name: string;
  fixed: boolean;
  onRename: (name: string) => void;
}

/** The name is what versions are compared by, so it changes when it is finished, not with every letter. */
function NameField({ name, fixed, onRename }: NameProps) {
  const rename = (value: string) => value !== "" && value !== name && onRename(value);
  return (
    <TextInput
      label="Name"
      defaultValue={name}
      readOnly={fixed}
      description={fixed ? "Of the base, whose rule it replaces." : undefined}
      classNames={{ input: styles.mono ?? "" }}
      onBlur={(event) => rename(event.currentTarget.value.trim())}
      onKeyDown={(event) => event.key === "Enter" && rename(event.currentTarget.value.trim())}
    />
  );
}

const wordOf = (row: PlaceRow, quoted: boolean) =>
  row.masked ? "masked" : quoted ? `"${row.value}"` : row.value || "empty";

function Seen({ read, given, inbound }: { read: readonly PlaceRow[]; given: readonly PlaceRow[]; inbound: boolean }) {
  const few = (rows: readonly PlaceRow[], quoted: boolean) =>
    rows
      .filter(({ use }) => use !== "missing")
      .slice(0, 3)
      .map((row) => wordOf(row, quoted))
      .join(", ") || "nothing";
  return (
    <p className={styles.seen}>
      {few(read, !inbound)} → <strong>{few(given, inbound)}</strong>
    </p>
  );
}
