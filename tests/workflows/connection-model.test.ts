import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { initialTransition, transition } from "xstate";
import { getShortestPaths } from "xstate/graph";
import { connectionStates, gateItems } from "~/db/schema/connections";
import {
  type ConnectionContext,
  type ConnectionEvent,
  connectionGuards,
  connectionMachine,
} from "~/workflows/connection/machine";
import { explain, outlook, ways } from "~/workflows/connection/outlook";

type EventName = ConnectionEvent["type"];
const events = [...new Set(ways.map((way) => way.event))];
const flags = ["endpointsReady", "planned", "mayAgree", "agreed", "due", "earlierSigned"] as const;
/** What only concerns a change of what is live. */
const changeFlags = ["earlierGreen", "candidate", "explained"] as const;
type Flag = (typeof flags)[number] | (typeof changeFlags)[number];

const factsOf = <Name extends string>(names: readonly Name[]) =>
  Array.from(
    { length: 2 ** names.length },
    (_, bits) => Object.fromEntries(names.map((name, i) => [name, ((bits >> i) & 1) === 1])) as Record<Name, boolean>,
  );
const ends = <T>(list: readonly T[]) => [list[0], list.at(-1)] as T[];
const goLives = factsOf(flags);
const changes = factsOf(changeFlags);

/**
 * What the world may say at one moment: the gate whole or with any of its items missing, each fact true or false. Every
 * fact of the go-live with those of a change all false or all true, and the other way round.
 */
const contexts: ConnectionContext[] = [[], ...gateItems.map((item) => [item])].flatMap((missing) => {
  const worlds = (some: typeof goLives, others: typeof changes, candidateMissing: string[]) =>
    some.flatMap((one) => others.map((other) => ({ missing, ...one, ...other, candidateMissing })));
  return [
    ...worlds(goLives, ends(changes), []),
    ...[[], ["signOff"]].flatMap((gate) => worlds(ends(goLives), changes, gate)),
  ];
});
const at = (state: string, context: ConnectionContext) =>
  connectionMachine.resolveState({ value: state as "live", context });
const after = (state: string, event: EventName, context: ConnectionContext) =>
  String(transition(connectionMachine, at(state, context), { type: event })[0].value);

/** Where each event leads from each state in each of those worlds; walked once. */
const walked = new Map(
  connectionStates.flatMap((state) =>
    events.map((event) => [
      `${state} ${event}`,
      new Map(contexts.map((context) => [context, after(state, event, context)])),
    ]),
  ),
);
const step = (state: string, event: EventName, context: ConnectionContext) =>
  walked.get(`${state} ${event}`)?.get(context) ?? after(state, event, context);

describe("every path of a connection", () => {
  /** States that can be reached from the start while the world may change in any way that `allowed` lets it between two events. */
  function reachable(allowed: (context: ConnectionContext) => boolean): Set<string> {
    const worlds = contexts.filter(allowed);
    const seen = new Set([String(initialTransition(connectionMachine)[0].value)]);
    for (const state of seen) {
      for (const event of events) for (const world of worlds) seen.add(step(state, event, world));
    }
    return seen;
  }

  test("leads to every state while the world may be any", () => {
    expect([...reachable(() => true)].sort()).toEqual([...connectionStates].sort());
  });

  test.each(gateItems)("never leads to ready or live while %s is missing, whatever else is true", (item) => {
    const reached = reachable((context) => context.missing.includes(item));
    expect([...reached].sort()).toEqual(["cancelled", "provisioning", "testing"]);
  });

  test("enters ready and live through the whole gate only, and live with whoever has to agree", () => {
    const entered = new Set<string>();
    for (const state of connectionStates) {
      for (const context of contexts) {
        for (const event of events) {
          const next = step(state, event, context);
          if (next === state || (next !== "live" && next !== "ready")) continue;
          entered.add(`${state} ${event} ${next}`);
          expect(context.missing).toEqual([]);
          if (event !== "resume" && next === "live") expect([context.agreed, context.due]).toEqual([true, true]);
        }
      }
    }
    expect([...entered].sort()).toEqual([
      "paused resume live",
      "ready goLive live",
      "ready goLiveDue live",
      "testing gateMet ready",
    ]);
  });

  test("changes what is live through a green, explained candidate, or back to what is green still", () => {
    for (const context of contexts) {
      const can = (type: EventName) => at("live", context).can({ type });
      const whole = context.candidate && context.candidateMissing.length === 0 && context.explained;
      expect(can("switchOver")).toBe(whole && context.agreed);
      expect(can("agreeSwitchOver")).toBe(whole && context.mayAgree);
      expect(can("askSwitchOver")).toBe(whole && !context.planned);
      expect(can("returnToVersion")).toBe(context.earlierSigned && context.earlierGreen);
      for (const state of connectionStates) {
        for (const type of ["switchOver", "askSwitchOver", "agreeSwitchOver"] as const)
          if (state !== "live") expect(at(state, context).can({ type })).toBe(false);
      }
    }
  });

  test("goes live the first time from ready, after a test", () => {
    const paths = getShortestPaths(connectionMachine, {
      fromState: at("provisioning", { ...whole, planned: false }),
      events: events.map((type) => ({ type })),
      toState: (snapshot) => snapshot.value === "live",
    });
    expect(paths.map((path) => path.steps.map(({ event }) => event.type).slice(1))).toEqual([
      ["startTest", "gateMet", "goLive"],
    ]);
  });

  test("ends where it is retired or cancelled", () => {
    for (const state of ["retired", "cancelled"]) {
      for (const context of contexts) for (const event of events) expect(step(state, event, context)).toBe(state);
    }
  });
});

const whole: ConnectionContext = {
  missing: [],
  endpointsReady: true,
  planned: false,
  mayAgree: false,
  agreed: true,
  due: true,
  earlierSigned: false,
  earlierGreen: false,
  candidate: false,
  candidateMissing: [],
  explained: false,
};

describe("several tabs and the clock at once", () => {
  /** What the rows of one connection hold, and what an event does to them besides the state. */
  type World = ConnectionContext & { state: string };
  const moves = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("event" as const),
        // What ends a connection would end most of the tries at once; the paths above have it.
        event: fc.constantFrom(...events.filter((event) => event !== "cancel" && event !== "retire")),
        crash: fc.nat(4).map((n) => n === 0),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("proof" as const),
        items: fc.constantFrom<string[]>(["signOff"], gateItems.slice(0, 6), ["codes"], [...gateItems]),
        ok: fc.nat(4).map((n) => n > 0),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("fact" as const),
        flag: fc.constant("explained" as const),
        value: fc.constant(true),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("fact" as const),
        // Whether there is a candidate follows from what was done.
        flag: fc.constantFrom<Exclude<Flag, "candidate">>(...flags, "earlierGreen", "explained"),
        value: fc.boolean(),
      }),
    },
  );

  test("never leave it live over a gate that was not whole when it, or a change to it, went live", () => {
    let wentLive = 0;
    let switched = 0;
    fc.assert(
      fc.property(fc.boolean(), fc.array(moves, { minLength: 40, maxLength: 80, size: "max" }), (live, list) => {
        let world: World = live
          ? { ...whole, state: "live" }
          : { ...whole, missing: [...gateItems], state: "provisioning" };
        for (const move of list) {
          const before = world.state;
          if (move.kind === "fact") world = { ...world, [move.flag]: move.value };
          else if (move.kind === "proof") {
            const proved = (missing: string[]) => {
              const others = missing.filter((item) => !move.items.includes(item));
              return move.ok ? others : [...others, ...move.items];
            };
            // A run proves what is in force, or on a live connection its candidate.
            world =
              before === "live" && world.candidate
                ? { ...world, candidateMissing: proved(world.candidateMissing) }
                : { ...world, missing: proved(world.missing) };
          } else {
            const next = after(before, move.event, world);
            // What crashes before its commit leaves no trace; what another tab sends next meets the row as it is.
            if (move.crash) continue;
            if (!at(before, world).can({ type: move.event })) continue;
            if (before === "live" && move.event === "saveConfiguration") {
              world = { ...world, candidate: true, candidateMissing: [...gateItems], explained: false };
              continue;
            }
            if (move.event === "switchOver" || move.event === "agreeSwitchOver") {
              // Whoever it was: one person where one is enough, or the second one.
              expect(move.event === "switchOver" ? world.agreed : world.mayAgree).toBe(true);
              expect([before, world.candidateMissing, world.explained]).toEqual(["live", [], true]);
              switched++;
              world = { ...world, candidate: false, missing: [] };
              continue;
            }
            if (before === "live" && move.event === "returnToVersion") {
              expect(world.earlierGreen).toBe(true);
              world = { ...world, candidate: false, missing: [] };
              continue;
            }
            const spoils = ["saveConfiguration", "returnToVersion"].includes(move.event);
            const leaves = spoils || move.event === "discardCandidate";
            if (next === "live" && before !== "live") {
              expect(world.missing).toEqual([]);
              wentLive++;
            }
            world = {
              ...world,
              state: next,
              ...(spoils && { missing: [...gateItems] }),
              ...(leaves && { candidate: false, candidateMissing: [] }),
            };
          }
        }
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(wentLive).toBeGreaterThan(0);
    expect(switched).toBeGreaterThan(0);
  });
});

describe("the outlook", () => {
  test("names for every state each event once, open exactly when the machine can", () => {
    for (const state of connectionStates) {
      for (const context of contexts) {
        const seen = outlook(state, context);
        expect(seen.map((one) => one.event).sort()).toEqual([...events].sort());
        for (const one of seen) {
          const can = at(state, context).can({ type: one.event });
          expect(one.kind === "open").toBe(can);
          if (one.kind === "refused") expect(one.message.length).toBeGreaterThan(20);
          else expect(one.to).toBe(step(state, one.event, context));
        }
      }
    }
  });

  test("says what is missing, who is, or when it could be done", () => {
    const wants = (state: string, event: EventName, change: Partial<ConnectionContext>) =>
      explain(state, event, { ...whole, ...change });
    expect(wants("ready", "goLive", { missing: ["signOff"] })).toMatchObject({
      code: "gate-not-green",
      missing: ["signOff"],
    });
    expect(wants("testing", "goLive", { missing: ["codes"] }).code).toBe("gate-not-green");
    expect(wants("ready", "goLive", { agreed: false }).code).toBe("second-person");
    expect(wants("ready", "goLive", { due: false }).code).toBe("not-due");
    expect(wants("ready", "planGoLive", { planned: true }).code).toBe("planned");
    expect(wants("provisioning", "startTest", { endpointsReady: false }).code).toBe("endpoints-not-ready");
    expect(wants("live", "startTest", {}).code).toBe("no-candidate");
    expect(wants("live", "switchOver", { candidate: true, candidateMissing: ["signOff"] })).toMatchObject({
      code: "gate-not-green",
      missing: ["signOff"],
    });
    expect(wants("live", "switchOver", { candidate: true }).code).toBe("not-explained");
    expect(wants("live", "switchOver", { candidate: true, explained: true, agreed: false }).code).toBe("second-person");
    expect(wants("live", "returnToVersion", { earlierSigned: true }).code).toBe("earlier-not-green");
    expect(wants("retired", "startTest", {}).message).toBe(
      "The connection is retired; this is for one that is provisioning, testing, ready, live or paused.",
    );
  });

  test("reads every guard of the machine", () => {
    const named = new Set(ways.flatMap((way) => way.guards));
    expect([...named].sort()).toEqual(Object.keys(connectionGuards).sort());
  });
});
