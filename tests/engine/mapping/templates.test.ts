import { expect, test } from "vitest";
import { parse } from "~/engine/hl7";
import { compileTemplate, findTemplate, templates, validateTemplate } from "~/engine/mapping";

test.each(templates.map((template) => [template.name, template] as const))(
  "%s handles its own samples",
  async (_, template) => {
    const report = await validateTemplate(template);
    for (const sample of report.samples) {
      const bad = sample.findings.filter(({ severity, code }) => severity === "error" || code === "lost-in-writing");
      expect(bad, sample.name).toEqual([]);
      expect(sample.unmapped, sample.name).toEqual([]);
      expect(sample.requiredFilled).toBe(sample.requiredTotal);
    }
    expect(report.ok).toBe(true);
  },
);

test("the samples are made up", () => {
  for (const { samples, format } of templates) {
    for (const { message } of samples) {
      expect(message).toContain("Fictus");
      expect((message.match(/\(\d{3}\)\d{3}-\d{4}/g) ?? []).filter((phone) => !phone.includes("555-01"))).toEqual([]);
      if (format !== "json") expect(parse(message).kind).toBe("message");
    }
  }
});

test("a template that extends another takes its rules, replaces them by name and can drop them", () => {
  const base = findTemplate("generic-orm-2.5.1");
  if (!base) throw new Error("shipped template is missing");
  const derived = {
    ...base,
    name: "practice",
    extends: base.name,
    results: undefined,
    orders: { remove: ["patient-race"], rules: [{ name: "requisition", from: "ORC-2.1", to: "requisition" }] },
  };
  const { template } = compileTemplate(derived);
  const rules = template.orders?.rules ?? [];
  expect(rules.some((rule) => rule.name === "patient-race")).toBe(false);
  expect(rules.find((rule) => rule.name === "requisition")?.from).toBe("ORC-2.1");
  expect(template.results?.rules).toEqual(base.results?.rules);
});

test("faults of a template are reported in its report", async () => {
  const base = findTemplate("results-only-2.5.1");
  if (!base) throw new Error("shipped template is missing");
  const rule = { name: "broken", from: "tests", to: "PID" };
  expect((await validateTemplate({ ...base, results: { rules: [rule] } })).problem).toContain("broken");
  expect((await validateTemplate({ ...base, extends: "nowhere" })).problem).toContain("nowhere");
});
