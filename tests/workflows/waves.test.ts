import { describe, expect, test } from "vitest";
import {
  defaultWaves,
  type MemberFacts,
  numberedWaves,
  type RollOutFacts,
  rollOutContext,
  wavesOf,
} from "~/workflows/template/waves";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 9, minutes));
const member = (connectionId: string, wave: number, more: Partial<MemberFacts> = {}): MemberFacts => ({
  connectionId,
  wave,
  outcome: null,
  wasRunning: true,
  movedAt: null,
  state: "live",
  stateSince: at(-600),
  runs: false,
  failures: 0,
  ...more,
});
const moved = (connectionId: string, wave: number, more: Partial<MemberFacts> = {}) =>
  member(connectionId, wave, { outcome: "moved", movedAt: at(0), runs: true, state: "paused", ...more });
const rollOut = (members: MemberFacts[], more: Partial<RollOutFacts> = {}): RollOutFacts => ({
  wave: 1,
  waveClean: false,
  cleanMinutes: 30,
  watchFrom: at(0),
  members,
  ...more,
});
const states = (facts: RollOutFacts, now: Date) => wavesOf(facts, now).map((wave) => wave.state);

describe("a plan", () => {
  test("has one live connection without overrides as its canary, then all others", () => {
    const fleet = [
      { id: "a", state: "paused", overrides: 0 },
      { id: "b", state: "live", overrides: 2 },
      { id: "c", state: "live", overrides: 0 },
      { id: "d", state: "testing", overrides: 0 },
    ] as const;
    const waves = Object.fromEntries(defaultWaves(fleet).map((one) => [one.connectionId, one.wave]));
    expect(waves).toEqual({ a: 2, b: 2, c: 1, d: 2 });
    expect(defaultWaves([{ id: "only", state: "testing", overrides: 0 }])).toEqual([{ connectionId: "only", wave: 1 }]);
    expect(defaultWaves([])).toEqual([]);
  });

  test("is numbered without gaps, each connection once", () => {
    const plan = [
      { connectionId: "a", wave: 7 },
      { connectionId: "b", wave: 2 },
      { connectionId: "a", wave: 4 },
    ];
    expect(numberedWaves(plan)).toEqual([
      { connectionId: "a", wave: 2 },
      { connectionId: "b", wave: 1 },
    ]);
  });
});

describe("a wave", () => {
  test("goes from planned over moving, proving and watching to clean", () => {
    const next = member("b", 2);
    expect(states(rollOut([member("a", 1), next], { wave: 0 }), at(0))).toEqual(["planned", "planned"]);
    expect(states(rollOut([member("a", 1), next]), at(1))).toEqual(["moving", "planned"]);
    expect(states(rollOut([moved("a", 1), next]), at(1))).toEqual(["proving", "planned"]);
    const live = rollOut([moved("a", 1, { state: "live", stateSince: at(10) }), next]);
    expect(states(live, at(39))).toEqual(["watching", "planned"]);
    expect(wavesOf(live, at(39))[0]?.cleanAt).toEqual(at(40));
    expect(states(live, at(40))).toEqual(["clean", "planned"]);
  });

  test("waits for those that ran before, not for those that never did nor for those that ended", () => {
    const fresh = moved("b", 1, { wasRunning: false, state: "testing" });
    const gone = moved("c", 1, { state: "retired" });
    const back = moved("a", 1, { state: "live", stateSince: at(5) });
    expect(states(rollOut([back, fresh, gone]), at(60))).toEqual(["clean"]);
    expect(wavesOf(rollOut([back, fresh, gone]), at(60))[0]).toMatchObject({ awaited: 1, live: 1 });
    expect(states(rollOut([moved("a", 1), fresh, gone]), at(60))).toEqual(["proving"]);
  });

  test("in which nobody could be moved proves nothing", () => {
    const left = member("a", 1, { outcome: "left" });
    expect(states(rollOut([left, member("b", 2)]), at(600))).toEqual(["proving", "planned"]);
    expect(rollOutContext(rollOut([left, member("b", 2)]), at(600)).clean).toBe(false);
  });

  test("is watched anew from when somebody let it go on", () => {
    const live = [moved("a", 1, { state: "live", stateSince: at(5) })];
    expect(states(rollOut(live, { watchFrom: at(50) }), at(60))).toEqual(["watching"]);
    expect(states(rollOut(live, { watchFrom: at(50) }), at(80))).toEqual(["clean"]);
  });

  test("that fails is failed, even when it was clean before, and counts until somebody looked after it", () => {
    const facts = rollOut([moved("a", 1, { state: "live", failures: 2 }), moved("b", 2), member("c", 3)], { wave: 2 });
    expect(states(facts, at(60))).toEqual(["failed", "proving", "planned"]);
    expect(rollOutContext(facts, at(60))).toEqual({ wavesLeft: true, underWay: true, clean: false, failures: 2 });
  });
});
