import { describe, expect, it } from "vitest";
import { outcomeOf } from "~/app/server/template-outcome.server";
import { isPatientData, type Message, parse } from "~/engine/hl7";
import { compileTemplate, findTemplate, type Template, templates } from "~/engine/mapping";

function messageOf(text: string): Message {
  const parsed = parse(text);
  if (parsed.kind === "malformed") throw new Error("The sample is not HL7");
  return parsed.message;
}

const flowOf = (kind: "order" | "result") => (kind === "order" ? "orders" : "results");
const template = (name: string) => findTemplate(name) as Template;
const hl7Templates = templates.filter(({ format }) => format !== "json");
const generic = template("generic-orm-2.5.1");
const order = generic.samples.find(({ kind }) => kind === "order")?.message ?? "";

/** Values of at least four characters in the fields that identify the patient. */
function patientValues(message: Message): string[] {
  return message.segments.flatMap((segment) =>
    Array.from({ length: segment.lastField }, (_, i) => i + 1)
      .filter((field) => isPatientData(segment.id, field))
      .flatMap((field) => (segment.field(field) ?? "").split(/[\^~&]/))
      .filter((value) => value.length >= 4),
  );
}

describe("a stored message in the editor", () => {
  it.each(hl7Templates.flatMap((one) => one.samples.map((sample) => [one.name, sample.name, one, sample] as const)))(
    "%s, %s: says nothing that identifies the patient",
    async (_name, _sample, one, sample) => {
      const message = messageOf(sample.message);
      const evaluation = await outcomeOf(compileTemplate(one), flowOf(sample.kind), message, true);
      const said = JSON.stringify(evaluation).toLowerCase();
      const secrets = patientValues(message).filter((value) => said.includes(value.toLowerCase()));
      expect(secrets).toEqual([]);
    },
  );

  it("hides a patient's value wherever a rule puts it, changed or not", async () => {
    const rules = [
      ...(generic.orders?.rules ?? []).filter(({ name }) => name !== "requisition"),
      { name: "leak", from: "PID-5.1", to: "requisition", transform: ["text", { name: "cut", length: 4 }] },
    ];
    const compiled = compileTemplate({ ...generic, orders: { ...generic.orders, rules } });
    const evaluation = await outcomeOf(compiled, "orders", messageOf(order), true);
    const row = evaluation.target?.rows.find(({ key }) => key === "requisition");
    expect(row).toMatchObject({ masked: true, value: "" });
    expect(JSON.stringify(evaluation.output)).not.toContain("Fict");
  });
});

describe("the outcome of a draft on a message", () => {
  it("links a field of the second test with its rule and its own place", async () => {
    const evaluation = await outcomeOf(compileTemplate(generic), "orders", messageOf(order), false);
    expect(evaluation.links).toContainEqual({ rule: "test-code", from: ["OBR[2]-4"], to: ["tests[1].code"] });
    expect(evaluation.required.filled).toBe(evaluation.required.total);
    expect(evaluation.findings.filter(({ tone }) => tone === "stop")).toEqual([]);
  });

  it("shows the rest when a required field is missing, and says which", async () => {
    const message = messageOf(order.replace(/P-500\d\^?[A-Z-]*/g, ""));
    const evaluation = await outcomeOf(compileTemplate(generic), "orders", message, false);
    expect(evaluation.required.filled).toBeLessThan(evaluation.required.total);
    expect(evaluation.findings).toContainEqual(expect.objectContaining({ tone: "stop", rule: "placer-order-number" }));
    const rows = evaluation.target?.rows ?? evaluation.missing;
    expect(rows.find(({ key }) => key === "placerOrderNumber")).toMatchObject({ use: "missing", value: "" });
  });

  it("names a field no rule reads, with a rule for it where its meaning is known", async () => {
    const rules = (generic.orders?.rules ?? []).filter(({ name }) => name !== "patient-race");
    const compiled = compileTemplate({ ...generic, orders: { ...generic.orders, rules } });
    const message = messageOf(order.replace(/(PID(?:\|[^|\r]*){9})\|[^|\r]*/, "$1|2106-3^White"));
    const evaluation = await outcomeOf(compiled, "orders", message, false);
    const place = evaluation.unmapped.find(({ path }) => path === "PID-10");
    expect(place).toMatchObject({ suggested: true, rule: { to: "patient.race" } });
    expect(evaluation.source.rows.find(({ key }) => key === "PID-10")?.use).toBe("unused");
  });

  it("explains writing too: from the contract to the message", async () => {
    const sample = generic.samples.find(({ kind }) => kind === "result")?.message ?? "";
    const evaluation = await outcomeOf(compileTemplate(generic), "results", messageOf(sample), false);
    expect(evaluation.source.title).toBe("Result");
    const { output } = evaluation;
    expect(output?.kind === "hl7" && output.segments.length).toBeGreaterThan(3);
    const link = evaluation.links.find(({ to }) => to.includes("OBX[2]-3"));
    expect(link?.from).toEqual(["tests[0].observations[1].code"]);
  });

  describe("with codes its tables lack", () => {
    const rules = [
      ...(generic.orders?.rules ?? []).filter(
        ({ name }) => !["requisition", "patient-sex", "placer-group-number"].includes(name),
      ),
      { name: "kind", from: "OBR-4.1", to: "requisition", transform: { name: "table", table: "kinds" } },
      { name: "who", from: "PID-5.1", to: "placerGroupNumber", transform: { name: "table", table: "kinds" } },
      { name: "sex", from: "PID-8", to: "patient.sex", transform: { name: "sex", onMiss: "hold" } },
    ];
    const tables = { kinds: { rows: [{ code: "OTHER", value: "Other" }] } };
    const compiled = compileTemplate({ ...generic, tables, orders: { ...generic.orders, rules } });
    const message = messageOf(order.replace(/(PID(?:\|[^|\r]*){7})\|[^|\r]*/, "$1|QQ"));

    it("names each code with its table, rule and place", async () => {
      const { misses, findings } = await outcomeOf(compiled, "orders", message, false);
      expect(misses).toContainEqual({ table: "sex", rule: "sex", path: "PID-8", code: "QQ", count: 1 });
      expect(misses.find(({ rule }) => rule === "kind")).toMatchObject({ table: "kinds", code: "GLU" });
      expect(misses.find(({ rule }) => rule === "who")?.code).toMatch(/^Fictus/);
      expect(findings.find(({ table }) => table === "sex")).toMatchObject({ tone: "stop", word: "No entry" });
    });

    it("gives no code that says something of a stored message's patient", async () => {
      const { misses } = await outcomeOf(compiled, "orders", message, true);
      expect(misses.find(({ rule }) => rule === "who")).toMatchObject({ path: "PID-5.1", code: "" });
    });
  });
});
