import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { criterionForm, readScores } from "~/workflows/emr/form";
import { type Criterion, matrixPrint, rate, type Score, totals } from "~/workflows/request/matrix";

const criterion = (id: string, weight: number, sftpUsual: number, restUsual: number): Criterion => ({
  id,
  name: `Criterion ${id}`,
  weight,
  sftpUsual,
  restUsual,
});
const asShipped = [
  criterion("readiness", 1, 5, 2),
  criterion("onboarding", 1, 4, 3),
  criterion("reliability", 1, 4, 4),
  criterion("latency", 1, 3, 5),
  criterion("maintenance", 1, 4, 3),
];

describe("the decision matrix", () => {
  test("of a system nobody has rated is the usual one: SFTP 20 to REST 17", () => {
    expect(rate(asShipped, [])).toMatchObject({ sftp: 20, rest: 17, outOf: 25, recommended: "sftp", given: 0 });
  });

  test("takes the scores that were given, and counts them", () => {
    const given: Score[] = [
      { transport: "rest", criterionId: "readiness", score: 5 },
      { transport: "rest", criterionId: "maintenance", score: 4 },
      { transport: "rest", criterionId: "of a criterion that is gone", score: 5 },
    ];
    expect(rate(asShipped, given)).toMatchObject({ sftp: 20, rest: 21, recommended: "rest", given: 2 });
  });

  test("follows the weights; a weight of 0 does not count, and a tie goes to SFTP", () => {
    const weighted = asShipped.map((one) => (one.id === "latency" ? { ...one, weight: 3 } : one));
    expect(rate(weighted, [])).toMatchObject({ sftp: 26, rest: 27, outOf: 35, recommended: "rest" });
    expect(rate([criterion("only", 0, 1, 5)], [])).toMatchObject({ sftp: 0, rest: 0, recommended: "sftp" });
  });

  test("adds up again from the rows a decision kept", () => {
    const score = fc.integer({ min: 1, max: 5 });
    const some = fc.array(fc.tuple(fc.integer({ min: 0, max: 10 }), score, score), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(some, (list) => {
        const { given: _, ...rating } = rate(
          list.map(([weight, sftp, rest], i) => criterion(String(i), weight, sftp, rest)),
          [],
        );
        expect(totals(rating.rows)).toEqual(rating);
        expect(Math.max(rating.sftp, rating.rest)).toBeLessThanOrEqual(rating.outOf);
      }),
      { seed: 16 },
    );
  });

  test("has another print after any change of name, weight or score", () => {
    const { rows } = rate(asShipped, []);
    const prints = [{}, { name: "Speed" }, { weight: 2 }, { sftp: 1 }, { rest: 1 }].map((change) =>
      matrixPrint([{ ...(rows[0] ?? asNever()), ...change }, ...rows.slice(1)]),
    );
    expect(new Set(prints).size).toBe(prints.length);
  });
});

const asNever = (): never => {
  throw new Error("The matrix has no rows.");
};

describe("what is typed", () => {
  test("a score is 1 to 5 or the usual one, with a link that is one", () => {
    const read = readScores({ "score.a": "4", "note.a": " Seen live ", "source.a": "https://vendor.example/api" }, [
      "a",
      "b",
    ]);
    expect(read).toEqual({
      scores: new Map([
        ["a", { score: 4, note: "Seen live", source: "https://vendor.example/api" }],
        ["b", { score: null, note: "", source: "" }],
      ]),
    });
    expect(readScores({ "score.a": "4", "source.a": "javascript:alert(1)" }, ["a"])).toEqual({
      errors: { "source.a": "A link begins with http or https." },
    });
    expect(readScores({ "score.a": "6", "note.a": "Better than best" }, ["a"])).toEqual({
      errors: { "score.a": "A note or source goes with a score of its own." },
    });
  });

  test("a weight is a whole number from 0 to 10", () => {
    const typed = { name: "Latency", meaning: "", position: "4", sftpUsual: "3", restUsual: "5" };
    expect(criterionForm.safeParse({ ...typed, weight: "0" }).success).toBe(true);
    for (const weight of ["11", "-1", "1.5", "much"])
      expect(criterionForm.safeParse({ ...typed, weight }).success).toBe(false);
  });
});
