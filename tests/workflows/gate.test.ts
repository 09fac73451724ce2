import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GateItem, gateItems } from "~/db/schema/connections";
import { holdAll } from "~/engine/mapping";
import { usualAges } from "~/workflows/connection/evidence-ages";
import { computeGate, type EvidenceFact, type GateFacts, missingItems } from "~/workflows/connection/gate";
import { changedGrounds, type Ground, type Grounds, groundWords, sameContacts } from "~/workflows/connection/grounds";

const six = gateItems.filter((item) => item !== "signOff");
/** What makes each item stale, as the product promises it. */
const wholeWay: Ground[] = ["mode", "template", "overrides", "labTemplate", "contract", "endpoints", "codeMap"];
const staleBy: Record<(typeof six)[number], Ground[]> = {
  mapping: ["mode", "template", "overrides", "labTemplate", "contract"],
  roundTrip: wholeWay,
  reconciliation: wholeWay,
  auditTrail: wholeWay,
  retries: ["endpoints", "alerts"],
  codes: ["mode", "codeMap", "codePolicies", "compendium"],
};
const proof = (item: GateItem, more: Partial<EvidenceFact> = {}): EvidenceFact => ({
  id: `evd_${item}`,
  item,
  configurationVersion: 3,
  compendiumRevision: 10,
  ok: true,
  reason: `${item} was seen`,
  runId: "run_1",
  at: new Date("2026-11-20T10:00:00Z"),
  sealed: true,
  changed: [],
  ...more,
});
const allGreen: GateFacts = {
  configurationVersion: 3,
  evidence: gateItems.map((item) => proof(item)),
  testRunning: false,
  offeredCodes: 3,
  unmappedCodes: [],
  failingCodes: [],
  proving: null,
  unloadedReleases: [],
  offeredRevision: 10,
  alertContacts: 1,
  signerName: "Dana Whitlock",
  now: new Date("2026-11-21T10:00:00Z"),
  countsFor: usualAges,
  confirmedUntil: null,
};
const without = (...items: GateItem[]) => allGreen.evidence.filter((one) => !items.includes(one.item));
const replaced = (item: GateItem, more: Partial<EvidenceFact>) => [proof(item, more), ...without(item)];
const lampsOf = (change: Partial<GateFacts>) =>
  Object.fromEntries(computeGate({ ...allGreen, ...change }).map((lamp) => [lamp.item, lamp]));

describe("the gate", () => {
  test("shows the seven items in their order", () => {
    expect(computeGate(allGreen).map((lamp) => lamp.item)).toEqual([...gateItems]);
  });

  test("is green with good evidence of all seven for the configuration in force", () => {
    const lamps = computeGate(allGreen);
    expect(missingItems(lamps)).toEqual([]);
    expect(lamps.every((lamp) => lamp.next === "" && lamp.turn === null && lamp.evidenceId !== null)).toBe(true);
  });

  test("is dark before the first configuration", () => {
    const lamps = computeGate({ ...allGreen, configurationVersion: null });
    expect(new Set(lamps.map((lamp) => lamp.state))).toEqual(new Set(["not-yet", "stale"]));
    expect(missingItems(lamps)).toEqual([...gateItems]);
  });

  test.each(six)("%s without evidence is not there yet", (item) => {
    expect(lampsOf({ evidence: without(item) })[item]).toMatchObject({
      state: "not-yet",
      turn: "lab",
      evidenceId: null,
    });
  });

  test.each(six)("%s with bad evidence is red and says why", (item) => {
    const evidence = replaced(item, { ok: false, reason: "2 messages are missing" });
    expect(lampsOf({ evidence })[item]).toMatchObject({ state: "red", reason: "2 messages are missing", turn: "lab" });
  });

  const grounds = Object.keys(groundWords) as Ground[];
  describe.each(six)("%s", (item) => {
    test.each(grounds)("is stale after a change of %s if, and only if, it stands on that", (ground) => {
      const evidence = replaced(item, { changed: [ground] });
      const lamp = lampsOf({ evidence })[item];
      expect(lamp?.state).toBe(staleBy[item].includes(ground) ? "stale" : "green");
      if (lamp?.state === "stale") expect(lamp.reason.toLowerCase()).toContain(groundWords[ground].toLowerCase());
    });
  });

  test.each(six)("%s that was bad before its ground moved is not there yet", (item) => {
    const evidence = replaced(item, { changed: [...grounds], ok: false });
    expect(lampsOf({ evidence })[item]?.state).toBe("not-yet");
  });

  test("names what moved in a few words", () => {
    const reasonOf = (...changed: Ground[]) =>
      lampsOf({ evidence: replaced("roundTrip", { changed }) }).roundTrip?.reason;
    expect(reasonOf("codeMap")).toBe("The code map changed since");
    expect(reasonOf("codeMap", "endpoints")).toBe("The code map and an endpoint changed since");
    expect(reasonOf("template", "codeMap", "endpoints")).toBe("The template and 2 more changed since");
  });

  test.each(six)("%s is stale when it was seen too long ago, unless live traffic has confirmed it since", (item) => {
    const old = new Date("2026-08-01T10:00:00Z");
    const evidence = replaced(item, { at: old });
    expect(lampsOf({ evidence })[item]).toMatchObject({ state: "stale", next: "Run the test again." });
    expect(lampsOf({ evidence, confirmedUntil: allGreen.now })[item]?.state).toBe("green");
    expect(lampsOf({ evidence, confirmedUntil: old })[item]?.state).toBe("stale");
  });

  test.each(six)("%s runs while a test runs, unless it is green already", (item) => {
    expect(lampsOf({ evidence: without(item), testRunning: true })[item]?.state).toBe("running");
    expect(lampsOf({ evidence: replaced(item, { ok: false }), testRunning: true })[item]?.state).toBe("running");
    expect(lampsOf({ testRunning: true })[item]?.state).toBe("green");
  });

  test.each(six)("only the newest evidence of %s counts", (item) => {
    const older = proof(item, { at: new Date("2026-11-01T10:00:00Z") });
    const evidence = [proof(item, { ok: false }), older, ...without(item)];
    expect(lampsOf({ evidence })[item]?.state).toBe("red");
  });

  test("the codes are red while one is not mapped or none is offered, whatever was seen", () => {
    expect(lampsOf({ unmappedCodes: ["CMP", "TSH"] }).codes).toMatchObject({
      state: "red",
      reason: "2 of 3 not mapped",
      next: "Map CMP, TSH.",
    });
    expect(lampsOf({ offeredCodes: 0 }).codes?.state).toBe("red");
    expect(lampsOf({ unmappedCodes: ["A", "B", "C", "D"] }).codes?.next).toBe("Map A, B, C and more.");
  });

  test("codes the EMR was told of and has not loaded are not orderable", () => {
    expect(lampsOf({ unloadedReleases: ["2026.12"] }).codes).toMatchObject({
      state: "waiting",
      turn: "practice",
      reason: "Release 2026.12 not confirmed",
    });
  });

  test("the codes are stale when an offered one changed since", () => {
    expect(lampsOf({ offeredRevision: 11 }).codes?.state).toBe("stale");
    expect(lampsOf({ offeredRevision: 9 }).codes?.state).toBe("green");
  });

  test("the retries are red while nobody would be told", () => {
    expect(lampsOf({ alertContacts: 0 }).retries?.state).toBe("red");
  });
});

describe("the sign-off", () => {
  test("is asked for last, by e-mail", () => {
    expect(lampsOf({ evidence: without("signOff", "codes") }).signOff).toMatchObject({ state: "not-yet", turn: "lab" });
  });

  test("waits for the practice when the other six are green", () => {
    expect(lampsOf({ evidence: without("signOff") }).signOff).toMatchObject({
      state: "waiting",
      turn: "practice",
      next: "Dana Whitlock signs in the portal.",
    });
  });

  test.each(six)("is stale as soon as %s is not green", (item) => {
    expect(lampsOf({ evidence: replaced(item, { ok: false }) }).signOff).toMatchObject({ state: "stale", turn: "lab" });
  });

  test("of an earlier run is stale, and the practice is asked again", () => {
    const evidence = replaced("signOff", { runId: "run_0" });
    expect(lampsOf({ evidence }).signOff).toMatchObject({ state: "stale", turn: "practice" });
  });

  test("names the run to be signed", () => {
    expect(lampsOf({ evidence: without("signOff") }).signOff?.runId).toBe("run_1");
    expect(lampsOf({ evidence: replaced("signOff", { runId: "run_0" }) }).signOff?.runId).toBe("run_1");
  });

  test("is not asked for over six that are not of one run", () => {
    const evidence = replaced("mapping", { runId: "run_0" });
    expect(lampsOf({ evidence }).signOff).toMatchObject({ state: "stale", turn: "lab", runId: null });
  });

  test("holds as long as nothing the six stand on has changed, whatever the version's number", () => {
    const evidence = allGreen.evidence.map((one) => ({ ...one, configurationVersion: 1 }));
    expect(lampsOf({ evidence, configurationVersion: 7 }).signOff?.state).toBe("green");
  });
});

describe("whatever the facts", () => {
  const facts = fc.record<GateFacts>({
    configurationVersion: fc.option(fc.integer({ min: 1, max: 4 })),
    evidence: fc.array(
      fc.record<EvidenceFact>({
        id: fc.string(),
        item: fc.constantFrom(...gateItems),
        configurationVersion: fc.integer({ min: 1, max: 4 }),
        compendiumRevision: fc.integer({ min: 1, max: 3 }),
        ok: fc.boolean(),
        reason: fc.constant("seen"),
        runId: fc.option(fc.constantFrom("run_1", "run_2")),
        at: fc.date({ noInvalidDate: true }),
        sealed: fc.boolean(),
        changed: fc.uniqueArray(fc.constantFrom(...(Object.keys(groundWords) as Ground[])), { maxLength: 2 }),
      }),
      { maxLength: 20 },
    ),
    testRunning: fc.boolean(),
    offeredCodes: fc.integer({ min: 0, max: 2 }),
    unmappedCodes: fc.array(fc.constantFrom("A", "B"), { maxLength: 1 }),
    failingCodes: fc.array(fc.constant({ code: "A", reason: "No code." }), { maxLength: 1 }),
    proving: fc.option(fc.constant({ done: 1, total: 9 })),
    unloadedReleases: fc.array(fc.constant("2026.11"), { maxLength: 1 }),
    offeredRevision: fc.integer({ min: 0, max: 3 }),
    alertContacts: fc.integer({ min: 0, max: 1 }),
    signerName: fc.string(),
    now: fc.constant(allGreen.now),
    countsFor: fc.record(
      Object.fromEntries(six.map((item) => [item, fc.integer({ min: 1, max: 400 })])),
    ) as fc.Arbitrary<GateFacts["countsFor"]>,
    confirmedUntil: fc.option(fc.date({ noInvalidDate: true })),
  });
  /** The rule once more, in its plainest form. */
  const isProven = (item: GateItem, all: GateFacts) => {
    const newest = all.evidence.find((one) => one.item === item);
    if (newest?.ok !== true || !newest.sealed || all.configurationVersion === null) return false;
    return item === "signOff" || newest.changed.every((ground) => !staleBy[item].includes(ground));
  };

  test("no item is green without good, newest evidence whose ground has not moved", () => {
    fc.assert(
      fc.property(facts, (all) => {
        for (const lamp of computeGate(all)) {
          if (lamp.state === "green") expect(isProven(lamp.item, all)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("the gate is never green with one piece of evidence missing, bad, of another run, or with its ground moved", () => {
    const spoil = fc.constantFrom<((all: GateFacts, item: GateItem) => GateFacts)[]>(
      (all, item) => ({ ...all, evidence: all.evidence.filter((one) => one.item !== item) }),
      (all, item) => ({ ...all, evidence: [proof(item, { ok: false }), ...all.evidence] }),
      (all, item) => ({ ...all, evidence: [proof(item, { runId: "run_2" }), ...all.evidence] }),
      (all, item) => ({ ...all, evidence: [proof(item, { sealed: false }), ...all.evidence] }),
      (all, item) => ({
        ...all,
        evidence: [
          proof(item, item === "signOff" ? { ok: false } : { changed: [staleBy[item][0] as Ground] }),
          ...all.evidence,
        ],
      }),
    );
    fc.assert(
      fc.property(spoil, fc.constantFrom(...gateItems), (change, item) => {
        const lamps = computeGate(change(allGreen, item));
        expect(missingItems(lamps)).toContain("signOff");
      }),
    );
  });

  test("every lamp that is not green says what to do and whose turn it is", () => {
    fc.assert(
      fc.property(facts, (all) => {
        for (const lamp of computeGate(all)) {
          if (lamp.state !== "green") expect([lamp.next !== "", lamp.turn !== null]).toEqual([true, true]);
        }
      }),
    );
  });
});

describe("what differs between two configurations", () => {
  const then: Grounds = {
    mode: "bidirectional",
    templateName: "generic",
    templateVersion: "1.0.0",
    lisTemplateName: "lis",
    lisTemplateVersion: "1.0.0",
    overrides: {},
    emrEndpointId: "end_1",
    lisEndpointId: "end_2",
    codeMap: [
      { labCode: "CMP", emrCode: "E-CMP" },
      { labCode: "TSH", emrCode: "E-TSH" },
    ],
    codePolicies: holdAll,
  };
  test.each<[Partial<Grounds>, Ground[]]>([
    [{ mode: "results-only" }, ["mode"]],
    [{}, []],
    [{ codeMap: [...then.codeMap].reverse() }, []],
    [{ templateVersion: "1.1.0" }, ["template"]],
    [{ lisTemplateName: "other" }, ["labTemplate"]],
    [{ overrides: { orders: { remove: ["patient-name"] } } }, ["overrides"]],
    [{ emrEndpointId: "end_3" }, ["endpoints"]],
    [{ lisEndpointId: null }, ["endpoints"]],
    [{ codeMap: then.codeMap.slice(1) }, ["codeMap"]],
    [{ codePolicies: { ...holdAll, unknown: "pass" } }, ["codePolicies"]],
    [{ codeMap: [], templateName: "other" }, ["template", "codeMap"]],
  ])("%j", (change, grounds) => {
    expect(changedGrounds(then, { ...then, ...change })).toEqual(grounds);
  });

  test("contacts are the same people in whatever order", () => {
    expect(sameContacts(["a@x", "b@x"], ["b@x", "a@x", "a@x"])).toBe(true);
    expect(sameContacts(["a@x"], ["a@x", "b@x"])).toBe(false);
  });
});
