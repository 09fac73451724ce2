/** Acknowledgments (HL7 v2.5.1 chapter 2.9): the answer to one message, in the sender's own delimiters, version and charset. */
import { type AckCode, acknowledgmentMode, errorCodeFor, type ReplyType } from "./ack-codes";
import { buildMessage, type SegmentDraft } from "./build";
import { encodeText } from "./charset";
import { DEFAULT_DELIMITERS } from "./delimiters";
import { formatDtm } from "./dtm";
import { parsePath } from "./path";
import { get } from "./read";
import type { Finding, Message } from "./types";

export interface AckOptions {
  readonly code: AckCode;
  /** MSH-10 of the answer; the caller makes it unique. */
  readonly controlId: string;
  /** MSH-7 of the answer, ISO text. */
  readonly at: string;
  /** Told to the sender in ERR segments, unless the code says all is well. Findings never hold patient data. */
  readonly findings?: readonly Finding[];
  /** MSA-3 in plain words. */
  readonly text?: string;
}

export interface ReplyOptions extends AckOptions {
  /** MSH-9; see `replyTypeFor`. */
  readonly messageType: ReplyType;
  /** What follows MSH, MSA and ERR: the orders of an ORL, the MFI and MFA of an MFK. */
  readonly segments?: readonly SegmentDraft[];
}

const SEVERITIES = { error: "E", warning: "W", info: "I" } as const;
/** ERR grew its present fields in v2.5; before that it had one, ELD. */
const FIRST_VERSION_WITH_ERR_2 = 2.5;
/** ERR-8 may be longer on paper; receivers cut it. */
const MESSAGE_LENGTH = 250;

function errorSegment(finding: Finding, version: number): SegmentDraft {
  const at = parsePath(finding.path);
  const sequence = at ? String(at.occurrence ?? 1) : undefined;
  const field = at?.field?.toString();
  const { number, text } = errorCodeFor(finding);
  if (version < FIRST_VERSION_WITH_ERR_2) {
    return {
      id: "ERR",
      fields: { "1.1": at?.segment, "1.2": sequence, "1.3": field, "1.4.1": number, "1.4.2": text },
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
      "3.1": number,
      "3.2": text,
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

/** The sender's applications and facilities, the other way round. */
const TURNED = [
  ["3", "MSH-5"],
  ["4", "MSH-6"],
  ["5", "MSH-3"],
  ["6", "MSH-4"],
] as const;

/**
 * Any answer that begins with MSH and MSA: an acknowledgment, or an application's reply with more segments. It wants no
 * application acknowledgment itself where the sender works in enhanced mode.
 * @param original the message being answered; undefined when it could not be read, and MSA-2 stays empty
 */
export function buildReply(original: Message | undefined, options: ReplyOptions): Uint8Array {
  const from = (path: string) => original && get(original, path);
  const { messageType, segments = [] } = options;
  const version = from("MSH-12.1") ?? "2.5.1";
  const number = Number.parseFloat(version) || 2.5;
  const accepted = options.code === "AA" || options.code === "CA";
  const header: Record<string, string | undefined> = {
    "7": formatDtm(options.at),
    "9.1": messageType.type,
    "9.2": messageType.trigger,
    "10": options.controlId,
    "11.1": from("MSH-11.1") ?? "P",
    "12.1": version,
    "18": from("MSH-18"),
  };
  for (const [to, source] of TURNED) {
    for (const component of [1, 2, 3]) header[`${to}.${component}`] = from(`${source}.${component}`);
  }
  if (number > 2.3 || version.startsWith("2.3.1")) header["9.3"] = messageType.structure;
  if (original && acknowledgmentMode(original) === "enhanced") header["16"] = "NE";
  const errors = accepted ? [] : (options.findings ?? []);
  const drafts: SegmentDraft[] = [
    { id: "MSH", fields: header },
    { id: "MSA", fields: { "1": options.code, "2": from("MSH-10"), "3": options.text } },
    ...errors.map((finding) => errorSegment(finding, number)),
    ...segments,
  ];
  const words = drafts.flatMap((draft) => Object.values(draft.fields)).join("");
  const charset = original && writable(original, words) ? original.charset : "utf-8";
  return buildMessage(drafts, { delimiters: original?.delimiters ?? DEFAULT_DELIMITERS, charset });
}

/** A plain ACK with the trigger event of the original. @param original as in {@link buildReply} */
export function buildAck(original: Message | undefined, options: AckOptions): Uint8Array {
  const trigger = original && get(original, "MSH-9.2");
  return buildReply(original, {
    ...options,
    messageType: { type: "ACK", ...(trigger && { trigger }), structure: "ACK" },
  });
}
