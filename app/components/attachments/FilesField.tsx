import { type ReactNode, useEffect, useRef, useState } from "react";
import { useField } from "../forms/context";
import styles from "./attachments.module.css";
import type { UploadRules } from "./types";

interface Props {
  name: string;
  label: ReactNode;
  help?: string;
  optional?: boolean;
  rules: UploadRules;
  /** Called with the field when files were chosen that are not too large. */
  onChosen?: (field: HTMLInputElement) => void;
  /** The form was sent: what was chosen is taken back. */
  sent?: boolean;
  children?: ReactNode;
}

/** Any number of files. The form it stands in is sent as multipart. */
export function FilesField({ name, label, help, optional, rules, onChosen, sent = false, children }: Props) {
  const field = useField(name);
  const input = useRef<HTMLInputElement>(null);
  const [tooLarge, setTooLarge] = useState<string>();
  const error = tooLarge ?? field.error;
  useEffect(() => {
    if (sent && input.current) input.current.value = "";
  }, [sent]);
  const check = (chosen: HTMLInputElement) => {
    const large = [...(chosen.files ?? [])].filter((file) => file.size > rules.mostBytes);
    setTooLarge(large.length > 0 ? large.map((file) => `${file.name} is larger than 10 MB.`).join(" ") : undefined);
    if (large.length > 0) chosen.value = "";
    else if (chosen.files?.length) onChosen?.(chosen);
  };
  return (
    <div className={styles.field} data-size={field.size}>
      <label className={styles.label} htmlFor={field.id}>
        {label}
        {optional ? <span className="gh-dim"> optional</span> : null}
      </label>
      {children}
      <input
        ref={input}
        id={field.id}
        className={styles.input}
        type="file"
        name={name}
        multiple
        accept={rules.accept}
        aria-describedby={`${field.id}-help${error ? ` ${field.id}-error` : ""}`}
        {...(error ? { "aria-invalid": true } : {})}
        onChange={(event) => check(event.currentTarget)}
      />
      <p className={styles.help} id={`${field.id}-help`}>
        {help ? `${help} ` : ""}
        {rules.kinds}, up to 10 MB each. No patient data, please.
      </p>
      {error ? (
        <p className={styles.error} id={`${field.id}-error`} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}
