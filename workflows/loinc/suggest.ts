/** LOINC terms for a test that has none, by what it is called; only those that are likely enough to be looked at. */
import type { TestItem } from "~/db/schema/compendium";
import { type KnownTerm, termsWithWords } from "./terms";

/** What LOINC calls the systems a specimen may stand for (LOINC Users' Guide, "System"); the first that fits counts. */
const systems: readonly [RegExp, readonly string[]][] = [
  [/urine/i, ["Urine"]],
  [/whole blood/i, ["Bld", "BldV", "RBC"]],
  [/plasma/i, ["Ser/Plas", "Plas", "PPP", "Ser/Plas/Bld"]],
  [/serum/i, ["Ser/Plas", "Ser", "Ser/Plas/Bld"]],
  [/stool|feces/i, ["Stool"]],
  [/throat/i, ["Throat", "XXX"]],
];
/** Words that tell no test from another. */
const idle = new Set("a and by for in level of or plasma quantitative serum test the total urine with".split(" "));
/** Words of the term beyond those of the test, at most. */
const mostExtra = 1;
const mostSuggested = 3;
/** Terms looked at for one name. */
const mostRead = 60;

type Named = Pick<TestItem, "name" | "shortName" | "synonyms" | "specimen" | "components">;

/** Up to three terms, the likeliest first; none where no name of the test leads to one. */
export async function suggestLoinc(item: Named): Promise<KnownTerm[]> {
  if (systemsOf(item) === undefined) return [];
  for (const name of [item.name, item.shortName, ...item.synonyms]) {
    const words = tellingWords(name);
    if (words.length === 0) continue;
    const fitting = likely(item, words, await termsWithWords(words, mostRead));
    if (fitting.length > 0) return fitting;
  }
  return [];
}

/** Of terms that have all of `words`, those likely to be meant by the test, the likeliest first. Pure. */
export function likely(item: Named, words: readonly string[], terms: readonly KnownTerm[]): KnownTerm[] {
  const unit = item.components.length === 1 ? item.components[0]?.unit : undefined;
  const otherUnit = (term: KnownTerm) => unit !== undefined && unit !== "" && !term.units.split(";").includes(unit);
  const worth = (term: KnownTerm) =>
    extraWords(term, words) * 4 + Number(otherUnit(term)) * 2 + Number(term.method !== "");
  return terms
    .filter(({ status }) => status === "ACTIVE" || status === "TRIAL")
    .filter(({ system }) => systemsOf(item)?.includes(system))
    .filter((term) => extraWords(term, words) <= mostExtra)
    .sort((a, b) => worth(a) - worth(b) || (a.rank ?? Infinity) - (b.rank ?? Infinity))
    .slice(0, mostSuggested);
}

const systemsOf = ({ specimen }: Named) => systems.find(([pattern]) => pattern.test(specimen))?.[1];
const wordsIn = (text: string) =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** The words of a test's name by which it is looked for. */
export const tellingWords = (name: string): string[] => [...new Set(wordsIn(name))].filter((word) => !idle.has(word));

/** How many words the term says beyond `words`: in its component, its name, or its short name without system and property. */
function extraWords({ component, longName, shortName, plainName }: KnownTerm, words: readonly string[]): number {
  const beyond = (text: string) => tellingWords(text).filter((word) => !words.includes(word)).length;
  const short = shortName === "" ? [] : [beyond(shortName.split(" ").slice(0, -1).join(" "))];
  const plain = plainName === "" ? [] : [beyond(plainName)];
  return Math.min(beyond(component), beyond(longName), ...short, ...plain);
}
