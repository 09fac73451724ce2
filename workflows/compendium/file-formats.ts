import writeXlsxFile from "write-excel-file/node";
import type { Item } from "~/db/schema/compendium";
import { componentKeys, type EdosFinding, readEdos, writeEdos } from "~/engine/edos";
import { parse, splitFile } from "~/engine/hl7";
import { readSpreadsheet } from "../spreadsheet/read";
import { csvOf } from "../spreadsheet/write";
import type { ItemPatch, PatchFinding } from "./patch";
import { readSheet } from "./read-sheet";
import { type ColumnMatch, columnHeading, matchColumns, type SheetColumn } from "./sheet-columns";
import { sheetOf } from "./write-sheet";

/** A compendium as a file: HL7 v2 master files (eDOS), CSV, Excel, or JSON. */
export const fileFormats = ["mfn", "csv", "xlsx", "json"] as const;
export type FileFormat = (typeof fileFormats)[number];

export const fileKinds: Record<FileFormat, { extension: string; mediaType: string; words: string }> = {
  mfn: { extension: "hl7", mediaType: "text/plain; charset=utf-8", words: "eDOS (HL7 v2 MFN)" },
  csv: { extension: "csv", mediaType: "text/csv; charset=utf-8", words: "CSV" },
  xlsx: {
    extension: "xlsx",
    mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    words: "Excel",
  },
  json: { extension: "json", mediaType: "application/json", words: "JSON" },
};

/**
 * The writer numbers its texts in a plain object, where words such as toString have a value before they are written. A
 * character that XML cannot hold tells such a word from the object's own, and the writer leaves it out of the file.
 */
const keyed = (value: string): string => (value in {} ? `${value}\u0001` : value);

/** A table as an Excel workbook of one sheet, every cell as text so that no code loses its zeros. */
export const xlsxOf = async (rows: readonly (readonly string[])[]): Promise<Buffer> =>
  writeXlsxFile(
    rows.map((row, i) =>
      row.map((value) => ({ value: keyed(value), type: String, ...(i === 0 && { fontWeight: "bold" as const }) })),
    ),
  ).toBuffer();

/** Who sends a compendium file: the lab's name, and when, ISO 8601. */
export type FileSender = { labName: string; at: string };

/** All of `items` as one file. */
export async function writeFile(format: FileFormat, items: readonly Item[], sender: FileSender): Promise<Buffer> {
  if (format === "json")
    return Buffer.from(`${JSON.stringify({ format: "gatehouse-compendium", version: 1, items }, null, 1)}\n`);
  if (format === "csv") return Buffer.from(csvOf(sheetOf(items)), "utf8");
  if (format === "xlsx") return xlsxOf(sheetOf(items));
  const { bytes } = writeEdos(
    items.map((item) => ({ action: "add", item })),
    {
      sender: { application: "GATEHOUSE", facility: sender.labName },
      receiver: { application: "", facility: "" },
      producer: { id: "LAB", name: sender.labName },
      at: sender.at,
      whole: true,
      answers: false,
      withPrices: true,
      controlId: (number) => `${sender.at.replace(/\D/g, "").slice(0, 14)}-${number}`,
      keys: componentKeys(items.filter((item) => item.kind === "test")),
    },
  );
  return Buffer.from(bytes);
}

/** What a file holds. `columns`: the headings of a table and what each was taken for, to be put right by a person. */
export type ReadFile =
  | {
      kind: "read";
      format: FileFormat;
      patches: ItemPatch[];
      findings: PatchFinding[];
      columns?: { head: string[]; match: ColumnMatch };
    }
  | { kind: "unreadable"; reason: string };

export type FileReading = {
  catalogue: ReadonlyMap<string, Item>;
  /** The lab's day, ISO 8601. */
  today: string;
  /** What the columns of a table are, where somebody said so, by its headings. */
  matchFor?: (head: readonly string[]) => Promise<ColumnMatch | undefined>;
};

const mostBytes = 64 * 1024 * 1024;
const mostRows = 200_000;

/** Reads a compendium file by what it holds, not by its name. */
export async function readFile(bytes: Buffer, reading: FileReading): Promise<ReadFile> {
  if (bytes.length > mostBytes) return { kind: "unreadable", reason: "The file is larger than 64 MiB." };
  const start = bytes
    .subarray(0, 200)
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart();
  if (/^(MSH|FHS|BHS)/.test(start.replace("\v", ""))) return readMessages(bytes, reading);
  if (start.startsWith("{") || start.startsWith("[")) return readJson(bytes);
  const read = await readSpreadsheet(bytes, { bytes: mostBytes, rows: mostRows });
  if (read.kind === "unreadable") return read;
  const { head } = read.sheet;
  const match = (await reading.matchFor?.(head)) ?? matchColumns(head);
  const columns = { head, match };
  const format = bytes.subarray(0, 2).toString("latin1") === "PK" ? "xlsx" : "csv";
  if (!match.includes("code")) {
    const finding = {
      place: "row 1",
      field: columnHeading("code"),
      text: "No column holds the codes. Choose which one does.",
    };
    return { kind: "read", format, patches: [], findings: [finding], columns };
  }
  return { kind: "read", format, ...readSheet(read.sheet, match), columns };
}

function readMessages(bytes: Buffer, reading: FileReading): ReadFile {
  const findings: PatchFinding[] = [];
  const messages = splitFile(bytes).messages.flatMap(({ bytes: one, ordinal }) => {
    const parsed = parse(one);
    if (parsed.kind === "message") return [parsed.message];
    findings.push({ place: `message ${ordinal}`, field: "MSH", text: parsed.reason });
    return [];
  });
  const read = readEdos(messages, reading);
  const patches = read.items.map(
    ({ message, path, ...patch }): ItemPatch => ({ ...patch, place: `message ${message}, ${path}` }),
  );
  return {
    kind: "read",
    format: "mfn",
    patches,
    findings: [...findings, ...read.findings.filter(isError).map(asFinding)],
  };
}

const isError = ({ severity }: EdosFinding) => severity === "error";
const asFinding = ({ message, path, text }: EdosFinding): PatchFinding => ({
  place: `message ${message}`,
  field: path,
  text,
});

function readJson(bytes: Buffer): ReadFile {
  let whole: unknown;
  try {
    whole = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return { kind: "unreadable", reason: "It is not JSON in UTF-8." };
  }
  const items = Array.isArray(whole) ? whole : (whole as { items?: unknown } | null)?.items;
  if (!Array.isArray(items)) return { kind: "unreadable", reason: "It has no list of items." };
  const findings: PatchFinding[] = [];
  const patches = items.flatMap((item: unknown, i): ItemPatch[] => {
    const place = `item ${i + 1}`;
    const {
      kind = "test",
      code,
      ...fields
    } = (typeof item === "object" && item ? item : {}) as Record<string, unknown>;
    const field =
      kind !== "test" && kind !== "panel" ? "kind" : typeof code !== "string" || code === "" ? "code" : undefined;
    if (field)
      findings.push({
        place,
        field,
        text: field === "kind" ? "An item is a test or a panel." : "The code is missing.",
      });
    return field ? [] : [{ kind, code: String(code).toUpperCase(), fields, place } as ItemPatch];
  });
  return { kind: "read", format: "json", patches, findings };
}

/** How a field is called where findings come from a table's columns. */
const headings: Partial<Record<string, SheetColumn>> = {
  listPriceCents: "price",
  preferredPriceCents: "price",
  practiceIds: "practices",
  salesOwnerId: "salesOwner",
};

/** The word for a field of an item as the file's people know it. */
export const fieldHeading = (field: string): string => columnHeading(headings[field] ?? (field as SheetColumn));
