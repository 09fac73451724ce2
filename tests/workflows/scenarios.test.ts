import { describe, expect, test } from "vitest";
import { drillWaysFor } from "~/workflows/connection/drill-ways";
import { chosenScenarios, scenarioKeys, scenarios, scenariosFor } from "~/workflows/connection/scenarios/catalogue";
import type { DrillSeen, OrderSeen, SeenMessage } from "~/workflows/connection/scenarios/facts";
import { followScenarios, type ScenarioRow, stoppedAsMeant } from "~/workflows/connection/scenarios/follow";

let made = 0;
const message = (more: Partial<SeenMessage>): SeenMessage => {
  made++;
  return {
    id: `msg_${made}`,
    direction: "order",
    state: "delivered",
    reasonCode: null,
    reason: null,
    receivedAt: new Date(made * 1_000),
    deliveredAt: new Date(made * 1_000 + 500),
    sequence: made,
    control: "new",
    addOn: false,
    status: null,
    codes: ["TSH"],
    documents: 0,
    processingId: "T",
    answered: true,
    alerted: false,
    ...more,
  };
};
const result = (more: Partial<SeenMessage> = {}) =>
  message({ direction: "result", control: null, status: "final", ...more });
const order = (orders: SeenMessage[], results: SeenMessage[] = [], number = "P1"): OrderSeen => ({
  number,
  orders,
  results,
});
const recovered: DrillSeen = {
  state: "recovered",
  steps: [{ way: "refused", seen: { messages: ["msg_x"], reason: "refused", at: "2026-11-20T10:00:00Z" } }],
  deliveries: [{ messageId: "msg_x", delivered: 1 }],
  reached: ["night@lab.example"],
  contacts: ["night@lab.example"],
};
const row = (key: string, numbers: string[] = []): ScenarioRow => ({ key, required: false, numbers, playedAt: null });
const follow = (key: string, orders: OrderSeen[], drill = recovered) => {
  const [standing] = followScenarios([row(key)], { orders, drill, panels: ["PWELL"] });
  if (!standing) throw new Error(`There is no scenario ${key}.`);
  return standing;
};
const stateOf = (key: string, ...orders: OrderSeen[]) => follow(key, orders).state;

describe("the catalogue", () => {
  test("has each scenario once, with what to do and what to expect in words", () => {
    expect(scenarios.map(({ key }) => key)).toEqual([...scenarioKeys]);
    for (const { title, person, expects, modes } of scenarios) {
      expect([title, person, ...expects.map(({ text }) => text)].every((words) => words.length > 0)).toBe(true);
      expect(Object.keys(modes).length).toBeGreaterThan(0);
    }
  });

  test("requires an order, its result and the drill where orders flow, and a result and the drill where they do not", () => {
    const keys = (...args: Parameters<typeof chosenScenarios>) => chosenScenarios(...args).map(({ key }) => key);
    expect(keys("bidirectional", "required")).toEqual(["new-order", "far-end-down"]);
    expect(keys("results-only", "required")).toEqual(["final-result", "far-end-down"]);
    expect(keys("bidirectional", ["cancel", "final-result", "nonsense"])).toEqual([
      "new-order",
      "cancel",
      "far-end-down",
    ]);
    expect(keys("bidirectional", "all")).toEqual(scenariosFor("bidirectional").map(({ key }) => key));
    expect(scenariosFor("results-only").every(({ key }) => !/order|cancel|add-on|malformed|code/.test(key))).toBe(true);
  });
});

describe("a scenario", () => {
  const fine: Record<string, OrderSeen> = {
    "new-order": order([message({})], [result()]),
    "final-result": order([], [result()]),
    "multi-test-order": order([message({ codes: ["TSH", "CMP"] })], [result({ codes: ["CMP", "TSH"] })]),
    "panel-order": order([message({ codes: ["PWELL"] })], [result({ codes: ["PWELL"] })]),
    cancel: order([message({}), message({ control: "cancel" })]),
    "add-on": order([message({ addOn: true })], [result()]),
    "partial-then-final": order([message({})], [result({ status: "preliminary" }), result()]),
    "corrected-result": order([message({})], [result(), result({ status: "corrected" })]),
    "result-with-pdf": order([message({})], [result({ documents: 1 })]),
    "unsolicited-result": order([], [result()]),
    "malformed-message": order([message({ state: "dead", reasonCode: "unmapped", control: null, alerted: true })]),
    "unknown-code": order([message({ state: "held", reasonCode: "code-not-mapped", alerted: true })]),
    "duplicate-file": order([message({}), message({ state: "duplicate" })]),
  };
  test.each(Object.entries(fine))("%s passes on what it is for, and waits for it before", (key, seen) => {
    expect(follow(key, [seen]).checks.filter(({ state }) => state !== "met")).toEqual([]);
    expect(stateOf(key, seen)).toBe("passed");
    expect(stateOf(key)).toBe("waiting");
    expect(follow(key, [seen]).messageIds).toEqual([...seen.orders, ...seen.results].map(({ id }) => id));
  });

  test.each<[string, string, OrderSeen]>([
    ["new-order", "the result names another test", order([message({})], [result({ codes: ["CMP"] })])],
    ["new-order", "it goes out as production", order([message({})], [result({ processingId: "P" })])],
    ["new-order", "its result is dead", order([message({})], [result({ state: "dead", reason: "No." })])],
    [
      "corrected-result",
      "the correction came first",
      order([message({})], [result({ status: "corrected" }), result()]),
    ],
    ["cancel", "the cancellation came first", order([message({ control: "cancel" }), message({})])],
    [
      "duplicate-file",
      "both went out",
      order([message({}), message({}), message({ state: "duplicate", codes: ["TSH"] })]),
    ],
    [
      "unknown-code",
      "another message of it went out",
      order([message({ state: "held", reasonCode: "code-unknown" }), message({})]),
    ],
  ])("%s fails when %s", (key, _why, seen) => {
    expect(stateOf(key, seen)).toBe("failed");
  });

  test("waits as long as something is on its way, untold or unanswered", () => {
    expect(stateOf("new-order", order([message({ state: "queued" })]))).toBe("waiting");
    expect(stateOf("new-order", order([message({ answered: false })], [result()]))).toBe("waiting");
    expect(stateOf("new-order", order([message({})], [result({ state: "sending" })]))).toBe("waiting");
    expect(stateOf("multi-test-order", order([message({ codes: ["A", "B"] })], [result({ codes: ["A"] })]))).toBe(
      "waiting",
    );
    expect(stateOf("malformed-message", order([message({ state: "dead", reasonCode: "unmapped" })]))).toBe("waiting");
  });

  test("is about the orders it was played with, and leaves those to it", () => {
    const other = order([message({})], [result()], "P1");
    const own = order([message({ codes: ["TSH", "CMP"] })], [], "P2");
    const rows = [row("new-order"), row("multi-test-order", ["P2"])];
    const seen = { orders: [own, other], drill: recovered, panels: [] };
    const [first, second] = followScenarios(rows, seen);
    expect(first?.messageIds).toEqual([...other.orders, ...other.results].map(({ id }) => id));
    expect(second).toMatchObject({ state: "waiting", messageIds: [own.orders[0]?.id] });
  });

  test("that is meant to stop a message says which; any other that stopped is none of its", () => {
    const stuck = order([message({ state: "held", reasonCode: "code-not-mapped" })], [], "P1");
    const real = order([message({ state: "dead", reasonCode: "refused-by-receiver" })], [], "P2");
    const orders = [stuck, real];
    const standings = followScenarios([row("unknown-code"), row("new-order")], {
      orders,
      drill: recovered,
      panels: [],
    });
    expect([...stoppedAsMeant(standings, orders)]).toEqual([stuck.orders[0]?.id]);
  });
});

describe("the drill's scenario", () => {
  const drill = (more: Partial<DrillSeen>) => follow("far-end-down", [], { ...recovered, ...more }).state;
  test("passes when each way failed, what waited arrived once, and somebody was told", () => {
    expect(drill({})).toBe("passed");
    expect(drill({ state: "cut" })).toBe("waiting");
    expect(drill({ steps: [...recovered.steps, { way: "silence", seen: null }] })).toBe("waiting");
    expect(drill({ deliveries: [{ messageId: "msg_x", delivered: 0 }] })).toBe("waiting");
    expect(drill({ deliveries: [{ messageId: "msg_x", delivered: 2 }] })).toBe("failed");
    expect(drill({ reached: [] })).toBe("waiting");
    expect(drill({ reached: [], contacts: [] })).toBe("failed");
  });

  test("has the ways its transport can fail in; a choice that leaves none is no choice", () => {
    expect(drillWaysFor("sftp")).toEqual(["refused", "cut", "rejected", "silence"]);
    expect(drillWaysFor("mllp", ["rejected", "silence"])).toEqual(["rejected", "silence"]);
    expect(drillWaysFor("hosted-sftp", ["silence"])).toEqual(["refused"]);
  });
});
