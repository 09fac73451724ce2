/** Finding tests by what people remember of them: code, names, synonyms, LOINC or CPT, words in any order. */
import { type SQL, sql } from "drizzle-orm";
import { database } from "~/db/client";

export type TestFilter = {
  /** As typed. */
  search: string;
  status: "active" | "discontinued";
  specimen?: string;
  only?: "changed" | "no-loinc" | "not-offered";
};

/** The codes of one page, in their order; `meant`: the words looked for instead, where those typed find nothing. */
export type FoundTests = { codes: string[]; total: number; meant?: string };

const ended = sql`('retired', 'cancelled')`;
const textOfDraft = (item: SQL) =>
  sql`lower(concat_ws(' ', ${item}->>'code', ${item}->>'name', ${item}->>'shortName', ${item}->>'synonyms', ${item}->>'loinc', ${item}->>'cpt'))`;

/**
 * Every test with what the draft makes of it; those that are only in the draft, or wait for their day, among them. `not in`
 * is looked up in a hash whatever the statistics say, and most tests are found or left out by their own text alone.
 */
const listed = sql`
  select t.code, t.specimen, t.loinc, t.status, false as changed, t.search
  from tests t where t.code not in (select code from compendium_draft_changes where kind = 'test')
  union all
  select d.code, coalesce(d.item->>'specimen', t.specimen), coalesce(d.item->>'loinc', t.loinc),
    coalesce(t.status, d.item->>'status'), true, concat_ws(' ', t.search, ${textOfDraft(sql`d.item`)})
  from compendium_draft_changes d left join tests t on t.code = d.code where d.kind = 'test'
  union all
  select distinct on (c.code) c.code, c.after->>'specimen', c.after->>'loinc', c.after->>'status', false, ${textOfDraft(sql`c.after`)}
  from compendium_releases r join compendium_release_changes c on c.release = r.number
  where r.in_force_at is null and c.kind = 'test' and not exists (select from tests t where t.code = c.code)
    and not exists (select from compendium_draft_changes d where d.kind = 'test' and d.code = c.code)`;

/** The tests that fit, `limit` from `offset` on. Where no word fits as typed, words with one letter otherwise are tried. */
export async function findTests(filter: TestFilter, limit: number, offset: number): Promise<FoundTests> {
  const typed = wordsIn(filter.search);
  const found = await findWith(typed, filter, limit, offset);
  if (found.total > 0 || typed.length === 0) return found;
  const meant = await nearestWords(typed);
  if (!meant) return found;
  return { ...(await findWith(meant, filter, limit, offset)), meant: meant.join(" ") };
}

async function findWith(
  words: readonly string[],
  { status, specimen, only }: TestFilter,
  limit: number,
  offset: number,
): Promise<FoundTests> {
  const conditions = [
    sql`status = ${status}`,
    ...words.map(holds),
    ...(specimen ? [sql`specimen = ${specimen}`] : []),
    ...(only === "changed" ? [sql`changed`] : []),
    ...(only === "no-loinc" ? [sql`loinc = ''`] : []),
    ...(only === "not-offered"
      ? [
          sql`not exists (select from menu_entries m join connections c on c.id = m.connection_id
            where m.code = listed.code and c.state not in ${ended})`,
        ]
      : []),
  ];
  const rows = await database().execute(sql`
    with fit as materialized (select code from (${listed}) as listed where ${sql.join(conditions, sql` and `)})
    select code, (select count(*)::int from fit) as total from fit order by code limit ${limit} offset ${offset}`);
  return { codes: rows.map((row) => String(row.code)), total: Number(rows[0]?.total ?? 0) };
}

/** Texts that have these letters somewhere. */
const holds = (letters: string): SQL => sql`search like ${`%${letters.replace(/[\\%_]/g, "\\$&")}%`}`;

export const wordsIn = (search: string): string[] => search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);

/** Letters of the longest word that is looked for with one of them otherwise. */
const longestWord = 40;

/** For each word the one of the catalogue that is one letter away; nothing where there is none. */
async function nearestWords(typed: readonly string[]): Promise<string[] | undefined> {
  if (typed.some((word) => word.length > longestWord)) return undefined;
  const near = `\\m(?:${typed.flatMap(nearby).join("|")})\\M`;
  const likely = sql.join(typed.flatMap(halves).map(holds), sql` or `);
  const rows = await database().execute(sql`
    select distinct (regexp_matches(search, ${near}, 'g'))[1] as word
    from (${listed}) as listed where (${likely}) and search ~ ${near}`);
  const known = rows.map((row) => String(row.word)).sort();
  const nearest = typed.map(
    (word) => known.find((one) => one.startsWith(word)) ?? known.find((one) => isOneEditAway(word, one)),
  );
  return nearest.every((word) => word !== undefined) ? nearest : undefined;
}

/** One edit leaves the beginning or the end of a word as it was: what costs more is only asked of texts with one of them. */
function halves(typed: string): string[] {
  const kept = Math.max(0, Math.floor((typed.length - 2) / 2));
  return [typed.slice(0, kept), typed.slice(typed.length - kept)];
}

/** Regular expressions of the words that begin with `typed` or are one edit away from it. */
function nearby(typed: string): string[] {
  const letters = [...typed].map((letter) => letter.replace(/[^\p{L}\p{N}]/u, "\\$&"));
  const at = (i: number, those: string, gone: number) =>
    [...letters.slice(0, i), those, ...letters.slice(i + gone)].join("");
  return [
    at(letters.length, "\\w*", 0),
    ...letters.flatMap((letter, i) => [
      at(i, "\\w?", 1),
      at(i, "\\w", 0),
      ...(letters[i + 1] === undefined ? [] : [at(i, `${letters[i + 1]}${letter}`, 2)]),
    ]),
  ];
}

/** Whether one letter more, less or otherwise, or two that changed places, makes the one of the other. */
export function isOneEditAway(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}
