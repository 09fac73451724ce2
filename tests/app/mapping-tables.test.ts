import { describe, expect, it } from "vitest";
import { conditionList, conditionSpec } from "~/app/components/mapping/conditions";
import { effectiveRules } from "~/app/components/mapping/rules";
import {
  cellsOf,
  completeRows,
  dropTable,
  effectiveTables,
  lists,
  pasteCells,
  putTable,
  withStepOption,
} from "~/app/components/mapping/tables";
import { stepsOf, transformSpec } from "~/app/components/mapping/transform-words";
import type { RuleBody, TableMiss, TemplateBody } from "~/app/components/mapping/types";
import { vocabularyFor } from "~/app/server/template-vocabulary.server";
import { builtInTables, compileTemplate, findTemplate, type Template } from "~/engine/mapping";
import { ruleSet } from "../support/rule-set";

const vocabulary = vocabularyFor("2.5.1");
const looksUp: RuleBody = {
  name: "kind",
  from: "OBR-15.1.1",
  to: "requisition",
  transform: ["trim", { name: "table", table: "kinds", onMiss: "hold" }],
};
const base = ruleSet({
  orders: [{ name: "sex", from: "PID-8", to: "patient.sex", transform: "sex" }, looksUp],
  tables: { kinds: { title: "Kinds", rows: [{ code: "B", value: "Blood" }] } },
});
const empty: TemplateBody = { name: "variant", title: "Variant", extends: "base", samples: [] };

function tablesOf(body: TemplateBody, misses: TableMiss[] = []) {
  const rulesOf = { orders: effectiveRules(body, base, "orders"), results: effectiveRules(body, base, "results") };
  const tables = effectiveTables({ body, base, vocabulary, rulesOf, misses });
  return (name: string) => tables.find((table) => table.name === name);
}

describe("the code tables of a draft", () => {
  it("are inherited until changed, and inherited again once dropped", () => {
    expect(tablesOf(empty)("kinds")).toMatchObject({ origin: "inherited", title: "Kinds", rows: [{ code: "B" }] });
    const changed = putTable(empty, "kinds", { rows: [{ code: "S", value: "Serum" }] });
    expect(tablesOf(changed)("kinds")).toMatchObject({ origin: "override", rows: [{ code: "S" }] });
    expect(dropTable(changed, "kinds")).toEqual(empty);
  });

  it("name the rules that use them, through chains too", () => {
    const table = tablesOf(empty);
    expect(table("kinds")?.uses).toEqual([{ flow: "orders", rule: looksUp, step: 1 }]);
    expect(table("sex")?.uses.map(({ rule }) => rule.name)).toEqual(["sex"]);
  });

  it("come after the template's own rows where they are built in", () => {
    const sex = tablesOf(putTable(empty, "sex", { rows: [{ code: "M", value: "other" }] }))("sex");
    expect(sex?.origin).toBe("own");
    expect(sex?.builtIn.map(({ code }) => code)).not.toContain("M");
    expect(sex?.builtIn).toHaveLength((builtInTables.sex?.length ?? 0) - 1);
  });

  it("say when a rule names one that is not there", () => {
    const body = {
      ...empty,
      orders: { rules: [{ ...looksUp, name: "lost", transform: { name: "table", table: "no" } }] },
    };
    expect(tablesOf(body)("no")?.origin).toBe("missing");
  });

  it("know a code whatever its case, as the engine does", () => {
    const kinds = tablesOf(empty)("kinds");
    expect(kinds && [lists(kinds, "b "), lists(kinds, "X")]).toEqual([true, false]);
  });

  it("change what a rule does with a code they lack, in the right place of a chain", () => {
    const use = tablesOf(empty)("kinds")?.uses[0];
    expect(use && withStepOption(use, "onMiss", "keep").transform).toEqual([
      "trim",
      { name: "table", table: "kinds", onMiss: "keep" },
    ]);
  });
});

describe("rows of a table", () => {
  it("count once they have a code and a value", () => {
    const rows = [
      { code: "A", value: "" },
      { code: "", value: "x" },
      { code: " B ", value: " y ", note: " " },
    ];
    expect(completeRows(rows)).toEqual([{ code: "B", value: "y" }]);
  });

  it("are pasted over from the cell on, and added as needed", () => {
    const cells = cellsOf("A\tone\r\nB\ttwo\tnoted\r\n");
    expect(cells).toEqual([
      ["A", "one"],
      ["B", "two", "noted"],
    ]);
    expect(pasteCells([{ code: "X", value: "x" }], cells, 0, "code")).toEqual([
      { code: "A", value: "one" },
      { code: "B", value: "two", note: "noted" },
    ]);
    expect(pasteCells([{ code: "X", value: "x" }], [["y", "z", "too much"]], 0, "value")).toEqual([
      { code: "X", value: "y", note: "z" },
    ]);
  });
});

describe("what the rule form says", () => {
  it.each([
    [undefined],
    ["name"],
    [{ name: "dtm", precision: "day" }],
    [["text", "trim"]],
    [["trim", { name: "case", to: "upper" }, "digits"]],
  ])("of transforms survives being read: %j", (spec) => {
    expect(transformSpec(stepsOf(spec))).toEqual(spec);
  });

  it("of a further change is a chain the engine takes", () => {
    const spec = transformSpec([...stepsOf(undefined), { name: "trim", options: {} }]);
    expect(spec).toEqual(["text", "trim"]);
    const generic = findTemplate("generic-orm-2.5.1") as Template;
    const rules = generic.orders?.rules?.map((rule) =>
      rule.name === "requisition" ? { ...rule, transform: spec as string[] } : rule,
    );
    expect(() => compileTemplate({ ...generic, orders: { ...generic.orders, rules } })).not.toThrow();
  });

  it.each([
    [undefined],
    [{ path: "PID-8" }],
    [{ path: "PID-8", is: ["F"] }],
    [{ all: [{ path: "PID-8", is: ["F"] }, { path: "PV1-2" }] }],
    [{ any: [{ path: "PID-8", not: ["F"] }, { path: "PV1-2" }] }],
  ])("of conditions survives being read: %j", (when) => {
    const list = conditionList(when);
    expect(list && conditionSpec(list)).toEqual(when);
  });

  it("of conditions within conditions is left to the JSON view", () => {
    expect(conditionList({ all: [{ any: [{ path: "PID-8" }] }] })).toBeUndefined();
  });
});
