import { describe, expect, it } from "vitest";
import { bodyPaths } from "~/app/components/mapping/paths";
import { jsonOutcomeOf } from "~/app/server/template-json-outcome.server";
import { vocabularyFor } from "~/app/server/template-vocabulary.server";
import { compileTemplate, findTemplate, type Template, templates } from "~/engine/mapping";

const generic = findTemplate("generic-json") as Template;
const sample = (kind: "order" | "result") =>
  JSON.parse(generic.samples.find((one) => one.kind === kind)?.message ?? "{}");

describe("the outcome of a draft on a JSON body", () => {
  it.each(
    templates
      .filter(({ format }) => format === "json")
      .flatMap((one) => one.samples.map((s) => [one.name, s.name, one, s] as const)),
  )(
    "%s, %s: every rule that gave a value links rows that are there",
    async (_name, _sample, one, { kind, message }) => {
      const flow = kind === "order" ? "orders" : "results";
      const evaluation = await jsonOutcomeOf(compileTemplate(one), flow, JSON.parse(message));
      expect(evaluation.required.filled).toBe(evaluation.required.total);
      const [sources, targets] = [evaluation.source.rows, evaluation.target?.rows ?? []].map((rows) =>
        rows.map(({ key }) => key),
      );
      const inside = (keys: string[] | undefined, path: string) =>
        keys?.some((key) => key === path || key.startsWith(`${path}.`) || key.startsWith(`${path}[`));
      expect(evaluation.links.length).toBeGreaterThan(5);
      for (const { from, to } of evaluation.links) {
        expect(from.filter((path) => !inside(sources, path))).toEqual([]);
        expect(to.filter((path) => !inside(targets, path))).toEqual([]);
      }
    },
  );

  it("marks what no rule reads and offers a rule for it", async () => {
    const rules = generic.orders?.rules?.filter(({ name }) => name !== "requisition");
    const compiled = compileTemplate({ ...generic, orders: { ...generic.orders, rules } });
    const evaluation = await jsonOutcomeOf(compiled, "orders", sample("order"));
    expect(evaluation.source.rows.find(({ key }) => key === "requisition")?.use).toBe("unused");
    expect(evaluation.unmapped).toEqual([
      expect.objectContaining({
        path: "requisition",
        suggested: true,
        rule: expect.objectContaining({ to: "requisition" }),
      }),
    ]);
  });

  it("shows the rest when a required place is missing", async () => {
    const { placerOrderNumber: _, ...body } = sample("order");
    const evaluation = await jsonOutcomeOf(compileTemplate(generic), "orders", body);
    expect(evaluation.findings).toContainEqual(expect.objectContaining({ tone: "stop", rule: "placer-order-number" }));
    expect(evaluation.target?.rows.find(({ key }) => key === "placerOrderNumber")).toMatchObject({ use: "missing" });
  });

  it("of what is written shows the body itself", async () => {
    const evaluation = await jsonOutcomeOf(compileTemplate(generic), "results", sample("result"));
    expect(evaluation.output).toMatchObject({ kind: "json", value: { placerOrderNumber: "P-5001" } });
  });
});

describe("the places of a body a rule may name", () => {
  const row = (key: string) =>
    ({ key, kind: "value", depth: 0, label: key, name: "", value: "x", masked: false, use: "used" }) as const;
  const rows = ["id", "order.items[0].sku", "order.items[0].asks[0].text", "order.items[1].sku"].map(row);
  const { scopes } = vocabularyFor("2.5.1");
  const lists = { test: "order.items", answer: "asks" };

  it.each([
    [undefined, ["id"]],
    ["test", ["sku"]],
    ["answer", ["text"]],
    ["diagnosis", []],
  ])("once per %s", (each, paths) => {
    expect(bodyPaths(rows, each, scopes, lists).map(({ path }) => path)).toEqual(paths);
  });
});
