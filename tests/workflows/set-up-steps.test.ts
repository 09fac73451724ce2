import { describe, expect, test } from "vitest";
import { gateItems } from "~/db/schema/connections";
import { type GateLamp, gateLabels, type LampState } from "~/workflows/connection/gate";
import { type SetUpFacts, setUpSteps } from "~/workflows/connection/set-up-steps";

const lamps = (states: Partial<Record<GateLamp["item"], LampState>> = {}, all: LampState = "not-yet"): GateLamp[] =>
  gateItems.map((item) => {
    const state = states[item] ?? all;
    const turn = state === "green" ? null : state === "waiting" ? "practice" : "lab";
    const seen = { evidenceId: null, runId: null, at: null, countsUntil: null };
    return { item, label: gateLabels[item], state, reason: `why ${item}`, next: "", turn, ...seen };
  });
const ready = { pinned: true, checked: true };
const facts = (more: Partial<SetUpFacts> = {}): SetUpFacts => ({
  template: "Generic 1.0.0",
  overrides: 0,
  emr: ready,
  lis: ready,
  offered: 4,
  unmapped: 0,
  mode: "bidirectional",
  lamps: lamps(),
  ...more,
});
const nowOf = (more: Partial<SetUpFacts>) => {
  const step = setUpSteps(facts(more)).find(({ turn }) => turn !== null);
  return step && [step.key, step.state, step.text, step.turn];
};

describe("the steps of a set-up", () => {
  test.each<[string, Partial<SetUpFacts>, unknown[] | undefined]>([
    ["a template first", { template: "", emr: null }, ["template", "now", "Choose one", "lab"]],
    ["then the EMR's side", { emr: null }, ["endpoints", "now", "EMR side: not saved", "lab"]],
    [
      "then its host key",
      { emr: { pinned: false, checked: false } },
      ["endpoints", "now", "EMR side: confirm the host key", "lab"],
    ],
    [
      "then the lab's check",
      { lis: { pinned: true, checked: false } },
      ["endpoints", "now", "Lab side: check it", "lab"],
    ],
    ["then the codes", { unmapped: 3 }, ["codes", "now", "3 of 4 to map", "lab"]],
    ["then the test", {}, ["test", "now", "Not run yet", "lab"]],
    ["a test under way", { lamps: lamps({}, "running") }, ["test", "now", "Under way", "lab"]],
    ["a failed test", { lamps: lamps({ retries: "red" }, "green") }, ["test", "stop", "why retries", "lab"]],
    ["a failed mapping", { lamps: lamps({ mapping: "red" }) }, ["mapping", "stop", "why mapping", "lab"]],
    [
      "last the signature",
      { lamps: lamps({ signOff: "waiting" }, "green") },
      ["gate", "now", "The practice signs", "practice"],
    ],
    ["nothing once all is green", { lamps: lamps({}, "green") }, undefined],
  ])("ask for %s", (_name, more, expected) => {
    expect(nowOf(more)).toEqual(expected);
  });

  test("have one whose turn it is; what is done early stays done", () => {
    const steps = setUpSteps(facts({ emr: null, unmapped: 4 }));
    expect(steps.map(({ state }) => state)).toEqual(["done", "now", "done", "next", "next", "next"]);
    expect(steps.filter(({ turn }) => turn !== null)).toHaveLength(1);
  });

  test("of results only need no code map", () => {
    const codes = setUpSteps(facts({ mode: "results-only", unmapped: 0 })).find(({ key }) => key === "codes");
    expect(codes).toMatchObject({ state: "done", text: "Results need no map" });
  });
});
