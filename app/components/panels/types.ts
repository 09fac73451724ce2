import type { Tone } from "../state/tones";

export type ProposalState = "proposed" | "published" | "offered" | "declined";

/** A panel built for a practice and where it stands. */
export interface ProposalRow {
  id: string;
  code: string;
  name: string;
  practice: string;
  state: ProposalState;
  by: string;
  at: string;
  /** What happens next, in a few words. */
  next: string;
  /** Where it is changed or looked at. */
  href: string;
  /** Where the one who may takes it back from: of the draft's change. */
  version: number;
  canWithdraw: boolean;
}

export const proposalStates: Record<ProposalState, { word: string; tone: Tone }> = {
  proposed: { word: "Proposed", tone: "wait" },
  published: { word: "Published", tone: "work" },
  offered: { word: "Offered", tone: "good" },
  declined: { word: "Taken out", tone: "off" },
};
