/** What EMRs answer to updates (MFK, HL7 v2 chapter 8): it comes in like any message and is taken from where it stopped. */
import { and, eq } from "drizzle-orm";
import { database } from "~/db/client";
import { messages } from "~/db/schema/messages";
import { get, getIn, type Message, parse, segments } from "~/engine/hl7";
import { answerByMessage } from "./acknowledge";

/** Messages looked at in one go. */
const batch = 100;

/** Takes the answers that have come in. The ids of those that have done their part, with why, to be put aside. */
export async function takeAnswers(): Promise<{ id: string; reason: string }[]> {
  const rows = await database()
    .select({ id: messages.id, connectionId: messages.connectionId, raw: messages.raw })
    .from(messages)
    .where(and(eq(messages.state, "dead"), eq(messages.reasonCode, "compendium-answer")))
    .limit(batch);
  const done: { id: string; reason: string }[] = [];
  for (const { id, connectionId, raw } of rows) {
    const parsed = parse(raw);
    const said = parsed.kind === "message" ? readAnswer(parsed.message) : undefined;
    const known = said && connectionId ? await answerByMessage(connectionId, said.controlId, said.refusal) : false;
    const reason = known
      ? "It was taken as the EMR's word on a compendium update."
      : "It answers no update of this connection.";
    done.push({ id, reason });
  }
  return done;
}

/** What an MFK answers, and what it says was not loaded: MSA-1 and each MFA-4. Pure. */
export function readAnswer(message: Message): { controlId: string; refusal: string | undefined } {
  const refused = segments(message, "MFA").flatMap((mfa) => {
    const [code, text] = [getIn(mfa, "4.1"), getIn(mfa, "4.2")];
    return code === undefined || code === "S" ? [] : [[getIn(mfa, "5.1"), text ?? code].filter(Boolean).join(": ")];
  });
  const code = get(message, "MSA-1") ?? "";
  const whole = code === "AA" || code === "CA" ? [] : [get(message, "MSA-3") ?? `it answered ${code}`];
  const all = [...whole, ...refused];
  const refusal =
    all.length === 0 ? undefined : `${all.slice(0, 5).join("; ")}${all.length > 5 ? `; ${all.length - 5} more` : ""}`;
  return { controlId: get(message, "MSA-2") ?? "", refusal };
}
