/** Names of character sets as MSH-18 gives them (HL7 v2.5.1 chapter 2.14.9.18, table 0211), and how people misspell them. */
import type { Charset } from "./types";

/** ISO registration numbers of the right-hand halves, and the part of ISO 8859 each belongs to. */
const ISO_REGISTRATIONS: Record<string, string> = {
  "100": "1",
  "101": "2",
  "109": "3",
  "110": "4",
  "144": "5",
  "127": "6",
  "126": "7",
  "138": "8",
  "148": "9",
  "203": "15",
};

/** Parts of ISO 8859 that exist as a decoder everywhere. */
const PARTS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "13", "14", "15"];

const NAMES: ReadonlyMap<string, Charset> = new Map([
  ...PARTS.map((part) => [`8859/${part}`, `iso-8859-${part}`] as const),
  ...Object.entries(ISO_REGISTRATIONS).map(([number, part]) => [`ISO IR${number}`, `iso-8859-${part}`] as const),
  ["ASCII", "ascii"],
  ["US-ASCII", "ascii"],
  ["ISO IR6", "ascii"],
  ["UNICODE UTF-8", "utf-8"],
  ["UNICODE", "utf-8"],
  ["UTF-8", "utf-8"],
  ["UTF8", "utf-8"],
  ["UNICODE UTF-16", "utf-16"],
  ["UTF-16", "utf-16"],
  ["UTF-16LE", "utf-16le"],
  ["UTF-16BE", "utf-16be"],
  ["UNICODE UTF-32", "utf-32"],
  ["UTF-32", "utf-32"],
  ["UTF-32LE", "utf-32le"],
  ["UTF-32BE", "utf-32be"],
  ["WINDOWS-1252", "windows-1252"],
  ["CP1252", "windows-1252"],
  ["ISO IR14", "iso-2022-jp"],
  ["ISO IR87", "iso-2022-jp"],
  ["ISO IR159", "iso-2022-jp"],
  ["ISO-2022-JP", "iso-2022-jp"],
  ["EUC-JP", "euc-jp"],
  ["SHIFT_JIS", "shift_jis"],
  ["SHIFT-JIS", "shift_jis"],
  ["KS X 1001", "euc-kr"],
  ["ISO IR149", "euc-kr"],
  ["EUC-KR", "euc-kr"],
  ["BIG-5", "big5"],
  ["BIG5", "big5"],
  ["GB 18030-2000", "gb18030"],
  ["GB 18030", "gb18030"],
  ["GB18030", "gb18030"],
  ["ISO IR58", "gb18030"],
]);

/** The character set that a name stands for, however it is spelled; undefined for a name that stands for none. */
export function charsetNamed(name: string): Charset | undefined {
  const exact = NAMES.get(name);
  if (exact !== undefined || name === "") return exact;
  const spelled = name
    .trim()
    .toUpperCase()
    .replace(/^(?:ISO[- ]?)?8859[-/]/, "8859/")
    .replace(/^ISO[-_ ]?IR[-_ ]?/, "ISO IR");
  return NAMES.get(spelled);
}
