import type { Mode } from "~/db/schema/requests";
import * as expect from "./expectations";
import type { OrderSeen } from "./facts";

/**
 * What a test run can let happen on purpose. A scenario is a plain value: what a person does, what the demo's simulators
 * do in their place, by which shape its messages are known, and what is expected. Pure.
 */
export const scenarioKeys = [
  "new-order",
  "final-result",
  "multi-test-order",
  "panel-order",
  "cancel",
  "add-on",
  "partial-then-final",
  "corrected-result",
  "result-with-pdf",
  "unsolicited-result",
  "malformed-message",
  "unknown-code",
  "duplicate-file",
  "far-end-down",
] as const;
export type ScenarioKey = (typeof scenarioKeys)[number];

type Stage = "preliminary" | "final" | "corrected";

/** What the simulators do. `codes`: which of the connection's codes are ordered. */
export type Play =
  | {
      kind: "order";
      codes: "one" | "several" | "panel" | "unknown";
      answer: { stages: Stage[]; withPdf?: boolean };
      broken?: true;
      addOn?: true;
      cancelled?: true;
      twice?: true;
    }
  | { kind: "result" };

export type Scenario = {
  key: ScenarioKey;
  title: string;
  /** In which modes it can be run, and whether a run without it proves anything. */
  modes: Partial<Record<Mode, "required" | "optional">>;
  /** What the person at the far end does, in plain words. */
  person: string;
  /** Null: it happens by itself in every run. */
  play: Play | null;
  /** Whether the messages of an order are of this scenario's shape; null: it is not about one order. */
  fits: ((order: OrderSeen, panels: readonly string[]) => boolean) | null;
  expects: readonly expect.Expectation[];
  /** Its message is meant to stop. */
  stops?: true;
};

const { orderDelivered, senderTold, markedAsTest, resultBack, resultDelivered } = expect;
const placed = ({ orders }: OrderSeen) => orders.filter((one) => one.control === "new" && !expect.hasStopped(one));
const order = (
  codes: Extract<Play, { kind: "order" }>["codes"] = "one",
  answer: Extract<Play, { kind: "order" }>["answer"] = { stages: ["final"] },
): Extract<Play, { kind: "order" }> => ({ kind: "order", codes, answer });

const codeStops = ["code-not-mapped", "code-unknown", "code-not-offered", "code-discontinued", "code-not-yet"];
const isCodeStop = (code: string | null) => codeStops.includes(code ?? "");
const isPreliminary = (status: string | null) => status === "preliminary" || status === "partial";

const both = { bidirectional: "optional", "results-only": "optional" } as const;

export const scenarios: readonly Scenario[] = [
  {
    key: "new-order",
    title: "New order",
    modes: { bidirectional: "required" },
    person: "Place an order for one test in the EMR, for a made-up patient.",
    play: order(),
    fits: (one) => placed(one).length > 0,
    expects: [orderDelivered, senderTold, resultBack, markedAsTest],
  },
  {
    key: "final-result",
    title: "Final result",
    modes: { "results-only": "required" },
    person: "Release a final result for a made-up patient of the practice in the lab system.",
    play: { kind: "result" },
    fits: ({ results }) => results.length > 0,
    expects: [resultDelivered, markedAsTest],
  },
  {
    key: "multi-test-order",
    title: "Order with several tests",
    modes: { bidirectional: "optional" },
    person: "Place one order for two or more tests.",
    play: order("several"),
    fits: (one) => placed(one).some(({ codes }) => codes.length > 1),
    expects: [orderDelivered, senderTold, expect.everyTestAnswered],
  },
  {
    key: "panel-order",
    title: "Panel order",
    modes: { bidirectional: "optional" },
    person: "Place an order for a panel the lab offers the practice.",
    play: order("panel"),
    fits: (one, panels) => placed(one).some(({ codes }) => codes.some((code) => panels.includes(code))),
    expects: [orderDelivered, senderTold, resultBack],
  },
  {
    key: "cancel",
    title: "Cancelled order",
    modes: { bidirectional: "optional" },
    person: "Place an order and cancel it (ORC-1 CA, the same order number).",
    play: { ...order("one", { stages: [] }), cancelled: true },
    fits: ({ orders }) => orders.some((one) => one.control === "cancel"),
    expects: [orderDelivered, expect.cancelFollows, senderTold],
  },
  {
    key: "add-on",
    title: "Add-on",
    modes: { bidirectional: "optional" },
    person: "Add a test to a specimen that was sent before (OBR-11 A).",
    play: { ...order(), addOn: true },
    fits: (one) => placed(one).some(({ addOn }) => addOn),
    expects: [orderDelivered, senderTold, resultBack],
  },
  {
    key: "partial-then-final",
    title: "Partial, then final result",
    modes: both,
    person: "Release a preliminary result in the lab system, then the final one of the same order.",
    play: order("one", { stages: ["preliminary", "final"] }),
    fits: ({ results }) => results.some(({ status }) => isPreliminary(status)),
    expects: [
      expect.resultOf("A preliminary result reaches the EMR", ({ status }) => isPreliminary(status)),
      expect.resultOf(
        "The final one reaches it after that",
        ({ status }) => status === "final",
        ({ status }) => isPreliminary(status),
      ),
    ],
  },
  {
    key: "corrected-result",
    title: "Corrected result",
    modes: both,
    person: "Release a final result in the lab system, then correct it.",
    play: order("one", { stages: ["final", "corrected"] }),
    fits: ({ results }) => results.some(({ status }) => status === "corrected"),
    expects: [
      expect.resultOf("A final result reaches the EMR", ({ status }) => status === "final"),
      expect.resultOf(
        "The correction reaches it after that, and never before",
        ({ status }) => status === "corrected",
        ({ status }) => status === "final",
      ),
    ],
  },
  {
    key: "result-with-pdf",
    title: "Result with a PDF",
    modes: both,
    person: "Release a result that carries its report as a PDF.",
    play: order("one", { stages: ["final"], withPdf: true }),
    fits: ({ results }) => results.some(({ documents }) => documents > 0),
    expects: [
      expect.resultOf("A result with its document reaches the EMR", ({ documents }) => documents > 0),
      markedAsTest,
    ],
  },
  {
    key: "unsolicited-result",
    title: "Unsolicited result",
    modes: { bidirectional: "optional" },
    person: "Release a result in the lab system that nobody ordered electronically.",
    play: { kind: "result" },
    fits: ({ orders, results }) => orders.length === 0 && results.length > 0,
    expects: [resultDelivered, markedAsTest],
  },
  {
    key: "malformed-message",
    title: "Malformed message",
    modes: { bidirectional: "optional" },
    person: "Send an order from which the test code is missing (OBR-4 is empty).",
    play: { ...order("one", { stages: [] }), broken: true },
    fits: ({ orders }) => orders.some((one) => expect.hasStopped(one) && !isCodeStop(one.reasonCode)),
    expects: [
      expect.stopsFor("It stops with the reason, and nothing of it goes out", (code) => !isCodeStop(code)),
      expect.somebodyTold,
    ],
    stops: true,
  },
  {
    key: "unknown-code",
    title: "Unknown code",
    modes: { bidirectional: "optional" },
    person: "Order a test by a code that is not in the code map.",
    play: order("unknown", { stages: [] }),
    fits: ({ orders }) => orders.some((one) => expect.hasStopped(one) && isCodeStop(one.reasonCode)),
    expects: [
      expect.stopsFor("It is held with the code named, and nothing of it goes out", isCodeStop),
      expect.somebodyTold,
    ],
    stops: true,
  },
  {
    key: "duplicate-file",
    title: "Duplicate file",
    modes: { bidirectional: "optional" },
    person: "Send the file of an order a second time, under another name.",
    play: { ...order(), twice: true },
    fits: ({ orders }) => orders.some(({ state }) => state === "duplicate"),
    expects: [expect.recognisedAgain, senderTold],
  },
  {
    key: "far-end-down",
    title: "Far end down",
    modes: { bidirectional: "required", "results-only": "required" },
    person: "Nothing: we make the way to the EMR fail ourselves while a result is on it.",
    play: null,
    fits: null,
    expects: [expect.everyWayFailed, expect.retryDelivered, expect.alertReached],
  },
];

export const scenarioOf = (key: string): Scenario | undefined => scenarios.find((one) => one.key === key);

/** Those a mode knows, in their order. */
export const scenariosFor = (mode: Mode): readonly Scenario[] => scenarios.filter((one) => one.modes[mode]);

/** What a run is started with: the required ones always; all of them, or further ones by name. */
export type Choice = "required" | "all" | readonly string[];

/** The scenarios of a choice; names the mode does not know are left out. */
export const chosenScenarios = (mode: Mode, choice: Choice): readonly Scenario[] =>
  scenariosFor(mode).filter(
    (one) => one.modes[mode] === "required" || choice === "all" || (choice !== "required" && choice.includes(one.key)),
  );
