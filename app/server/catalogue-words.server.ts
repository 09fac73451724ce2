import { DateTime } from "luxon";
import type { FieldLine } from "~/app/components/compendium/types";
import type { Item, ListedPrice, OrderQuestion, ResultComponent } from "~/db/schema/compendium";
import { changedFields, type ItemField } from "~/workflows/compendium/item";

/** What people read for each field of a test or a panel. */
export const fieldLabels: Record<ItemField, string> = {
  name: "Name",
  shortName: "Short name",
  synonyms: "Synonyms",
  specimen: "Specimen",
  container: "Container",
  volume: "Volume",
  stability: "Stability",
  turnaroundDays: "Turnaround",
  cpt: "CPT",
  loinc: "LOINC",
  components: "Result components",
  questions: "Questions",
  listPriceCents: "List price",
  prices: "Further prices",
  orderableFrom: "Orderable from",
  members: "Members",
  preferredPriceCents: "Price",
  scope: "Offered to",
  practiceIds: "Practices",
  salesOwnerId: "Sales owner",
  status: "Status",
  discontinuedOn: "Ends on",
  replacementCode: "Replaced by",
};

const fieldOrder = Object.keys(fieldLabels);

/** 1260 as "12.60". */
export const dollars = (cents: number) => (cents / 100).toFixed(2);

/** "Tue 1 Dec", with the year where it is not this one. */
export function dayWords(day: string, now = new Date()): string {
  const at = DateTime.fromISO(day);
  return at.toFormat(at.year === now.getUTCFullYear() ? "ccc d LLL" : "d LLL yyyy");
}

/** "31 Dec", with the year where it is not this one. */
export const shortDay = (day: string, now = new Date()) => dayWords(day, now).replace(/^[A-Z][a-z]{2} /, "");

type Names = ReadonlyMap<string, string>;

/** A field's value as people read it; `names`: of practices and people by id. */
export function valueWords(field: string, value: unknown, names: Names = new Map()): string {
  if (value === null || value === undefined || value === "") return "";
  if (field.endsWith("Cents")) return dollars(Number(value));
  if (field === "turnaroundDays") return `${value} d`;
  if (field === "status") return value === "active" ? "Active" : "Discontinued";
  if (field === "scope") return value === "all" ? "All clients" : "Named practices";
  if (field === "discontinuedOn" || field === "orderableFrom") return dayWords(String(value));
  if (Array.isArray(value)) return value.map((one) => names.get(String(one)) ?? String(one)).join(", ");
  return names.get(String(value)) ?? String(value);
}

/** What one item has otherwise than before, a line for each; of its lists, one for each entry that differs. */
export function changeLines(before: Item | null, after: Item, names: Names = new Map()): FieldLine[] {
  const changes = changedFields(before, after).sort(
    (a, b) => fieldOrder.indexOf(a.field) - fieldOrder.indexOf(b.field),
  );
  return changes.flatMap(({ field, from, to }): FieldLine[] => {
    const words = entryWords[field];
    if (words) return entryLines(fieldLabels[field], from as unknown[] | null, to as unknown[], words);
    return [
      { field, label: fieldLabels[field], from: valueWords(field, from, names), to: valueWords(field, to, names) },
    ];
  });
}

type EntryWords = (entry: never) => { key: string; text: string };

/** How the entries of a list are told apart and said. */
const entryWords: Partial<Record<ItemField, EntryWords>> = {
  components: ({ code, name, loinc, unit, ranges }: ResultComponent) => ({
    key: code,
    text: [name, loinc, unit, ...ranges.map(rangeWords)].filter(Boolean).join(", "),
  }),
  questions: ({ code, text, answer, choices, required }: OrderQuestion) => ({
    key: code,
    text: [text, answer, choices.join(" or "), required ? "required" : ""].filter(Boolean).join(", "),
  }),
  prices: ({ list, cents, from }: ListedPrice) => ({ key: `${list} from ${from}`, text: dollars(cents) }),
};

/** "female 18 to 40 y: 12 to 16". */
export function rangeWords({ sex, ageFrom, ageTo, low, high, text }: ResultComponent["ranges"][number]): string {
  const whom = [
    sex === "any" ? "" : sex,
    ageFrom !== null || ageTo !== null ? `${ageFrom ?? 0} to ${ageTo ?? "any"} y` : "",
  ];
  const bounds = low && high ? `${low} to ${high}` : low ? `from ${low}` : high ? `up to ${high}` : "";
  return [whom.filter(Boolean).join(" "), [bounds, text].filter(Boolean).join(" ")].filter(Boolean).join(": ");
}

function entryLines(label: string, from: unknown[] | null, to: unknown[], words: EntryWords): FieldLine[] {
  const textsOf = (list: unknown[]) =>
    new Map(list.map((entry) => [words(entry as never).key, words(entry as never).text]));
  const [was, is] = [textsOf(from ?? []), textsOf(to)];
  const lines = [...new Set([...was.keys(), ...is.keys()])]
    .filter((key) => was.get(key) !== is.get(key))
    .map((key) => ({ field: label, label: `${label}: ${key}`, from: was.get(key) ?? "", to: is.get(key) ?? "" }));
  return lines.length > 0 ? lines : [{ field: label, label, from: "in another order", to: "in this order" }];
}
