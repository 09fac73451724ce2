import type { Item } from "~/db/schema/compendium";
import type { SyncAction } from "~/db/schema/sync";
import { joinTexts } from "../compendium/sheet-columns";

/** One line of an update for an EMR. `cents`: what this practice pays. */
export type UpdateLine = { action: SyncAction; item: Item; emrCode: string; cents: number };

type Read = (line: UpdateLine) => string;
const ofTest =
  (read: (item: Extract<Item, { kind: "test" }>) => string): Read =>
  ({ item }) =>
    item.kind === "test" ? read(item) : "";

/** The columns of an update as a table, in the usual order. Headings are the keys: machines read them. */
const columns: Record<string, Read> = {
  change: ({ action }) => action,
  kind: ({ item }) => item.kind,
  emr_code: ({ emrCode }) => emrCode,
  lab_code: ({ item }) => item.code,
  name: ({ item }) => item.name,
  short_name: ({ item }) => item.shortName,
  synonyms: ofTest(({ synonyms }) => joinTexts(synonyms)),
  specimen: ofTest(({ specimen }) => specimen),
  container: ofTest(({ container }) => container),
  volume: ofTest(({ volume }) => volume),
  stability: ofTest(({ stability }) => stability),
  turnaround_days: ofTest(({ turnaroundDays }) => String(turnaroundDays)),
  cpt: ofTest(({ cpt }) => cpt),
  loinc: ofTest(({ loinc }) => loinc),
  price_usd: ({ cents }) => (cents / 100).toFixed(2),
  status: ({ item }) => item.status,
  orderable_from: ofTest(({ orderableFrom }) => orderableFrom ?? ""),
  ends_on: ({ item }) => item.discontinuedOn ?? "",
  replaced_by: ({ item }) => item.replacementCode ?? "",
  members: ({ item }) => (item.kind === "panel" ? item.members.join(" ") : ""),
  questions: ofTest(({ questions }) => joinTexts(questions.map(({ code, text }) => `${code}: ${text}`))),
};

export const updateColumns: readonly string[] = Object.keys(columns);
export const isUpdateColumn = (key: string): boolean => Object.hasOwn(columns, key);

/** An update as rows, the heading first. Without `withPrices` there is no price in it. */
export function updateTable(
  lines: readonly UpdateLine[],
  { columns: wanted, withPrices }: { columns: readonly string[] | null; withPrices: boolean },
): string[][] {
  const keys = (wanted ?? updateColumns).filter(
    (key) => Object.hasOwn(columns, key) && (withPrices || key !== "price_usd"),
  );
  return [keys, ...lines.map((line) => keys.map((key) => columns[key]?.(line) ?? ""))] as string[][];
}
