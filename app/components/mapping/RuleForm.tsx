import { ActionIcon, Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { ToneIcon } from "../state/ToneIcon";
import { ConditionFields } from "./ConditionFields";
import { PathInput } from "./PathInput";
import styles from "./rule-form.module.css";
import { SourceFields } from "./SourceFields";
import { TransformFields } from "./TransformFields";
import { stepsOf } from "./transform-words";
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
  /** Places of the open JSON body that the rule may name; of HL7 the vocabulary knows them. */
  bodyPaths: readonly PathChoice[] | undefined;
  /** Names of the tables there are. */
  tables: readonly string[];
  findings: readonly EditorFinding[];
  /** What it read and gave in the open sample. */
  read: readonly PlaceRow[];
  given: readonly PlaceRow[];
  actions: RuleActions;
  onOpenTable: (name: string) => void;
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
export function RuleForm(props: Props) {
  const { entry, flow, inbound, vocabulary, bodyPaths, tables, findings, read, given, actions, onOpenTable } = props;
  const { rule, origin } = entry;
  const contract = scopedPaths(vocabulary, flow, rule.each, inbound);
  const places = bodyPaths ?? vocabulary.hl7Paths[flow];
  const types = bodyPaths ? undefined : vocabulary.hl7Types;
  const [sourceChoices, targetChoices] = inbound ? [places, contract] : [contract, places];
  const [sourceTypes, targetTypes] = inbound ? [types, undefined] : [undefined, types];
  const shape = stepsOf(rule.transform)[0]?.name ?? "";
  const list = vocabulary.transforms.some((one) => one.name === shape && one.list);
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
        <SourceFields rule={rule} choices={sourceChoices} types={sourceTypes} list={list} onChange={set} />
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
        <TransformFields
          value={rule.transform}
          transforms={vocabulary.transforms}
          tables={tables}
          onOpenTable={onOpenTable}
          onChange={(value) => set("transform", value)}
        />
        <ConditionFields
          key={rule.name}
          value={rule.when}
          choices={sourceChoices}
          types={sourceTypes}
          onChange={(value) => set("when", value)}
        />
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
        <Textarea
          className={styles.whole ?? ""}
          label="Note: why the rule is as it is"
          autosize
          minRows={1}
          maxRows={6}
          value={rule.note ?? ""}
          onChange={(event) => set("note", event.currentTarget.value)}
        />
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
