import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { fieldId, useErrors } from "../forms/context";
import styles from "./compendium.module.css";

interface Props<Entry> {
  /** The list's name in the form; its entries are `name.0`, `name.1` and so on. */
  name: string;
  /** One of them: "component". */
  noun: string;
  initial: readonly Entry[];
  /** A new one. */
  empty: Entry;
  /** Its fields, in one line. */
  children: (entry: Entry, place: string) => ReactNode;
  /** What stands under that line. */
  below?: (entry: Entry, place: string) => ReactNode;
}

/** A list in a form whose entries are added and taken away; the fields of one stand in `children`. */
export function Entries<Entry>({ name, noun, initial, empty, children, below }: Props<Entry>) {
  const [entries, setEntries] = useState(() => initial.map((entry, key) => ({ key, entry })));
  const add = () =>
    setEntries((before) => [...before, { key: Math.max(-1, ...before.map(({ key }) => key)) + 1, entry: empty }]);
  return (
    <div>
      {entries.map(({ key, entry }, i) => (
        <div key={key} className={styles.entry}>
          <div className={styles.entryRow}>
            {children(entry, `${name}.${i}`)}
            <ActionIcon
              size={30}
              variant="subtle"
              color="gray"
              aria-label={`Remove ${noun} ${i + 1}`}
              onClick={() => setEntries((before) => before.filter((one) => one.key !== key))}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          </div>
          {below?.(entry, `${name}.${i}`)}
        </div>
      ))}
      <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
        Add {noun}
      </Button>
    </div>
  );
}

interface FieldProps {
  place: string;
  label: string;
  value: string | number | null;
  type?: "text" | "date";
}

/** One field of an entry; `place` is its name in the form, such as `components.0.unit`. */
export function EntryField({ place, label, value, type = "text" }: FieldProps) {
  const error = useErrors()[place];
  return (
    <TextInput
      id={fieldId(place)}
      name={place}
      label={label}
      type={type}
      size="xs"
      defaultValue={value ?? ""}
      autoComplete="off"
      {...(error ? { error } : {})}
    />
  );
}

/** One of a few. */
export function EntryChoice({
  place,
  label,
  value,
  options,
}: FieldProps & { options: { value: string; label: string }[] }) {
  const error = useErrors()[place];
  return (
    <NativeSelect
      id={fieldId(place)}
      name={place}
      label={label}
      size="xs"
      data={options}
      defaultValue={String(value ?? "")}
      {...(error ? { error } : {})}
    />
  );
}
