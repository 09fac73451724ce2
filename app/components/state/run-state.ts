import type { StateWord } from "./tones";

/** How a test run stands. */
export type RunState = "waiting" | "passed" | "failed" | "cancelled";

export const runLooks: Record<RunState, StateWord> = {
  waiting: { tone: "work", word: "Running" },
  passed: { tone: "good", word: "Passed" },
  failed: { tone: "stop", word: "Failed" },
  cancelled: { tone: "off", word: "Cancelled" },
};
