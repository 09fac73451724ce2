/**
 * The compendium as one table, for CSV and Excel: one row for each test and panel, and below it one for each result
 * component, reference range, order question and further price. The first column says what a row is; without it every row
 * is a test.
 */
export const rowKinds = ["test", "panel", "component", "range", "question", "price"] as const;
export type RowKind = (typeof rowKinds)[number];

/** The columns in the order they are written: key, heading, other headings labs use. */
export const sheetColumns = [
  ["row", "Row", ["kind", "type", "record"]],
  ["code", "Code", ["test code", "order code", "lab code", "item", "orderable"]],
  ["name", "Name", ["test name", "description", "long name", "panel name"]],
  ["shortName", "Short name", ["mnemonic", "abbreviation", "report name"]],
  ["synonyms", "Synonyms", ["other names", "aliases", "aka"]],
  ["specimen", "Specimen", ["specimen type", "sample", "sample type", "matrix"]],
  ["container", "Container", ["tube", "tube type"]],
  ["volume", "Volume", ["minimum volume", "collection volume"]],
  ["stability", "Stability", ["storage", "handling"]],
  ["turnaroundDays", "Turnaround days", ["turnaround", "tat", "days"]],
  ["cpt", "CPT", ["cpt code", "cpt codes", "procedure code"]],
  ["loinc", "LOINC", ["loinc code", "order loinc"]],
  ["price", "Price", ["list price", "price usd", "fee", "amount", "preferred price"]],
  ["status", "Status", ["state", "active"]],
  ["discontinuedOn", "Discontinued on", ["end date", "ends", "discontinued", "valid until"]],
  ["replacementCode", "Replaced by", ["replacement", "replacement code"]],
  ["orderableFrom", "Orderable from", ["start date", "effective", "effective date", "valid from"]],
  ["members", "Members", ["tests", "components", "panel members"]],
  ["scope", "Scope", ["offered to"]],
  ["practices", "Practices", ["clients"]],
  ["salesOwner", "Sales owner", ["owner"]],
  ["part", "Part", ["component code", "question code", "list"]],
  ["partName", "Part name", ["component name", "question"]],
  ["partLoinc", "Part LOINC", ["component loinc"]],
  ["unit", "Unit", ["units", "ucum"]],
  ["sex", "Sex", ["gender"]],
  ["ageFrom", "Age from", ["age low"]],
  ["ageTo", "Age to", ["age high"]],
  ["low", "Low", ["reference low"]],
  ["high", "High", ["reference high"]],
  ["note", "Range in words", ["range text", "reference range"]],
  ["answer", "Answer", ["answer type"]],
  ["choices", "Choices", ["answers"]],
  ["required", "Required", ["mandatory"]],
  ["from", "Price from", ["price date"]],
] as const;

export type SheetColumn = (typeof sheetColumns)[number][0];

export const columnHeading = (wanted: SheetColumn): string =>
  sheetColumns.find(([key]) => key === wanted)?.[1] ?? wanted;

/** Which column of a file is which of ours, by its position; null: it is not taken. */
export type ColumnMatch = (SheetColumn | null)[];

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");

const known = new Map<string, SheetColumn>(
  sheetColumns.flatMap(([key, heading, others]) =>
    [key, heading, ...others].map((name) => [plain(name), key] as const),
  ),
);

/** The likeliest match for the headings of a file. The first of two alike is taken. */
export function matchColumns(head: readonly string[]): ColumnMatch {
  const taken = new Set<SheetColumn>();
  return head.map((heading) => {
    const key = known.get(plain(heading));
    if (!key || taken.has(key)) return null;
    taken.add(key);
    return key;
  });
}

const separator = "; ";

/** Several texts in one cell; what would be taken for the end of one is marked. */
export const joinTexts = (texts: readonly string[]): string =>
  texts.map((text) => text.replace(/[\\;]/g, "\\$&")).join(separator);

/** The texts of {@link joinTexts}. */
export function splitTexts(cell: string): string[] {
  const parts = cell.match(/(?:\\[\s\S]|[^\\;])+/g) ?? [];
  return parts.map((part) => part.replace(/\\([\s\S])/g, "$1").trim()).filter(Boolean);
}

/** Codes have no blanks, so that any of blank, comma and semicolon parts them. */
export const splitCodes = (cell: string): string[] => cell.split(/[\s,;]+/).filter(Boolean);
