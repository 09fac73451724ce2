import { Autocomplete } from "@mantine/core";
import { useMemo } from "react";
import styles from "./rule-form.module.css";
import type { PathChoice } from "./types";

interface Props {
  label: string;
  /** The label stands elsewhere and is only read out. */
  hideLabel?: boolean;
  value: string;
  choices: readonly PathChoice[];
  /** Components by data type, for completing `PID-3.`. */
  types?: Readonly<Record<string, readonly string[]>> | undefined;
  error?: string | undefined;
  readOnly?: boolean;
  onChange: (value: string) => void;
}

const shown = 12;

/** Components of the field that is typed, once there is a dot behind it. */
function componentsFor(value: string, choices: readonly PathChoice[], types: Props["types"]): PathChoice[] {
  const field = /^([A-Z][A-Z0-9]{2}(?:\[\d+\])?-\d+)\./.exec(value)?.[1];
  if (!field) return [];
  const about = choices.find(({ path }) => path === field.replace(/\[\d+\]/, ""));
  if (!about?.type) return [];
  return (types?.[about.type] ?? []).map((name, i) => ({ path: `${field}.${i + 1}`, name }));
}

/** A path with completion: typed by its place or by its name. */
export function PathInput({ label, hideLabel, value, choices, types, error, readOnly, onChange }: Props) {
  const all = useMemo(() => {
    const parts = componentsFor(value, choices, types);
    return new Map((parts.length > 0 ? parts : choices).map((choice) => [choice.path, choice.name]));
  }, [value, choices, types]);
  return (
    <Autocomplete
      size="xs"
      radius="sm"
      {...(hideLabel ? { "aria-label": label } : { label })}
      value={value}
      onChange={onChange}
      data={[...all.keys()]}
      limit={shown}
      readOnly={readOnly ?? false}
      error={error}
      classNames={{ input: styles.mono ?? "" }}
      comboboxProps={{ width: 340, position: "bottom-start", transitionProps: { duration: 0 } }}
      autoComplete="off"
      spellCheck={false}
      filter={({ options, search, limit }) => {
        const wanted = search.trim().toLowerCase();
        const hits = options.filter(
          (option) =>
            "value" in option &&
            (option.value.toLowerCase().includes(wanted) || all.get(option.value)?.toLowerCase().includes(wanted)),
        );
        return hits.slice(0, limit);
      }}
      renderOption={({ option }) => (
        <span className={styles.choice}>
          <span className="gh-mono">{option.value}</span>
          <span className={`gh-dim ${styles.choiceName}`}>{all.get(option.value)}</span>
        </span>
      )}
    />
  );
}
