/**
 * What is to be said of the LOINC codes of items beside what is wrong with them: it holds no release back, since a code that
 * LOINC gives up keeps its meaning. Pure.
 */
import type { Item } from "~/db/schema/compendium";
import type { loincTerms } from "~/db/schema/loinc";
import type { ItemFinding } from "../compendium/check-items";
import { isLoinc } from "../compendium/loinc";

/** What the check has to know of a term. */
export type TermStanding = Pick<typeof loincTerms.$inferSelect, "code" | "status" | "replacedBy">;
/** What it has to know of the table. */
export type TableStanding = { whole: boolean; version: string };

/** Every LOINC code of a test and its components, with the field it stands in. */
export function loincFieldsOf(item: Item): { field: string; code: string }[] {
  if (item.kind !== "test") return [];
  const ofComponents = item.components.map(({ loinc }, i) => ({ field: `components.${i}.loinc`, code: loinc }));
  return [{ field: "loinc", code: item.loinc }, ...ofComponents].filter(({ code }) => code !== "");
}

/** Every LOINC code of the items, once. */
export const loincCodesOf = (items: Iterable<Item>): string[] => [
  ...new Set([...items].flatMap((item) => loincFieldsOf(item).map(({ code }) => code))),
];

/** The warnings of the items, in their order. `terms`: those of the table among their codes. */
export function loincWarnings(
  items: readonly Item[],
  terms: ReadonlyMap<string, TermStanding>,
  table: TableStanding,
): ItemFinding[] {
  return items.flatMap((item, index) =>
    loincFieldsOf(item).flatMap(({ field, code }) => {
      const message = warningOf(code, terms.get(code), table);
      return message === null ? [] : [{ index, code: item.code, field, message }];
    }),
  );
}

/** What is to be said of one code; null: nothing. A code with a wrong check digit is an error, told elsewhere. */
export function warningOf(
  code: string,
  term: TermStanding | undefined,
  { whole, version }: TableStanding,
): string | null {
  if (!isLoinc(code)) return null;
  if (!term) return whole ? `${code} is not in the table of LOINC ${version}.` : null;
  if (term.status !== "DEPRECATED" && term.status !== "DISCOURAGED") return null;
  const word = term.status.toLowerCase();
  const instead = term.replacedBy.length > 0 ? ` Use ${term.replacedBy.join(" or ")} instead.` : "";
  return `${code} is ${word} in LOINC ${version}.${instead}`;
}
