import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placeOf, plainly } from "~/app/server/plain-words.server";
import { endWords, titleOf } from "~/app/server/self-test-words.server";
import type { FarEnds } from "~/db/schema/connections";
import { scenarios } from "~/workflows/connection/scenarios/catalogue";
import { selfTestScenarios } from "~/workflows/connection/self-test";

const jargon = /\b(?:ORM|OML|ORU|MFN|MSH|ORC|OBR|OBX|PID)\b/;
const ends: FarEnds[] = [
  { emr: "sandbox", lis: "sandbox" },
  { emr: "real", lis: "sandbox" },
];

describe("what a practice reads of a test", () => {
  test.each(ends)("names no kind of message and no segment, with %o at the ends", (farEnds) => {
    for (const mode of ["bidirectional", "results-only"] as const) {
      for (const one of selfTestScenarios(mode, farEnds.emr)) {
        const { title, person } = titleOf(one, { ...farEnds, mode });
        expect([title, person, ...one.expects.map(({ text }) => plainly(text))].join(" ")).not.toMatch(jargon);
      }
    }
    expect(endWords(farEnds, "The lab")).toContain("a simulated lab");
  });

  test.each([
    ["What goes out is marked as a test (MSH-11 T)", "What goes out is marked as a test"],
    ["One message went out with MSH-11 P.", "One message went out with “Processing ID” P."],
    ["Test code (OBR-4.1) is required, and it is empty.", "Test code is required, and it is empty."],
    ["OBR[2]-4 is empty", "“Universal service identifier” is empty"],
    ["ORU^R01 is not an order.", "result is not an order."],
    ["Order, CMP: It stopped.", "Order, CMP: It stopped."],
  ])("says %j as %j", (text, words) => expect(plainly(text)).toBe(words));

  test("leaves words alone that are about no message", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z ,.()]{0,40}$/), (text) => {
        expect(plainly(text)).toBe(text);
      }),
    );
  });

  test.each([
    ["OBR-4.1", "Observation request, field 4, part 1"],
    ["OBR[2]-4", "Observation request 2, field 4"],
    ["OBR[1]-4", "Observation request, field 4"],
    ["order.tests[0].code", "order.tests[0].code"],
  ])("says where %s is", (path, words) => expect(placeOf(path)).toBe(words));
});

describe("what a practice can try", () => {
  const keys = (mode: "bidirectional" | "results-only", emr: FarEnds["emr"]) =>
    selfTestScenarios(mode, emr).map(({ key }): string => key);

  test("is everything of its mode where both ends are simulated", () => {
    const all = scenarios.filter(({ modes }) => modes.bidirectional).map(({ key }): string => key);
    expect(keys("bidirectional", "sandbox")).toEqual(all);
  });

  test("leaves out what the lab would have to answer otherwise than usual, with an EMR of its own", () => {
    const left = keys("bidirectional", "real");
    expect(left).toContain("cancel");
    for (const key of ["partial-then-final", "corrected-result", "result-with-pdf"]) expect(left).not.toContain(key);
  });

  test("has no orders in it where results are all that flows", () => {
    expect(keys("results-only", "sandbox")).toEqual(["final-result", "far-end-down"]);
  });
});
