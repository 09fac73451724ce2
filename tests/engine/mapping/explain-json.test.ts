import { describe, expect, it } from "vitest";
import { compileTemplate, explainJsonMapping, findTemplate, suggestJsonRules, type Template } from "~/engine/mapping";

const generic = findTemplate("generic-json") as Template;

/** An EMR with places of its own: items of an order, a code with a table. */
const fictus: Template = {
  name: "fictus-json",
  version: "1.0.0",
  title: "Fictus JSON",
  description: "Made up.",
  side: "emr",
  mode: "bidirectional",
  format: "json",
  hl7Version: "2.5.1",
  tables: { kinds: { rows: [{ code: "B", value: "Blood" }] } },
  orders: {
    lists: { test: "order.items" },
    ignore: ["order.internal"],
    rules: [
      { name: "number", from: ["order.ref", "order.id"], to: "placerOrderNumber", required: true },
      { name: "control", to: "control", constant: "new" },
      { name: "patient", from: "patient.ids", to: "patient.identifiers", transform: "copy", required: true },
      { name: "name", from: "patient.name", to: "patient.name", transform: "copy", required: true },
      { name: "test", each: "test", from: "sku", to: "code.code", required: true },
      { name: "order-of-test", each: "test", from: "/order.id", to: "placerOrderNumber" },
      {
        name: "kind",
        each: "test",
        from: "kind",
        to: "specimenSource",
        transform: { name: "table", table: "kinds", onMiss: "omit" },
      },
    ],
  },
  results: {
    lists: { test: "report.items" },
    rules: [
      { name: "number", from: "placerOrderNumber", to: "report.order" },
      { name: "test", each: "test", from: "code.code", to: "sku" },
    ],
  },
  samples: [],
};
const order = {
  order: {
    id: "P-1",
    internal: "x",
    items: [
      { sku: "GLU", kind: "B" },
      { sku: "NA", kind: "Q", control_code: "NW" },
    ],
  },
  patient: { ids: [{ value: "FX-1" }], name: { family: "Fictus", given: "Alma" }, language: { code: "en" } },
};
const compiled = compileTemplate(fictus);

describe("what a template did with a JSON body", () => {
  const explanation = explainJsonMapping(compiled, "order", order);
  const traces = (name: string) => explanation.rules.find(({ rule }) => rule.name === name)?.traces;

  it("has exact places on both sides, also of lists the body keeps elsewhere", () => {
    expect(traces("test")).toEqual([
      { outcome: "value", sources: ["order.items[0].sku"], target: "tests[0].code.code", valued: true },
      { outcome: "value", sources: ["order.items[1].sku"], target: "tests[1].code.code", valued: true },
    ]);
    expect(traces("order-of-test")?.[1]).toMatchObject({ sources: ["order.id"], target: "tests[1].placerOrderNumber" });
    expect(traces("number")).toEqual([
      { outcome: "value", sources: ["order.id"], target: "placerOrderNumber", valued: true },
    ]);
    expect(traces("control")?.[0]).toMatchObject({ outcome: "constant", sources: [] });
  });

  it("agrees with what was mapped, and says where a table lacks a code", () => {
    expect(explanation).toMatchObject({ way: "read", value: { tests: [{ specimenSource: "Blood" }, {}] } });
    expect(explanation.findings).toEqual([
      expect.objectContaining({ table: "kinds", rule: "kind", path: "order.items[1].kind" }),
    ]);
    expect(JSON.stringify(explanation.findings)).not.toContain('"Q"');
  });

  it("names what no rule reads, but not what is left behind", () => {
    expect(explanation.unmapped.map(({ path }) => path)).toEqual(["order.items.control_code", "patient.language.code"]);
  });

  it("says which required place stayed empty, and where", () => {
    const broken = explainJsonMapping(compiled, "order", { ...order, order: { items: [{ kind: "B" }] } });
    expect(broken.value).toBeUndefined();
    expect(broken.findings).toContainEqual(
      expect.objectContaining({ code: "required-missing", rule: "test", path: "order.items[0].sku" }),
    );
    expect(broken.rules.find(({ rule }) => rule.name === "test")?.traces[0]).toMatchObject({ outcome: "empty" });
  });

  it("of what is written says where in the body it came to stand", () => {
    const sample = generic.samples.find(({ kind }) => kind === "result")?.message ?? "{}";
    const written = explainJsonMapping(compiled, "result", JSON.parse(sample));
    expect(written).toMatchObject({
      way: "write",
      written: { report: { order: "P-5001", items: [{ sku: "GLU" }] } },
    });
    expect(written.rules.find(({ rule }) => rule.name === "test")?.traces).toEqual([
      { outcome: "value", sources: ["tests[0].code.code"], target: "report.items[0].sku", valued: true },
    ]);
  });

  it("cannot be asked of a template for HL7", () => {
    const hl7 = compileTemplate(findTemplate("generic-orm-2.5.1") as Template);
    expect(() => explainJsonMapping(hl7, "order", order)).toThrow(TypeError);
  });
});

describe("a suggestion for a place of a JSON body", () => {
  const suggested = suggestJsonRules(compiled, "order", explainJsonMapping(compiled, "order", order).unmapped);

  it("fills the contract's field of that name, in its list, however its words are joined", () => {
    expect(suggested[0]?.rule).toEqual({
      name: "order-items-control-code",
      each: "test",
      from: "control_code",
      to: "controlCode",
    });
  });

  it("gives rules the template can run with", () => {
    const rules = suggested.flatMap(({ rule }) => rule ?? []);
    const more = compileTemplate({
      ...fictus,
      orders: { ...fictus.orders, rules: [...(fictus.orders?.rules ?? []), ...rules] },
    });
    expect(explainJsonMapping(more, "order", order).unmapped).toEqual([]);
  });
});
