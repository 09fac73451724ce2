import { DrizzleQueryError } from "drizzle-orm";
import { expect, test } from "vitest";
import { failureWords } from "~/server/failure-words";

const failed = (code: string) =>
  new DrizzleQueryError("select secret", ["Testpatient"], Object.assign(new Error(""), { code }));

test("a database that is away is said to be, with what to do", () => {
  expect(failureWords(failed("ECONNREFUSED"))).toMatch(/^The database cannot be reached \(ECONNREFUSED\)\. Start/);
});

test("of a refused query only its code is told", () => {
  expect(failureWords(failed("23505"))).toBe("The database did not carry it out (23505).");
});

test("what is said in words already stays", () => {
  expect(failureWords(new Error("No such file."))).toBe("No such file.");
  expect(failureWords("gone")).toBe("gone");
});
