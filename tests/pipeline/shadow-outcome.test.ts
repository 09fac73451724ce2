import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareMade, type Made } from "~/engine/pipeline/shadow-outcome";

const goes = (text: string, outboundName = "one.hl7"): Made => ({
  state: "queued",
  reasonCode: null,
  outbound: Buffer.from(text),
  outboundName,
});
const stops = (reasonCode: string): Made => ({ state: "held", reasonCode, outbound: null, outboundName: null });
const hl7 = (...lines: string[]) => ["MSH|^~\\&|A|B|C|D|20261122||ORU^R01|1|P|2.5.1", ...lines].join("\r");

describe("how one message compares", () => {
  test.each<[string, Made, Made, string, string[]]>([
    ["the same bytes", goes(hl7("PID|1")), goes(hl7("PID|1")), "same", []],
    ["a field", goes(hl7("OBX|1|ST|A||x")), goes(hl7("OBX|1|ST|A||y")), "different", ["OBX-5"]],
    [
      "the same field of several segments",
      goes(hl7("OBX|1|ST|A||x", "OBX|2|ST|A||x")),
      goes(hl7("OBX|1|ST|A||y", "OBX|2|ST|A||y")),
      "different",
      ["OBX-5"],
    ],
    ["a segment more", goes(hl7()), goes(hl7("NTE|1||note")), "different", ["NTE-1", "NTE-3"]],
    ["the file's name alone", goes(hl7(), "a.hl7"), goes(hl7(), "b.hl7"), "different", ["file name"]],
    ["the ends of lines alone", goes(hl7("PID|1")), goes(`${hl7("PID|1")}\r`), "different", ["bytes"]],
    ["another format", goes(hl7()), goes("{}"), "different", ["format"]],
    ["a place in JSON", goes('{"a":[{"b":1},{"b":2}]}'), goes('{"a":[{"b":1},{"b":3}]}'), "different", ["a.b"]],
    ["a stop with the candidate", goes(hl7()), stops("unmapped"), "candidate-only-fails", ["stops/unmapped"]],
    ["a stop that is mended", stops("unmapped"), goes(hl7()), "live-only-fails", ["passes/unmapped"]],
    ["a stop with both", stops("unmapped"), stops("code-not-mapped"), "both-fail", []],
  ])("%s", (_name, live, candidate, comparison, kinds) => {
    expect(compareMade(live, candidate)).toEqual({ comparison, kinds });
  });

  const field = fc.stringMatching(/^[A-Za-z0-9 ]{0,8}$/);
  const made = fc.oneof(
    fc
      .array(fc.tuple(field, field, field), { maxLength: 4 })
      .map((rows) => goes(hl7(...rows.map((row) => `OBX|${row.join("|")}`)))),
    fc.constantFrom("unmapped", "code-not-mapped").map(stops),
  );

  test("has no kind exactly when nothing that goes out differs, whichever is looked at first, and never a value", () => {
    fc.assert(
      fc.property(made, made, (one, other) => {
        const there = compareMade(one, other);
        const back = compareMade(other, one);
        expect(compareMade(one, one).kinds).toEqual([]);
        expect(there.kinds.length === 0).toBe(there.comparison === "same" || there.comparison === "both-fail");
        expect(there.kinds.length).toBe(back.kinds.length);
        for (const kind of there.kinds) expect(kind).toMatch(/^(OBX-[1-3]|bytes|(stops|passes)\/[a-z-]+)$/);
      }),
      { numRuns: 300 },
    );
  });
});
