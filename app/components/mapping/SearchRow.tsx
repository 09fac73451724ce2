import { IconSearch } from "@tabler/icons-react";
import type { ReactNode, RefObject } from "react";
import styles from "./editor.module.css";

interface Props {
  label: string;
  placeholder: string;
  value: string;
  inputRef?: RefObject<HTMLInputElement>;
  onChange: (value: string) => void;
  /** Stands at the right, such as a filter. */
  children?: ReactNode;
}

/** The search of a pane, a line of its own under the head. Escape empties it. */
export function SearchRow({ label, placeholder, value, inputRef, onChange, children }: Props) {
  return (
    <div className={styles.searchRow}>
      <IconSearch size={14} stroke={1.8} aria-hidden />
      <input
        {...(inputRef && { ref: inputRef })}
        className={styles.search}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && onChange("")}
      />
      {children}
    </div>
  );
}
