import type { MatrixScores } from "~/db/schema/requests";

/** The decision matrix: which transport suits an EMR. 1 is poor, 5 excellent; criteria count the same. */
export const matrixCriteria = [
  "EMR / vendor readiness",
  "Onboarding cost",
  "Reliability, throughput",
  "Latency",
  "Maintenance burden",
] as const;

/** What is assumed of an EMR nobody has rated yet. */
export const defaultMatrix: MatrixScores = {
  sftp: [5, 4, 4, 3, 4],
  rest: [2, 3, 4, 5, 3],
  note: "Not rated yet, so these are the usual scores.",
};

export type Recommendation = { transport: "sftp" | "rest"; sftp: number; rest: number };

/** The better total wins; a tie goes to SFTP, which every EMR can do. */
export function recommend(scores: MatrixScores): Recommendation {
  const total = (list: number[]) => list.reduce((sum, score) => sum + score, 0);
  const sftp = total(scores.sftp);
  const rest = total(scores.rest);
  return { transport: rest > sftp ? "rest" : "sftp", sftp, rest };
}
