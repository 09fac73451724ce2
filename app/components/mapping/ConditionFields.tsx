import { ActionIcon, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import {
  type ConditionKind,
  type ConditionList,
  conditionList,
  conditionOf,
  conditionSpec,
  kindOf,
  type ValueCondition,
} from "./conditions";
import { PathInput } from "./PathInput";
import styles from "./rule-form.module.css";
import type { PathChoice } from "./types";

interface Props {
  value: unknown;
  choices: readonly PathChoice[];
  types: Readonly<Record<string, readonly string[]>> | undefined;
  onChange: (value: unknown) => void;
}

const listOf = (text: string) =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);

/** When the rule applies: one condition, or several of which all or any have to hold. */
export function ConditionFields({ value, choices, types, onChange }: Props) {
  const [further, setFurther] = useState(false);
  const list = conditionList(value);
  if (!list) {
    return <p className={styles.wide}>Applies only under conditions within conditions; the JSON view shows them.</p>;
  }
  const { join, conditions } = list;
  const shown = further || conditions.length === 0 ? [...conditions, { path: "" }] : conditions;
  const put = (next: Partial<ConditionList>) => onChange(conditionSpec({ join, conditions, ...next }));
  const change = (at: number, next: ValueCondition) => {
    if (at === conditions.length) setFurther(false);
    put({ conditions: shown.map((one, i) => (i === at ? next : one)) });
  };
  return (
    <fieldset className={styles.chain} data-many={shown.length > 1 || undefined}>
      <legend>Only when</legend>
      {conditions.length > 1 ? (
        <SegmentedControl
          size="xs"
          aria-label="How the conditions are joined"
          value={join}
          onChange={(next) => put({ join: next as ConditionList["join"] })}
          data={[
            { value: "all", label: "All of" },
            { value: "any", label: "Any of" },
          ]}
        />
      ) : null}
      <ul className={styles.steps} data-many={shown.length > 1 || undefined}>
        {shown.map((condition, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place in the list is what it is.
          <li key={i} className={styles.stack}>
            <OneCondition
              number={i + 1}
              condition={condition}
              choices={choices}
              types={types}
              onChange={(next) => change(i, next)}
              {...(shown.length > 1 && {
                onRemove: () => {
                  if (i === conditions.length) setFurther(false);
                  else put({ conditions: conditions.filter((_, j) => j !== i) });
                },
              })}
            />
          </li>
        ))}
      </ul>
      {further || conditions.length === 0 ? null : (
        <button type="button" className={styles.more} onClick={() => setFurther(true)}>
          <IconPlus size={12} aria-hidden /> another condition
        </button>
      )}
    </fieldset>
  );
}

interface OneProps {
  number: number;
  condition: ValueCondition;
  choices: readonly PathChoice[];
  types: Props["types"];
  onChange: (condition: ValueCondition) => void;
  onRemove?: () => void;
}

function OneCondition({ number, condition, choices, types, onChange, onRemove }: OneProps) {
  const { kind, values } = kindOf(condition);
  return (
    <>
      <div className={styles.source}>
        <PathInput
          label={`Condition ${number}, place`}
          hideLabel
          value={condition.path}
          choices={choices}
          types={types}
          onChange={(path) => onChange(conditionOf(path, kind, values))}
        />
        {onRemove ? (
          <ActionIcon size={28} aria-label={`Remove condition ${number}`} onClick={onRemove}>
            <IconX size={14} />
          </ActionIcon>
        ) : null}
      </div>
      {condition.path === "" ? null : (
        <div className={styles.has}>
          <NativeSelect
            aria-label={`Condition ${number}, has`}
            value={kind}
            data={[
              { value: "there", label: "has any value" },
              { value: "is", label: "is one of" },
              { value: "not", label: "is none of" },
            ]}
            onChange={(event) =>
              onChange(conditionOf(condition.path, event.currentTarget.value as ConditionKind, values))
            }
          />
          {kind === "there" ? null : (
            <ValuesInput
              key={condition.path}
              label={`Condition ${number}, values with commas`}
              values={values}
              onChange={(next) => onChange(conditionOf(condition.path, kind, next))}
            />
          )}
        </div>
      )}
    </>
  );
}

interface ValuesProps {
  label: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
}

/** Values with commas, kept as typed while they mean the same: a comma just typed does not vanish. */
function ValuesInput({ label, values, onChange }: ValuesProps) {
  const printed = values.join(", ");
  const [text, setText] = useState(printed);
  const shown = listOf(text).join(", ") === printed ? text : printed;
  return (
    <TextInput
      aria-label={label}
      placeholder="A, B"
      value={shown}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(listOf(event.currentTarget.value));
      }}
    />
  );
}
