import type { MatrixTransport, matrixCriteria, matrixScores } from "~/db/schema/matrix";
import type { RatedCriterion } from "~/db/schema/requests";

/** What is scored, in order; `sftpUsual` and `restUsual` stand where nobody has scored a system. */
export type Criterion = Pick<typeof matrixCriteria.$inferSelect, "id" | "name" | "weight" | "sftpUsual" | "restUsual">;
/** One score somebody gave one EMR system. */
export type Score = Pick<typeof matrixScores.$inferSelect, "transport" | "criterionId" | "score">;

/** The matrix of one EMR system and what it recommends. Totals are weighted; `outOf` is the most either could reach. */
export type Rating = {
  rows: RatedCriterion[];
  sftp: number;
  rest: number;
  outOf: number;
  recommended: MatrixTransport;
  /** How many of the scores are the system's own; the others are the usual ones. */
  given: number;
};

/** 1 is poor, 5 excellent. The better weighted total wins; a tie goes to SFTP, which every EMR can do. */
export function rate(criteria: readonly Criterion[], scores: readonly Score[]): Rating {
  const given = new Map(scores.map(({ transport, criterionId, score }) => [`${transport} ${criterionId}`, score]));
  const rows = criteria.map(({ id, name, weight, sftpUsual, restUsual }) => ({
    name,
    weight,
    sftp: given.get(`sftp ${id}`) ?? sftpUsual,
    rest: given.get(`rest ${id}`) ?? restUsual,
  }));
  const counted = criteria.flatMap(({ id }) => [`sftp ${id}`, `rest ${id}`]).filter((key) => given.has(key));
  return { ...totals(rows), given: counted.length };
}

/** The totals of rows as they were kept with a decision, or as they are now. */
export function totals(rows: RatedCriterion[]): Omit<Rating, "given"> {
  const sum = (of: (row: RatedCriterion) => number) => rows.reduce((total, row) => total + row.weight * of(row), 0);
  const [sftp, rest, outOf] = [sum((row) => row.sftp), sum((row) => row.rest), sum(() => 5)];
  return { rows, sftp, rest, outOf, recommended: rest > sftp ? "rest" : "sftp" };
}

/** The rows in one line, to tell whether what somebody was shown is still so. */
export const matrixPrint = (rows: readonly RatedCriterion[]): string =>
  rows.map(({ name, weight, sftp, rest }) => `${name} ×${weight} ${sftp}:${rest}`).join(" | ");
