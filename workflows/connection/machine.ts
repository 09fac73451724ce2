import { setup } from "xstate";

/**
 * A connection: provisioning → testing → ready → live ⇄ paused → retired; provisioning and testing may be cancelled.
 * `ready` and `live` are behind the same guard: all seven gate items green for the configuration in force. There is no
 * event that sets an item, and none that passes the guard.
 */
export type ConnectionContext = {
  /** Gate items that are not green, in the gate's order. */
  missing: string[];
  /** Both endpoints are saved, their host keys pinned and their checks passed. */
  endpointsReady: boolean;
};

export type ConnectionEvent = {
  type:
    | "saveConfiguration"
    | "startTest"
    | "gateMet"
    | "gateLost"
    | "goLive"
    | "pause"
    | "resume"
    | "retire"
    | "cancel";
};

export const connectionMachineVersion = 1;

export const connectionMachine = setup({
  types: { context: {} as ConnectionContext, events: {} as ConnectionEvent },
  guards: {
    gateGreen: ({ context }) => context.missing.length === 0,
    gateNotGreen: ({ context }) => context.missing.length > 0,
    endpointsReady: ({ context }) => context.endpointsReady,
  },
}).createMachine({
  id: "connection",
  initial: "provisioning",
  context: { missing: ["none yet"], endpointsReady: false },
  states: {
    provisioning: {
      on: {
        saveConfiguration: "provisioning",
        startTest: { target: "testing", guard: "endpointsReady" },
        cancel: "cancelled",
      },
    },
    testing: {
      on: {
        saveConfiguration: "testing",
        startTest: { target: "testing", guard: "endpointsReady" },
        gateMet: { target: "ready", guard: "gateGreen" },
        cancel: "cancelled",
      },
    },
    ready: {
      on: {
        saveConfiguration: "testing",
        startTest: { target: "testing", guard: "endpointsReady" },
        gateLost: { target: "testing", guard: "gateNotGreen" },
        goLive: { target: "live", guard: "gateGreen" },
      },
    },
    live: { on: { pause: "paused" } },
    paused: {
      on: {
        saveConfiguration: "paused",
        startTest: { target: "paused", guard: "endpointsReady" },
        resume: { target: "live", guard: "gateGreen" },
        retire: "retired",
      },
    },
    retired: { type: "final" },
    cancelled: { type: "final" },
  },
});
