/** Which acknowledgments a message asks for, and which code answers it (HL7 v2.5.1 chapter 2.9, tables 0008, 0155, 0357). */

import { structureName } from "./grammar";
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

/** `accept`: "I have it safely", CA CE CR. `application`: "I processed it", AA AE AR or a reply message. */
export type AckKind = "accept" | "application";

/** In original mode one acknowledgment answers for everything; in enhanced mode MSH-15 and MSH-16 say which are wanted. */
export type AckMode = "original" | "enhanced";

/** Enhanced as soon as MSH-15 or MSH-16 is valued. */
export function acknowledgmentMode(message: Message): AckMode {
  return get(message, "MSH-15") === undefined && get(message, "MSH-16") === undefined ? "original" : "enhanced";
}

/** Table 0155: whether an acknowledgment is wanted, by whether the message was good. Anything else counts as never. */
const WANTED: Readonly<Record<string, (good: boolean) => boolean>> = {
  AL: () => true,
  NE: () => false,
  ER: (good) => !good,
  SU: (good) => good,
};

/**
 * The acknowledgments due for a message that was good or not. In original mode one, of the application; in enhanced mode
 * those that MSH-15 and MSH-16 ask for, an empty one for none.
 */
export function acknowledgmentsDue(message: Message, good: boolean): readonly AckKind[] {
  if (acknowledgmentMode(message) === "original") return ["application"];
  const wanted = (path: string) => {
    const condition = get(message, path) ?? "NE";
    return Object.hasOwn(WANTED, condition) && WANTED[condition]?.(good) === true;
  };
  const due: AckKind[] = [];
  if (wanted("MSH-15")) due.push("accept");
  if (wanted("MSH-16")) due.push("application");
  return due;
}

/** What a message is refused for before its content counts. */
const REFUSALS = new Set(["unsupported-type", "unsupported-version", "unsupported-processing-id"]);

/**
 * The code that answers a message with these findings: rejected for its type, version or processing id; else in error for
 * any error; else accepted. Warnings are no reason to refuse.
 */
export function ackCodeFor(findings: readonly Finding[], kind: AckKind = "application"): AckCode {
  const errors = findings.filter(({ severity }) => severity === "error");
  const [accepted, failed, rejected] =
    kind === "accept" ? (["CA", "CE", "CR"] as const) : (["AA", "AE", "AR"] as const);
  if (errors.some(({ code }) => REFUSALS.has(code))) return rejected;
  return errors.length > 0 ? failed : accepted;
}

/** Table 0357, its texts in our words. */
const ERROR_TEXTS = {
  "100": "Segment sequence error",
  "101": "Required field missing",
  "102": "Data type error",
  "103": "Table value not found",
  "200": "Unsupported message type",
  "201": "Unsupported event code",
  "202": "Unsupported processing id",
  "203": "Unsupported version id",
  "204": "Unknown key identifier",
  "205": "Duplicate key identifier",
  "206": "Application record locked",
  "207": "Application internal error",
} as const;
type ErrorCode = keyof typeof ERROR_TEXTS;

const ERROR_CODES: Readonly<Record<ErrorCode, string>> = {
  "100":
    "segment-missing segment-out-of-place segment-repeated segment-unexpected segment-unreadable not-a-segment several-messages results-after-specimen",
  "101": "required-missing component-missing too-few report-incomplete",
  "102":
    "not-a-time not-a-number not-encapsulated unknown-type pattern-mismatch too-long too-short too-many not-repeatable not-supported field-unknown charset-unknown charset-invalid charset-guessed",
  "103": "not-in-table not-allowed-code fixed-mismatch",
  "200": "unsupported-type structure-unknown",
  "201": "unsupported-event",
  "202": "unsupported-processing-id",
  "203": "unsupported-version",
  "204": "unknown-code",
  "205": "duplicate",
  "206": "locked",
  "207": "",
};
const errorCodeOf: ReadonlyMap<string, ErrorCode> = new Map(
  (Object.entries(ERROR_CODES) as [ErrorCode, string][]).flatMap(([number, codes]) =>
    codes.split(" ").map((code): [string, ErrorCode] => [code, number]),
  ),
);

/** Number and text of table 0357 for a finding; 207 for those that have no number of their own. */
export function errorCodeFor({ code }: Finding): { readonly number: string; readonly text: string } {
  const number = errorCodeOf.get(code) ?? "207";
  return { number, text: ERROR_TEXTS[number] };
}

/** MSH-9 of an answer. */
export interface ReplyType {
  readonly type: string;
  readonly trigger?: string;
  readonly structure?: string;
}

const REPLIES: Readonly<Record<string, ReplyType>> = {
  ORM_O01: { type: "ORR", trigger: "O02", structure: "ORR_O02" },
  OML_O21: { type: "ORL", trigger: "O22", structure: "ORL_O22" },
};

/** The message the standard answers this one with: ORL for OML, ORR for ORM, MFK for MFN, else a plain ACK. */
export function replyTypeFor(message: Message): ReplyType {
  const type = get(message, "MSH-9.1");
  const trigger = get(message, "MSH-9.2");
  const named = structureName(type, trigger, get(message, "MSH-9.3"));
  const reply = named === undefined ? undefined : REPLIES[named];
  if (reply) return reply;
  const known = trigger === undefined ? {} : { trigger };
  return type === "MFN" ? { type: "MFK", ...known, structure: "MFK_M01" } : { type: "ACK", ...known, structure: "ACK" };
}
