import { and, setup } from "xstate";

/**
 * A connection: provisioning → testing → ready → live ⇄ paused → retired; provisioning and testing may be cancelled.
 * `ready` and `live` are behind the same guard: all seven gate items green for the configuration in force. There is no
 * event that sets an item, and none that passes the guard. A go-live may be planned: for a later time, for a second
 * person to agree, or both; it is the same step behind the same guard, asked again when it is taken.
 *
 * A live connection is changed beside what runs: what is saved is a candidate, which a switch-over puts into force when its
 * own gate is green and nothing its shadow found is left unexplained; where the lab wants a second person, by their
 * agreeing. The way back is a step of the same kind and needs no second one: it leads to what was tested, signed and ran.
 */
export type ConnectionContext = {
  /** Gate items that are not green, in the gate's order. */
  missing: string[];
  /** Both endpoints are saved, their host keys pinned and their checks passed; those of the candidate if there is one. */
  endpointsReady: boolean;
  /** A go-live, or on a live connection a switch-over to its candidate, is planned and not over. */
  planned: boolean;
  /** What is planned waits for a second person, and the one who acts is not the one who asked. */
  mayAgree: boolean;
  /** The lab asks for no second person, or one has agreed to what is planned, with the configuration it was planned for. */
  agreed: boolean;
  /** No later time is planned. */
  due: boolean;
  /** An earlier configuration was signed; the connection can return to it. */
  earlierSigned: boolean;
  /** The gate of that configuration is green today. */
  earlierGreen: boolean;
  /** There is a configuration beside the one in force. */
  candidate: boolean;
  /** Items of its gate that are not green; empty without one. */
  candidateMissing: string[];
  /** Real messages were compared with it, and every kind of difference was accepted. */
  explained: boolean;
};

export const connectionGuards = {
  gateGreen: (context) => context.missing.length === 0,
  gateNotGreen: (context) => context.missing.length > 0,
  endpointsReady: (context) => context.endpointsReady,
  planned: (context) => context.planned,
  notPlanned: (context) => !context.planned,
  mayAgree: (context) => context.mayAgree,
  agreed: (context) => context.agreed,
  due: (context) => context.due,
  earlierSigned: (context) => context.earlierSigned,
  earlierGreen: (context) => context.earlierGreen,
  candidate: (context) => context.candidate,
  candidateGreen: (context) => context.candidateMissing.length === 0,
  explained: (context) => context.explained,
} satisfies Record<string, (context: ConnectionContext) => boolean>;

export type ConnectionGuard = keyof typeof connectionGuards;

export type ConnectionEvent = {
  type:
    | "saveConfiguration"
    | "startTest"
    | "gateMet"
    | "gateLost"
    | "planGoLive"
    | "agreeGoLive"
    | "cancelGoLive"
    | "goLive"
    | "goLiveDue"
    | "pause"
    | "resume"
    | "returnToVersion"
    | "askSwitchOver"
    | "agreeSwitchOver"
    | "cancelSwitchOver"
    | "switchOver"
    | "discardCandidate"
    | "retire"
    | "cancel";
};

export const connectionMachineVersion = 4;

const guards = Object.fromEntries(
  Object.entries(connectionGuards).map(([name, holds]) => [
    name,
    ({ context }: { context: ConnectionContext }) => holds(context),
  ]),
) as Record<ConnectionGuard, (about: { context: ConnectionContext }) => boolean>;

export const connectionMachine = setup({
  types: { context: {} as ConnectionContext, events: {} as ConnectionEvent },
  guards,
}).createMachine({
  id: "connection",
  initial: "provisioning",
  context: {
    missing: ["none yet"],
    endpointsReady: false,
    planned: false,
    mayAgree: false,
    agreed: false,
    due: true,
    earlierSigned: false,
    earlierGreen: false,
    candidate: false,
    candidateMissing: [],
    explained: false,
  },
  states: {
    provisioning: {
      on: {
        saveConfiguration: "provisioning",
        startTest: { target: "testing", guard: "endpointsReady" },
        cancelGoLive: { target: "provisioning", guard: "planned" },
        cancel: "cancelled",
      },
    },
    testing: {
      on: {
        saveConfiguration: "testing",
        startTest: { target: "testing", guard: "endpointsReady" },
        gateMet: { target: "ready", guard: "gateGreen" },
        cancelGoLive: { target: "testing", guard: "planned" },
        cancel: "cancelled",
      },
    },
    ready: {
      on: {
        saveConfiguration: "testing",
        startTest: { target: "testing", guard: "endpointsReady" },
        gateLost: { target: "testing", guard: "gateNotGreen" },
        planGoLive: { target: "ready", guard: and(["gateGreen", "notPlanned"]) },
        agreeGoLive: { target: "ready", guard: and(["gateGreen", "mayAgree"]) },
        cancelGoLive: { target: "ready", guard: "planned" },
        goLive: { target: "live", guard: and(["gateGreen", "agreed", "due"]) },
        goLiveDue: { target: "live", guard: and(["gateGreen", "planned", "agreed", "due"]) },
      },
    },
    live: {
      on: {
        saveConfiguration: "live",
        startTest: { target: "live", guard: and(["candidate", "endpointsReady"]) },
        switchOver: { target: "live", guard: and(["candidate", "candidateGreen", "explained", "agreed"]) },
        askSwitchOver: { target: "live", guard: and(["candidate", "candidateGreen", "explained", "notPlanned"]) },
        agreeSwitchOver: { target: "live", guard: and(["candidate", "candidateGreen", "explained", "mayAgree"]) },
        cancelSwitchOver: { target: "live", guard: "planned" },
        discardCandidate: { target: "live", guard: "candidate" },
        returnToVersion: { target: "live", guard: and(["earlierSigned", "earlierGreen"]) },
        pause: "paused",
      },
    },
    paused: {
      on: {
        saveConfiguration: "paused",
        discardCandidate: { target: "paused", guard: "candidate" },
        returnToVersion: { target: "paused", guard: "earlierSigned" },
        startTest: { target: "paused", guard: "endpointsReady" },
        resume: { target: "live", guard: "gateGreen" },
        retire: "retired",
      },
    },
    retired: { type: "final" },
    cancelled: { type: "final" },
  },
});
