import { Autocomplete, type AutocompleteProps } from "@mantine/core";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useState } from "react";
import { fieldId, useErrors } from "../forms/context";
import styles from "./compendium.module.css";
import type { LoincLine } from "./types";
import { type LoincNote, useLoinc } from "./use-loinc";

interface BoxProps {
  value: string;
  onChange: (value: string) => void;
  found: readonly LoincLine[];
  look: (value: string) => void;
}

/** What every box with LOINC terms has: a code is typed, or found by the words of its name. */
function boxProps({ value, onChange, found, look }: BoxProps): AutocompleteProps {
  const byCode = new Map(found.map((line) => [line.code, line]));
  return {
    value,
    onChange: (next) => {
      onChange(next);
      look(next);
    },
    data: [...byCode.keys()],
    limit: 20,
    // The server has found them, by their names too.
    filter: ({ options }) => options,
    renderOption: ({ option }) => <Option line={byCode.get(option.value)} />,
    maxDropdownHeight: 320,
    comboboxProps: { width: 420, position: "bottom-start", transitionProps: { duration: 0 } },
    autoComplete: "off",
    spellCheck: false,
  };
}

function Option({ line }: { line: LoincLine | undefined }) {
  if (!line) return null;
  return (
    <span className={styles.term}>
      <span>
        <span className="gh-mono">{line.code}</span> {line.name}
      </span>
      <span className="gh-dim">{[line.parts, line.unit].filter(Boolean).join(" · ")}</span>
      {line.warning ? <span data-tone="warn">{line.warning}</span> : null}
    </span>
  );
}

interface FieldProps {
  /** The field's name in the form: `loinc`, `components.0.loinc`. */
  place: string;
  value: string;
  optional?: boolean;
}

/** A LOINC code of a form, with its term beneath. */
export function LoincField({ place, value: initial, optional = false }: FieldProps) {
  const error = useErrors()[place];
  const [value, setValue] = useState(initial);
  const { found, noteOf, look } = useLoinc(initial);
  const note = error ? null : noteWords(noteOf(value));
  return (
    <Autocomplete
      {...boxProps({ value, onChange: setValue, found, look })}
      id={fieldId(place)}
      name={place}
      label={
        <>
          LOINC
          {optional ? <span className="gh-dim"> optional</span> : null}
        </>
      }
      placeholder="Code or name"
      {...(note ? { description: note } : {})}
      {...(error ? { error } : {})}
    />
  );
}

function noteWords(note: LoincNote): ReactNode {
  if (!note) return null;
  if (note.kind === "lacking") return <span data-tone={note.warn ? "warn" : undefined}>{note.text}</span>;
  const { name, warning } = note.line;
  return (
    <>
      {name}
      {warning ? (
        <span className={styles.warning} data-tone="warn">
          {warning}
        </span>
      ) : null}
    </>
  );
}

interface CellProps {
  label: string;
  value: string;
  invalid: boolean;
  busy: boolean;
  onType: (value: string) => void;
  /** Takes the value given: a term that was chosen. */
  onTake: (value: string) => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  onBlur: () => void;
}

/** The same in the open cell of the grid; the terms beneath it name what is typed. */
export function LoincCell({ label, value, invalid, busy, onType, onTake, onKeyDown, onBlur }: CellProps) {
  const { found, look } = useLoinc("");
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    // Enter on a term of the list chooses it; the list closes first on Escape by itself.
    if (event.key === "Enter" && event.currentTarget.getAttribute("aria-activedescendant")) return;
    onKeyDown(event);
  };
  return (
    <Autocomplete
      {...boxProps({ value, onChange: onType, found, look })}
      onOptionSubmit={onTake}
      aria-label={label}
      aria-invalid={invalid || undefined}
      classNames={{ input: `${styles.editing} gh-mono` }}
      readOnly={busy}
      autoFocus
      onFocus={(event: FocusEvent<HTMLInputElement>) => {
        event.currentTarget.select();
        look(value);
      }}
      onKeyDown={keys}
      onBlur={onBlur}
    />
  );
}
