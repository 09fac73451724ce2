import type { Sla } from "~/app/components/state/SlaClock";
import { type QueueFilter, queueViews, slaColours } from "~/db/queries/request-queue";
import { modes, requestStates, tiers } from "~/db/schema/requests";
import type { RequestRow } from "~/workflows/dispatch";
import { leftOf, type SlaRules } from "~/workflows/request/sla-clock";

/** The parameters of the queue's address that a saved view keeps. */
export const filterNames = ["view", "q", "state", "emr", "mode", "tier", "who", "sla"] as const;

const oneOf = <T extends string>(values: readonly T[], typed: string | null): T | undefined =>
  values.find((value) => value === typed);

/** The queue's filter as its address says it; what it does not know it leaves out. `me` is who looks. */
export function queueFilterOf(params: URLSearchParams, me: string): QueueFilter {
  const state = oneOf(requestStates, params.get("state"));
  const mode = oneOf(modes, params.get("mode"));
  const tier = oneOf(tiers, params.get("tier"));
  const colour = oneOf(slaColours, params.get("sla"));
  const text = (name: string) => params.get(name)?.trim() ?? "";
  return {
    view: oneOf(queueViews, params.get("view")) ?? "waiting",
    me,
    now: new Date(),
    ...(state && { state }),
    ...(mode && { mode }),
    ...(tier && { tier }),
    ...(colour && { colour }),
    ...(text("emr") && { emrSystemId: text("emr") }),
    ...(text("who") && { assignee: text("who") }),
    ...(text("q") && { query: text("q") }),
  };
}

/** The address of the queue under its filters, without page and open request; "" for the queue as it is. */
export function filterQuery(params: URLSearchParams): string {
  const kept = filterNames.flatMap((name) => {
    const value = params.get(name)?.trim();
    return value ? [[name, value]] : [];
  });
  return new URLSearchParams(kept).toString();
}

/** The clock of a request that waits, or null. */
export function slaOf(request: RequestRow, rules: SlaRules, now: Date): Sla | null {
  if (request.state !== "submitted" && request.state !== "info-requested") return null;
  const left = leftOf(rules, request, now);
  return {
    minutesLeft: left / 60_000,
    targetMinutes: (request.slaTargetMs ?? left) / 60_000,
    dueAt: (request.dueAt ?? request.stateSince).toISOString(),
    warned: request.slaWarnAt !== null && request.slaWarnAt <= now,
    paused: request.state === "info-requested",
  };
}
