import type { EndpointRow } from "~/db/endpoint-settings";
import type { connections, DrillState, DrillStep, DrillWay } from "~/db/schema/connections";
import type { breakers } from "~/db/schema/transports";
import { TransportError } from "~/engine/transports/transport-error";

/**
 * One try for a message: delivered, to be tried again, held because nobody can know whether it arrived, or dead; with
 * words for people. `again` for what is wrong with the far end, not with the message:
 * - `afterSeconds`: not sooner, as the far end asked
 * - `stopped`: nothing will be taken until a person changes something
 * - `unsent`: it certainly did not arrive, and what earlier tries left in doubt was looked after
 */
export type Outcome =
  | { kind: "delivered"; detail: string }
  | { kind: "again"; code: string; reason: string; afterSeconds?: number; stopped?: true; unsent?: true }
  | { kind: "held"; code: string; reason: string }
  | { kind: "dead"; code: string; reason: string };

/** Where a connection delivers now. */
export type Plan = {
  connection: typeof connections.$inferSelect;
  endpoint: EndpointRow;
  /** The endpoint failed several times in a row; null when it did not. */
  breaker: typeof breakers.$inferSelect | null;
  /** The test run under way, with the state of its drill. */
  run: { id: string; drill: DrillState; drillSteps: DrillStep[] } | null;
  /** On a live connection: the plan is the run's alone, over the endpoints of the configuration it tests. */
  trial: boolean;
};

/** How the next try has to fail, when a drill is under way that has not failed in all its ways. `after`: once it has in this one. */
export function drillDue({ run }: Pick<Plan, "run">, after?: DrillWay): DrillWay | undefined {
  if (!run || run.drill === "recovered") return undefined;
  // A run from before the ways were told apart has one.
  if (run.drillSteps.length === 0) return run.drill === "armed" && !after ? "refused" : undefined;
  return run.drillSteps.find((step) => !step.seen && step.way !== after)?.way;
}

/** Every failure of the transport is worth another try: what needs a person is told by the alert, the message waits. */
export function failureOf(error: unknown): Extract<Outcome, { kind: "again" }> {
  if (!(error instanceof TransportError)) throw error;
  const { failure, code, message } = error;
  return {
    kind: "again",
    code,
    reason: message,
    ...(failure === "permanent" && { stopped: true as const }),
    ...(failure !== "ambiguous" && { unsent: true as const }),
  };
}

/** Nothing can go there until somebody says where. */
export const noAddress = (endpoint: string): Extract<Outcome, { kind: "again" }> => ({
  kind: "again",
  code: "no-address",
  reason: `${endpoint} has no address to send to.`,
  stopped: true,
});

/** What is wrong with the far end, if something is. */
export const failureIn = (outcomes: ReadonlyMap<string, Outcome>) =>
  [...outcomes.values()].find((outcome) => outcome.kind === "again");
