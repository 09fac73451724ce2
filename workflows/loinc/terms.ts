/** Asking the LOINC table: terms by code, terms by what people type, what is loaded. */
import { eq, type SQL, sql } from "drizzle-orm";
import { anyOf } from "~/db/any-of";
import { database } from "~/db/client";
import { loincTable, loincTerms } from "~/db/schema/loinc";
import { users } from "~/db/schema/people";

export type KnownTerm = typeof loincTerms.$inferSelect;
/** What is loaded, and who loaded it; null for the short list. */
export type LoadedTable = typeof loincTable.$inferSelect & { by: string | null };

/** The table that is loaded. */
export async function loadedTable(): Promise<LoadedTable> {
  const [row] = await database()
    .select({ table: loincTable, by: users.name })
    .from(loincTable)
    .leftJoin(users, eq(users.id, loincTable.loadedBy));
  if (!row) throw new Error("The LOINC table is empty: the database has not been migrated whole.");
  return { ...row.table, by: row.by };
}

/** The terms with these codes, by code; a code the table lacks is not there. */
export async function termsOf(codes: readonly string[]): Promise<Map<string, KnownTerm>> {
  if (codes.length === 0) return new Map();
  const rows = await database().select().from(loincTerms).where(anyOf(loincTerms.code, codes));
  return new Map(rows.map((row) => [row.code, row]));
}

/** Terms offered at most. */
export const mostFound = 20;
/** Letters and digits of a word; fewer would fit half the table. */
const wordsIn = (search: string) =>
  search
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .slice(0, 8);

/**
 * The terms whose codes and names have words that begin with all of those typed: the code itself first, then what may be
 * used, what laboratories report most, and short names before long ones.
 */
export async function findTerms(search: string, most = mostFound): Promise<KnownTerm[]> {
  const words = wordsIn(search);
  if (words.join("").length < 2) return [];
  return queryTerms(sql`loinc_words(search) @@ ${words.map((word) => `${word}:*`).join(" & ")}::tsquery`, search, most);
}

/** The terms that have all of these words, each as it is. */
export const termsWithWords = (words: readonly string[], most: number): Promise<KnownTerm[]> =>
  queryTerms(sql`loinc_words(search) @@ ${words.map((word) => `'${word}'`).join(" & ")}::tsquery`, "", most);

async function queryTerms(condition: SQL, search: string, most: number): Promise<KnownTerm[]> {
  return database()
    .select()
    .from(loincTerms)
    .where(condition)
    .orderBy(
      sql`${loincTerms.code} = ${search.trim()} desc`,
      sql`${loincTerms.status} in ('DEPRECATED', 'DISCOURAGED')`,
      sql`${loincTerms.rank} nulls last`,
      sql`length(${loincTerms.longName})`,
      loincTerms.code,
    )
    .limit(most);
}
