import { describe, expect, it } from "vitest";
import { exampleFacts, nameFrom, patternProblem } from "~/engine/transports/sftp";

const named = (pattern: string, facts: Partial<typeof exampleFacts> = {}) =>
  nameFrom(pattern, { ...exampleFacts, ...facts });

describe("what dropped files are called", () => {
  it.each([
    ["{connection}_{type}_{date:yyyyMMdd}_{sequence:6}.hl7", "LARKSPUR_ORU_20261121_000042.hl7"],
    ["{date:yyyy}/{date:MM-dd}/{name}", "2026/11-21/ORU_01KAE6Y3Q8.hl7"],
    ["{control}.{date:yyMMddHHmmss}.txt", "01KAE6Y3Q8.261121140509.txt"],
    ["r{sequence}", "r42"],
  ])("%s is %s", (pattern, name) => {
    expect(patternProblem(pattern)).toBeUndefined();
    expect(named(pattern)).toBe(name);
  });

  it("dates by the day where the lab is, and numbers on past the width", () => {
    const at = new Date("2026-11-22T03:30:00Z");
    expect(named("{date:yyyyMMdd_HH}_{sequence:2}", { at, timeZone: "America/New_York", sequence: 12345 })).toBe(
      "20261121_22_12345",
    );
  });

  it("puts nothing into a name that would make a folder or hide", () => {
    expect(named("{connection}_{sequence}", { connection: "../a/b\\c\u202e" })).toBe("_._a_b_c__42");
    expect(named("{connection}/{sequence}", { connection: ".." })).toBe("_./42");
  });

  it.each([
    ["{type}_{date:yyyyMMdd}.hl7", "same name"],
    ["fixed.hl7", "same name"],
    ["{number}.hl7", "no {number}"],
    ["{sequence:99}.hl7", "{sequence:6}"],
    ["{date}_{sequence}", "{date:yyyyMMdd}"],
    ["{date:dd/MM}_{sequence}", "brace"],
    ["{sequence", "brace"],
    ["../{name}", "plain"],
    ["/{name}", "plain"],
    ["a//{name}", "plain"],
    [".{sequence}.hl7", "plain"],
    ["a\\{name}", "plain"],
    ["{sequence}.part", "not finished"],
    ["a/b/c/d/{name}", "folders"],
    [`${"x".repeat(150)}{sequence}`, "too long"],
  ])("%s is refused: %s", (pattern, words) => {
    expect(patternProblem(pattern)).toContain(words);
  });
});
