import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Order } from "~/engine/contract";
import {
  compileTemplate,
  composeOrder,
  type Overrides,
  type Rule,
  readOrder,
  readOrderAsync,
  transformCatalogue,
  withOverrides,
} from "~/engine/mapping";
import { compiled, MSH, mapped, message, PID, shipped } from "./support/messages";

const rule = (change: Partial<Rule> & Pick<Rule, "to">): Overrides => ({
  orders: {
    rules: [{ name: "tried", ...change }],
    remove: ["requisition", "placer-group-number", "test-placer-field-1"],
  },
});
/** An order with one value in ORC-4 read by one rule into the requisition. */
const read = (value: string, transform: Rule["transform"], more: Overrides = {}) => {
  const overrides = { ...rule({ from: "ORC-4", to: "requisition", ...(transform && { transform }) }), ...more };
  return readOrder(
    compiled("generic-orm-2.5.1", overrides),
    message(MSH(), PID, `ORC|NW|P1||${value}`, "OBR|1|P1||GLU"),
  );
};
const text = (value: string, transform: Rule["transform"]) => mapped(read(value, transform)).requisition;

test.each<[string, Rule["transform"], string | undefined]>([
  ["ab-c", { name: "case", to: "upper" }, "AB-C"],
  ["ALMA FICTUS", { name: "case", to: "title" }, "Alma Fictus"],
  ["  ab ", "trim", "ab"],
  ["ABCDEF", { name: "cut", from: 2, length: 3 }, "BCD"],
  ["ABCDEF", { name: "cut", from: 9 }, undefined],
  ["1.2.3", { name: "replace", find: ".", with: "-" }, "1-2-3"],
  ["42", { name: "pad", length: 6 }, "000042"],
  ["42", { name: "prefix", text: "REQ-" }, "REQ-42"],
  ["(555) 555-0101 x", "digits", "5555550101"],
  ["1-555-555-0101", { name: "phone-number", form: "###-###-####" }, "555-555-0101"],
  ["+49 30 5550101", { name: "phone-number" }, "+49 30 5550101"],
  ["1234567893", "npi", "1234567893"],
  ["1234567890", "npi", undefined],
  ["a~b~c", { name: "join", separator: "+" }, "a+b+c"],
  [" ab ", ["trim", { name: "case", to: "upper" }, { name: "pad", length: 4, with: "*" }], "**AB"],
])("%j through %j is %j", (value, transform, expected) => {
  expect(text(value, transform)).toBe(expected);
});

const collected = (value: string, transform: Rule["transform"]) => {
  const overrides = rule({ each: "test", from: "OBR-7", to: "collectedAt", ...(transform && { transform }) });
  const emr = compiled("generic-orm-2.5.1", {
    orders: { ...overrides.orders, remove: ["test-collected-at"] },
  });
  return mapped(readOrder(emr, message(MSH(), PID, "ORC|NW|P1", `OBR|1|P1||GLU|||${value}`))).tests[0]?.collectedAt;
};
test.each<[string, Rule["transform"], string | undefined]>([
  ["202601020915", "dtm", "2026-01-02T09:15"],
  ["202601020915", { name: "dtm", zone: "-05:00" }, "2026-01-02T09:15-05:00"],
  ["202601020915", { name: "dtm", zone: "America/Chicago" }, "2026-01-02T09:15-06:00"],
  ["202607020915", { name: "dtm", zone: "America/Chicago" }, "2026-07-02T09:15-05:00"],
  ["202603080130", { name: "dtm", zone: "America/Chicago" }, "2026-03-08T01:30-06:00"],
  ["202603080330", { name: "dtm", zone: "America/Chicago" }, "2026-03-08T03:30-05:00"],
  ["20260102", { name: "dtm", zone: "America/Chicago" }, "2026-01-02"],
  ["202601020915-0600", { name: "dtm", to: "America/New_York" }, "2026-01-02T10:15-05:00"],
  ["20260102231500+0000", { name: "dtm", to: "Asia/Kolkata" }, "2026-01-03T04:45:00+05:30"],
  ["20260102091530-0500", { name: "dtm", precision: "minute" }, "2026-01-02T09:15-05:00"],
  ["20260102091530-0500", { name: "dtm", precision: "day" }, "2026-01-02"],
])("the time %s through %j is %s", (value, transform, expected) => {
  expect(collected(value, transform)).toBe(expected);
});

test("a name in one component, an identifier by type, and units as UCUM", () => {
  const emr = compiled("generic-orm-2.5.1", {
    orders: {
      rules: [
        {
          name: "patient-name",
          from: "PID-5.1",
          to: "patient.name",
          transform: { name: "name", form: "family, given" },
        },
        {
          name: "patient-account",
          from: "PID-3",
          to: "patient.accountNumber",
          transform: { name: "identifier", type: "AN" },
        },
        { name: "answer-units", each: "answer", from: "OBX-6", to: "units", transform: "units" },
      ],
    },
  });
  const pid = "PID|1||A1^^^H^MR~B2^^^H^AN||Fictus, Alma Q||1980|F";
  const order = mapped(
    readOrder(
      emr,
      message(MSH(), pid, "ORC|NW|P1", "OBR|1|P1||GLU", "OBX|1|NM|W^Weight||70|K/uL^^L", "OBX|2|NM|H||1|mg/dL"),
    ),
  );
  expect(order.patient.name).toEqual({ family: "Fictus", given: "Alma", middle: "Q" });
  expect(order.patient.accountNumber?.value).toBe("B2");
  expect(order.tests[0]?.answers?.map(({ units }) => units)).toEqual([
    { code: "10*3/uL", system: "UCUM", alternate: { code: "K/uL", system: "L" } },
    { code: "mg/dL", system: "UCUM" },
  ]);
});

const SPECIMENS: Overrides = {
  tables: {
    specimens: {
      rows: [
        { code: "BLD", value: "blood" },
        { code: "WB", value: "blood" },
      ],
    },
  },
};
const byTable = (onMiss: string) => ({ name: "table", table: "specimens", onMiss, otherwise: "other" });

test.each<[string, string, string | undefined, string, boolean]>([
  ["BLD", "error", "blood", "mapped", false],
  ["bld", "error", "blood", "mapped", false],
  ["SER", "omit", undefined, "mapped", false],
  ["SER", "keep", "SER", "mapped", false],
  ["SER", "default", "other", "mapped", false],
  ["SER", "hold", undefined, "unmappable", true],
  ["SER", "error", undefined, "unmappable", false],
])("%s in a table that says %s on a miss", (code, onMiss, expected, kind, hold) => {
  const result = read(code, byTable(onMiss), SPECIMENS);
  expect(result.kind).toBe(kind);
  if (result.kind === "mapped") expect(result.value.requisition).toBe(expected);
  else expect(result.hold).toBe(hold);
  const misses = result.findings.filter(({ code: found }) => found === "not-in-table");
  expect(misses.map(({ table, rule: by, path }) => [table, by, path])).toEqual(
    expected === "blood" ? [] : [["specimens", "tried", "ORC-4"]],
  );
  expect(JSON.stringify(result.findings)).not.toContain(code === "SER" ? "SER" : "WB");
});

test("a table is written backwards, its first code for a value; a missing one can hold the message", () => {
  const order = (source: string): Order => ({
    ...mapped(read("R", undefined)),
    tests: [{ code: { code: "GLU" }, specimenSource: source }],
  });
  const lis = compiled("lis-generic", {
    ...SPECIMENS,
    orders: {
      rules: [
        {
          name: "test-specimen-source",
          each: "test",
          from: "specimenSource",
          to: "OBR-15.1.1",
          transform: { name: "table", table: "specimens", onMiss: "hold" },
        },
      ],
    },
  });
  const envelope = {
    sendingApplication: "A",
    sendingFacility: "B",
    receivingApplication: "C",
    receivingFacility: "D",
    controlId: "1",
    sentAt: "2026-01-01T00:00:00Z",
    processingId: "T",
  } as const;
  const written = composeOrder(lis, order("blood"), envelope);
  expect(written.kind === "written" && new TextDecoder().decode(written.bytes)).toMatch(/\|BLD\r/);
  expect(composeOrder(lis, order("urine"), envelope)).toMatchObject({
    kind: "unwritable",
    hold: true,
    findings: [{ code: "not-in-table", path: "OBR-15.1.1", rule: "test-specimen-source" }],
  });
});

test("a connection's table adds to a built-in one", () => {
  const emr = compiled("generic-orm-2.5.1", { tables: { sex: { rows: [{ code: "W", value: "female" }] } } });
  const pid = "PID|1||A1||Fictus||1980|W";
  const order = mapped(readOrder(emr, message(MSH(), pid, "ORC|NW|P1", "OBR|1|P1||GLU")));
  expect(order.patient).toMatchObject({ sex: "female", sexCode: "W" });
});

test("a connection's rows for flags and specimens are enough; without any, codes pass silently", () => {
  const sent = message(
    MSH(),
    PID,
    "ORC|NW|P1",
    "OBR|1|P1||GLU|||||||||||WB",
    "OBX|1|ST|Q||Y|||HI~L",
    "SPM|1|S1||WB^Whole blood",
  );
  const plain = readOrder(compiled("generic-orm-2.5.1"), sent);
  expect(mapped(plain).specimens?.[0]?.type).toEqual({ code: "WB", text: "Whole blood" });
  expect(plain.findings.filter(({ code }) => code === "not-in-table")).toEqual([]);
  const order = mapped(
    readOrder(
      compiled("generic-orm-2.5.1", {
        tables: {
          "abnormal-flags": { rows: [{ code: "HI", value: "H" }] },
          "specimen-types": { rows: [{ code: "WB", value: "BLD" }] },
        },
      }),
      sent,
    ),
  );
  expect(order.specimens?.[0]?.type).toEqual({ code: "BLD", text: "Whole blood" });
  expect(order.tests[0]).toMatchObject({ specimenSourceCode: "BLD", answers: [{ flags: ["H", "L"] }] });
});

const orders = (condition: Rule["when"]) => {
  const overrides = rule({ from: "ORC-4", to: "requisition", ...(condition && { when: condition }) });
  return mapped(
    readOrder(compiled("generic-orm-2.5.1", overrides), message(MSH(), PID, "ORC|NW|P1||R1", "OBR|1|P1||GLU")),
  ).requisition;
};
test.each<[string, Rule["when"], boolean]>([
  ["is", { path: "ORC-1", is: ["NW"] }, true],
  ["is another", { path: "ORC-1", is: ["CA"] }, false],
  ["not", { path: "ORC-1", not: ["NW"] }, false],
  ["not, of an absent one", { path: "ORC-5", not: ["NW"] }, true],
  ["there", { path: "ORC-5" }, false],
  ["all", { all: [{ path: "ORC-1" }, { path: "ORC-5" }] }, false],
  ["any", { any: [{ path: "ORC-1" }, { path: "ORC-5" }] }, true],
])("a rule with the condition %s", (_, condition, applies) => {
  expect(orders(condition)).toBe(applies ? "R1" : undefined);
});

const asking = (expression: string) =>
  withOverrides(
    shipped("generic-orm-2.5.1"),
    rule({ from: ["PID-5.1", "PID-5.2"], to: "requisition", transform: { name: "jsonata", expression } }),
  );
const ORDER = () => message(MSH(), PID, "ORC|NW|P1", "OBR|1|P1||GLU");

test("an expression sees the value and the fields of its rule, asynchronously", async () => {
  const emr = compileTemplate(asking('$uppercase(value) & "/" & fields."PID-5.2"[0]'));
  expect(emr.needsAsync).toBe(true);
  expect(() => readOrder(emr, ORDER())).toThrow("asynchronously");
  expect(mapped(await readOrderAsync(emr, ORDER())).requisition).toBe("FICTUS/Alma");
  expect(mapped(await readOrderAsync(compiled("generic-orm-2.5.1"), ORDER())).requisition).toBeUndefined();
});

test.each([
  ["runs for ever", "($f := function($x) { $f($x) }; $f(1))", "took too long"],
  ["goes too deep", "($f := function($x) { 1 + $f($x) }; $f(1))", "went too deep"],
  ["makes a huge list", "[1..100000]", "made too long a list"],
  ["fails", "value + 1", "failed"],
])("an expression that %s stops the message, not the process", async (_, expression, words) => {
  const result = await readOrderAsync(compileTemplate(asking(expression)), ORDER());
  expect(result.kind).toBe("unmappable");
  expect(result.findings.find(({ code }) => code === "expression-failed")?.message).toContain(words);
  expect(JSON.stringify(result.findings)).not.toContain("Fictus");
});

test.each([
  ["a regular expression", "$match(value, /a+/)"],
  ["$eval", "$eval('1')"],
  ["the time of day", "$now()"],
  ["chance", "$random()"],
  ["no JSONata", "value +"],
])("an expression with %s is refused", (_, expression) => {
  expect(() => compileTemplate(asking(expression))).toThrow("Rule tried");
});

test("the README lists the catalogue as it is", () => {
  const readme = readFileSync(new URL("../../../engine/mapping/README.md", import.meta.url), "utf8").replace(
    / +/g,
    " ",
  );
  const section = readme.slice(readme.indexOf("## Transforms"), readme.indexOf("## Expressions"));
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  for (const { name, title, description, options, example } of transformCatalogue) {
    const row = rows.find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row, name).toContain(`| ${title} |`);
    expect(row, name).toContain(description);
    for (const option of options) expect(row, name).toContain(`\`${option.name}\``);
    expect(row, name).toContain(JSON.stringify(example).replaceAll("|", "\\|"));
  }
  expect(rows).toHaveLength(transformCatalogue.length);
});

test("the examples of the catalogue are valid", () => {
  const tables = { "specimen-types": { rows: [{ code: "BLD", value: "blood" }] } };
  for (const { example, name, gives } of transformCatalogue) {
    const to =
      gives === "object"
        ? name === "document"
          ? undefined
          : "patient.name"
        : gives === "list"
          ? "comments"
          : "requisition";
    if (to === undefined) continue;
    const overrides = rule({ from: "PID-5.1", to, transform: example });
    expect(
      () => compileTemplate(withOverrides(shipped("generic-orm-2.5.1"), { ...overrides, tables })),
      name,
    ).not.toThrow();
  }
});
