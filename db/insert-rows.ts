import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Writer } from "./transaction";

/** Rows a statement; more are split. */
const AT_ONCE = 1_000;

type Insert = { keys: string[]; columns: PgColumn[]; names: SQL; shape: SQL; values: SQL };

/** What a statement for these keys of a table looks like; the same few are asked for again and again. */
const known = new WeakMap<PgTable, Map<string, Insert>>();

function insertFor(table: PgTable, keys: string[]): Insert {
  const ofTable = known.get(table) ?? new Map<string, Insert>();
  known.set(table, ofTable);
  const made = ofTable.get(keys.join()) ?? makeInsert(table, keys);
  ofTable.set(keys.join(), made);
  return made;
}

function columnOf(table: PgTable, key: string): PgColumn {
  const column = (getTableColumns(table) as Record<string, PgColumn>)[key];
  if (!column) throw new TypeError(`There is no column for ${key}.`);
  return column;
}

function makeInsert(table: PgTable, keys: string[]): Insert {
  const columns = keys.map((key) => columnOf(table, key));
  const isBytes = (column: PgColumn) => column.getSQLType() === "bytea";
  const list = (parts: SQL[]) => sql.join(parts, sql`, `);
  return {
    keys,
    columns,
    names: list(columns.map(({ name }) => sql`${sql.identifier(name)}`)),
    shape: list(
      columns.map((column) => {
        const type = column.getSQLType() === "bigserial" ? "bigint" : column.getSQLType();
        return sql`${sql.identifier(column.name)} ${sql.raw(isBytes(column) ? "text" : type)}`;
      }),
    ),
    values: list(
      columns.map((column) => {
        const value = sql`r.${sql.identifier(column.name)}`;
        return isBytes(column) ? sql`decode(${value}, 'base64')` : value;
      }),
    ),
  };
}

/**
 * Inserts many rows as one JSON parameter: for hundreds of rows with dozens of columns, building and binding a parameter
 * for each value costs more than the insert. What a row does not give and another one does is null.
 * @param more `onConflict: "nothing"` leaves out rows whose key is there; `constants` are columns the database computes
 */
export async function insertRows<T extends PgTable>(
  db: Writer,
  table: T,
  rows: readonly Partial<T["$inferInsert"]>[],
  more: { onConflict?: "nothing"; constants?: Partial<Record<keyof T["$inferInsert"], SQL>> } = {},
): Promise<void> {
  if (rows.length === 0) return;
  const { names, shape, values, columns, keys } = insertFor(table, [...new Set(rows.flatMap(Object.keys))]);
  const constants = Object.entries<SQL | undefined>(more.constants ?? {}).flatMap(([key, value]) =>
    value ? [{ name: sql`, ${sql.identifier(columnOf(table, key).name)}`, value: sql`, ${value}` }] : [],
  );
  const extraNames = sql.join(constants.map(({ name }) => name));
  const extraValues = sql.join(constants.map(({ value }) => value));
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const json = JSON.stringify(rows.slice(start, start + AT_ONCE).map((row) => columnsOf(row, keys, columns)));
    await db.execute(sql`insert into ${table} (${names}${extraNames})
      select ${values}${extraValues} from json_to_recordset(${json}::json) as r(${shape})
      ${more.onConflict === "nothing" ? sql`on conflict do nothing` : sql``}`);
  }
}

function columnsOf(row: Record<string, unknown>, keys: readonly string[], columns: readonly PgColumn[]) {
  const named: Record<string, unknown> = {};
  for (let i = 0; i < keys.length; i++) {
    const value = row[keys[i] as string];
    named[(columns[i] as PgColumn).name] = Buffer.isBuffer(value) ? value.toString("base64") : value;
  }
  return named;
}
