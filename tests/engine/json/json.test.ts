import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, looksLikeJson, parseJson, splitJson } from "~/engine/json";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (part: Uint8Array) => new TextDecoder().decode(part);
const seed = { seed: 20_261_121, numRuns: 300 };

describe("a JSON text", () => {
  test("is read as JSON.parse reads it, whatever it holds", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indent) => {
        const written = JSON.stringify(value, null, indent);
        expect(parseJson(bytes(`\uFEFF ${written}\n`))).toEqual({ kind: "json", value: JSON.parse(written) });
      }),
      seed,
    );
  });

  test("is refused exactly where JSON.parse refuses it", () => {
    const broken = fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom("", ",", "}", '"', "\\", "x", "0"));
    fc.assert(
      fc.property(broken, ([written, place, sign]) => {
        const at = place % (written.length + 1);
        const changed = written.slice(0, at) + sign + written.slice(at + 1);
        let fits = true;
        try {
          JSON.parse(changed);
        } catch {
          fits = false;
        }
        const parsed = parseJson(bytes(changed));
        const tooLong = parsed.kind === "malformed" && parsed.reason.includes("more digits");
        if (!tooLong) expect(parsed.kind === "json").toBe(fits);
      }),
      { ...seed, numRuns: 2_000 },
    );
  });

  test.each([
    ['{"a": 1,\n "b": }', 2, 7, "A value is expected here."],
    ['{"a": 1\n "b": 2}', 2, 2, "A comma or } is expected here."],
    ['{"a": [1, 2}', 1, 12, "A comma or ] is expected here."],
    ["{'a': 1}", 1, 2, "A name in double quotes is expected here."],
    ['{"a" 1}', 1, 6, "A colon is expected here."],
    ['{"a": "b\n"}', 1, 9, "A text in quotes has a line break or another control character."],
    ['{"a": "\\x"}', 1, 9, "There is no such escape in JSON."],
    ['{"a": 1', 1, 8, "The text ends too early."],
    ["{} {}", 1, 4, "Nothing may follow after the end."],
    ['{"number": 12345678901234567890}', 1, 12, "A number has more digits than can be kept"],
    [`${"[".repeat(70)}`, 1, 65, "It is nested deeper than 64 levels."],
  ])("%j is refused at line %i, column %i", (written, line, column, reason) => {
    const parsed = parseJson(bytes(written));
    expect(parsed).toMatchObject({ kind: "malformed", line, column });
    expect(parsed.kind === "malformed" && parsed.reason).toContain(reason);
  });

  test("that is not UTF-8 is refused at the place, without its text", () => {
    const parsed = parseJson(new Uint8Array([...bytes('{"name": "Fict'), 0xff, ...bytes('us"}')]));
    expect(parsed).toEqual({ kind: "malformed", line: 1, column: 15, reason: "The text is not UTF-8." });
  });

  test("has the same canonical form for the same content, and another for another", () => {
    expect(canonicalJson({ b: [1, { d: "x", c: null }], a: true })).toBe('{"a":true,"b":[1,{"c":null,"d":"x"}]}');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const turned = JSON.parse(JSON.stringify(value), (_, part) =>
          typeof part === "object" && part !== null && !Array.isArray(part)
            ? Object.fromEntries(Object.entries(part).reverse())
            : part,
        );
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      seed,
    );
  });
});

describe("a file", () => {
  test("is one body, or as many as its list has items, each as it stood there", () => {
    expect(splitJson(bytes(' {"a": [1, 2]} ')).parts.map(text)).toEqual([' {"a": [1, 2]} ']);
    const list = '[ {"a": "x, ]"},\n {"b": [1, {"c": "\\""}]} , 3 ]\n';
    expect(splitJson(bytes(list)).parts.map(text)).toEqual(['{"a": "x, ]"}', '{"b": [1, {"c": "\\""}]}', "3"]);
  });

  test("keeps the neighbours of a body that is not JSON", () => {
    const { parts } = splitJson(bytes('[{"a": 1}, {"b": oops}, {"c": 3}]'));
    expect(parts.map((part) => parseJson(part).kind)).toEqual(["json", "malformed", "json"]);
  });

  test.each(["[{},,{}]", "[{},]", "[{}] x", "{} {}", "x"])("%s is one part, to be refused as a whole", (written) => {
    const { parts } = splitJson(bytes(written));
    expect(parts).toHaveLength(1);
    expect(parseJson(parts[0] ?? new Uint8Array()).kind).toBe("malformed");
  });

  test("that is empty, or an empty list, has no body", () => {
    for (const written of ["", " \n", "[]", " [ ] "]) expect(splitJson(bytes(written)).parts).toEqual([]);
  });

  test("looks cut at every place but its end", () => {
    const written = '[{"a": "x"}, {"b": [2]}]';
    for (let length = 1; length < written.length; length++) {
      expect(splitJson(bytes(written.slice(0, length))).complete, String(length)).toBe(false);
    }
    expect(splitJson(bytes(written)).complete).toBe(true);
  });

  test("is told from HL7 by its first character", () => {
    expect([" {", "\uFEFF[", "\n\t{}"].map((one) => looksLikeJson(bytes(one)))).toEqual([true, true, true]);
    expect(["MSH|^~\\&|", "", "FHS|{", "x"].map((one) => looksLikeJson(bytes(one)))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
