/** Every kind of finding the library makes: its code, how grave it usually is, and when it is made. */
import { formatPath } from "./path";
import type { Finding, Message, Severity } from "./types";

const kind = (severity: Severity, when: string) => ({ severity, when });

/** By code. A profile may give a code another severity; the words `when` are for people. */
export const FINDINGS = {
  empty: kind("error", "There is nothing but blanks."),
  "no-header": kind("error", "The text does not start with MSH."),
  batch: kind("error", "A batch file was given where one message was expected."),
  "header-too-short": kind("error", "MSH ends before it has declared the delimiters."),
  "delimiters-clash": kind("error", "MSH-1 or MSH-2 holds characters that cannot separate anything, or one twice."),
  "delimiter-not-ascii": kind("error", "The field separator is not an ASCII character."),
  "unsupported-charset": kind("error", "The bytes are UTF-16 or in another set that is not read."),
  "too-large": kind("error", "The message is larger than 400 MiB."),
  "charset-unknown": kind("warning", "MSH-18 names a character set that is not read."),
  "charset-invalid": kind("warning", "MSH-18 or a byte order mark says UTF-8 and the bytes are not."),
  "charset-guessed": kind("warning", "The bytes are not UTF-8 and MSH-18 does not say what they are."),
  "unusual-delimiters": kind("warning", "MSH-2 holds neither four nor five characters."),
  "several-messages": kind("error", "There is more than one MSH; the file has to be split."),
  "not-a-segment": kind("warning", "A line does not begin with a segment name."),
  unterminated: kind("info", "The last segment has no line end; in a file, a warning that it may be cut."),
  "text-outside-message": kind("error", "A file holds text before or between its messages."),
  "batch-count": kind("error", "BTS-1 or FTS-1 announces another number than there are."),
  "trailer-missing": kind("error", "FHS has no FTS, or BHS no BTS; the file was cut."),
  unreadable: kind("error", "The file could not be opened or read."),

  "structure-unknown": kind("info", "There is no grammar for this type of message; its groups are not checked."),
  "segment-missing": kind(
    "error",
    "A required segment or group is not there; a warning when an earlier ORC can be meant.",
  ),
  "segment-out-of-place": kind("warning", "A segment of this structure stands where it does not belong."),
  "segment-repeated": kind("warning", "A segment that may be there once is there again."),
  "segment-unexpected": kind("warning", "A segment of the standard that this structure does not have."),
  "segment-local": kind("info", "A Z segment."),
  "segment-unreadable": kind("warning", "A line that does not begin with a segment name."),
  "segment-newer": kind("info", "A segment came with a later version than MSH-12 names."),
  "results-after-specimen": kind("warning", "A report's only OBX come after SPM, where they describe the specimen."),

  "required-missing": kind("error", "A required field or component is empty."),
  "component-missing": kind("warning", "A value lacks the component that gives it its meaning."),
  "not-repeatable": kind("warning", "A field that may be there once repeats."),
  "too-many": kind("warning", "More repetitions or segments than allowed."),
  "too-few": kind("error", "Fewer repetitions or segments than a profile asks for."),
  "too-long": kind("warning", "A value is longer than its field allows."),
  "too-short": kind("warning", "A value is shorter than a profile asks for."),
  "not-a-time": kind("error", "A date or time is not one that exists, or not in the HL7 format."),
  "not-a-number": kind("error", "A number is not one; a warning in OBX-5."),
  "not-encapsulated": kind("error", "An ED value names no encoding, or its data does not fit it."),
  "not-in-table": kind("warning", "A code is not in its closed table; an error where the code steers processing."),
  "unknown-type": kind("warning", "OBX-2 names no data type of the standard, or none while OBX-5 is valued."),
  "field-withdrawn": kind("info", "A field that the message's version has withdrawn is valued."),
  "field-newer": kind("info", "A field came with a later version than MSH-12 names."),
  "field-unknown": kind("warning", "There are fields after the last one the standard defines."),
  "component-unknown": kind("info", "There are components after the last one the data type defines."),

  "not-supported": kind("warning", "A profile wants the place empty and it is not."),
  "not-allowed-code": kind("error", "A code is not among those a profile allows."),
  "pattern-mismatch": kind("error", "A value does not have the form a profile asks for."),
  "fixed-mismatch": kind("error", "A value is not the one a profile fixes."),
  "unsupported-type": kind("error", "The profile is for another type of message."),
  "unsupported-version": kind("error", "The profile is for another version of HL7."),
  "unsupported-processing-id": kind("error", "The profile is for another processing id."),
  "report-incomplete": kind("warning", "A result report lacks what CLIA asks for (42 CFR 493.1291)."),
} as const satisfies Record<string, { severity: Severity; when: string }>;

export type FindingCode = keyof typeof FINDINGS;

/** A finding of this kind; `more` says where, or another severity than usual. */
export function finding(
  code: FindingCode,
  path: string,
  message: string,
  more: { readonly severity?: Severity; readonly segmentIndex?: number } = {},
): Finding {
  return { severity: FINDINGS[code].severity, code, path, message, ...more };
}

const ordinals = new WeakMap<Message, readonly number[]>();

/** Per segment, the how-many-th of its name it is, from 1. */
function ordinalsOf(message: Message): readonly number[] {
  const known = ordinals.get(message);
  if (known) return known;
  const seen = new Map<string, number>();
  const fresh = message.segments.map(({ id }) => {
    const ordinal = (seen.get(id) ?? 0) + 1;
    seen.set(id, ordinal);
    return ordinal;
  });
  ordinals.set(message, fresh);
  return fresh;
}

/** Path of the segment at `index`, such as `OBX[3]`; the first of its name carries no number. "" when its name is none. */
export function segmentPath(message: Message, index: number): string {
  const segment = message.segments[index]?.id ?? "";
  if (!/^[A-Z][A-Z0-9]{2}$/.test(segment)) return "";
  const occurrence = ordinalsOf(message)[index] ?? 1;
  return formatPath({ segment, ...(occurrence > 1 && { occurrence }) });
}
