/** The LOINC codes of items held against the table that is loaded: one question for all of them. */
import type { Item } from "~/db/schema/compendium";
import type { ItemFinding } from "../compendium/check-items";
import { loincCodesOf, loincWarnings } from "./check-terms";
import { loadedTable, termsOf } from "./terms";

/** What is to be said of the LOINC codes of these items, in their order. It holds nothing back. */
export async function warningsOf(items: readonly Item[]): Promise<ItemFinding[]> {
  const [terms, table] = await Promise.all([termsOf(loincCodesOf(items)), loadedTable()]);
  return loincWarnings(items, terms, table);
}
