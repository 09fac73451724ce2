import type { businessCalendars, slaPolicies } from "~/db/schema/sla";
import type { RequestRow } from "../dispatch";
import { addBusinessTime, businessTimeBetween } from "./sla";

export type SlaPolicy = typeof slaPolicies.$inferSelect;
export type CalendarRow = typeof businessCalendars.$inferSelect;

/** Everything that says until when a request is to be answered. `policies` in the order in which they are tried. */
export type SlaRules = { policies: readonly SlaPolicy[]; calendars: readonly CalendarRow[] };

/** The columns of a request that are its clock. */
export type Clock = Pick<
  RequestRow,
  | "slaPolicyId"
  | "slaTargetMs"
  | "slaStartedAt"
  | "slaBudgetMs"
  | "slaRemainingMs"
  | "dueAt"
  | "slaWarnAt"
  | "slaWarnedAt"
  | "slaBreachedAt"
>;

const msOf = (policy: SlaPolicy) => policy.targetMinutes * 60_000;

/** The policy a request is under: the first that fits its mode and tier. Throws when not even a default is there. */
export function policyOf(rules: SlaRules, request: Pick<RequestRow, "mode" | "tier">): SlaPolicy {
  const fits = rules.policies.find(
    ({ mode, tier }) => (mode === null || mode === request.mode) && (tier === null || tier === request.tier),
  );
  if (!fits) throw new Error("No SLA policy fits the request, and there is no default.");
  return fits;
}

/** The calendar a policy counts in. Throws when it is gone, which the database does not let happen. */
export function calendarOf(rules: SlaRules, policy: SlaPolicy): CalendarRow {
  const calendar = rules.calendars.find((one) => one.id === policy.calendarId);
  if (!calendar) throw new Error(`The calendar of the policy ${policy.name} is missing.`);
  return calendar;
}

/** A clock that starts now, with the whole target or with `budgetMs` of business time to go; below zero it is over. */
export function startClock(
  rules: SlaRules,
  request: Pick<RequestRow, "mode" | "tier">,
  now: Date,
  budgetMs?: number,
): Partial<Clock> {
  const policy = policyOf(rules, request);
  const budget = budgetMs ?? msOf(policy);
  return {
    slaPolicyId: policy.id,
    slaTargetMs: msOf(policy),
    slaStartedAt: now,
    slaBudgetMs: budget,
    slaRemainingMs: null,
    ...ends(rules, policy, now, budget),
  };
}

/** A clock that stands still from now on, with what it had left. */
export function stopClock(rules: SlaRules, request: RequestRow, now: Date): Partial<Clock> {
  return { slaRemainingMs: leftOf(rules, request, now), dueAt: null, slaWarnAt: null };
}

/** Business time a request's clock has left, in milliseconds; below zero when it is over. */
export function leftOf(rules: SlaRules, request: RequestRow, now: Date): number {
  const policy = rules.policies.find((one) => one.id === request.slaPolicyId) ?? policyOf(rules, request);
  if (request.dueAt) return businessTimeBetween(now, request.dueAt, calendarOf(rules, policy));
  return request.slaRemainingMs ?? request.slaTargetMs ?? msOf(policy);
}

/**
 * The same clock under other rules: counted again from when it last started, as if they had held then. A target that
 * changes lengthens or shortens what it had to go. Null when the clock stays as it is. A warning or a breach that was
 * told is taken back where its time now lies ahead.
 */
export function recount(before: SlaRules, after: SlaRules, request: RequestRow, now: Date): Partial<Clock> | null {
  const policy = policyOf(after, request);
  const target = msOf(policy);
  const more = target - (request.slaTargetMs ?? target);
  const facts = { slaPolicyId: policy.id, slaTargetMs: target };
  if (!request.dueAt) {
    if (request.slaRemainingMs === null || more === 0) return null;
    return { ...facts, slaRemainingMs: request.slaRemainingMs + more };
  }
  const start = request.slaStartedAt ?? now;
  const budget = (request.slaBudgetMs ?? leftOf(before, request, start)) + more;
  const next = ends(after, policy, start, budget);
  if (next.dueAt.getTime() === request.dueAt.getTime() && next.slaWarnAt.getTime() === request.slaWarnAt?.getTime()) {
    return null;
  }
  return {
    ...facts,
    slaStartedAt: start,
    slaBudgetMs: budget,
    ...next,
    ...(next.slaWarnAt > now && { slaWarnedAt: null }),
    ...(next.dueAt > now && { slaBreachedAt: null }),
  };
}

function ends(rules: SlaRules, policy: SlaPolicy, start: Date, budget: number): { dueAt: Date; slaWarnAt: Date } {
  const calendar = calendarOf(rules, policy);
  const warnAfter = budget - msOf(policy) * (1 - policy.warnPercent / 100);
  const after = (ms: number) => (ms > 0 ? addBusinessTime(start, ms, calendar) : start);
  return { dueAt: after(budget), slaWarnAt: after(warnAfter) };
}
