/** Which characters separate: MSH-1 is the character after `MSH`, MSH-2 runs to its next occurrence (HL7 v2.5.1 chapter 2.14.9). */
import type { Delimiters, MalformedCode } from "./types";

/** `|^~\&`, recommended by the standard and used by nearly everyone. */
export const DEFAULT_DELIMITERS: Delimiters = {
  field: "|",
  component: "^",
  repetition: "~",
  escape: "\\",
  subcomponent: "&",
  truncation: "",
};
const USUAL_HEADER = "|^~\\&|";

/** Why a header does not say its delimiters. */
export interface DelimiterFault {
  readonly kind: "fault";
  readonly code: MalformedCode;
  readonly path: "MSH-1" | "MSH-2";
  readonly reason: string;
}

function fault(code: MalformedCode, path: DelimiterFault["path"], reason: string): DelimiterFault {
  return { kind: "fault", code, path, reason };
}

/** MSH-2 may be longer on paper than the five characters that mean something; this much of it is looked at. */
const LOOKED_AT = 64;

/** The delimiters declared by the header segment that starts at `start`; FHS and BHS declare theirs the same way. */
export function delimitersAt(text: string, start: number): Delimiters | DelimiterFault {
  if (text.startsWith(USUAL_HEADER, start + 3)) return DEFAULT_DELIMITERS;
  const field = text.charAt(start + 3);
  if (field === "" || field === "\r" || field === "\n") {
    return fault("header-too-short", "MSH-1", "MSH ends before its field separator.");
  }
  if (field > "\x7f") {
    return fault("delimiter-not-ascii", "MSH-1", "The field separator is not an ASCII character.");
  }
  if (/[A-Za-z0-9]/.test(field) || (field <= " " && field !== "\t")) {
    return fault(
      "delimiters-clash",
      "MSH-1",
      "The character after MSH is a letter, a digit or a blank, not a separator.",
    );
  }
  const line = /^[^\r\n]*/.exec(text.slice(start + 4, start + 4 + LOOKED_AT))?.[0] ?? "";
  const end = line.indexOf(field);
  const encoding = (end < 0 ? line : line.slice(0, end)).slice(0, 5);
  if (encoding === "") {
    return fault("header-too-short", "MSH-2", "MSH-2 does not say which delimiters the message uses.");
  }
  if (/[^\x21-\x7e]|[A-Za-z0-9]/.test(encoding)) {
    return fault("delimiters-clash", "MSH-2", "MSH-2 holds characters that cannot be delimiters.");
  }
  if (new Set(field + encoding).size !== encoding.length + 1) {
    return fault("delimiters-clash", "MSH-2", "The delimiters in MSH-1 and MSH-2 are not all different.");
  }
  return {
    field,
    component: encoding.charAt(0),
    repetition: encoding.charAt(1),
    escape: encoding.charAt(2),
    subcomponent: encoding.charAt(3),
    truncation: encoding.charAt(4),
  };
}
