import { describe, expect, it } from "vitest";
import { litBy, litRows } from "~/app/components/mapping/paths";
import {
  deleteRule,
  effectiveRules,
  freeName,
  moveRule,
  putRule,
  removedRules,
  restoreRule,
  stepRule,
} from "~/app/components/mapping/rules";
import type { RuleBody, TemplateBody } from "~/app/components/mapping/types";
import { startHistory, stepHistory } from "~/app/components/mapping/use-history";
import { findTemplate, resolveTemplate, type Template } from "~/engine/mapping";
import { ruleSet } from "../support/rule-set";

const rule = (name: string, to = name): RuleBody => ({ name, from: "PID-3", to });
const base = ruleSet({ orders: [rule("a"), rule("b"), rule("c")] });
const empty: TemplateBody = { name: "variant", title: "Variant", extends: "base", samples: [] };
const names = (body: TemplateBody) => effectiveRules(body, base, "orders").map((entry) => entry.rule.name);

describe("the rules of a draft", () => {
  it("are the base's in its order, overrides in their place, then its own", () => {
    const body = putRule(putRule(empty, "orders", "d", rule("d")), "orders", "b", rule("b", "elsewhere"));
    expect(effectiveRules(body, base, "orders").map(({ rule: { name }, origin }) => [name, origin])).toEqual([
      ["a", "inherited"],
      ["b", "override"],
      ["c", "inherited"],
      ["d", "own"],
    ]);
  });

  it("run in the order the engine runs them", () => {
    const shipped = findTemplate("generic-orm-2.5.1") as Template;
    const set = ruleSet({ orders: shipped.orders?.rules ?? [] });
    let body: TemplateBody = { ...(shipped as unknown as TemplateBody), name: "v", extends: shipped.name, orders: {} };
    body = putRule(body, "orders", "extra", rule("extra", "requisition"));
    body = deleteRule(body, set, "orders", "control");
    body = putRule(body, "orders", "priority", { name: "priority", from: "OBR-5", to: "priority" });
    const engine = resolveTemplate(body as unknown as Template, () => shipped).orders?.rules ?? [];
    expect(effectiveRules(body, set, "orders").map((entry) => entry.rule)).toEqual(engine);
  });

  it("come back when a removed or replaced one is restored", () => {
    const without = deleteRule(putRule(empty, "orders", "b", rule("b", "x")), base, "orders", "b");
    expect(names(without)).toEqual(["a", "c"]);
    expect(removedRules(without, base, "orders").map(({ name }) => name)).toEqual(["b"]);
    expect(effectiveRules(restoreRule(without, "orders", "b"), base, "orders")).toEqual(
      effectiveRules(empty, base, "orders"),
    );
  });

  it("move only among the draft's own", () => {
    const body = ["d", "e", "f"].reduce((now, name) => putRule(now, "orders", name, rule(name)), empty);
    expect(names(moveRule(body, "orders", "f", "d"))).toEqual(["a", "b", "c", "f", "d", "e"]);
    const rules = effectiveRules(body, base, "orders");
    expect(names(stepRule(body, "orders", "d", 1, rules))).toEqual(["a", "b", "c", "e", "d", "f"]);
    expect(names(stepRule(body, "orders", "f", -1, rules))).toEqual(["a", "b", "c", "d", "f", "e"]);
    expect(stepRule(body, "orders", "d", -1, rules)).toBe(body);
    expect(stepRule(body, "orders", "a", 1, rules)).toBe(body);
  });

  it("leave out what a form left empty, and never share a name", () => {
    const body = putRule(empty, "orders", "d", { ...rule("d"), from: ["PID-3"], default: "", required: false });
    expect(body.orders?.rules).toEqual([{ name: "d", from: "PID-3", to: "d" }]);
    expect(freeName("d", effectiveRules(body, base, "orders"))).toBe("d-2");
  });
});

describe("what lights up", () => {
  const links = [
    { rule: "code", from: ["OBR-4"], to: ["tests[0].code"] },
    { rule: "code", from: ["OBR[2]-4"], to: ["tests[1].code"] },
    { rule: "name", from: ["PID-5"], to: ["patient.name"] },
  ];

  it("is the way of the one field, not of its rule's other items", () => {
    const lit = litBy({ pane: "source", key: "OBR[2]-4" }, links);
    expect([...lit.rules, ...lit.target]).toEqual(["code", "tests[1].code"]);
  });

  it("is everything a rule touches when the rule is chosen", () => {
    expect([...litBy({ pane: "rule", key: "code" }, links).source]).toEqual(["OBR-4", "OBR[2]-4"]);
  });

  it("finds the rows of a place: its parts, or what it is a part of", () => {
    const keys = ["patient.name.family", "patient.name.given", "patient.sex", "PID-3", "PID-30"];
    expect([...litRows(new Set(["patient.name"]), keys)]).toEqual(["patient.name.family", "patient.name.given"]);
    expect([...litRows(new Set(["PID-3.1"]), keys)]).toEqual(["PID-3"]);
  });
});

describe("the history of a draft", () => {
  const change = (next: string, tag?: string, at = 0) => ({ kind: "change", next, tag, at }) as const;

  it("takes back typing in one field in one step, and gives it again", () => {
    let history = startHistory("a");
    for (const step of [change("ab", "to", 100), change("abc", "to", 200), change("abcd", "from", 300)]) {
      history = stepHistory(history, step);
    }
    history = stepHistory(history, { kind: "undo" });
    expect(history.present).toBe("abc");
    history = stepHistory(history, { kind: "undo" });
    expect(history.present).toBe("a");
    history = stepHistory(stepHistory(history, { kind: "redo" }), { kind: "redo" });
    expect(history.present).toBe("abcd");
    expect(history.edit).toBe(7);
  });

  it("forgets what was taken back once something else is done", () => {
    const undone = stepHistory(stepHistory(startHistory("a"), change("b")), { kind: "undo" });
    const other = stepHistory(undone, change("c"));
    expect(stepHistory(other, { kind: "redo" })).toBe(other);
  });
});
