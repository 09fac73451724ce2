import { describe, expect, it } from "vitest";
import { movedNames, rowChanges, templateChanges, wholeDraft } from "~/app/components/mapping/difference";
import { effectiveRules } from "~/app/components/mapping/rules";
import type { RuleBody, TemplateBody } from "~/app/components/mapping/types";
import { ruleSet } from "../support/rule-set";

const rule = (name: string, more: Partial<RuleBody> = {}): RuleBody => ({ name, from: "PID-3", to: name, ...more });
const base = ruleSet({
  orders: ["a", "b", "c", "d"].map((name) => rule(name)),
  tables: { kinds: { title: "Kinds", rows: [{ code: "B", value: "Blood" }] } },
  samples: [{ name: "One", kind: "order", message: "MSH|a\rPID|b\r" }],
  maps: { orders: { ignore: ["ZPV"], messageType: "ORM^O01" }, results: {} },
  about: { title: "Base", mode: "bidirectional", sources: [{ title: "Guide" }] },
});

describe("the difference of two templates", () => {
  it("names rules added, changed by their parts, and removed", () => {
    const orders = [rule("a"), rule("b", { default: "none" }), rule("d"), rule("e")];
    expect(templateChanges(base, { ...base, orders })).toEqual([
      expect.objectContaining({ kind: "changed", name: "b", parts: [{ part: "default", before: "", after: "none" }] }),
      expect.objectContaining({ kind: "added", name: "e" }),
      expect.objectContaining({ kind: "removed", name: "c" }),
    ]);
  });

  it("says conditions and transforms in words", () => {
    const when = {
      any: [{ path: "PID-8", is: ["F", "M"] }, { all: [{ path: "PV1-2" }, { path: "ORC-1", not: ["CA"] }] }],
    };
    const changed = rule("b", { when, transform: ["trim", { name: "table", table: "kinds" }] });
    const orders = base.orders.map((one) => (one.name === "b" ? changed : one));
    expect(templateChanges(base, { ...base, orders })[0]?.parts.map(({ after }) => after)).toEqual([
      "PID-8 is one of F, M or (PV1-2 has a value and ORC-1 is none of CA)",
      "trim, then table (table: kinds)",
    ]);
  });

  it("names a moved rule with where it was and is, and no other", () => {
    const orders = ["a", "d", "b", "c"].map((name) => rule(name));
    expect(templateChanges(base, { ...base, orders })).toEqual([
      expect.objectContaining({
        kind: "moved",
        name: "d",
        parts: [{ part: "place", before: "after c", after: "after a" }],
      }),
    ]);
  });

  it("names tables row by row, and rows that only changed places", () => {
    const kinds = { title: "Kinds", rows: [{ code: "S", value: "Serum", note: "tube" }] };
    expect(templateChanges(base, { ...base, tables: { kinds } })).toEqual([
      expect.objectContaining({
        area: "tables",
        name: "kinds",
        parts: [
          { part: "S", before: "", after: "Serum (tube)" },
          { part: "B", before: "Blood", after: "" },
        ],
      }),
    ]);
    const rows = ["x", "y"].map((code) => ({ code, value: "one" }));
    expect(rowChanges(rows, [...rows].reverse())).toEqual([expect.objectContaining({ part: "order" })]);
  });

  it("names samples, what is left behind, sources and what is said of the template", () => {
    const after = {
      ...base,
      samples: [
        { name: "One", kind: "order" as const, message: "MSH|a\rPID|c\r" },
        { name: "Two", kind: "order" as const, message: "MSH|" },
      ],
      maps: { ...base.maps, orders: { ignore: ["PID-10"], messageType: "OML^O21" } },
      about: { ...base.about, title: "Other", sources: [{ title: "Guide", url: "https://example.org" }] },
    };
    const changes = templateChanges(base, after);
    expect(changes.map(({ area, kind, name }) => [area, kind, name])).toEqual([
      ["orders", "changed", "About all orders"],
      ["samples", "changed", "One"],
      ["samples", "added", "Two"],
      ["about", "changed", "The template"],
    ]);
    expect(changes.flatMap(({ parts }) => parts)).toEqual([
      { part: "left behind", before: "ZPV", after: "" },
      { part: "left behind", before: "", after: "PID-10" },
      { part: "messageType", before: "ORM^O01", after: "OML^O21" },
      { part: "message", before: "PID|b", after: "" },
      { part: "message", before: "", after: "PID|c" },
      { part: "title", before: "Base", after: "Other" },
      { part: "source", before: "Guide", after: "" },
      { part: "source", before: "", after: "Guide, https://example.org" },
    ]);
  });

  it("is nothing for a variant that was not touched but for its own name", () => {
    const body = { ...base.about, name: "v", extends: "base", samples: base.samples } as TemplateBody;
    const rulesOf = { orders: effectiveRules(body, base, "orders"), results: [] };
    expect(templateChanges(base, wholeDraft(body, base, rulesOf))).toEqual([]);
  });

  it("is everything where there was nothing", () => {
    expect(templateChanges(null, base).every(({ kind, about }) => kind === "added" || about === "other")).toBe(true);
  });
});

describe("names that moved", () => {
  it.each([
    ["abcd", "abcd", ""],
    ["abcd", "bcda", "a"],
    ["abcd", "dabc", "d"],
    ["abc", "cba", "cb"],
    ["abc", "axc", ""],
  ])("from %s to %s are %s", (before, after, moved) => {
    expect([...movedNames([...before], [...after])].join("")).toBe(moved);
  });
});
