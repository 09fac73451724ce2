/** Transforms of text to text. They work on a text, on each text of a list, and on the code of a coded value. */

import type { Remark } from "./map-finding";
import { isNpi } from "./npi";

type Remarks = (remark: Remark) => void;

/** Text to text, reading and writing; undefined leaves the value out. */
export interface TextChange {
  read(text: string, remark: Remarks): string | undefined;
  write(text: string, remark: Remarks): string | undefined;
}

const both = (change: TextChange["read"]): TextChange => ({ read: change, write: change });

const words = (text: string) => text.toLowerCase().split(" ");
const CASES: Readonly<Record<string, (text: string) => string>> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  title: (text) =>
    words(text)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(" "),
};

/** Letter case: upper, lower or title. */
export const changeCase = (to: string): TextChange => both((text) => CASES[to]?.(text) ?? text);

/** Blanks off both ends; nothing left is no value. */
export const trim: TextChange = both((text) => text.trim() || undefined);

/** @param from first character to keep, counted from 1 */
export const cut = (from: number, length: number | undefined): TextChange =>
  both((text) => text.slice(from - 1, length === undefined ? undefined : from - 1 + length) || undefined);

/** Every occurrence of a text, taken literally. */
export const replace = (find: string, by: string): TextChange => both((text) => text.replaceAll(find, by) || undefined);

/** Filled up to a length at the start or the end. */
export const pad = (length: number, by: string, side: string): TextChange =>
  both((text) => (side === "end" ? text.padEnd(length, by) : text.padStart(length, by)));

/** Adds what the messages leave out, and takes it off again when writing. */
export const prefix = (before: string): TextChange => ({
  read: (text) => (text.startsWith(before) ? text : before + text),
  write: (text) => (text.startsWith(before) ? text.slice(before.length) || undefined : text),
});

function digitsOf(text: string): string {
  let digits = "";
  for (const character of text) if (character >= "0" && character <= "9") digits += character;
  return digits;
}

/** The digits alone. */
export const digits: TextChange = both((text) => digitsOf(text) || undefined);

/** A National Provider Identifier, or nothing. */
export const npi: TextChange = both((text, remark) => {
  const trimmed = text.trim();
  if (isNpi(trimmed)) return trimmed;
  remark({ code: "not-an-npi", message: "is not a National Provider Identifier; left out." });
  return undefined;
});

/** North American numbers in one form; every `#` stands for a digit. Others stay as they are. */
export function northAmericanPhone(form: string): TextChange {
  return both((text) => {
    const all = digitsOf(text);
    const ten = all.length === 11 && all.startsWith("1") ? all.slice(1) : all;
    if (ten.length !== 10) return text;
    let next = 0;
    return Array.from(form, (character) => (character === "#" ? (ten[next++] ?? "") : character)).join("");
  });
}
