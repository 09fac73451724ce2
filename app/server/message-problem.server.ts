import type { MessagePageProps } from "~/app/components/workspace/MessagePage";
import type { AckState, guardedTests, messages } from "~/db/schema";

/** What to do about a message that stopped, by its reason. */
const nextSteps: Readonly<Record<string, string>> = {
  "code-not-mapped": "Map the code on the connection's Codes page, then replay.",
  "code-not-in-table": "Add the code to the mapping's table, then replay.",
  "code-not-offered": "Offer the test to the practice or ask the practice, then replay or discard.",
  "code-discontinued":
    "Have the connection put the replacement, on its Codes page, and replay it; or ask the practice to order anew, and discard this one.",
  "code-unknown": "Check the code map, then replay.",
  "code-not-yet": "Replay it on its first day, or ask the practice for another test and discard this one.",
  "compendium-answer": "It is taken as the word of the EMR on the update and put aside by itself.",
  behind: "Look after the earlier message of this order first; this one then goes on by itself.",
  "template-missing": "Choose a template version on the connection's Configuration page, then replay.",
  unroutable: "Choose the connection it belongs to.",
  malformed: "Ask the sender to send it again correctly; discard this one then.",
  "expression-failed": "Mend the rule's expression and roll the template out, then replay.",
  "other-format": "Choose a template of that format on the connection's Configuration page, or ask the sender.",
  unmapped: "Mend the template or ask the sender, then replay.",
  "unexpected-type": "Ask the sender why it comes this way; discard it if it is not meant for us.",
  "connection-closed": "Discard it, or replay it when the connection runs again.",
  "test-message": "Ask the sender to mark live messages as such; discard this one.",
  "test-over": "Nothing is to be done for the practice. Discard it when you have seen it.",
  "in-doubt": "Ask the far end whether it has it. If not, send it again; if so, discard it here.",
  "name-conflict": "Ask the far end about the file of that name. Edit and resend gives it a new name.",
  "refused-by-receiver": "Mend the cause with the receiver, then send it again, or edit what is sent.",
  expired: "See that the far end takes messages again, then send it again.",
};

/** Why messages stop, in a few words for lists and filters. */
const reasons: Readonly<Record<string, string>> = {
  "code-not-mapped": "Code not in the code map",
  "code-not-in-table": "Code not in a value table",
  "code-not-offered": "Test not offered to the practice",
  "code-discontinued": "Test discontinued",
  "code-unknown": "Test unknown to the lab",
  "code-not-yet": "Test not orderable yet",
  "compendium-answer": "Answer to a compendium update",
  behind: "Behind an earlier message",
  "template-missing": "Template cannot be used",
  unroutable: "No connection found",
  malformed: "Cannot be read",
  "expression-failed": "A rule's expression failed",
  "other-format": "Other format than agreed",
  unmapped: "Cannot be mapped",
  "unexpected-type": "Other kind of message",
  "connection-closed": "Connection closed",
  "test-message": "Marked as a test",
  "test-over": "Of a test that is over",
  "in-doubt": "Unknown whether it arrived",
  "name-conflict": "File name taken at the far end",
  "refused-by-receiver": "Refused by the receiver",
  expired: "Tried for three days in vain",
};

export const reasonWords = (code: string): string => reasons[code] ?? code;
export const reasonOptions = Object.entries(reasons).map(([value, label]) => ({ value, label }));

/** What is wrong with a message in plain words, the place at fault and the next step; null when nothing is. */
export function problemOf(message: typeof messages.$inferSelect): MessagePageProps["problem"] {
  if (message.state === "held" || message.state === "dead") {
    const next = nextSteps[message.reasonCode ?? ""] ?? "Mend the cause, then replay it, or discard it with a reason.";
    return {
      title: message.reason ?? "It stopped.",
      text: `Nothing is lost: it is kept exactly as it came. ${next}`,
      path: message.reasonPath,
    };
  }
  if (message.state === "queued" && message.attempts > 0) {
    return {
      title: message.reason ?? "The far end did not take it.",
      text: "Nothing is lost: it is tried again by itself.",
      path: null,
    };
  }
  return null;
}

const owedWords: Partial<Record<AckState, MessagePageProps["owed"]>> = {
  pending: {
    tone: "work",
    title: "Its sender is owed an acknowledgment",
    text: "It is written into the drop folder, and tried again until it is there.",
  },
  undelivered: {
    tone: "warn",
    title: "Its sender got no acknowledgment",
    text: "The message itself was taken. Tell the sender, and look at the drop folder and its rights.",
  },
};

/** What its sender is owed, where that is not settled. */
export const owedOf = ({ ack }: Pick<typeof messages.$inferSelect, "ack">): MessagePageProps["owed"] =>
  owedWords[ack] ?? null;

type Guarded = Pick<typeof guardedTests.$inferSelect, "outcome" | "words">;

/** What a person should know of the codes of an order that went on. */
export const warningsOf = (tests: readonly Guarded[]): MessagePageProps["warnings"] =>
  tests.map(({ outcome, words }) =>
    outcome === "substituted"
      ? { tone: "work", title: "Another test was put for a code", text: words }
      : { tone: "warn", title: "It went on with a code that should not be ordered", text: words },
  );
