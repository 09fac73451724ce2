import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import styles from "./rule-form.module.css";
import { missWords, type TransformStep } from "./transform-words";
import type { TransformOption } from "./types";

interface Props {
  option: TransformOption;
  /** The transform it belongs to, as it stands. */
  step: TransformStep;
  /** Names of the tables there are. */
  tables: readonly string[];
  onChange: (value: unknown) => void;
  onOpenTable: (name: string) => void;
}

/** One option of a transform, asked for by its type. */
export function OptionField({ option, step, tables, onChange, onOpenTable }: Props) {
  const value = step.options[option.name];
  const look = { label: labels[option.name] ?? wordsOf(option.name), description: option.description };
  if (option.name === "otherwise" && step.options.onMiss !== "default" && value === undefined) return null;
  if (option.type === "table") {
    const chosen = typeof value === "string" ? value : "";
    return (
      <div>
        <NativeSelect
          {...look}
          value={chosen}
          data={[
            { value: "", label: "Choose a table" },
            ...[...new Set([...tables, ...(chosen ? [chosen] : [])])].map((one) => ({ value: one, label: one })),
          ]}
          onChange={(event) => onChange(event.currentTarget.value || undefined)}
        />
        {chosen ? (
          <button type="button" className={styles.more} onClick={() => onOpenTable(chosen)}>
            Open the table
          </button>
        ) : null}
      </div>
    );
  }
  if (option.choices) {
    const word = (one: string) => (option.name === "onMiss" ? (missWords[one] ?? one) : one);
    return (
      <NativeSelect
        {...look}
        value={typeof value === "string" ? value : ""}
        data={[
          { value: "", label: option.default ? `${word(option.default)} (as usual)` : "As usual" },
          ...option.choices.map((one) => ({ value: one, label: word(one) })),
        ]}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    );
  }
  if (option.type === "boolean") {
    return (
      <NativeSelect
        {...look}
        value={value === undefined ? "" : String(value)}
        data={[
          { value: "", label: "As usual" },
          { value: "true", label: "Yes" },
          { value: "false", label: "No" },
        ]}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value === "" ? undefined : currentTarget.value === "true")
        }
      />
    );
  }
  if (["text", "expression"].includes(option.type)) {
    const Field = option.type === "expression" ? Textarea : TextInput;
    return (
      <Field
        {...look}
        value={typeof value === "string" ? value : ""}
        placeholder={option.default}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    );
  }
  return <JsonOption {...look} value={value} onChange={onChange} />;
}

interface JsonProps {
  label: string;
  description: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Numbers, lists and pairs are typed as JSON; what is not JSON yet is kept as typed and not handed on. */
function JsonOption({ label, description, value, onChange }: JsonProps) {
  const printed = value === undefined ? "" : JSON.stringify(value, null, 1);
  const [text, setText] = useState(printed);
  const [error, setError] = useState<string>();
  useEffect(() => {
    setText((now) => (sameJson(now, value) ? now : printed));
  }, [printed, value]);
  return (
    <Textarea
      label={label}
      description={description}
      autosize
      minRows={1}
      maxRows={8}
      value={text}
      error={error}
      classNames={{ input: styles.mono ?? "" }}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        try {
          const read: unknown = next.trim() === "" ? undefined : JSON.parse(next);
          setError(undefined);
          onChange(read);
        } catch {
          setError("Not JSON yet.");
        }
      }}
    />
  );
}

function sameJson(text: string, value: unknown): boolean {
  try {
    return JSON.stringify(text.trim() === "" ? undefined : JSON.parse(text)) === JSON.stringify(value);
  } catch {
    return true;
  }
}

const labels: Readonly<Record<string, string>> = { onMiss: "A code it does not list" };

/** `onMiss` as "On miss". */
const wordsOf = (name: string) => {
  const words = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};
