import { describe, expect, test } from "vitest";
import { transition } from "xstate";
import { connectionStates, gateItems } from "~/db/schema/connections";
import { requestStates } from "~/db/schema/requests";
import { rollOutStates } from "~/db/schema/roll-outs";
import { type ConnectionContext, connectionMachine } from "~/workflows/connection/machine";
import { type RequestContext, requestMachine } from "~/workflows/request/machine";
import { type RollOutContext, rollOutMachine } from "~/workflows/template/machine";

const go: ConnectionContext = {
  missing: [],
  endpointsReady: true,
  planned: true,
  mayAgree: true,
  agreed: true,
  due: true,
  earlierSigned: true,
  earlierGreen: true,
  candidate: true,
  candidateMissing: [],
  explained: true,
};
const complete: RequestContext = { complete: true, given: true, warned: false, breached: false, assigned: false };

function afterRequest(state: string, event: string, context = complete): string | undefined {
  const snapshot = requestMachine.resolveState({ value: state as "draft", context });
  const step = { type: event } as { type: "submit" };
  return snapshot.can(step) ? String(transition(requestMachine, snapshot, step)[0].value) : undefined;
}
function afterConnection(state: string, event: string, context = go): string | undefined {
  const snapshot = connectionMachine.resolveState({ value: state as "live", context });
  const step = { type: event } as { type: "goLive" };
  return snapshot.can(step) ? String(transition(connectionMachine, snapshot, step)[0].value) : undefined;
}

describe("a request", () => {
  const moves: Record<string, Record<string, string>> = {
    draft: { submit: "submitted", withdraw: "withdrawn" },
    submitted: {
      approve: "approved",
      reject: "rejected",
      ask: "info-requested",
      withdraw: "withdrawn",
      slaWarn: "submitted",
      slaBreach: "submitted",
      slaMove: "submitted",
      claim: "submitted",
      assign: "submitted",
      release: "submitted",
    },
    "info-requested": {
      answer: "submitted",
      withdraw: "withdrawn",
      slaMove: "info-requested",
      claim: "info-requested",
      assign: "info-requested",
      release: "info-requested",
    },
    approved: {},
    rejected: {},
    withdrawn: {},
  };

  test("has exactly the states its rows may have", () => {
    expect(Object.keys(moves).sort()).toEqual([...requestStates].sort());
    expect(Object.keys(requestMachine.states).sort()).toEqual([...requestStates].sort());
  });

  const table = requestStates.flatMap((state) => requestMachine.events.map((event) => [state, event] as const));
  test.each(table)("that is %s, at %s, goes where it should or stays", (state, event) => {
    expect(afterRequest(state, event)).toBe(moves[state]?.[event]);
  });

  test.each([
    ["draft", "submit"],
    ["info-requested", "answer"],
  ])("that is %s and not complete refuses %s", (state, event) => {
    expect(afterRequest(state, event, { ...complete, complete: false })).toBeUndefined();
  });

  test("that somebody looks after is not claimed again", () => {
    expect(afterRequest("submitted", "claim", { ...complete, assigned: true })).toBeUndefined();
  });

  test("that was asked for something is not answered without it", () => {
    expect(afterRequest("info-requested", "answer", { ...complete, given: false })).toBeUndefined();
  });

  test("that was warned of or is overdue is not told so again", () => {
    expect(afterRequest("submitted", "slaWarn", { ...complete, warned: true })).toBeUndefined();
    expect(afterRequest("submitted", "slaBreach", { ...complete, breached: true })).toBeUndefined();
    expect(afterRequest("submitted", "slaBreach", { ...complete, warned: true })).toBe("submitted");
  });
});

describe("a connection", () => {
  const moves: Record<string, Record<string, string>> = {
    provisioning: {
      saveConfiguration: "provisioning",
      startTest: "testing",
      cancelGoLive: "provisioning",
      cancel: "cancelled",
    },
    testing: {
      saveConfiguration: "testing",
      startTest: "testing",
      gateMet: "ready",
      cancelGoLive: "testing",
      cancel: "cancelled",
    },
    ready: {
      saveConfiguration: "testing",
      startTest: "testing",
      agreeGoLive: "ready",
      cancelGoLive: "ready",
      goLive: "live",
      goLiveDue: "live",
    },
    live: {
      saveConfiguration: "live",
      startTest: "live",
      switchOver: "live",
      agreeSwitchOver: "live",
      cancelSwitchOver: "live",
      discardCandidate: "live",
      returnToVersion: "live",
      pause: "paused",
    },
    paused: {
      saveConfiguration: "paused",
      discardCandidate: "paused",
      returnToVersion: "paused",
      startTest: "paused",
      resume: "live",
      retire: "retired",
    },
    retired: {},
    cancelled: {},
  };

  test("has exactly the states its rows may have", () => {
    expect(Object.keys(connectionMachine.states).sort()).toEqual([...connectionStates].sort());
  });

  const table = connectionStates.flatMap((state) => connectionMachine.events.map((event) => [state, event] as const));
  test.each(table)("that is %s, at %s with everything green, goes where it should or stays", (state, event) => {
    expect(afterConnection(state, event)).toBe(moves[state]?.[event]);
  });

  test.each(gateItems)("goes neither live nor ready while %s is missing", (item) => {
    const context = { ...go, missing: [item] };
    for (const state of connectionStates) {
      for (const event of ["goLive", "goLiveDue", "agreeGoLive", "resume", "gateMet"])
        expect(afterConnection(state, event, context)).toBeUndefined();
    }
    expect(afterConnection("ready", "gateLost", context)).toBe("testing");
  });

  test("is planned to go live once, agreed to by another person, and goes live when it is due", () => {
    expect(afterConnection("ready", "planGoLive", { ...go, planned: false })).toBe("ready");
    expect(afterConnection("ready", "agreeGoLive", { ...go, mayAgree: false })).toBeUndefined();
    for (const event of ["goLive", "goLiveDue"]) {
      expect(afterConnection("ready", event, { ...go, agreed: false })).toBeUndefined();
      expect(afterConnection("ready", event, { ...go, due: false })).toBeUndefined();
    }
    expect(afterConnection("ready", "goLiveDue", { ...go, planned: false })).toBeUndefined();
    expect(afterConnection("ready", "cancelGoLive", { ...go, planned: false })).toBeUndefined();
    expect(afterConnection("paused", "returnToVersion", { ...go, earlierSigned: false })).toBeUndefined();
  });

  test("is changed while it is live only by a candidate that is green and explained", () => {
    for (const change of [{ candidate: false }, { candidateMissing: ["signOff"] }, { explained: false }])
      expect(afterConnection("live", "switchOver", { ...go, ...change })).toBeUndefined();
    for (const change of [{ candidate: false }, { candidateMissing: ["signOff"] }, { explained: false }]) {
      for (const event of ["askSwitchOver", "agreeSwitchOver"])
        expect(afterConnection("live", event, { ...go, planned: false, ...change })).toBeUndefined();
    }
    expect(afterConnection("live", "switchOver", { ...go, agreed: false })).toBeUndefined();
    expect(afterConnection("live", "askSwitchOver", { ...go, agreed: false, planned: false })).toBe("live");
    expect(afterConnection("live", "agreeSwitchOver", { ...go, mayAgree: false })).toBeUndefined();
    // The way back asks nobody.
    expect(afterConnection("live", "returnToVersion", { ...go, agreed: false, mayAgree: false })).toBe("live");
    // The gate of what runs has no say: what replaces it may be what mends it.
    expect(afterConnection("live", "switchOver", { ...go, missing: ["codes"] })).toBe("live");
    expect(afterConnection("live", "discardCandidate", { ...go, candidate: false })).toBeUndefined();
    expect(afterConnection("live", "startTest", { ...go, candidate: false })).toBeUndefined();
    for (const change of [{ earlierSigned: false }, { earlierGreen: false }])
      expect(afterConnection("live", "returnToVersion", { ...go, ...change })).toBeUndefined();
  });

  test.each(["provisioning", "testing", "ready", "live", "paused"])(
    "that is %s is not tested before both endpoints are ready",
    (state) => {
      expect(afterConnection(state, "startTest", { ...go, endpointsReady: false })).toBeUndefined();
    },
  );
});

describe("a roll-out", () => {
  const sound: RollOutContext = { wavesLeft: true, underWay: true, clean: true, failures: 0 };
  const afterRollOut = (state: string, event: string, context = sound): string | undefined => {
    const snapshot = rollOutMachine.resolveState({ value: state as "ready", context });
    const step = { type: event } as { type: "stop" };
    return snapshot.can(step) ? String(transition(rollOutMachine, snapshot, step)[0].value) : undefined;
  };
  const moves: Record<string, Record<string, string>> = {
    ready: { startWave: "rolling", stop: "stopped", cancel: "cancelled" },
    rolling: { waveClean: "ready", stop: "stopped", cancel: "cancelled" },
    stopped: { resume: "rolling", cancel: "cancelled" },
    finished: {},
    cancelled: {},
  };

  test("has exactly the states its rows may have", () => {
    expect(Object.keys(rollOutMachine.states).sort()).toEqual([...rollOutStates].sort());
  });

  const table = rollOutStates.flatMap((state) => rollOutMachine.events.map((event) => [state, event] as const));
  test.each(table)("that is %s, at %s while all is well, goes where it should or stays", (state, event) => {
    expect(afterRollOut(state, event)).toBe(moves[state]?.[event]);
  });

  test("with a failure stops, starts no wave and does not go on", () => {
    const failing = { ...sound, clean: false, failures: 1 };
    expect(rollOutStates.map((state) => afterRollOut(state, "fail", failing))).toEqual([
      "stopped",
      "stopped",
      undefined,
      undefined,
      undefined,
    ]);
    expect(afterRollOut("ready", "startWave", failing)).toBeUndefined();
    expect(afterRollOut("stopped", "resume", failing)).toBeUndefined();
  });

  test("ends with its last wave, starts none beyond it, and goes on between two waves", () => {
    expect(afterRollOut("rolling", "waveClean", { ...sound, wavesLeft: false })).toBe("finished");
    expect(afterRollOut("rolling", "waveClean", { ...sound, clean: false })).toBeUndefined();
    expect(afterRollOut("ready", "startWave", { ...sound, wavesLeft: false })).toBeUndefined();
    expect(afterRollOut("stopped", "resume", { ...sound, underWay: false })).toBe("ready");
  });
});
