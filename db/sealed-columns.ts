import { type SQL, sql } from "drizzle-orm";
import { database } from "./client";
import type { Sealed } from "./schema/connections";
import { openSecret, sealSecret } from "./secrets";
import type { Writer } from "./transaction";

/**
 * Every column that holds sealed values, by table: the column, where in its JSON the sealed value is, and what ends its
 * place. What is sealed is sealed for a {@link SealedPlace}, so nothing can be kept anywhere else, and a change of the
 * installation's key finds everything here.
 */
const kept = {
  endpoints: { column: "secret", path: [], ends: "secret" },
  host_keys: { column: "secret", path: [], ends: "secret" },
  mails: { column: "letter", path: ["action", "sealed"], ends: "link" },
} as const satisfies Record<string, { column: string; path: readonly string[]; ends: string }>;

export type SealedTable = keyof typeof kept;
export const sealedTables = Object.keys(kept) as SealedTable[];

/** Where a sealed value is kept, such as `endpoints/end_…/secret`; part of what it is sealed for. */
export type SealedPlace = { [T in SealedTable]: `${T}/${string}/${(typeof kept)[T]["ends"]}` }[SealedTable];

export const sealedPlace = (table: SealedTable, id: string): SealedPlace =>
  `${table}/${id}/${kept[table].ends}` as SealedPlace;

/** The text array of a path in JSON, as Postgres takes it. */
const pathOf = (table: SealedTable): SQL => sql`${`{${kept[table].path.join(",")}}`}::text[]`;
const columnOf = (table: SealedTable): SQL => sql`${sql.identifier(kept[table].column)}`;
const sealedIn = (table: SealedTable): SQL => sql`(${columnOf(table)} #> ${pathOf(table)})`;

export type SealedCount = { keyId: string; table: SealedTable; values: number };

/** How many sealed values there are, by the key that opens them and where they are kept. */
export async function countSealed(): Promise<SealedCount[]> {
  const all = await Promise.all(
    sealedTables.map(async (table) => {
      const rows = await database().execute<{ key: string; values: number }>(sql`
        select ${sealedIn(table)} ->> 'kid' as key, count(*)::int as values
        from ${sql.identifier(table)}
        where ${sealedIn(table)} ->> 'kid' is not null
        group by 1 order by 1`);
      return rows.map(({ key, values }) => ({ keyId: key, table, values }));
    }),
  );
  return all.flat();
}

export type Resealed = {
  /** The last row that was looked at; null when there was none. */
  last: string | null;
  resealed: number;
  /** Rows whose value does not open: sealed for another place, or changed. They stay as they are. */
  unopened: string[];
};

/**
 * Seals the next values of a table, behind the row `after`, with the newest key. The rows are locked while it lasts, so a
 * value that is changed at the same moment is either sealed as it is then, or overwritten by whoever changes it.
 */
export async function resealBatch(
  db: Writer,
  table: SealedTable,
  { newest, after, limit }: { newest: string; after: string; limit: number },
): Promise<Resealed> {
  const rows = await db.execute<{ id: string; sealed: Sealed }>(sql`
    select id, ${sealedIn(table)} as sealed
    from ${sql.identifier(table)}
    where id > ${after} and ${sealedIn(table)} ->> 'kid' <> ${newest}
    order by id limit ${limit}
    for no key update`);
  const unopened: string[] = [];
  for (const { id, sealed } of rows) {
    const place = sealedPlace(table, id);
    const plain = opened(sealed, place);
    if (plain === undefined) {
      unopened.push(id);
      continue;
    }
    const value = sql`${JSON.stringify(sealSecret(plain, place))}::text::jsonb`;
    const whole =
      kept[table].path.length === 0 ? value : sql`jsonb_set(${columnOf(table)}, ${pathOf(table)}, ${value})`;
    await db.execute(sql`update ${sql.identifier(table)} set ${columnOf(table)} = ${whole} where id = ${id}`);
  }
  return { last: rows.at(-1)?.id ?? null, resealed: rows.length - unopened.length, unopened };
}

function opened(sealed: Sealed, place: SealedPlace): string | undefined {
  try {
    return openSecret(sealed, place);
  } catch {
    return undefined;
  }
}
