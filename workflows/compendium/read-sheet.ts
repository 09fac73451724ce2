import type {
  ListedPrice,
  OrderQuestion,
  PanelItem,
  ReferenceRange,
  ResultComponent,
  TestItem,
} from "~/db/schema/compendium";
import type { Spreadsheet } from "../spreadsheet/read";
import type { ItemPatch, PatchFinding } from "./patch";
import {
  type ColumnMatch,
  columnHeading,
  type RowKind,
  rowKinds,
  type SheetColumn,
  splitCodes,
  splitTexts,
} from "./sheet-columns";

/** One row with what it says, by column; a column the file does not have is absent. */
type Row = {
  line: number;
  kind: RowKind;
  cells: Partial<Record<SheetColumn, string>>;
  wrong: (column: SheetColumn, text: string) => void;
};

/**
 * The items of a table. A column the file does not have leaves that field of an item as it is; where the file has rows for
 * components, questions and prices, those it has are all there are.
 */
export function readSheet(sheet: Spreadsheet, match: ColumnMatch): { patches: ItemPatch[]; findings: PatchFinding[] } {
  const findings: PatchFinding[] = [];
  const patches = new Map<string, ItemPatch>();
  const nested = match.includes("row");
  for (const { line, cells } of sheet.rows) {
    const row = rowOf(line, cells, match, findings);
    const code = row.cells.code?.toUpperCase() ?? "";
    const before = patches.get(code);
    if (code === "") row.wrong("code", "The code is missing.");
    else if (!row.kind) continue;
    else if (row.kind === "test" || row.kind === "panel") {
      if (before) row.wrong("code", `${code} stands in ${before.place} already.`);
      else patches.set(code, { ...itemOf(row, nested), code, place: `row ${line}` } as ItemPatch);
    } else if (before?.kind !== "test") row.wrong("code", `There is no row of the test ${code} above.`);
    else addPart(before.fields, row);
  }
  return { patches: [...patches.values()], findings };
}

function rowOf(line: number, cells: readonly string[], match: ColumnMatch, findings: PatchFinding[]): Row {
  const byColumn: Partial<Record<SheetColumn, string>> = {};
  match.forEach((column, i) => {
    if (column) byColumn[column] = cells[i] ?? "";
  });
  const wrong = (column: SheetColumn, text: string) => {
    findings.push({ place: `row ${line}`, field: columnHeading(column), text });
  };
  const named = (byColumn.row ?? "test").toLowerCase() || "test";
  const kind = rowKinds.find((one) => one === named);
  if (!kind) wrong("row", `A row is one of ${rowKinds.join(", ")}, not ${named}.`);
  return { line, kind: kind as RowKind, cells: byColumn, wrong };
}

/** Reads the cell of a column the file has; a cell that cannot be read is told and leaves the field as it is. */
function taken<Field extends string, Value>(
  { cells }: Row,
  column: SheetColumn,
  field: Field,
  read: (cell: string) => Value | undefined,
): Partial<Record<Field, Value>> {
  const cell = cells[column];
  const value = cell === undefined ? undefined : read(cell);
  return value === undefined ? {} : ({ [field]: value } as Record<Field, Value>);
}

const text = (cell: string) => cell;
const orNull = (cell: string) => cell || null;

const centsOf = (row: Row, column: SheetColumn) => (cell: string) => {
  const plain = cell.replace(/^\$\s*/, "").replace(/,(?=\d{3})/g, "");
  if (/^\d{1,7}(\.\d{1,2})?$/.test(plain)) return Math.round(Number(plain) * 100);
  row.wrong(column, `The price must read like 12.60, not ${cell || "nothing"}.`);
  return undefined;
};

const numberOf = (row: Row, column: SheetColumn) => (cell: string) => {
  if (/^\d{1,4}$/.test(cell)) return Number(cell);
  row.wrong(column, `A whole number, not ${cell || "nothing"}.`);
  return undefined;
};

/** Days of Excel come as ISO moments. */
const dayOf = (row: Row, column: SheetColumn) => (cell: string) => {
  if (cell === "") return null;
  const day = /^(\d{4}-\d{2}-\d{2})/.exec(cell)?.[1] ?? isoOf(cell);
  if (day) return day;
  row.wrong(column, `A day such as 2026-12-31, not ${cell}.`);
  return undefined;
};

/** What `String` makes of a date cell. */
function isoOf(cell: string): string | undefined {
  const at = /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{2} \d{4} /.test(cell) ? new Date(cell) : undefined;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString().slice(0, 10) : undefined;
}

const oneOf =
  <Value extends string>(row: Row, column: SheetColumn, values: Record<string, Value>) =>
  (cell: string) => {
    const value = values[cell.toLowerCase()];
    if (value === undefined)
      row.wrong(column, `One of ${Object.keys(values).filter(Boolean).join(", ")}, not ${cell}.`);
    return value;
  };

const statuses = {
  "": "active",
  active: "active",
  a: "active",
  yes: "active",
  discontinued: "discontinued",
  inactive: "discontinued",
  i: "discontinued",
  no: "discontinued",
} as const;
const scopes = { "": "all", all: "all", practices: "practices" } as const;
const sexes = { "": "any", any: "any", female: "female", f: "female", male: "male", m: "male" } as const;
const answers = { "": "text", text: "text", number: "number", date: "date", choice: "choice" } as const;
const yesNo = { "": "no", no: "no", n: "no", yes: "yes", y: "yes", true: "yes", false: "no" } as const;

const common = (row: Row) => ({
  ...taken(row, "name", "name", text),
  ...taken(row, "shortName", "shortName", text),
  ...taken(row, "status", "status", oneOf(row, "status", statuses)),
  ...taken(row, "discontinuedOn", "discontinuedOn", dayOf(row, "discontinuedOn")),
  ...taken(row, "replacementCode", "replacementCode", (cell) => orNull(cell.toUpperCase())),
});

function itemOf(
  row: Row,
  nested: boolean,
): { kind: "test"; fields: Partial<TestItem> } | { kind: "panel"; fields: Partial<PanelItem> } {
  if (row.kind === "panel") {
    return {
      kind: "panel",
      fields: {
        ...common(row),
        ...taken(row, "price", "preferredPriceCents", centsOf(row, "price")),
        ...taken(row, "members", "members", (cell) => splitCodes(cell.toUpperCase())),
        ...taken(row, "scope", "scope", oneOf(row, "scope", scopes)),
        ...taken(row, "practices", "practiceIds", splitCodes),
        ...taken(row, "salesOwner", "salesOwnerId", orNull),
      },
    };
  }
  return {
    kind: "test",
    fields: {
      ...common(row),
      ...taken(row, "synonyms", "synonyms", splitTexts),
      ...taken(row, "specimen", "specimen", text),
      ...taken(row, "container", "container", text),
      ...taken(row, "volume", "volume", text),
      ...taken(row, "stability", "stability", text),
      ...taken(row, "turnaroundDays", "turnaroundDays", numberOf(row, "turnaroundDays")),
      ...taken(row, "cpt", "cpt", text),
      ...taken(row, "loinc", "loinc", text),
      ...taken(row, "price", "listPriceCents", centsOf(row, "price")),
      ...taken(row, "orderableFrom", "orderableFrom", dayOf(row, "orderableFrom")),
      ...(nested && { components: [], questions: [], prices: [] }),
    },
  };
}

/** A component, range, question or price goes to the test above it. */
function addPart(test: Partial<TestItem>, row: Row): void {
  const { cells } = row;
  const part = cells.part ?? "";
  if (part === "") row.wrong("part", "It does not say which part it is.");
  else if (row.kind === "component") {
    const component: ResultComponent = {
      code: part,
      name: cells.partName ?? "",
      loinc: cells.partLoinc ?? "",
      unit: cells.unit ?? "",
      ranges: [],
    };
    test.components?.push(component);
  } else if (row.kind === "range") {
    const component = test.components?.findLast((one) => one.code === part);
    if (component) component.ranges.push(rangeOf(row));
    else row.wrong("part", `There is no component ${part} above.`);
  } else if (row.kind === "question") test.questions?.push(questionOf(row, part));
  else {
    const price = priceOf(row, part);
    if (price) test.prices?.push(price);
  }
}

const ageOf = (row: Row, column: "ageFrom" | "ageTo") => {
  const cell = row.cells[column] ?? "";
  return cell === "" ? null : (numberOf(row, column)(cell) ?? null);
};

const rangeOf = (row: Row): ReferenceRange => ({
  sex: oneOf(row, "sex", sexes)(row.cells.sex ?? "") ?? "any",
  ageFrom: ageOf(row, "ageFrom"),
  ageTo: ageOf(row, "ageTo"),
  low: row.cells.low ?? "",
  high: row.cells.high ?? "",
  text: row.cells.note ?? "",
});

const questionOf = (row: Row, code: string): OrderQuestion => ({
  code,
  text: row.cells.partName ?? "",
  answer: oneOf(row, "answer", answers)(row.cells.answer ?? "") ?? "text",
  choices: splitTexts(row.cells.choices ?? ""),
  required: oneOf(row, "required", yesNo)(row.cells.required ?? "") === "yes",
});

function priceOf(row: Row, list: string): ListedPrice | undefined {
  const cents = centsOf(row, "price")(row.cells.price ?? "");
  const from = dayOf(row, "from")(row.cells.from ?? "");
  if (from === null) row.wrong("from", "A price of a list needs the day it begins.");
  return cents !== undefined && from ? { list, cents, from } : undefined;
}
