import { setup } from "xstate";

/**
 * A roll-out of a template version: ready ⇄ rolling → finished, stopped on the way by a person or by a failure, and
 * cancelled whenever somebody says so. A wave starts from `ready` only, which is reached by the wave before being clean.
 */
export type RollOutContext = {
  /** There is a wave that has not started. */
  wavesLeft: boolean;
  /** A wave has started and is not clean yet. */
  underWay: boolean;
  /** The wave under way is live and has been clean for as long as was asked. */
  clean: boolean;
  /** Messages that the new version could not map and nobody has looked after. */
  failures: number;
};

export type RollOutEvent = { type: "startWave" | "waveClean" | "fail" | "stop" | "resume" | "cancel" };

export const rollOutMachineVersion = 1;

export const rollOutMachine = setup({
  types: { context: {} as RollOutContext, events: {} as RollOutEvent },
  guards: {
    waveLeft: ({ context }) => context.wavesLeft && context.failures === 0,
    cleanWithMore: ({ context }) => context.clean && context.wavesLeft,
    clean: ({ context }) => context.clean,
    failing: ({ context }) => context.failures > 0,
    soundUnderWay: ({ context }) => context.failures === 0 && context.underWay,
    sound: ({ context }) => context.failures === 0,
  },
}).createMachine({
  id: "rollOut",
  initial: "ready",
  context: { wavesLeft: true, underWay: false, clean: false, failures: 0 },
  states: {
    ready: {
      on: {
        startWave: { target: "rolling", guard: "waveLeft" },
        fail: { target: "stopped", guard: "failing" },
        stop: "stopped",
        cancel: "cancelled",
      },
    },
    rolling: {
      on: {
        waveClean: [
          { target: "ready", guard: "cleanWithMore" },
          { target: "finished", guard: "clean" },
        ],
        fail: { target: "stopped", guard: "failing" },
        stop: "stopped",
        cancel: "cancelled",
      },
    },
    stopped: {
      on: {
        resume: [
          { target: "rolling", guard: "soundUnderWay" },
          { target: "ready", guard: "sound" },
        ],
        cancel: "cancelled",
      },
    },
    finished: { type: "final" },
    cancelled: { type: "final" },
  },
});
