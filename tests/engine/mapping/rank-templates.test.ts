import { describe, expect, it } from "vitest";
import { findTemplate, rankTemplates, sampleOf, type Template, templates } from "~/engine/mapping";

const emr = templates.filter(({ side }) => side === "emr");
const template = (name: string) => findTemplate(name) as Template;
const sample = (name: string, kind: "order" | "result") => {
  const message = template(name).samples.find((one) => one.kind === kind)?.message ?? "";
  return sampleOf("Pasted", message);
};

describe("the template that fits a message best", () => {
  it.each(["generic-orm-2.3", "generic-orm-2.5.1", "generic-oml-2.5.1", "generic-json"])(
    "of an order made for %s reads as much of it, and is of its version",
    (name) => {
      const [best] = rankTemplates(sample(name, "order"), emr);
      expect(best).toMatchObject({ fits: true, requiredMissing: 0, unmapped: 0 });
      expect(template(best?.name ?? "").format).toBe(template(name).format);
      expect(template(best?.name ?? "").hl7Version).toBe(template(name).hl7Version);
    },
  );

  it("comes before one that leaves a field unread", () => {
    const whole = template("generic-orm-2.5.1");
    const less: Template = {
      ...whole,
      name: "less",
      orders: { ...whole.orders, rules: whole.orders?.rules?.filter(({ name }) => name !== "patient-phones") },
    };
    const ranked = rankTemplates(sample("generic-orm-2.5.1", "order"), [less, whole]);
    expect(ranked.map(({ name }) => name)).toEqual(["generic-orm-2.5.1", "less"]);
    expect(ranked[1]?.unmapped).toBe(1);
  });

  it("is none of those that do not read such messages", () => {
    const ranked = rankTemplates(sample("generic-orm-2.5.1", "order"), emr);
    expect(ranked.map(({ name }) => name)).not.toContain("results-only-2.5.1");
    expect(ranked.map(({ name }) => name)).not.toContain("generic-json");
  });
});
