import { checkDigit } from "~/workflows/compendium/loinc";

/** A term of a made-up file, by the columns LOINC names; what is left out is made up. */
export type Row = Partial<Record<string, string>> & { LOINC_NUM: string };

/** The columns of LoincTableCore.csv as LOINC publishes it. */
export const coreColumns = [
  "LOINC_NUM",
  "COMPONENT",
  "PROPERTY",
  "TIME_ASPCT",
  "SYSTEM",
  "SCALE_TYP",
  "METHOD_TYP",
  "CLASS",
  "CLASSTYPE",
  "LONG_COMMON_NAME",
  "SHORTNAME",
  "EXTERNAL_COPYRIGHT_NOTICE",
  "STATUS",
  "VersionFirstReleased",
  "VersionLastChanged",
] as const;

const usual: Record<string, string> = {
  PROPERTY: "MCnc",
  TIME_ASPCT: "Pt",
  SYSTEM: "Ser/Plas",
  SCALE_TYP: "Qn",
  CLASS: "CHEM",
  CLASSTYPE: "1",
  STATUS: "ACTIVE",
  VersionFirstReleased: "1.0",
  VersionLastChanged: "2.79",
};

/** A LOINC code with its check digit, from its other digits. */
export const codeOf = (number: number) => `${number}-${checkDigit(String(number))}`;

/** A file in LOINC's way, each cell in quotes. */
export async function* loincFile(
  rows: Iterable<Row>,
  columns: readonly string[] = coreColumns,
): AsyncGenerator<Uint8Array> {
  let text = `${columns.map((column) => `"${column}"`).join(",")}\r\n`;
  for (const row of rows) {
    const name = `Substance ${row.LOINC_NUM} [Mass/volume] in Serum or Plasma`;
    const cells = { ...usual, COMPONENT: `Substance ${row.LOINC_NUM}`, LONG_COMMON_NAME: name, ...row };
    const cellOf = (column: string) => String((cells as Record<string, string>)[column] ?? "").replaceAll('"', '""');
    text += `${columns.map((column) => `"${cellOf(column)}"`).join(",")}\r\n`;
    if (text.length < 64 * 1_024) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

/** Made-up terms: codes of the numbers from `first` on. */
export function* madeUpRows(count: number, first = 1_000): Generator<Row> {
  for (let i = 0; i < count; i++) yield { LOINC_NUM: codeOf(first + i) };
}

/** A file as it is published: a text with one line a row. */
export async function* textFile(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
