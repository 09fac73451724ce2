import type { GateLamp } from "./gate";

/** The steps of provisioning, in order: each says what it needs or has, and the first that is not done is whose turn it is. */
export type SetUpStep = {
  key: "template" | "endpoints" | "mapping" | "codes" | "test" | "gate";
  title: string;
  /** `stop`: done once, and something is wrong with it now. */
  state: "done" | "now" | "next" | "stop";
  text: string;
  turn: "lab" | "practice" | null;
};

type Side = { pinned: boolean; checked: boolean };
export type SetUpFacts = {
  /** Title and version of the template; empty before one was chosen. */
  template: string;
  /** How many rules and tables this connection has otherwise than its template. */
  overrides: number;
  /** Null where a side is not saved yet. */
  emr: Side | null;
  lis: Side | null;
  offered: number;
  unmapped: number;
  mode: "bidirectional" | "results-only";
  lamps: readonly GateLamp[];
};

type Look = { done: boolean; stop?: boolean; text: string };

/** Where each step stands; pure. */
export function setUpSteps(facts: SetUpFacts): SetUpStep[] {
  const looks: [SetUpStep["key"], string, Look][] = [
    ["template", "Template", { done: facts.template !== "", text: facts.template || "Choose one" }],
    ["endpoints", "Endpoints", endpointsLook(facts)],
    ["mapping", "Mapping", mappingLook(facts)],
    ["codes", "Codes", codesLook(facts)],
    ["test", "Test run", testLook(facts)],
    ["gate", "Gate", gateLook(facts)],
  ];
  const now = looks.findIndex(([, , look]) => !look.done);
  const asked = facts.lamps.some((lamp) => lamp.turn === "practice");
  return looks.map(([key, title, { done, stop, text }], i) => ({
    key,
    title,
    text,
    state: stop ? "stop" : done ? "done" : i === now ? "now" : "next",
    turn: i !== now ? null : key === "gate" && asked ? "practice" : "lab",
  }));
}

function endpointsLook({ emr, lis }: SetUpFacts): Look {
  const sides: [string, Side | null][] = [
    ["EMR side", emr],
    ["Lab side", lis],
  ];
  for (const [name, side] of sides) {
    if (!side) return { done: false, text: `${name}: not saved` };
    if (!side.pinned) return { done: false, text: `${name}: confirm the host key` };
    if (!side.checked) return { done: false, text: `${name}: check it` };
  }
  return { done: true, text: "Both pinned and checked" };
}

function mappingLook({ template, overrides, lamps }: SetUpFacts): Look {
  const lamp = lamps.find((one) => one.item === "mapping");
  if (lamp?.state === "red") return { done: false, stop: true, text: lamp.reason };
  const text = overrides === 0 ? "As the template" : `${overrides} of its own`;
  return { done: template !== "", text };
}

function codesLook({ offered, unmapped, mode }: SetUpFacts): Look {
  if (offered === 0) return { done: false, text: "Nothing is offered" };
  if (mode === "results-only") return { done: true, text: "Results need no map" };
  return unmapped === 0
    ? { done: true, text: `${offered} of ${offered} mapped` }
    : { done: false, text: `${unmapped} of ${offered} to map` };
}

const ofTheRun = ["roundTrip", "reconciliation", "auditTrail", "retries"];

function testLook({ lamps }: SetUpFacts): Look {
  const mine = lamps.filter((lamp) => ofTheRun.includes(lamp.item));
  const red = mine.find((lamp) => lamp.state === "red");
  if (red) return { done: false, stop: true, text: red.reason };
  if (mine.some((lamp) => lamp.state === "running")) return { done: false, text: "Under way" };
  if (mine.some((lamp) => lamp.state === "stale")) return { done: false, text: "Run it again" };
  return mine.every((lamp) => lamp.state === "green")
    ? { done: true, text: "Passed, with the drill" }
    : { done: false, text: "Not run yet" };
}

function gateLook({ lamps }: SetUpFacts): Look {
  const green = lamps.filter((lamp) => lamp.state === "green").length;
  const asked = lamps.some((lamp) => lamp.turn === "practice");
  return { done: green === lamps.length, text: asked ? "The practice signs" : `${green} of ${lamps.length} green` };
}
