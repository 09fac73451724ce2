import { newMessageId } from "~/db/ids";
import type { Receipt } from "~/db/schema/messages";
import {
  type AckKind,
  ackCodeFor,
  acknowledgmentsDue,
  buildAck,
  type Finding,
  formatDtm,
  type Message,
  parse,
} from "~/engine/hl7";
import type { Acceptance } from "./accept";

/** Why a message is refused, in the words of HL7's findings, which have numbers of table 0357. */
const findingCodes: Readonly<Record<string, string>> = {
  malformed: "segment-unreadable",
  "unexpected-type": "unsupported-type",
  unmapped: "required-missing",
};

const acceptedWords: Readonly<Record<Exclude<Receipt["state"], "refused">, (receipt: Receipt) => string | undefined>> =
  {
    accepted: () => undefined,
    duplicate: () => "It came before and is not processed again.",
    held: ({ reason }) => `It is kept until a person has looked at it. ${reason ?? ""}`.trim(),
  };

const findingsOf = ({ state, code, reason, path }: Receipt): Finding[] =>
  state === "refused"
    ? [
        {
          severity: "error",
          code: findingCodes[code ?? ""] ?? code ?? "",
          path: path ?? "",
          message: reason ?? "It could not be processed.",
        },
      ]
    : [];

/**
 * Which acknowledgment goes back: in original mode the application's; in enhanced mode the one MSH-15 or MSH-16 asks for,
 * and where both are asked for that of safe storage, since what is stored is all that is known when the answer goes out
 * (HL7 v2.5.1 chapter 2.9). Undefined when none is wanted.
 */
const kindDue = (original: Message | undefined, good: boolean): AckKind | undefined =>
  original ? acknowledgmentsDue(original, good)[0] : "application";

const originalIn = (bytes: Buffer): Message | undefined => {
  const parsed = parse(bytes);
  return parsed.kind === "malformed" ? undefined : parsed.message;
};

/** The acknowledgment of one message; undefined when its sender wants none. The same receipt gives the same bytes. */
export function acknowledgmentOf(part: Buffer, receipt: Receipt, at: Date): Buffer | undefined {
  const original = originalIn(part);
  const findings = findingsOf(receipt);
  const kind = kindDue(original, findings.length === 0);
  if (!kind) return undefined;
  const text = receipt.state === "refused" ? receipt.reason : acceptedWords[receipt.state](receipt);
  return Buffer.from(
    buildAck(original, {
      code: ackCodeFor(findings, kind),
      controlId: receipt.messageId.slice(4),
      at: at.toISOString(),
      findings,
      ...(text && { text }),
    }),
  );
}

/** Acknowledgments as one body: one stands alone, several are a batch. Undefined when there is none. */
export function togetherAs(acknowledgments: readonly Buffer[], at: Date): Buffer | undefined {
  const [only, second] = acknowledgments;
  if (!only || !second) return only;
  const header = Buffer.from(`BHS|^~\\&|||||${formatDtm(at.toISOString())}\r`);
  return Buffer.concat([header, ...acknowledgments, Buffer.from(`BTS|${acknowledgments.length}\r`)]);
}

const refusals = {
  closed: "AR",
  "too-large": "AR",
  conflict: "AE",
  unreadable: "AE",
} as const;

/** The answer in HL7 to a push, whatever came of it; undefined when its sender wants none. */
export function hl7AnswerTo(bytes: Buffer, acceptance: Acceptance): Buffer | undefined {
  if (acceptance.kind === "taken") {
    const { parts, receipts, at } = acceptance;
    const acknowledgments = receipts.flatMap((receipt, i) => {
      const part = parts[i];
      return (part && acknowledgmentOf(part, receipt, at)) ?? [];
    });
    return togetherAs(acknowledgments, at);
  }
  const original = acceptance.kind === "too-large" ? undefined : originalIn(bytes);
  const kind = kindDue(original, false);
  if (!kind) return undefined;
  const code = refusals[acceptance.kind];
  return Buffer.from(
    buildAck(original, {
      code: kind === "accept" ? (code === "AR" ? "CR" : "CE") : code,
      controlId: newMessageId().slice(4),
      at: new Date().toISOString(),
      text: refusalWords(acceptance),
    }),
  );
}

/** Why a push was not taken, in plain words. */
export function refusalWords(acceptance: Exclude<Acceptance, { kind: "taken" }>): string {
  switch (acceptance.kind) {
    case "conflict":
      return "This key was used before for something else. Nothing was taken; use a new key for new content.";
    case "too-large":
      return `It is larger than ${acceptance.mostBytes / 1_048_576} MiB. Nothing was taken.`;
    default:
      return acceptance.reason;
  }
}
