import { expect, test } from "vitest";
import { hasValue, parseFieldPath, putValue, segmentsText, type Value, type Values } from "~/engine/hl7";

const at = (text: string) => {
  const path = parseFieldPath(text);
  if (!path) throw new Error(text);
  return path;
};
function built(...puts: readonly (readonly [string, Value])[]): Values {
  const values: Values = [];
  for (const [path, value] of puts) putValue(values, at(path), value);
  return values;
}
const text = (fields: Values) => segmentsText([{ id: "PID", fields }]).trimEnd();

test.each<[readonly (readonly [string, Value])[], string]>([
  [[["3", "A"]], "PID|||A"],
  [[["3.2", "B"]], "PID|||^B"],
  [[["3[2].1.2", "C"]], "PID|||~&C"],
  [[["3", ["A", undefined, "C"]]], "PID|||A^^C"],
  [[["3[2]", ["A", ["B", "C"]]]], "PID|||~A^B&C"],
  [[["3.4", ["A", "B"]]], "PID|||^^^A&B"],
  // The first that gives a place its value wins; what is missing beside it is filled in.
  [
    [
      ["3", "A"],
      ["3", "B"],
    ],
    "PID|||A",
  ],
  [
    [
      ["3.2", "A"],
      ["3", ["X", "Y", "Z"]],
    ],
    "PID|||X^A^Z",
  ],
  [
    [
      ["3.1", "A"],
      ["3.1.2", "B"],
      ["3[2]", "C"],
    ],
    "PID|||A&B~C",
  ],
  [
    [
      ["3", "A"],
      ["3.1", "B"],
      ["3.2", "C"],
    ],
    "PID|||A^C",
  ],
  [
    [
      ["3.1.2", "B"],
      ["3", "A"],
    ],
    "PID|||A&B",
  ],
  // No value can leave its place.
  [[["3.2", "a^b|c"]], "PID|||^a\\S\\b\\F\\c"],
])("%j is written %s", (puts, expected) => {
  expect(text(built(...puts))).toBe(expected);
});

test.each([
  ["3", true],
  ["3.1", false],
  ["3.2", true],
  ["3.2.1", true],
  ["3.2.2", false],
  ["3[2]", false],
  ["4", false],
])("where only 3.2 has a value, %s has one: %s", (path, expected) => {
  expect(hasValue(built(["3.2", "A"]), at(path))).toBe(expected);
});

test("a text put where one is does not change how it is kept", () => {
  expect(built(["2", "FT"], ["2", "ST"], ["2[1]", "TX"])).toEqual([undefined, "FT"]);
});

test("a sub-component has no parts", () => {
  expect(() => text(built(["3.1.1", ["A", "B"]]))).toThrow("PID-3 has more levels");
});
