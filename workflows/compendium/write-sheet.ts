import type { Item, PanelItem, TestItem } from "~/db/schema/compendium";
import { joinTexts, type RowKind, type SheetColumn, sheetColumns } from "./sheet-columns";

type Cells = Partial<Record<SheetColumn, string>>;

const money = (cents: number) => (cents / 100).toFixed(2);
const age = (years: number | null) => (years === null ? "" : String(years));

/** The rows of the compendium's table, its heading first; all cells are text. */
export function sheetOf(items: readonly Item[]): string[][] {
  const row = (kind: RowKind, code: string, cells: Cells): string[] => {
    const all: Cells = { row: kind, code, ...cells };
    return sheetColumns.map(([key]) => all[key] ?? "");
  };
  return [
    sheetColumns.map(([, heading]) => heading),
    ...items.flatMap((item) =>
      item.kind === "panel"
        ? [row("panel", item.code, panelCells(item))]
        : [
            row("test", item.code, testCells(item)),
            ...partsOf(item).map(([kind, cells]) => row(kind, item.code, cells)),
          ],
    ),
  ];
}

const testCells = (test: TestItem): Cells => ({
  name: test.name,
  shortName: test.shortName,
  synonyms: joinTexts(test.synonyms),
  specimen: test.specimen,
  container: test.container,
  volume: test.volume,
  stability: test.stability,
  turnaroundDays: String(test.turnaroundDays),
  cpt: test.cpt,
  loinc: test.loinc,
  price: money(test.listPriceCents),
  orderableFrom: test.orderableFrom ?? "",
  ...ending(test),
});

const panelCells = (panel: PanelItem): Cells => ({
  name: panel.name,
  shortName: panel.shortName,
  price: money(panel.preferredPriceCents),
  members: panel.members.join(" "),
  scope: panel.scope,
  practices: panel.practiceIds.join(" "),
  salesOwner: panel.salesOwnerId ?? "",
  ...ending(panel),
});

const ending = ({ status, discontinuedOn, replacementCode }: TestItem | PanelItem): Cells => ({
  status,
  discontinuedOn: discontinuedOn ?? "",
  replacementCode: replacementCode ?? "",
});

/** Components each with its ranges below it, then questions, then prices of named lists. */
function partsOf({ components, questions, prices }: TestItem): [RowKind, Cells][] {
  return [
    ...components.flatMap(({ code, name, loinc, unit, ranges }): [RowKind, Cells][] => [
      ["component", { part: code, partName: name, partLoinc: loinc, unit }],
      ...ranges.map(({ sex, ageFrom, ageTo, low, high, text }): [RowKind, Cells] => [
        "range",
        { part: code, sex, ageFrom: age(ageFrom), ageTo: age(ageTo), low, high, note: text },
      ]),
    ]),
    ...questions.map(({ code, text, answer, choices, required }): [RowKind, Cells] => [
      "question",
      { part: code, partName: text, answer, choices: joinTexts(choices), required: required ? "yes" : "no" },
    ]),
    ...prices.map(({ list, cents, from }): [RowKind, Cells] => ["price", { part: list, price: money(cents), from }]),
  ];
}
