import { Checkbox } from "@mantine/core";
import { type ReactNode, useState } from "react";
import styles from "./choices.module.css";
import { useField } from "./context";

export interface Choice {
  value: string;
  label: string;
  text?: string;
  /** At the right, such as a price. */
  aside?: string;
}

interface CardsProps {
  name: string;
  legend: string;
  choices: Choice[];
  help?: string;
  optional?: boolean;
  /** Cards beside each other; on a phone always below each other. */
  columns?: 1 | 2 | 3;
}

function Group({
  name,
  legend,
  help,
  optional,
  error,
  children,
}: Omit<CardsProps, "choices"> & { error: string | undefined; children: ReactNode }) {
  const { id } = useField(name);
  const describedBy = [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <fieldset
      className={styles.group}
      id={id}
      tabIndex={-1}
      {...(describedBy ? { "aria-describedby": describedBy } : {})}
    >
      <legend className={styles.legend}>
        {legend}
        {optional ? <span className="gh-dim"> optional</span> : null}
      </legend>
      {children}
      {help ? (
        <p className={styles.help} id={`${id}-help`}>
          {help}
        </p>
      ) : null}
      {error ? (
        <p className={styles.error} id={`${id}-error`}>
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

function Card({
  type,
  name,
  choice,
  checked,
}: {
  type: "radio" | "checkbox";
  name: string;
  choice: Choice;
  checked: boolean;
}) {
  return (
    <label className={styles.card}>
      <input type={type} name={name} value={choice.value} defaultChecked={checked} />
      <span className={styles.words}>
        <span className={styles.label}>{choice.label}</span>
        {choice.text ? <span className={styles.text}>{choice.text}</span> : null}
      </span>
      {choice.aside ? <span className={styles.aside}>{choice.aside}</span> : null}
    </label>
  );
}

/** One of a few, each explained: real radio buttons drawn as cards. */
export function RadioCards({ choices, columns = 2, ...group }: CardsProps) {
  const field = useField(group.name);
  return (
    <Group {...group} error={field.error}>
      <div className={styles.cards} data-columns={columns}>
        {choices.map((choice) => (
          <Card
            key={choice.value}
            type="radio"
            name={group.name}
            choice={choice}
            checked={field.text === choice.value}
          />
        ))}
      </div>
    </Group>
  );
}

/** Any of a few, each explained: real checkboxes drawn as cards. */
export function CheckboxCards({ choices, columns = 1, ...group }: CardsProps) {
  const field = useField(group.name);
  return (
    <Group {...group} error={field.error}>
      <div className={styles.cards} data-columns={columns}>
        {choices.map((choice) => (
          <Card
            key={choice.value}
            type="checkbox"
            name={group.name}
            choice={choice}
            checked={field.list.includes(choice.value)}
          />
        ))}
      </div>
    </Group>
  );
}

/** One yes or no. */
export function CheckboxField({ name, label, value = "yes" }: { name: string; label: ReactNode; value?: string }) {
  const field = useField(name);
  return (
    <Checkbox
      id={field.id}
      name={name}
      value={value}
      label={label}
      size={field.size === "md" ? "sm" : "xs"}
      defaultChecked={field.text === value}
      {...(field.error ? { error: field.error } : {})}
    />
  );
}

type PickListProps = Omit<CardsProps, "columns"> & {
  placeholder: string;
  /** Said when the search finds nothing. */
  nothing: string;
};

/** Many of a long list: checkboxes with a box that narrows the list; what was ticked before stands first. */
export function PickList({ choices, placeholder, nothing, ...group }: PickListProps) {
  const field = useField(group.name);
  const [query, setQuery] = useState("");
  const [picked, setPicked] = useState<Set<string>>(() => new Set(field.list));
  const [ordered] = useState(() => {
    const first = (choice: Choice) => field.list.includes(choice.value);
    return [...choices.filter(first), ...choices.filter((choice) => !first(choice))];
  });
  const wanted = query.trim().toLowerCase();
  const fits = (choice: Choice) =>
    `${choice.label} ${choice.value} ${choice.text ?? ""}`.toLowerCase().includes(wanted);
  const shown = choices.filter(fits).length;
  const pick = (value: string, on: boolean) =>
    setPicked((before) => {
      const after = new Set(before);
      if (on) after.add(value);
      else after.delete(value);
      return after;
    });
  return (
    <Group {...group} error={field.error}>
      <div className={styles.list}>
        <div className={styles.listHead}>
          <input
            type="search"
            className={styles.search}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") event.preventDefault();
            }}
            placeholder={placeholder}
            aria-label={placeholder}
          />
          <span aria-live="polite">{picked.size === 0 ? "None chosen" : `${picked.size} chosen`}</span>
        </div>
        <div className={styles.scroll}>
          {ordered.map((choice) => (
            <label key={choice.value} className={styles.item} hidden={!fits(choice)}>
              <input
                type="checkbox"
                name={group.name}
                value={choice.value}
                checked={picked.has(choice.value)}
                onChange={(event) => pick(choice.value, event.currentTarget.checked)}
              />
              <span className={styles.itemLabel}>{choice.label}</span>
              <span className="gh-mono gh-dim">{choice.value}</span>
              {choice.text ? <span className={styles.itemText}>{choice.text}</span> : null}
            </label>
          ))}
          {shown === 0 ? <p className={styles.none}>{nothing}</p> : null}
        </div>
      </div>
    </Group>
  );
}
