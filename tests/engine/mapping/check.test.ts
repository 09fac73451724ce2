import fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkTemplate,
  checkTemplateAsync,
  compileTemplate,
  explainMapping,
  findTemplate,
  formatTableCsv,
  interfaceSpecification,
  type Overrides,
  parseTableCsv,
  resolveTemplate,
  suggestRules,
  type Template,
  templateJsonSchema,
  templateSchema,
  templates,
  validateTemplate,
  withOverrides,
} from "~/engine/mapping";
import { compiled, MSH, message, PID, shipped } from "./support/messages";

const base = shipped("generic-orm-2.5.1");

test.each(templates.map((template) => [template.name, template] as const))("%s passes its check", (_, template) => {
  const report = checkTemplate(template);
  expect(report).toMatchObject({ ok: true, requiredPercent: 100 });
  for (const one of report.directions) {
    expect([one.tableMisses, one.violations, one.output, one.required.missing]).toEqual([[], [], [], []]);
  }
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test.each<[string, Partial<Template>, string]>([
  [
    "an unknown contract field",
    { orders: { rules: [{ name: "bad", from: "PID-3", to: "patient.nickname" }] } },
    "Rule bad: the order has no field patient.nickname",
  ],
  [
    "a list of another scope",
    { orders: { rules: [{ name: "bad", each: "observation", from: "OBX-3", to: "code" }] } },
    "Rule bad: the order has no list for each observation",
  ],
  [
    "a value of the wrong type",
    { orders: { rules: [{ name: "bad", from: "PID-5", to: "patient.birthDate", transform: "name" }] } },
    "Rule bad: patient.birthDate is a text, and its transform is for an object",
  ],
  [
    "an unknown transform",
    { orders: { rules: [{ name: "bad", from: "PID-5", to: "requisition", transform: "magic" }] } },
    'Rule bad: there is no transform "magic"',
  ],
  [
    "an unknown option",
    { orders: { rules: [{ name: "bad", from: "PID-5", to: "requisition", transform: { name: "trim", hard: true } }] } },
    'Rule bad: transform "trim" has no option "hard"',
  ],
  [
    "an option of the wrong type",
    { orders: { rules: [{ name: "bad", from: "PID-5", to: "requisition", transform: { name: "cut", length: "9" } }] } },
    'Rule bad: option "length" of transform "cut" has to be a whole number',
  ],
  [
    "a missing option",
    { orders: { rules: [{ name: "bad", from: "PID-5", to: "requisition", transform: "replace" }] } },
    'Rule bad: transform "replace" needs its option "find"',
  ],
  [
    "an unknown table",
    {
      orders: {
        rules: [{ name: "bad", from: "PID-5", to: "requisition", transform: { name: "table", table: "none" } }],
      },
    },
    'Rule bad: there is no table "none"',
  ],
  [
    "an unknown zone",
    {
      orders: {
        rules: [{ name: "bad", from: "ORC-9", to: "orderedAt", transform: { name: "dtm", zone: "Mars/Base" } }],
      },
    },
    "Rule bad: zone is not a time zone",
  ],
  [
    "an HL7 path that is none",
    { orders: { rules: [{ name: "bad", from: "PID", to: "requisition" }] } },
    'Rule bad: "PID" is not an HL7 field path',
  ],
  [
    "no source",
    { orders: { rules: [{ name: "bad", to: "requisition" }] } },
    "Rule bad: has neither from nor constant nor default",
  ],
  [
    "two rules of one name",
    {
      orders: {
        rules: [
          { name: "bad", from: "PID-3", to: "requisition" },
          { name: "bad", from: "PID-4", to: "requisition" },
        ],
      },
    },
    "Two rules are called bad",
  ],
  ["a base that does not exist", { extends: "nowhere" }, "extends nowhere, which does not exist"],
])("a template with %s is refused with the reason", async (_, change, problem) => {
  const broken = { ...base, name: "broken", extends: base.name, ...change } as Template;
  for (const report of [await validateTemplate(broken), checkTemplate(broken)]) {
    expect(report).toMatchObject({ ok: false });
    expect(report.problem).toContain(problem);
  }
});

test("templates that extend each other are refused", async () => {
  const one: Template = { ...base, name: "one", extends: "two" };
  const two: Template = { ...base, name: "two", extends: "one" };
  const lookup = (name: string) => ({ one, two })[name];
  expect((await validateTemplate(one, [], lookup)).problem).toContain("extends itself");
  expect((await validateTemplate({ ...one, extends: "one" }, [], lookup)).problem).toContain("extends itself");
});

test("misspelt keys of a template are refused by its schema", () => {
  expect(templateSchema.safeParse({ ...base, extend: "x" }).success).toBe(false);
  expect(
    templateSchema.safeParse({ ...base, orders: { rules: [{ name: "a", form: "PID-3", to: "x" }] } }).success,
  ).toBe(false);
});

test("the template's schema describes every key, for editors", () => {
  const schema = templateJsonSchema() as { properties: Record<string, { description?: string }> };
  for (const [key, { description }] of Object.entries(schema.properties)) expect(description, key).toBeTruthy();
  expect(Object.keys(schema.properties)).toContain("tables");
});

test("overrides replace, add and remove rules, and removed ones stay removed", () => {
  const overrides: Overrides = {
    orders: { rules: [{ name: "requisition", from: "OBR-18", to: "requisition" }], remove: ["patient-race"] },
    tables: { sex: { rows: [{ code: "W", value: "female" }] } },
  };
  for (const name of ["generic-orm-2.5.1", "epic"]) {
    const changed = resolveTemplate(withOverrides(shipped(name), overrides), findTemplate);
    const rules = changed.orders?.rules ?? [];
    expect(rules.find((rule) => rule.name === "requisition")?.from).toBe("OBR-18");
    expect(rules.some((rule) => rule.name === "patient-race")).toBe(false);
    expect(rules).toHaveLength((base.orders?.rules?.length ?? 0) - 1);
    expect(changed.tables?.sex?.rows).toHaveLength(1);
  }
  expect(withOverrides(base, {})).toEqual(base);
});

const SAMPLE = {
  name: "From the practice",
  kind: "order" as const,
  message: [MSH(), `${PID}||||||||SECRET||||9-SECRET`, "ORC|ZZ|P1", "OBR|1|P1||GLU", "ZAB|1|SECRET"].join("\r"),
};

test("the report counts what is left behind and what the tables lack, and never says a value", () => {
  const report = checkTemplate(base, [SAMPLE, { ...SAMPLE, name: "again" }]);
  const [orders] = report.directions;
  expect(orders?.unmapped.map(({ path, count }) => [path, count])).toEqual([
    ["PID-20", 2],
    ["ZAB-1", 2],
    ["ZAB-2", 2],
  ]);
  expect(orders?.tableMisses).toEqual([
    { table: "order-control", rule: "control", path: "ORC-1", count: 2 },
    { table: "order-control", rule: "test-control", path: "ORC-1", count: 2 },
  ]);
  expect(orders?.fields.find(({ path }) => path === "patient.name")).toMatchObject({ mapped: true, valued: 3 });
  expect(JSON.stringify(report)).not.toContain("SECRET");
});

test("a message that cannot be mapped lowers the required fields, with place and reason", () => {
  const report = checkTemplate(base, [{ ...SAMPLE, message: [MSH(), "PID|1||A1", "ORC|NW", "OBR|1"].join("\r") }]);
  expect(report.ok).toBe(false);
  expect(report.requiredPercent).toBeLessThan(100);
  expect(report.directions[0]?.required.missing).toContain("patient-name");
  expect(report.directions[0]?.violations.map(({ path }) => path)).toContain("OBR-4");
});

test("templates that ask expressions are checked asynchronously", async () => {
  const asking = withOverrides(base, {
    orders: {
      rules: [
        { name: "requisition", from: "ORC-4", to: "requisition", transform: { name: "jsonata", expression: "value" } },
      ],
    },
  });
  expect(checkTemplate(asking).problem).toContain("checkTemplateAsync");
  expect(await checkTemplateAsync(asking)).toMatchObject({ ok: true, requiredPercent: 100 });
});

const ORDER = message(
  MSH(),
  PID,
  "ORC|NW|P1||R1",
  "OBR|1|P1||GLU^Glucose",
  "DG1|1||R73.9^^I10",
  "OBX|1|ST|FAST||Y",
  "ORC|NW|P2",
  "OBR|2|P2||LIPID",
  "DG1|1||R73.9^^I10",
  "OBX|1|ST|||lost",
  "OBX|2|ST|DIET||N",
);

test("an explanation joins exact places of message and contract through each rule", () => {
  const { rules, way, value } = explainMapping(compiled("generic-orm-2.5.1"), "order", ORDER);
  const traces = (name: string) => rules.find(({ rule }) => rule.name === name)?.traces;
  expect(way).toBe("read");
  expect(traces("test-code")).toEqual([
    { outcome: "value", sources: ["OBR-4"], target: "tests[0].code", valued: true },
    { outcome: "value", sources: ["OBR[2]-4"], target: "tests[1].code", valued: true },
  ]);
  expect(traces("answer-value")?.map(({ sources, target }) => [sources, target])).toEqual([
    [["OBX-5"], "tests[0].answers[0].value"],
    [["OBX[3]-5"], "tests[1].answers[0].value"],
  ]);
  expect(traces("diagnosis-code")?.map(({ sources, target }) => [sources, target])).toEqual([
    [["DG1-3"], "diagnoses[0].code"],
    [["DG1[2]-3"], "diagnoses[0].code"],
  ]);
  expect(rules.find(({ rule }) => rule.name === "patient-race")).toMatchObject({ matched: false });
  expect(JSON.stringify(rules)).not.toContain("Fictus");
  expect(value).toMatchObject({ diagnoses: [{ code: { code: "R73.9" } }] });
});

test("what is written is explained from contract to message", () => {
  const { rules, way, written } = explainMapping(compiled("lis-generic"), "order", ORDER);
  const traces = (name: string) => rules.find(({ rule }) => rule.name === name)?.traces;
  expect(way).toBe("write");
  expect(traces("test-code")).toEqual([
    { outcome: "value", sources: ["tests[0].code"], target: "OBR-4", valued: true },
    { outcome: "value", sources: ["tests[1].code"], target: "OBR[2]-4", valued: true },
  ]);
  expect(traces("order-control-code")?.[1]).toMatchObject({ sources: ["tests[1].controlCode", "controlCode"] });
  expect(written?.segments.filter(({ id }) => id === "OBR")).toHaveLength(2);
});

test("fields without a rule get one from what they mean", () => {
  const emr = compiled("generic-orm-2.5.1", {
    orders: { remove: ["patient-phones", "diagnosis-code", "diagnosis-text"] },
  });
  const sent = message(MSH(), `${PID}|||||(555)555-0101|||||||SECRET`, "ORC|NW|P1||||||||||||||||", "OBR|1|P1||GLU");
  expect(suggestRules(emr, "order", sent).map(({ field, rule }) => [field.path, rule?.name, rule?.to])).toEqual([
    ["PID-13", "patient-phones", "patient.phones"],
    ["PID-20", undefined, undefined],
  ]);
  const [first] = suggestRules(emr, "order", sent);
  const repaired = withOverrides(emr.template, { orders: { rules: first?.rule ? [first.rule] : [] } });
  expect(suggestRules(compileTemplate(repaired), "order", sent).map(({ field }) => field.path)).toEqual(["PID-20"]);
});

test("tables survive CSV, formulas and all", () => {
  const cell = fc
    .string({ unit: fc.constantFrom(..."aZ9=+-@,\"' é"), minLength: 1, maxLength: 6 })
    .filter((text) => text.trim() === text && text !== "" && !/^'[=+\-@]/.test(text));
  const row = fc.record({ code: cell, value: cell, note: cell }, { requiredKeys: ["code", "value"] });
  fc.assert(
    fc.property(fc.uniqueArray(row, { minLength: 1, maxLength: 8, selector: ({ code }) => code }), (rows) => {
      expect(parseTableCsv(formatTableCsv(rows))).toEqual({ kind: "table", rows });
    }),
    { seed: 7 },
  );
  expect(formatTableCsv([{ code: "=1", value: "a,b" }])).toBe('code,value,note\r\n\'=1,"a,b",\r\n');
});

test("a table with bad rows is refused with every one of them and its line", () => {
  const text = 'value,code\nblood,BLD\n,SER\n"two\nlines",URN\nplasma,\nblood,BLD\na,b,c\n"open,x';
  expect(parseTableCsv(text)).toMatchObject({
    kind: "refused",
    bad: [
      { line: 3, reason: "The value is empty." },
      { line: 6, reason: "The code is empty." },
      { line: 7, reason: "The code stands in line 2 already." },
      { line: 8, reason: "It has 3 cells; there are 2 columns." },
      { line: 9, reason: expect.stringContaining("quotation mark") as string },
    ],
  });
  for (const file of ["", "code;value\nA;b", "code\nA", "code,value\n"]) {
    expect(parseTableCsv(file).kind, file).toBe("refused");
  }
});

test("the specification says what the template does", () => {
  const specification = interfaceSpecification(shipped("generic-oml-2.5.1"), {
    practice: "Fictus Family Medicine",
    transport: [{ name: "Transport", value: "SFTP" }],
    fileNames: [{ contract: "order", pattern: "ORM_*.hl7", example: "ORM_1.hl7" }],
  });
  const [orders, results] = specification.messages;
  expect(orders).toMatchObject({
    contract: "order",
    from: "Fictus Family Medicine",
    to: "Gatehouse",
    messageType: "OML^O21",
  });
  expect(orders?.structure.map(({ segment }) => segment).slice(0, 3)).toEqual(["MSH", "PID", "PV1"]);
  const field = (segment: string, path: string) =>
    orders?.segments.find(({ id }) => id === segment)?.fields.find((one) => one.path === path);
  expect(field("PID", "PID-3")).toMatchObject({ usage: "R", dataType: "CX" });
  expect(field("PID", "PID-8")).toMatchObject({ usage: "RE", tables: ["sex"], description: "Administrative sex." });
  expect(field("MSH", "MSH-10")).toMatchObject({ usage: "R" });
  expect(orders?.tables.find(({ name }) => name === "sex")?.rows[0]).toEqual({ code: "M", value: "male" });
  expect(orders?.samples).toHaveLength(1);
  expect(results).toMatchObject({ from: "Gatehouse", messageType: "ORU^R01" });
  expect(JSON.parse(JSON.stringify(specification))).toEqual(specification);
  for (const template of templates) expect(() => interfaceSpecification(template), template.name).not.toThrow();
});
