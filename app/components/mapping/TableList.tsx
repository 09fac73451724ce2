import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { EmptyState } from "../data/EmptyState";
import { ToneIcon } from "../state/ToneIcon";
import styles from "./editor.module.css";
import { SearchRow } from "./SearchRow";
import { TableEditor } from "./TableEditor";
import { type EffectiveTable, putTable, tableName } from "./tables";
import tableStyles from "./tables.module.css";
import type { Mapping } from "./use-mapping";

interface Props {
  mapping: Mapping;
  tablesHref: string;
}

const originWords: Record<EffectiveTable["origin"], string> = {
  own: "of this template",
  override: "in place of the base's",
  inherited: "inherited",
  "built-in": "built in",
  missing: "not there",
};

const rowWords = ({ rows, builtIn }: EffectiveTable) => {
  const count = rows.length + builtIn.length;
  if (count === 0) return "no rows";
  return `${count} ${count === 1 ? "row" : "rows"}`;
};

/** The code tables of the template, the chosen one open in place. */
export function TableList({ mapping, tablesHref }: Props) {
  const [query, setQuery] = useState("");
  const { tables, table: chosen } = mapping;
  const wanted = query.trim().toLowerCase();
  const shown = tables.filter(
    ({ name, title, rows, builtIn }) =>
      name === chosen?.name ||
      [name, title, ...[...rows, ...builtIn].flatMap(({ code, value }) => [code, value])].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
  );
  return (
    <>
      <SearchRow label="Find a table" placeholder="Find a table, code or value" value={query} onChange={setQuery} />
      <div className={styles.scroll} data-scroll>
        {shown.length === 0 ? (
          <EmptyState title="No table to show here" text="No table has this name, code or value." />
        ) : null}
        <ul className={tableStyles.list} aria-label="Code tables">
          {shown.map((table) => (
            <TableRow key={table.name} table={table} mapping={mapping} tablesHref={tablesHref} />
          ))}
        </ul>
        <NewTable mapping={mapping} />
      </div>
    </>
  );
}

function TableRow({ table, mapping, tablesHref }: { table: EffectiveTable } & Props) {
  const { name, title, origin, uses, misses } = table;
  const open = mapping.table?.name === name;
  const missed = misses.reduce((sum, { count }) => sum + count, 0);
  return (
    <li className={tableStyles.table} data-open={open || undefined} data-origin={origin}>
      <button
        type="button"
        className={tableStyles.head}
        aria-expanded={open}
        onClick={() => mapping.openTable(open ? null : name)}
      >
        <span className={tableStyles.name}>{name}</span>
        <span className={tableStyles.title}>{title}</span>
        {missed > 0 ? (
          <span className={tableStyles.mark} data-tone="warn">
            <ToneIcon tone="warn" size={13} /> {missed} not listed
          </span>
        ) : null}
        {origin === "missing" ? (
          <span className={tableStyles.mark} data-tone="stop">
            <ToneIcon tone="stop" size={13} /> not there
          </span>
        ) : (
          <span className={tableStyles.facts}>
            {rowWords(table)}, {uses.length === 0 ? "no rule uses it" : originWords[origin]}
          </span>
        )}
      </button>
      {open ? <TableEditor table={table} mapping={mapping} href={`${tablesHref}/${name}`} /> : null}
    </li>
  );
}

/** A table of the template's own, begun by its name. */
function NewTable({ mapping }: { mapping: Mapping }) {
  const [text, setText] = useState("");
  const name = tableName(text);
  const known = mapping.tables.find((table) => table.name === name);
  const add = () => {
    if (name === "") return;
    if (!known) {
      const title = text.trim();
      mapping.changeTables(
        putTable(mapping.body, name, { ...(title !== name && { title }), rows: [] }),
        `${name} added`,
      );
    }
    mapping.openTable(name);
    setText("");
  };
  return (
    <form
      className={tableStyles.fresh}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <IconPlus size={14} stroke={1.8} aria-hidden />
      <input
        className={styles.search}
        aria-label="Name of a new table"
        placeholder="New table, such as visit types"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {name !== "" ? (
        <button type="submit" className={styles.linkButton}>
          {known ? "Open" : "Add"} <span className="gh-mono">{name}</span>
        </button>
      ) : null}
    </form>
  );
}
