import type { CodePolicy, CodeReason } from "~/engine/mapping";

/** Why a code should not be ordered, and what becomes of its orders, as people read it. Pure. */
export const reasonWords: Record<CodeReason, string> = {
  unknown: "A code nobody knows",
  discontinued: "A code that has ended",
  notOffered: "A code not offered to the practice",
  notYet: "A code before its first day",
};

export const policyWords: Record<CodePolicy, string> = {
  hold: "Hold the order",
  substitute: "Put the replacement",
  pass: "Let it pass with a warning",
};

/** What each choice means for an order, in a sentence or two. */
export const policyTexts: Record<CodeReason, Partial<Record<CodePolicy, string>>> = {
  unknown: {
    hold: "It waits here until somebody maps the code or asks the practice.",
    pass: "It goes on under the practice's own code. Only where the lab's system knows such codes.",
  },
  discontinued: {
    hold: "It waits here until somebody puts another test in its place with the practice, or discards it.",
    substitute:
      "What replaces the code is ordered, with a note to the lab; the practice is told once a day for each code. Where nothing fits, the order is held.",
    pass: "It goes on under the old code. Only while the lab's system still takes it.",
  },
  notOffered: {
    hold: "It waits here until the test is offered to the practice or the order is discarded.",
    pass: "It goes on although it was not agreed; the lab sorts it out with the practice.",
  },
  notYet: {
    hold: "It waits here; on its first day it can be replayed.",
    pass: "It goes on before its first day. Only where the lab's system takes it already.",
  },
};
