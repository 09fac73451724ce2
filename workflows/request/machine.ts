import { setup } from "xstate";

/**
 * A connection request: draft → submitted → approved | rejected | withdrawn, with submitted ↔ info-requested.
 * Pure: no invoke, no timers; `dispatch` runs it. The SLA's events and those of
 * who looks after it are ordinary events that leave the state as it is.
 */
export type RequestContext = {
  /** Every field that provisioning needs is filled in and valid. */
  complete: boolean;
  /** Everything the lab has asked for is there, or said not to exist. */
  given: boolean;
  /** The SLA's warning and its breach are told once each, however many clocks are running. */
  warned: boolean;
  breached: boolean;
  /** Somebody of Sales looks after it. */
  assigned: boolean;
};

export type RequestEvent = {
  type:
    | "submit"
    | "approve"
    | "reject"
    | "ask"
    | "answer"
    | "withdraw"
    | "claim"
    | "assign"
    | "release"
    | "slaWarn"
    | "slaBreach"
    | "slaMove";
};

/** Raised when states or events change meaning; rows carry the version they were saved under. */
export const requestMachineVersion = 1;

export const requestMachine = setup({
  types: { context: {} as RequestContext, events: {} as RequestEvent },
  guards: {
    complete: ({ context }) => context.complete,
    answered: ({ context }) => context.complete && context.given,
    notWarned: ({ context }) => !context.warned,
    notBreached: ({ context }) => !context.breached,
    notAssigned: ({ context }) => !context.assigned,
  },
}).createMachine({
  id: "request",
  initial: "draft",
  context: { complete: false, given: true, warned: false, breached: false, assigned: false },
  states: {
    draft: {
      on: { submit: { target: "submitted", guard: "complete" }, withdraw: "withdrawn" },
    },
    submitted: {
      on: {
        approve: "approved",
        reject: "rejected",
        ask: "info-requested",
        withdraw: "withdrawn",
        slaWarn: { target: "submitted", guard: "notWarned" },
        slaBreach: { target: "submitted", guard: "notBreached" },
        slaMove: "submitted",
        claim: { target: "submitted", guard: "notAssigned" },
        assign: "submitted",
        release: "submitted",
      },
    },
    "info-requested": {
      on: {
        answer: { target: "submitted", guard: "answered" },
        withdraw: "withdrawn",
        slaMove: "info-requested",
        claim: { target: "info-requested", guard: "notAssigned" },
        assign: "info-requested",
        release: "info-requested",
      },
    },
    approved: { type: "final" },
    rejected: { type: "final" },
    withdrawn: { type: "final" },
  },
});
