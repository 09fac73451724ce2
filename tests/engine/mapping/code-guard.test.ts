import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Order, OrderControl } from "~/engine/contract";
import {
  type CodePolicies,
  type CodeReason,
  codeReasons,
  type GuardFacts,
  type GuardOutcome,
  guardOrder,
  holdAll,
  policyChoices,
} from "~/engine/mapping";

const later = "2999-01-01";
/** NEW replaces OLD; ELDER was replaced by OLD before that; LONE has nothing after it. */
const facts: GuardFacts = {
  codeMap: ["TSH", "OLD", "ELDER", "LONE", "OTHER", "NEXT", "GONE", "NEW"].map((labCode) => ({
    labCode,
    emrCode: `E-${labCode}`,
  })),
  policies: holdAll,
  offered: new Set(["TSH", "OLD", "NEW", "NEXT"]),
  lab: new Map([
    ["TSH", { status: "active" }],
    ["NEW", { status: "active" }],
    ["OLD", { status: "discontinued", replacementCode: "NEW" }],
    ["ELDER", { status: "discontinued", replacementCode: "OLD" }],
    ["LONE", { status: "discontinued", replacementCode: null }],
    ["OTHER", { status: "active" }],
    ["NEXT", { status: "active", orderableFrom: later }],
  ]),
  replacements: new Map([["NEW", { name: "The new test", asks: [] }]]),
};

const orderOf = (codes: readonly string[], control: OrderControl = "new"): Order => ({
  contractVersion: "1.0",
  placerOrderNumber: "P1",
  control,
  patient: { identifiers: [{ value: "X1" }], name: { family: "Testpatient" } },
  tests: codes.map((code) => ({ code: { code, text: `Test ${code}` } })),
});
const having = (policies: Partial<CodePolicies>, more: Partial<GuardFacts> = {}): GuardFacts => ({
  ...facts,
  ...more,
  policies: { ...holdAll, ...policies },
});
const codesOf = (order: Order) => order.tests.map((one) => one.code.code);

/** An order for each reason. */
const badCode: Record<CodeReason, string> = {
  unknown: "E-NOBODY",
  discontinued: "E-OLD",
  notOffered: "E-OTHER",
  notYet: "E-NEXT",
};
const goesAs: Record<CodeReason, string> = {
  unknown: "E-NOBODY",
  discontinued: "OLD",
  notOffered: "OTHER",
  notYet: "NEXT",
};
const outcomes: Record<string, GuardOutcome> = { hold: "held", substitute: "substituted", pass: "passed" };

describe("each reason by each policy", () => {
  const table = codeReasons.flatMap((reason) => policyChoices[reason].map((policy) => [reason, policy] as const));
  test.each(table)("%s, %s", (reason, policy) => {
    const made = guardOrder(orderOf(["E-TSH", badCode[reason]]), having({ [reason]: policy }));
    expect(made.tests).toMatchObject([{ position: 1, emrCode: badCode[reason], reason, outcome: outcomes[policy] }]);
    expect(made.kind).toBe(policy === "hold" ? "held" : "goes");
    if (made.kind === "goes") {
      expect(codesOf(made.value)).toEqual(["TSH", policy === "substitute" ? "NEW" : goesAs[reason]]);
    }
  });

  test("a code the map knows and the lab does not is unknown as well", () => {
    expect(guardOrder(orderOf(["E-GONE"]), facts)).toMatchObject({ kind: "held", code: "code-unknown" });
    expect(guardOrder(orderOf(["E-NOBODY"]), facts)).toMatchObject({ kind: "held", code: "code-not-mapped" });
    expect(guardOrder(orderOf(["E-NEXT"]), facts)).toMatchObject({
      code: "code-not-yet",
      reason: `NEXT can be ordered from ${later} on.`,
    });
  });

  test("what is orderable goes without a word", () => {
    const made = guardOrder(orderOf(["E-TSH", "E-NEW"]), facts);
    expect(made).toMatchObject({ kind: "goes", tests: [] });
  });
});

describe("an order with several tests", () => {
  test("waits as a whole when one of them has to, and nothing counts as put or passed", () => {
    const made = guardOrder(
      orderOf(["E-OLD", "E-OTHER", "E-NEXT"]),
      having({ discontinued: "substitute", notYet: "pass" }),
    );
    expect(made).toMatchObject({ kind: "held", code: "code-not-offered" });
    expect(made.tests.map(({ outcome, putCode }) => [outcome, putCode])).toEqual([
      ["held", null],
      ["held", null],
      ["held", null],
    ]);
  });

  test("never orders the same test twice", () => {
    const policies = { discontinued: "substitute" } as const;
    expect(guardOrder(orderOf(["E-NEW", "E-OLD"]), having(policies))).toMatchObject({
      kind: "held",
      reason: expect.stringContaining("in the order already"),
    });
    expect(guardOrder(orderOf(["E-OLD", "E-ELDER"]), having(policies)).kind).toBe("held");
  });
});

describe("what is put for a code", () => {
  const substitute = { discontinued: "substitute" } as const;

  test("is the last replacement, under its own name, with the practice's code beside it and a note", () => {
    const made = guardOrder(orderOf(["E-ELDER"]), having(substitute));
    if (made.kind !== "goes") throw new Error(made.reason);
    expect(made.value.tests[0]).toMatchObject({
      code: { code: "NEW", text: "The new test", alternate: { code: "E-ELDER" } },
      comments: [{ source: "L", text: expect.stringContaining("Ordered as ELDER") }],
    });
    expect(made.tests[0]).toMatchObject({ labCode: "ELDER", putCode: "NEW" });
  });

  test.each<[string, string, Partial<GuardFacts>]>([
    ["E-LONE", "Nothing replaces it", {}],
    ["E-OLD", "is not offered", { offered: new Set(["TSH"]) }],
    ["E-OLD", "has no code of the practice", { codeMap: [{ labCode: "OLD", emrCode: "E-OLD" }] }],
    ["E-OLD", "asks FAST", { replacements: new Map([["NEW", { name: "New", asks: ["FAST"] }]]) }],
    [
      "E-OLD",
      "can be ordered from",
      { lab: new Map([...facts.lab, ["NEW", { status: "active", orderableFrom: later }]]) },
    ],
    [
      "E-OLD",
      "has ended too",
      { lab: new Map([...facts.lab, ["NEW", { status: "discontinued", replacementCode: "OLD" }]]) },
    ],
  ])("is nothing for %s where it %s", (code, why, more) => {
    const made = guardOrder(orderOf([code]), having(substitute, more));
    expect(made).toMatchObject({ kind: "held", code: "code-discontinued", reason: expect.stringContaining(why) });
  });
});

describe("a cancellation", () => {
  test.each(["cancel", "discontinue"] as const)("to %s never waits for a code the map knows", (control) => {
    for (const code of ["E-OLD", "E-OTHER", "E-NEXT", "E-GONE"]) {
      const made = guardOrder(orderOf([code], control), facts);
      expect(made).toMatchObject({ kind: "goes", tests: [] });
    }
  });

  test("names what the lab was sent, whatever the policy is today", () => {
    const put = new Map([["OLD", "NEW"]]);
    const made = guardOrder(orderOf(["E-OLD", "E-TSH"], "cancel"), { ...facts, put });
    if (made.kind !== "goes") throw new Error(made.reason);
    expect(codesOf(made.value)).toEqual(["NEW", "TSH"]);
    expect(guardOrder(orderOf(["E-OLD"]), { ...facts, put }).kind).toBe("held");
  });
});

test("no test is lost, added or moved, and each flagged one is decided once", () => {
  const codes = fc.array(fc.constantFrom("E-TSH", ...Object.values(badCode), "E-LONE", "E-ELDER"), {
    minLength: 1,
    maxLength: 6,
  });
  const policies = fc.record({
    unknown: fc.constantFrom(...policyChoices.unknown),
    discontinued: fc.constantFrom(...policyChoices.discontinued),
    notOffered: fc.constantFrom(...policyChoices.notOffered),
    notYet: fc.constantFrom(...policyChoices.notYet),
  });
  fc.assert(
    fc.property(codes, policies, (list, chosen) => {
      const made = guardOrder(orderOf(list), having(chosen));
      const flagged = list.flatMap((code, i) => (code === "E-TSH" ? [] : [i]));
      expect(made.tests.map(({ position }) => position)).toEqual(flagged);
      if (made.kind === "held") return;
      expect(made.value.tests).toHaveLength(list.length);
      expect(made.tests.every(({ outcome }) => outcome !== "held")).toBe(true);
      const put = made.tests.flatMap(({ putCode }) => putCode ?? []);
      expect(new Set(put).size).toBe(put.length);
    }),
  );
});
