/**
 * LOINC's files as they are published: Loinc.csv, LoincTableCore.csv and MapTo.csv (LOINC Users' Guide, "LOINC table
 * structure"). Read as a stream: the larger has 105,000 rows in 70 MB. Pure but for the stream.
 */
import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { parse } from "csv-parse";
import { type LoincStatus, loincStatuses, type loincTerms } from "~/db/schema/loinc";
import { isLoinc } from "../compendium/loinc";
import { isLater } from "./versions";

export type LoincTerm = Omit<typeof loincTerms.$inferSelect, "replacedBy" | "plainName" | "search">;

/**
 * What a file holds. `terms`: those of a release, and which; `replacements`: what LOINC names instead of codes, by code;
 * `wrong`: the first row that cannot be right, with its place and column.
 */
export type ReadLoinc =
  | { kind: "terms"; version: string; terms: LoincTerm[]; sha256: string }
  | { kind: "replacements"; replacements: Map<string, string[]>; sha256: string }
  | { kind: "wrong"; place: string; field: string; text: string }
  | { kind: "unreadable"; reason: string };

/** Where a term's fields stand; the last three only in the larger file. */
const termColumns = {
  code: "LOINC_NUM",
  component: "COMPONENT",
  property: "PROPERTY",
  timeAspect: "TIME_ASPCT",
  system: "SYSTEM",
  scale: "SCALE_TYP",
  method: "METHOD_TYP",
  class: "CLASS",
  longName: "LONG_COMMON_NAME",
  shortName: "SHORTNAME",
  status: "STATUS",
  version: "VersionLastChanged",
} as const;
const furtherColumns = { orderObs: "ORDER_OBS", units: "EXAMPLE_UCUM_UNITS", rank: "COMMON_TEST_RANK" } as const;
const replacementColumns = { code: "LOINC", replacement: "MAP_TO" } as const;

/** Rows and bytes of one row at most; LOINC has some 105,000 rows of some 4,000 bytes at most. */
const mostRows = 500_000;
const mostRowBytes = 1_000_000;

type Wrong = Extract<ReadLoinc, { kind: "wrong" }>;
type Cells = (column: string) => string;
/** Takes the rows of one kind of file. */
type Taking = { take: (cells: Cells, row: number) => Wrong | undefined; done: (sha256: string) => ReadLoinc };

const wrong = (row: number, field: string, text: string): Wrong => ({
  kind: "wrong",
  place: `row ${row}`,
  field,
  text,
});
const unreadable = (reason: string): ReadLoinc => ({ kind: "unreadable", reason });

/** Reads one of LOINC's files by its columns, not by its name. Stops at the first thing wrong. */
export async function readLoinc(chunks: AsyncIterable<Uint8Array>): Promise<ReadLoinc> {
  const hash = createHash("sha256");
  const parser = parse({ bom: true, maxRecordSize: mostRowBytes, relaxColumnCount: true });
  // What goes wrong on the way is thrown where the rows are taken.
  pipeline(Readable.from(hashed(chunks, hash)), parser, () => undefined);
  try {
    return await takeRows(parser, () => hash.digest("hex"));
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || !String(error.code).startsWith("CSV_")) throw error;
    return unreadable(`It is not a CSV file as LOINC publishes it${lineOf(error)}. A .zip has to be unpacked first.`);
  }
}

/** Where the text stopped making sense, as far as that is known. */
const lineOf = (error: Error) => ("lines" in error && Number(error.lines) > 1 ? ` (line ${Number(error.lines)})` : "");

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function takeRows(rows: AsyncIterable<unknown>, sha256: () => string): Promise<ReadLoinc> {
  let head = new Map<string, number>();
  let taking: Taking | undefined;
  let row = 0;
  for await (const record of rows as AsyncIterable<string[]>) {
    row++;
    if (!taking) {
      const names = record.map((name) => name.trim().toUpperCase());
      const begun = takingOf(names);
      if ("kind" in begun) return begun;
      taking = begun;
      head = new Map(names.map((name, i) => [name, i]));
      continue;
    }
    if (record.length !== head.size)
      return wrong(
        row,
        [...head.keys()][record.length] ?? "",
        `It has ${record.length} columns, the first row ${head.size}.`,
      );
    if (row > mostRows) return unreadable(`It has more than ${mostRows.toLocaleString("en-US")} rows.`);
    const found = taking.take((column) => record[head.get(column.toUpperCase()) ?? -1]?.trim() ?? "", row);
    if (found) return found;
  }
  return taking ? taking.done(sha256()) : unreadable("The file is empty.");
}

/** What to do with the rows of a file with these columns, or which column it lacks. */
function takingOf(head: readonly string[]): Taking | ReadLoinc {
  const missing = (columns: Record<string, string>) =>
    Object.values(columns).find((column) => !head.includes(column.toUpperCase()));
  if (!missing(replacementColumns)) return takingReplacements();
  const column = missing(termColumns);
  if (!column) return takingTerms();
  if (column !== termColumns.code) return wrong(1, column, `The column ${column} is missing.`);
  if (head.some((name) => name.startsWith("PK")))
    return unreadable("It is a .zip. Unzip it first and choose Loinc.csv.");
  return unreadable("It is none of LOINC's files: Loinc.csv, LoincTableCore.csv or MapTo.csv.");
}

function takingTerms(): Taking {
  const terms: LoincTerm[] = [];
  const places = new Map<string, number>();
  let version = "";
  return {
    take(cells, row) {
      const code = cells(termColumns.code);
      const place = places.get(code);
      if (place !== undefined) return wrong(row, termColumns.code, `${code} stands in row ${place} already.`);
      const found = wrongCode(row, termColumns.code, code);
      if (found) return found;
      const status = loincStatuses.find((one) => one === cells(termColumns.status).toUpperCase());
      if (!status) return wrong(row, termColumns.status, `It is one of ${loincStatuses.join(", ")}.`);
      if (cells(termColumns.component) === "") return wrong(row, termColumns.component, "The component is missing.");
      places.set(code, row);
      terms.push(termOf(cells, code, status));
      const changed = cells(termColumns.version);
      if (isLater(changed, version)) version = changed;
      return undefined;
    },
    done: (sha256) => ({ kind: "terms", version, terms, sha256 }),
  };
}

const wrongCode = (row: number, field: string, code: string) =>
  isLoinc(code)
    ? undefined
    : wrong(row, field, `${code || "Nothing"} is not a LOINC code; its last digit does not fit.`);

function termOf(cells: Cells, code: string, status: LoincStatus): LoincTerm {
  const part = (key: keyof typeof termColumns) => cells(termColumns[key]);
  const rank = Number(cells(furtherColumns.rank));
  return {
    code,
    component: part("component"),
    property: part("property"),
    timeAspect: part("timeAspect"),
    system: part("system"),
    scale: part("scale"),
    method: part("method"),
    longName: part("longName") || part("shortName") || part("component"),
    shortName: part("shortName"),
    class: part("class"),
    status,
    orderObs: cells(furtherColumns.orderObs),
    units: cells(furtherColumns.units),
    rank: Number.isInteger(rank) && rank > 0 ? rank : null,
  };
}

function takingReplacements(): Taking {
  const replacements = new Map<string, string[]>();
  return {
    take(cells, row) {
      const code = cells(replacementColumns.code);
      const replacement = cells(replacementColumns.replacement);
      const found =
        wrongCode(row, replacementColumns.code, code) ?? wrongCode(row, replacementColumns.replacement, replacement);
      if (found) return found;
      replacements.set(code, [...(replacements.get(code) ?? []), replacement]);
      return undefined;
    },
    done: (sha256) => ({ kind: "replacements", replacements, sha256 }),
  };
}
