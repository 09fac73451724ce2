import { expect, test } from "vitest";
import {
  compilePath,
  each,
  encode,
  formatPath,
  get,
  getAll,
  getRaw,
  type Message,
  parse,
  parsePath,
  set,
} from "~/engine/hl7";

const SOURCE =
  "MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.5.1\rPID|1||X^^^H&1~Y\rOBX|1|ST|N||a~b\rOBX|2|ST|N||c\\T\\d^e\rOBX|3|ST|N||\r";
function message(text: string): Message {
  const parsed = parse(text);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
}

test("each value comes with the path that means it alone", () => {
  const m = message(SOURCE);
  const found = [...each(m, "OBX-5")];
  expect(found).toEqual([
    { path: "OBX[1]-5[1]", value: "a", segmentIndex: 2 },
    { path: "OBX[1]-5[2]", value: "b", segmentIndex: 2 },
    { path: "OBX[2]-5[1]", value: "c&d^e", segmentIndex: 3 },
  ]);
  for (const { path, value } of found) expect(getAll(m, path)).toEqual([value]);
  expect(Array.from(each(m, "OBX[2]-5.2"), ({ path }) => path)).toEqual(["OBX[2]-5[1].2"]);
  expect(Array.from(each(m, "PID-3[2]"), ({ path }) => path)).toEqual(["PID[1]-3[2]"]);
  expect(Array.from(each(m, "PID-3.4.2"), ({ path, value }) => [path, value])).toEqual([["PID[1]-3[1].4.2", "1"]]);
  expect(Array.from(each(m, "OBX"), ({ path }) => path)).toEqual(["OBX[1]", "OBX[2]", "OBX[3]"]);
  expect([...each(m, "ZZZ-1")]).toEqual([]);
});

test("a compiled path is used in place of its text", () => {
  const m = message(SOURCE);
  const path = compilePath("OBX[2]-5.1");
  expect([get(m, path), getRaw(m, path), getAll(m, path)]).toEqual(["c&d", "c\\T\\d", ["c&d"]]);
  expect(get(set(m, path, "z"), path)).toBe("z");
  expect(compilePath("OBX[2]-5.1")).toBe(path);
  expect(() => compilePath("OBX-")).toThrow(TypeError);
});

test.each([
  ["ORDER_OBSERVATION[2].OBX[1]-5", [{ name: "ORDER_OBSERVATION", occurrence: 2 }]],
  [
    "PATIENT_RESULT.ORDER_OBSERVATION[2].OBX",
    [{ name: "PATIENT_RESULT" }, { name: "ORDER_OBSERVATION", occurrence: 2 }],
  ],
  ["VISIT.PV1-3.4.1", [{ name: "VISIT" }]],
])("%s names groups", (text, groups) => {
  const path = parsePath(text);
  expect(path?.groups).toEqual(groups);
  expect(formatPath(path!)).toBe(text);
});

test.each([
  "order.OBX-5",
  "ORDER[0].OBX",
  ".OBX",
  "ORDER..OBX",
  "ORDER.OBX.",
  "ORDER.",
  "OBX[1].5",
  `${"A.".repeat(400)}OBX`,
])("%s is not a path", (text) => {
  expect(parsePath(text)).toBeUndefined();
  expect(() => get(message(SOURCE), text)).toThrow(TypeError);
});

test("a segment far down is found, and one that is not there is not", () => {
  const m = message(SOURCE + Array.from({ length: 500 }, (_, i) => `NTE|${i + 1}\r`).join(""));
  expect([get(m, "NTE[1]-1"), get(m, "NTE[500]-1"), get(m, "NTE[501]-1")]).toEqual(["1", "500", undefined]);
  expect(get(set(m, "NTE[400]-3", "x"), "NTE[400]-3")).toBe("x");
});

test("findings say which segment they are about", () => {
  const parsed = parse("MSH|^~\\&|A\rPID|1\rbroken line\rMSH|^~\\&|B\r");
  expect(parsed.kind === "message" && parsed.findings.map((one) => [one.code, one.segmentIndex])).toEqual([
    ["required-missing", 0],
    ["required-missing", 0],
    ["required-missing", 0],
    ["several-messages", 3],
    ["not-a-segment", 2],
  ]);
});

test("a value of megabytes is passed over, kept and written back", () => {
  const pdf = "JVBERi0x".repeat(500_000);
  const source = `${SOURCE}OBX|4|ED|PDF^Report^L||LAB^application^pdf^Base64^${pdf}||||||F\r`;
  const bytes = new TextEncoder().encode(source);
  const parsed = parse(bytes);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  expect(get(parsed.message, "OBX[4]-11")).toBe("F");
  expect(get(parsed.message, "OBX[4]-5.5")?.length).toBe(pdf.length);
  const changed = encode(set(parsed.message, "OBX[4]-11", "C"));
  expect(changed.length).toBe(bytes.length);
  expect(changed.at(-2)).toBe(0x43);
});
