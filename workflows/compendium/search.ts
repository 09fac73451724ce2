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

/** Every test with what the draft makes of it; those that are only in the draft, or wait for their day, among them. */
const listed = sql`
  select t.code, coalesce(d.item->>'specimen', t.specimen) as specimen, coalesce(d.item->>'loinc', t.loinc) as loinc, t.status,
    d.code is not null as changed,
    case when d.code is null then t.search else t.search || ' ' || ${textOfDraft(sql`d.item`)} end as search
  from tests t left join compendium_draft_changes d on d.kind = 'test' and d.code = t.code
  union all
  select d.code, d.item->>'specimen', d.item->>'loinc', d.item->>'status', true, ${textOfDraft(sql`d.item`)}
  from compendium_draft_changes d
  where d.kind = 'test' and not exists (select from tests t where t.code = d.code)
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
    ...words.map((word) => sql`search like ${`%${word.replace(/[\\%_]/g, "\\$&")}%`}`),
    ...(specimen ? [sql`specimen = ${specimen}`] : []),
    ...(only === "changed" ? [sql`changed`] : []),
    ...(only === "no-loinc" ? [sql`loinc = ''`] : []),
    ...(only === "not-offered"
      ? [sql`code not in (select unnest(offered_tests) from connections where state not in ${ended})`]
      : []),
  ];
  const rows = await database().execute(sql`
    with fit as materialized (select code from (${listed}) as listed where ${sql.join(conditions, sql` and `)})
    select code, (select count(*)::int from fit) as total from fit order by code limit ${limit} offset ${offset}`);
  return { codes: rows.map((row) => String(row.code)), total: Number(rows[0]?.total ?? 0) };
}

export const wordsIn = (search: string): string[] => search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);

/** For each word the one of the catalogue that is one letter away; nothing where there is none. */
async function nearestWords(typed: readonly string[]): Promise<string[] | undefined> {
  const rows = await database().execute(sql`
    select distinct word from (${listed}) as listed, regexp_split_to_table(search, '[^a-z0-9]+') as word where length(word) > 2`);
  const known = rows.map((row) => String(row.word));
  const nearest = typed.map(
    (word) => known.find((one) => one.startsWith(word)) ?? known.find((one) => isOneEditAway(word, one)),
  );
  return nearest.every((word) => word !== undefined) ? nearest : undefined;
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
