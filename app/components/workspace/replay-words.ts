import type { StateWord } from "../state/tones";

export type ReplayAction = "replay" | "resend" | "discard";
export type ReplayState = "waiting" | "running" | "finished" | "cancelled" | "refused";
export type ReplayOutcome = "sent" | "stopped" | "skipped" | "failed";

/** What is done with the messages: as a title, and what it means. */
export const replayActionWords: Record<ReplayAction, { title: string; text: string; verb: string }> = {
  replay: {
    title: "Replay",
    text: "The stored originals go through today’s mapping and codes once more and, where that works, are delivered.",
    verb: "Replay",
  },
  resend: {
    title: "Resend",
    text: "The same bytes go out again under the same names and control IDs, so that the far end can tell them.",
    verb: "Resend",
  },
  discard: {
    title: "Discard",
    text: "They go nowhere. Their bytes, their way and your reason stay on record.",
    verb: "Discard",
  },
};

export const replayStateWords: Record<ReplayState, StateWord> = {
  waiting: { tone: "wait", word: "Waiting for a second person" },
  running: { tone: "work", word: "Running" },
  finished: { tone: "good", word: "Finished" },
  cancelled: { tone: "off", word: "Cancelled" },
  refused: { tone: "stop", word: "Refused" },
};

export const replayOutcomeWords: Record<ReplayOutcome | "left" | "all", StateWord> = {
  all: { tone: "off", word: "All" },
  left: { tone: "wait", word: "Not yet" },
  sent: { tone: "good", word: "Done" },
  stopped: { tone: "warn", word: "Stopped again" },
  skipped: { tone: "off", word: "Left alone" },
  failed: { tone: "stop", word: "Failed" },
};
