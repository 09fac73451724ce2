import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import styles from "./rule-form.module.css";
import { type TransformBody, transformOf, transformSpec } from "./transform-words";
import type { TransformChoice, TransformOption } from "./types";

interface Props {
  value: unknown;
  transforms: readonly TransformChoice[];
  onChange: (value: unknown) => void;
}

/** How the value changes on the way: a transform of the catalogue and its options. */
export function TransformFields({ value, transforms, onChange }: Props) {
  const transform = transformOf(value);
  if (!transform) {
    return <p className={styles.wide}>Several transforms one after another: edit them in the JSON view.</p>;
  }
  const about = transforms.find(({ name }) => name === (transform.name || "text"));
  const set = (options: TransformBody["options"]) => onChange(transformSpec({ name: transform.name, options }));
  return (
    <>
      <NativeSelect
        label="Changed by"
        value={transform.name || "text"}
        description={about?.description}
        data={transforms.map(({ name, title }) => ({ value: name, label: title }))}
        onChange={(event) => {
          const name = event.currentTarget.value;
          onChange(transformSpec({ name: name === "text" ? "" : name, options: {} }));
        }}
      />
      {(about?.options ?? []).map((option) => (
        <OptionField
          key={`${transform.name} ${option.name}`}
          option={option}
          value={transform.options[option.name]}
          onChange={(next) => set({ ...transform.options, [option.name]: next })}
        />
      ))}
    </>
  );
}

interface OptionProps {
  option: TransformOption;
  value: unknown;
  onChange: (value: unknown) => void;
}

function OptionField({ option, value, onChange }: OptionProps) {
  const look = { label: wordsOf(option.name), description: option.description };
  if (option.choices) {
    return (
      <NativeSelect
        {...look}
        value={typeof value === "string" ? value : ""}
        data={[
          { value: "", label: option.default ? `${option.default} (as usual)` : "As usual" },
          ...option.choices.map((one) => ({ value: one, label: one })),
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
  if (["text", "table", "expression"].includes(option.type)) {
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

/** Numbers, lists and tables are typed as JSON; what is not JSON yet is kept as typed and not handed on. */
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

/** `onMiss` as "On miss". */
const wordsOf = (name: string) => {
  const words = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};
