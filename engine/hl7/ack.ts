/** Acknowledgments (HL7 v2.5.1 chapter 2.9): the answer to one message, in the sender's own delimiters and version. */
import { buildMessage, DEFAULT_DELIMITERS, type SegmentDraft } from "./build";
import { encodeText } from "./charset";
import { formatDtm } from "./dtm";
import { parsePath } from "./path";
import { get } from "./read";
import type { Finding, Message } from "./types";

/**
 * MSA-1, table 0008.
 * - `AA` processed
 * - `AE` the content is at fault; sending it again unchanged is useless
 * - `AR` refused for its type, version or processing id, or for now
 * - `CA` `CE` `CR` the same three about safe storage only (enhanced mode)
 */
export const ACK_CODES = ["AA", "AE", "AR", "CA", "CE", "CR"] as const;
export type AckCode = (typeof ACK_CODES)[number];

export interface AckOptions {
  readonly code: AckCode;
  /** MSH-10 of the answer; the caller makes it unique. */
  readonly controlId: string;
  /** MSH-7 of the answer, ISO text. */
  readonly at: string;
  /** Told to the sender in ERR segments. Findings never hold patient data. */
  readonly findings?: readonly Finding[];
  /** MSA-3 in plain words. */
  readonly text?: string;
}

/** Table 0357 for the findings that have a number there; everything else is 207, an application error. */
const ERROR_CODES: Record<string, readonly [string, string]> = {
  "segment-missing": ["100", "Segment sequence error"],
  "required-missing": ["101", "Required field missing"],
  "not-a-time": ["102", "Data type error"],
  "not-a-number": ["102", "Data type error"],
  "not-in-table": ["103", "Table value not found"],
  "unsupported-type": ["200", "Unsupported message type"],
  "unsupported-version": ["203", "Unsupported version id"],
  "unknown-code": ["204", "Unknown key identifier"],
  duplicate: ["205", "Duplicate key identifier"],
};
const SEVERITIES = { error: "E", warning: "W", info: "I" } as const;
/** ERR grew its present fields in v2.5; before that it had one, ELD. */
const FIRST_VERSION_WITH_ERR_2 = 2.5;
/** ERR-8 may be longer on paper; receivers cut it. */
const MESSAGE_LENGTH = 250;

function errorSegment(finding: Finding, version: number): SegmentDraft {
  const at = parsePath(finding.path);
  const sequence = at ? String(at.occurrence ?? 1) : undefined;
  const field = at?.field?.toString();
  const [code, meaning] = ERROR_CODES[finding.code] ?? ["207", "Application internal error"];
  if (version < FIRST_VERSION_WITH_ERR_2) {
    return {
      id: "ERR",
      fields: { "1.1": at?.segment, "1.2": sequence, "1.3": field, "1.4.1": code, "1.4.2": meaning },
    };
  }
  return {
    id: "ERR",
    fields: {
      "2.1": at?.segment,
      "2.2": sequence,
      "2.3": field,
      "2.4": field && String(at?.repetition ?? 1),
      "2.5": at?.component?.toString(),
      "2.6": at?.subcomponent?.toString(),
      "3.1": code,
      "3.2": meaning,
      "3.3": "HL70357",
      "4": SEVERITIES[finding.severity],
      "8": finding.message.slice(0, MESSAGE_LENGTH),
    },
  };
}

/** Whether every character of the answer exists in the sender's character set; otherwise UTF-8 is the honest choice. */
function writable(message: Message, text: string): boolean {
  try {
    encodeText(text, message.charset);
    return true;
  } catch {
    return false;
  }
}

/** @param original the message being answered; undefined when it could not be read, and MSA-2 stays empty. */
export function buildAck(original: Message | undefined, options: AckOptions): Uint8Array {
  const from = (path: string) => original && get(original, path);
  const version = from("MSH-12.1") ?? "2.5.1";
  const number = Number.parseFloat(version) || 2.5;
  const findings = options.code === "AA" || options.code === "CA" ? [] : (options.findings ?? []);
  const header: Record<string, string | undefined> = {
    "7": formatDtm(options.at),
    "9.1": "ACK",
    "10": options.controlId,
  };
  for (const [to, source] of [
    ["3", "MSH-5"],
    ["4", "MSH-6"],
    ["5", "MSH-3"],
    ["6", "MSH-4"],
  ] as const) {
    for (const component of [1, 2, 3]) header[`${to}.${component}`] = from(`${source}.${component}`);
  }
  header["9.2"] = from("MSH-9.2");
  if (number > 2.3 || version.startsWith("2.3.1")) header["9.3"] = "ACK";
  header["11.1"] = from("MSH-11.1") ?? "P";
  header["12.1"] = version;
  header["18"] = from("MSH-18");
  const drafts: SegmentDraft[] = [
    { id: "MSH", fields: header },
    { id: "MSA", fields: { "1": options.code, "2": from("MSH-10"), "3": options.text } },
    ...findings.map((finding) => errorSegment(finding, number)),
  ];
  const words = drafts.flatMap((draft) => Object.values(draft.fields)).join("");
  const charset = original && writable(original, words) ? original.charset : "utf-8";
  return buildMessage(drafts, { delimiters: original?.delimiters ?? DEFAULT_DELIMITERS, charset });
}
