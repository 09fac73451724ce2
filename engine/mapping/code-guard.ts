/**
 * What becomes of an order with a code that should not be ordered: one decision for each of its tests, by the policies of
 * its connection. A table from reason and policy to outcome, and nothing else; what the lab knows of its codes is given.
 *
 * A cancellation is never stopped by a code the map knows: the laboratory has to hear of it, whatever became of the code.
 */
import type { Order, OrderedTest } from "~/engine/contract";
import { type CodeMap, swapped, translateOrder } from "./code-map";

export const codeReasons = [
  /** not in the connection's code map, or the laboratory has no such code */
  "unknown",
  /** the laboratory no longer does it */
  "discontinued",
  /** the laboratory does it, not for this practice */
  "notOffered",
  /** its first day has not come */
  "notYet",
] as const;
export type CodeReason = (typeof codeReasons)[number];

/**
 * What may be chosen for each reason. hold: the order waits for a person. substitute: what replaces the code is ordered in
 * its place, with a note. pass: it goes on as it is, with a warning.
 */
export const policyChoices = {
  unknown: ["hold", "pass"],
  discontinued: ["hold", "substitute", "pass"],
  notOffered: ["hold", "pass"],
  notYet: ["hold", "pass"],
} as const satisfies Record<CodeReason, readonly string[]>;
export type CodePolicy = (typeof policyChoices)[CodeReason][number];
export type CodePolicies = { readonly [R in CodeReason]: (typeof policyChoices)[R][number] };

export const holdAll: CodePolicies = { unknown: "hold", discontinued: "hold", notOffered: "hold", notYet: "hold" };

/** What the laboratory says of one of its codes today. `orderableFrom`: an ISO 8601 day that has not come yet. */
export interface LabCode {
  readonly status: "active" | "discontinued";
  readonly replacementCode?: string | null;
  readonly orderableFrom?: string | null;
}

/** Of a code that replaces another: its name, and the codes of the questions that have to be answered. */
export interface Replacement {
  readonly name: string;
  readonly asks: readonly string[];
}

export interface GuardFacts {
  readonly codeMap: CodeMap;
  readonly policies: CodePolicies;
  /** Laboratory codes of tests and panels this practice may order. */
  readonly offered: ReadonlySet<string>;
  readonly lab: ReadonlyMap<string, LabCode>;
  readonly replacements: ReadonlyMap<string, Replacement>;
  /** What was put for codes of this very order before: a cancellation has to name what the laboratory was sent. */
  readonly put?: ReadonlyMap<string, string>;
}

export type GuardOutcome = "held" | "substituted" | "passed";

/** One test of an order whose code should not be ordered, and what was decided of it. */
export interface GuardedTest {
  /** Of the test in the order, from 0. */
  readonly position: number;
  readonly emrCode: string;
  /** Null where the code map has none. */
  readonly labCode: string | null;
  readonly reason: CodeReason;
  readonly outcome: GuardOutcome;
  /** What was put for the code, where something was. */
  readonly putCode: string | null;
  /** What is said of it, to the people of the lab. */
  readonly words: string;
  /** It takes an order back: nothing was ordered by it. */
  readonly takenBack?: true;
}

/** `goes`: the order for the laboratory. `held`: why it waits; `code` names the reason as messages keep it. */
export type Guarded =
  | { readonly kind: "goes"; readonly value: Order; readonly tests: readonly GuardedTest[] }
  | {
      readonly kind: "held";
      readonly code: string;
      readonly reason: string;
      readonly tests: readonly GuardedTest[];
    };

/** The order's tests under the laboratory's codes, each decided by itself; it waits as a whole when one of them has to. */
export function guardOrder(order: Order, facts: GuardFacts): Guarded {
  const { value, unknown } = translateOrder(order, facts.codeMap);
  const taken = new Set(value.tests.map((test) => test.code.code));
  const decided = value.tests.map((test, position) => {
    const emrCode = order.tests[position]?.code.code ?? "";
    const unmapped = unknown.some((one) => one.position === position);
    if (isCancelled(order, test) && !unmapped) return cancelled(test, { position, emrCode }, facts);
    const one = decide(test, { position, emrCode, unmapped, taken }, facts);
    taken.add(one.test.code.code);
    return one;
  });
  const tests = decided.flatMap((one) => one.guarded ?? []);
  const held = tests.filter(({ outcome }) => outcome === "held");
  const [first] = held;
  if (!first) return { kind: "goes", value: { ...value, tests: decided.map((one) => one.test) }, tests };
  const unmapped = held.filter(({ labCode }) => labCode === null);
  // The order waits as a whole, so nothing was put for anything, and nothing went on.
  const waiting = tests.map((test) => ({ ...test, outcome: "held" as const, putCode: null }));
  if (unmapped.length > 0) {
    const codes = unmapped.map(({ emrCode }) => emrCode).join(", ");
    const reason = `The code ${codes} is not in this connection's code map.`;
    return { kind: "held", code: "code-not-mapped", reason, tests: waiting };
  }
  return { kind: "held", code: holdCodes[first.reason], reason: first.words, tests: waiting };
}

/** How a message that is held for a reason names it. */
const holdCodes: Record<CodeReason, string> = {
  unknown: "code-unknown",
  discontinued: "code-discontinued",
  notOffered: "code-not-offered",
  notYet: "code-not-yet",
};

type Decided = { test: OrderedTest; guarded?: GuardedTest };
type Place = { position: number; emrCode: string };
/** Laboratory codes the order has already, with those put so far: nothing is ordered twice. */
type Taken = ReadonlySet<string | undefined>;

/** Whether the test is taken back; HL7 table 0119, CA and DC. */
const isCancelled = (order: Order, test: OrderedTest): boolean =>
  ["cancel", "discontinue"].includes(test.control ?? order.control);

function cancelled(test: OrderedTest, place: Place, { put, replacements }: GuardFacts): Decided {
  const labCode = test.code.code ?? "";
  const putCode = put?.get(labCode);
  if (putCode === undefined) return { test };
  const words = `${labCode} was ordered as ${putCode} and is taken back as that.`;
  return {
    test: withCode(test, putCode, replacements.get(putCode)?.name),
    guarded: { ...place, labCode, reason: "discontinued", outcome: "substituted", putCode, words, takenBack: true },
  };
}

function decide(
  test: OrderedTest,
  { unmapped, taken, ...place }: Place & { unmapped: boolean; taken: Taken },
  facts: GuardFacts,
): Decided {
  const problem = unmapped
    ? { reason: "unknown" as const, words: `The code ${place.emrCode} is not in the code map.` }
    : problemOf(test.code.code ?? "", facts);
  if (!problem) return { test };
  const { reason, words } = problem;
  const about = { ...place, labCode: unmapped ? null : (test.code.code ?? ""), reason };
  const held = (why: string): Decided => ({
    test,
    guarded: { ...about, outcome: "held", putCode: null, words: why },
  });
  const policy: CodePolicy = facts.policies[reason];
  if (policy === "hold") return held(words);
  if (policy === "pass") {
    return { test, guarded: { ...about, outcome: "passed", putCode: null, words: `${words} It went on as it is.` } };
  }
  const found = findReplacement(test, taken, facts);
  if (found.kind === "none") return held(`${words} ${found.why}`);
  const replaced = withNote(withCode(test, found.code, found.name), test.code.code ?? "", found.code);
  const said = `${words} ${found.code}, which replaces it, was put for it.`;
  return { test: replaced, guarded: { ...about, outcome: "substituted", putCode: found.code, words: said } };
}

/** Why a code of the laboratory should not be ordered by this practice today. */
function problemOf(code: string, { lab, offered }: GuardFacts): { reason: CodeReason; words: string } | undefined {
  const known = lab.get(code);
  if (!known) return { reason: "unknown", words: `The lab has no test ${code}.` };
  if (known.status === "discontinued") return { reason: "discontinued", words: `The lab no longer does ${code}.` };
  if (!offered.has(code)) return { reason: "notOffered", words: `${code} is not offered to this practice.` };
  if (known.orderableFrom) {
    return { reason: "notYet", words: `${code} can be ordered from ${known.orderableFrom} on.` };
  }
  return undefined;
}

type Found = { kind: "found"; code: string; name: string | undefined } | { kind: "none"; why: string };

/** What may be put for a code that has ended; the last of those that replaced one another. */
function findReplacement(test: OrderedTest, taken: Taken, facts: GuardFacts): Found {
  const seen = new Set<string>();
  let code = test.code.code ?? "";
  while (facts.lab.get(code)?.status === "discontinued" && !seen.has(code)) {
    seen.add(code);
    const next = facts.lab.get(code)?.replacementCode;
    if (!next) return { kind: "none", why: "Nothing replaces it." };
    code = next;
  }
  const unfit = unfitness(code, test, taken, facts);
  return unfit
    ? { kind: "none", why: `${code}, which replaces it, ${unfit}.` }
    : { kind: "found", code, name: facts.replacements.get(code)?.name };
}

/** What keeps a replacement from being put for a test by itself. */
function unfitness(code: string, test: OrderedTest, taken: Taken, facts: GuardFacts): string | undefined {
  const known = facts.lab.get(code);
  if (!known) return "is not in the compendium";
  if (known.status === "discontinued") return "has ended too";
  if (!facts.offered.has(code)) return "is not offered to this practice";
  if (known.orderableFrom) return `can be ordered from ${known.orderableFrom} on`;
  // Its result goes back under the practice's own code.
  if (!facts.codeMap.some((entry) => entry.labCode === code)) return "has no code of the practice";
  if (taken.has(code)) return "is in the order already";
  const answered = new Set((test.answers ?? []).map((answer) => answer.code?.code));
  const open = facts.replacements.get(code)?.asks.find((question) => !answered.has(question));
  return open === undefined ? undefined : `asks ${open}, which the order does not answer`;
}

/** The laboratory's code is another one; the one the practice sent stays beside it. */
function withCode(test: OrderedTest, code: string, name: string | undefined): OrderedTest {
  const { alternate, ...own } = test.code;
  return { ...test, code: { ...swapped(own, { code, text: name ?? code }), ...(alternate && { alternate }) } };
}

/** What the laboratory reads beside the test (NTE; HL7 table 0105, L: written at the laboratory's side). */
function withNote(test: OrderedTest, from: string, to: string): OrderedTest {
  const text = `Ordered as ${from}, which the laboratory no longer performs. ${to} was put for it.`;
  return { ...test, comments: [...(test.comments ?? []), { text, source: "L" }] };
}
