import { NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { HTMLInputTypeAttribute, ReactNode } from "react";
import { useField } from "./context";

interface Common {
  name: string;
  label: string;
  /** Help under the field. */
  help?: ReactNode;
  optional?: boolean;
}

interface TextProps extends Common {
  type?: Exclude<HTMLInputTypeAttribute, "password" | "radio" | "checkbox">;
  autoComplete?: string;
  inputMode?: "text" | "numeric" | "email" | "tel";
  suffix?: ReactNode;
}

function useInputProps({ name, label, help, optional }: Common) {
  const field = useField(name);
  return {
    id: field.id,
    name,
    size: field.size,
    label: (
      <>
        {label}
        {optional ? <span className="gh-dim"> optional</span> : null}
      </>
    ),
    defaultValue: field.text,
    ...(help ? { description: help } : {}),
    ...(field.error ? { error: field.error } : {}),
  };
}

/** A line of text, a number, a date, an address. */
export function TextField({ type = "text", autoComplete = "off", inputMode, suffix, ...common }: TextProps) {
  return (
    <TextInput
      {...useInputProps(common)}
      type={type}
      autoComplete={autoComplete}
      {...(inputMode ? { inputMode } : {})}
      {...(suffix ? { rightSection: suffix, rightSectionWidth: 72 } : {})}
    />
  );
}

/** A password; it never comes back from the server. */
export function PasswordField({ autoComplete, ...common }: Common & { autoComplete: string }) {
  return (
    <PasswordInput
      {...useInputProps(common)}
      autoComplete={autoComplete}
      visibilityToggleButtonProps={{ "aria-label": "Show or hide the password", tabIndex: 0 }}
    />
  );
}

/** Several lines of text. */
export function TextAreaField({ rows = 4, ...common }: Common & { rows?: number }) {
  return <Textarea {...useInputProps(common)} rows={rows} />;
}

interface SelectProps extends Common {
  options: { value: string; label: string }[];
  onChange?: (value: string) => void;
}

/** One of a list; the browser's own select, so it works everywhere. */
export function SelectField({ options, onChange, ...common }: SelectProps) {
  return (
    <NativeSelect
      {...useInputProps(common)}
      data={options}
      {...(onChange ? { onChange: (event) => onChange(event.currentTarget.value) } : {})}
    />
  );
}
