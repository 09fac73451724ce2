import { IconChevronDown } from "@tabler/icons-react";
import { type KeyboardEvent, memo, useMemo, useState } from "react";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./tree.module.css";
import type { PlaceRow } from "./types";

interface Props {
  label: string;
  rows: readonly PlaceRow[];
  lit: ReadonlySet<string>;
  /** Rows a finding is about. */
  marks: ReadonlyMap<string, "stop" | "warn">;
  query: string;
  /** Contract values are drawn as JSON would have them. */
  quoted: boolean;
  onSelect: (key: string) => void;
  onFocus: (key: string) => void;
}

const fits = (row: PlaceRow, wanted: string) =>
  row.key.toLowerCase().includes(wanted) ||
  row.name.toLowerCase().includes(wanted) ||
  row.value.toLowerCase().includes(wanted);

/** The rows to show: not in a folded group; while searching, those that fit, with their groups. */
function shownRows(rows: readonly PlaceRow[], folded: ReadonlySet<string>, query: string): PlaceRow[] {
  const wanted = query.trim().toLowerCase();
  if (wanted) {
    const hits = rows.filter((row) => row.kind === "value" && fits(row, wanted));
    return rows.filter((row) =>
      row.kind === "value" ? hits.includes(row) : hits.some((hit) => hit.key.startsWith(row.key)),
    );
  }
  let closedAt: number | undefined;
  return rows.filter((row) => {
    if (closedAt !== undefined && row.depth > closedAt) return false;
    closedAt = row.kind === "group" && folded.has(row.key) ? row.depth : undefined;
    return true;
  });
}

/** A message or a contract as rows of path, name and value. Arrow keys move; focus lights a row's way, Enter opens its rule. */
export function PathTree({ label, rows, lit, marks, query, quoted, onSelect, onFocus }: Props) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [home, setHome] = useState<string>();
  const shown = useMemo(() => shownRows(rows, folded, query), [rows, folded, query]);
  const stop = shown.some((row) => row.key === home) ? home : shown[0]?.key;
  const move = (event: KeyboardEvent<HTMLUListElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
    const next = all[all.indexOf(document.activeElement as HTMLElement) + step];
    if (!next) return;
    event.preventDefault();
    setHome(next.dataset.place);
    next.focus();
  };
  const toggle = (key: string) =>
    setFolded((now) => (now.has(key) ? new Set([...now].filter((one) => one !== key)) : new Set([...now, key])));
  if (shown.length === 0)
    return <p className={styles.none}>{query ? "Nothing here fits the search." : "Nothing here."}</p>;
  return (
    <ul className={styles.tree} aria-label={label} onKeyDown={move} dir="ltr">
      {shown.map((row) => (
        <li key={row.key}>
          {row.kind === "group" ? (
            <Group row={row} open={!folded.has(row.key)} stop={row.key === stop} onToggle={toggle} />
          ) : (
            <Place
              row={row}
              lit={lit.has(row.key)}
              mark={marks.get(row.key)}
              quoted={quoted}
              stop={row.key === stop}
              onSelect={onSelect}
              onFocus={onFocus}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

interface GroupProps {
  row: PlaceRow;
  open: boolean;
  stop: boolean;
  onToggle: (key: string) => void;
}

function Group({ row, open, stop, onToggle }: GroupProps) {
  return (
    <button
      type="button"
      className={styles.group}
      data-place={row.key}
      data-depth={row.depth}
      tabIndex={stop ? 0 : -1}
      aria-expanded={open}
      onClick={() => onToggle(row.key)}
    >
      <IconChevronDown size={13} stroke={1.8} aria-hidden />
      <span className={styles.segment}>{row.label}</span> <span className="gh-ellipsis">{row.name}</span>
    </button>
  );
}

interface PlaceProps {
  row: PlaceRow;
  lit: boolean;
  mark: "stop" | "warn" | undefined;
  quoted: boolean;
  stop: boolean;
  onSelect: (key: string) => void;
  onFocus: (key: string) => void;
}

const useWords: Record<PlaceRow["use"], string> = {
  used: "",
  plain: "",
  unused: "no rule reads it",
  missing: "required",
};

const Place = memo(function Place({ row, lit, mark, quoted, stop, onSelect, onFocus }: PlaceProps) {
  return (
    <button
      type="button"
      className={styles.row}
      data-place={row.key}
      data-depth={row.depth}
      data-use={row.use}
      data-mark={mark}
      data-lit={lit || undefined}
      tabIndex={stop ? 0 : -1}
      title={[row.name, useWords[row.use]].filter(Boolean).join(", ") || undefined}
      onClick={() => onSelect(row.key)}
      onFocus={(event) => event.currentTarget.matches(":focus-visible") && onFocus(row.key)}
    >
      <span className={styles.path}>{row.label}</span>
      {quoted ? null : <span className={styles.name}>{row.name}</span>}
      <span className={styles.value} data-masked={row.masked || undefined}>
        {mark || row.use === "missing" ? (
          <ToneIcon tone={row.use === "missing" ? "stop" : (mark ?? "warn")} size={13} />
        ) : null}
        <span className="gh-ellipsis">{valueWords(row, quoted)}</span>
        {useWords[row.use] ? <span className="gh-vh">, {useWords[row.use]}</span> : null}
      </span>
    </button>
  );
});

function valueWords(row: PlaceRow, quoted: boolean): string {
  if (row.use === "missing") return "not set";
  if (row.masked) return "masked";
  return quoted && !row.bare ? `"${row.value}"` : row.value;
}
