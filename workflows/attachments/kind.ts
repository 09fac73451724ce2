/**
 * What a file is, told by its content alone: neither its name nor what the browser says of it is believed. Pure.
 */
export type FileKind = { mediaType: string; extension: string };

const kinds = {
  pdf: { mediaType: "application/pdf", extension: "pdf" },
  png: { mediaType: "image/png", extension: "png" },
  jpeg: { mediaType: "image/jpeg", extension: "jpg" },
  xlsx: { mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", extension: "xlsx" },
  docx: { mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", extension: "docx" },
  hl7: { mediaType: "application/hl7-v2", extension: "hl7" },
  csv: { mediaType: "text/csv", extension: "csv" },
  text: { mediaType: "text/plain", extension: "txt" },
} as const satisfies Record<string, FileKind>;

/** The kinds as people call them, for help and refusals. */
export const allowedKinds = "PDF, PNG, JPEG, text, CSV, HL7, XLSX or DOCX";
/** What a file chooser offers first. */
export const acceptedExtensions = ".pdf,.png,.jpg,.jpeg,.txt,.csv,.hl7,.xlsx,.docx";

/** How the binary kinds begin: PDF 32000-1 7.5.2, PNG 5.2, JPEG B.1.1.3 (SOI and the next marker). */
const beginnings: [Buffer, FileKind][] = [
  [Buffer.from("%PDF-"), kinds.pdf],
  [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), kinds.png],
  [Buffer.from([0xff, 0xd8, 0xff]), kinds.jpeg],
];
const zip = Buffer.from("PK\x03\x04");

/** The kind of a file; undefined for one that is not allowed, such as a ZIP, a program or a web page. */
export function kindOf(content: Buffer): FileKind | undefined {
  const begins = (bytes: Buffer) => content.subarray(0, bytes.length).equals(bytes);
  const binary = beginnings.find(([bytes]) => begins(bytes));
  if (binary) return binary[1];
  if (begins(zip)) return officeKind(zipEntries(content));
  return textKind(content);
}

/** The main part of each office format (ECMA-376 part 1, 11.3.10 and 12.3.23); one with macros is refused. */
function officeKind(entries: readonly string[]): FileKind | undefined {
  if (!entries.includes("[Content_Types].xml") || entries.some((name) => /vbaProject\.bin$/i.test(name))) return;
  if (entries.includes("xl/workbook.xml")) return kinds.xlsx;
  return entries.includes("word/document.xml") ? kinds.docx : undefined;
}

const most = { entries: 5_000, comment: 65_535 };

/** Names in the central directory of a ZIP (APPNOTE 4.3.12 and 4.3.16); none where it is damaged. Nothing is unpacked. */
function zipEntries(content: Buffer): string[] {
  const from = Math.max(0, content.length - most.comment - 22);
  const end = content.lastIndexOf(Buffer.from("PK\x05\x06"));
  if (end < from || end + 22 > content.length) return [];
  const names: string[] = [];
  let at = content.readUInt32LE(end + 16);
  while (names.length < most.entries && at + 46 <= end && content.readUInt32LE(at) === 0x02014b50) {
    const length = content.readUInt16LE(at + 28);
    names.push(content.toString("utf8", at + 46, at + 46 + length));
    at += 46 + length + content.readUInt16LE(at + 30) + content.readUInt16LE(at + 32);
  }
  return names;
}

/** Control characters that text does not have; HL7 has carriage returns, MLLP blocks begin with 0B and end with 1C. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const binaryCharacter = /[\x00-\x08\x0e-\x1b\x1d-\x1f\x7f]/;

function textKind(content: Buffer): FileKind | undefined {
  const text = decoded(content);
  if (text.trim() === "" || binaryCharacter.test(text)) return;
  const words = text.replace(/^[\ufeff\s]+/, "");
  // A web page, a drawing or other XML: text, but something that acts when it is opened.
  if (words.startsWith("<")) return;
  if (/^(MSH|FHS|BHS)[^\w\s]/.test(words)) return kinds.hl7;
  return isTable(words) ? kinds.csv : kinds.text;
}

/** UTF-8, or the Latin-1 that older systems write. */
function decoded(content: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return content.toString("latin1");
  }
}

/** Whether the first lines all have the same number of the same separator; a comma before a space is prose. */
function isTable(text: string): boolean {
  const lines = text
    .slice(0, 10_000)
    .split(/\r\n|\r|\n/, 5)
    .filter((line) => line.trim() !== "");
  const counts = (separator: RegExp) => new Set(lines.map((line) => line.split(separator).length - 1));
  return (
    lines.length > 1 &&
    [/,(?! )/, /;(?! )/, /\t/].some((separator) => {
      const found = counts(separator);
      return found.size === 1 && !found.has(0);
    })
  );
}
