import { get, parse } from "~/engine/hl7";

/** What a receiver says of a message it was sent. `code` is MSA-1, where it answered in HL7. */
export type Answer = { kind: "taken"; code?: string } | { kind: "refused"; reason: string } | { kind: "unreadable" };

const taken = new Set(["AA", "CA"]);
const refused: Readonly<Record<string, string>> = {
  AE: "it found an error in the message",
  AR: "it rejected the message",
  CE: "it could not keep the message",
  CR: "it rejected the message",
};

/** MSH-10 of what was sent; it is the first segment's tenth field in our own output. */
const controlIdOf = (bytes: Buffer) => {
  const parsed = parse(bytes);
  return parsed.kind === "malformed" ? undefined : get(parsed.message, "MSH-10");
};

/**
 * Reads an answer (HL7 v2.5.1 chapter 2.9; table 0008). One that is not HL7 says nothing more than that the request was
 * taken. An answer to another message is no answer.
 */
export function answerIn(answer: Buffer, sent: { outbound: Buffer }): Answer {
  if (!answer.subarray(0, 64).toString("latin1").trimStart().startsWith("MSH")) return { kind: "taken" };
  const parsed = parse(answer);
  if (parsed.kind === "malformed") return { kind: "unreadable" };
  const code = get(parsed.message, "MSA-1") ?? "";
  if (get(parsed.message, "MSA-2") !== controlIdOf(sent.outbound)) return { kind: "unreadable" };
  if (taken.has(code)) return { kind: "taken", code };
  const words = refused[code];
  if (!words) return { kind: "unreadable" };
  const why = get(parsed.message, "ERR-8") ?? get(parsed.message, "MSA-3") ?? get(parsed.message, "ERR-3.2");
  return { kind: "refused", reason: `${words} (${code}${why ? `: ${why.slice(0, 200)}` : ""}).` };
}
