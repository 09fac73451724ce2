import { NativeSelect, TextInput } from "@mantine/core";
import { PathInput } from "./PathInput";
import styles from "./rule-form.module.css";
import type { PathChoice } from "./types";

interface Simple {
  path: string;
  is?: string[];
  not?: string[];
}

interface Props {
  value: unknown;
  choices: readonly PathChoice[];
  types: Readonly<Record<string, readonly string[]>> | undefined;
  onChange: (value: unknown) => void;
}

function simpleOf(value: unknown): Simple | undefined {
  if (value === undefined) return { path: "" };
  const { path } = (value ?? {}) as Partial<Simple>;
  return typeof path === "string" ? (value as Simple) : undefined;
}

const listOf = (text: string) =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);

/** When the rule applies: a place and what its value must be. */
export function ConditionFields({ value, choices, types, onChange }: Props) {
  const condition = simpleOf(value);
  if (!condition) return <p className={styles.wide}>Several conditions joined: edit them in the JSON view.</p>;
  const kind = condition.is ? "is" : condition.not ? "not" : "there";
  const values = condition.is ?? condition.not ?? [];
  const set = (path: string, how: string, list: string[]) => {
    if (path === "") return onChange(undefined);
    onChange({ path, ...(how === "is" && { is: list }), ...(how === "not" && { not: list }) });
  };
  return (
    <>
      <PathInput
        label="Only when"
        value={condition.path}
        choices={choices}
        types={types}
        onChange={(path) => set(path, kind, values)}
      />
      {condition.path === "" ? null : (
        <div className={styles.pair}>
          <NativeSelect
            label="Has"
            value={kind}
            data={[
              { value: "there", label: "any value" },
              { value: "is", label: "one of" },
              { value: "not", label: "none of" },
            ]}
            onChange={(event) => set(condition.path, event.currentTarget.value, values)}
          />
          {kind === "there" ? null : (
            <TextInput
              label="Values, with commas"
              defaultValue={values.join(", ")}
              onChange={(event) => set(condition.path, kind, listOf(event.currentTarget.value))}
            />
          )}
        </div>
      )}
    </>
  );
}
