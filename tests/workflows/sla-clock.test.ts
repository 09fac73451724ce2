import { describe, expect, test } from "vitest";
import { defaultPolicyId, labCalendarId } from "~/db/schema/sla";
import type { RequestRow } from "~/workflows/dispatch";
import { leftOf, policyOf, recount, type SlaRules, startClock, stopClock } from "~/workflows/request/sla-clock";
import { labHours } from "../support/calendar";

const hour = 3_600_000;
const at = (iso: string) => new Date(iso);
const lab = {
  id: labCalendarId,
  name: "Lab hours",
  ...labHours,
  week: [...labHours.week],
  days: [],
  updatedAt: new Date(0),
};
const byDefault = {
  id: defaultPolicyId,
  name: "Every other request",
  position: 1_000,
  mode: null,
  tier: null,
  targetMinutes: 960,
  warnPercent: 75,
  escalationEmail: "",
  calendarId: labCalendarId,
  updatedAt: new Date(0),
};
const big = {
  ...byDefault,
  id: "sla_big",
  name: "Large practices",
  position: 1,
  tier: "A" as const,
  targetMinutes: 480,
};
const rules: SlaRules = { policies: [big, byDefault], calendars: [lab] };
const monday = at("2026-11-16T09:00:00-05:00");
const small = { mode: "bidirectional", tier: "C" } as const;
const large = { mode: "bidirectional", tier: "A" } as const;

/** A request whose clock was started on that Monday at nine. */
const running = (about: { mode: "bidirectional" | "results-only"; tier: "A" | "B" | "C" } = small, start = monday) =>
  ({
    slaWarnedAt: null,
    slaBreachedAt: null,
    ...about,
    ...startClock(rules, about, start),
  }) as RequestRow;

describe("a request's clock", () => {
  test("follows the first policy that fits its mode and tier, else the default", () => {
    const results = { ...byDefault, id: "sla_results", mode: "results-only" as const, position: 2 };
    const three: SlaRules = { ...rules, policies: [big, results, byDefault] };
    expect(policyOf(three, large).id).toBe("sla_big");
    expect(policyOf(three, { mode: "results-only", tier: "A" }).id).toBe("sla_big");
    expect(policyOf(three, { mode: "results-only", tier: "B" }).id).toBe("sla_results");
    expect(policyOf(three, small).id).toBe(defaultPolicyId);
    expect(() => policyOf({ ...rules, policies: [] }, small)).toThrow("no default");
  });

  test("ends and warns as its policy says", () => {
    expect(running().dueAt).toEqual(at("2026-11-17T15:00:00-05:00"));
    expect(running().slaWarnAt).toEqual(at("2026-11-17T11:00:00-05:00"));
    expect(running(large)).toMatchObject({ dueAt: at("2026-11-16T17:00:00-05:00"), slaTargetMs: 8 * hour });
  });

  test("that was stopped goes on with what it had left, over or not", () => {
    const later = at("2026-11-17T09:00:00-05:00");
    const stopped = { ...running(), ...stopClock(rules, running(), later) };
    expect(stopped).toMatchObject({ slaRemainingMs: 6 * hour, dueAt: null });
    const again = startClock(rules, small, at("2026-11-18T09:00:00-05:00"), stopped.slaRemainingMs ?? 0);
    expect(again.dueAt).toEqual(at("2026-11-18T15:00:00-05:00"));
    const over = startClock(rules, small, later, -hour);
    expect(over).toMatchObject({ dueAt: later, slaWarnAt: later });
  });
});

describe("a change of the rules", () => {
  const now = at("2026-11-17T09:00:00-05:00");

  test("that means nothing for a clock leaves it as it is", () => {
    expect(recount(rules, rules, running(), now)).toBeNull();
    const other = { ...big, targetMinutes: 60 };
    expect(recount(rules, { ...rules, policies: [other, byDefault] }, running(), now)).toBeNull();
  });

  test("to a longer target moves the end by as much business time", () => {
    const after = { ...rules, policies: [{ ...byDefault, targetMinutes: 1_080 }] };
    expect(recount(rules, after, running(), now)).toMatchObject({ dueAt: at("2026-11-17T17:00:00-05:00") });
  });

  test("that closes a day counts it as closed from the start of the clock", () => {
    const shut = { ...lab, days: [{ date: "2026-11-17", name: "Storm", hours: null }] };
    const next = recount(rules, { ...rules, calendars: [shut] }, running(), now);
    expect(next).toMatchObject({ dueAt: at("2026-11-18T15:00:00-05:00") });
  });

  test("takes a warning and a breach back only where their time lies ahead again", () => {
    const late = at("2026-11-18T09:00:00-05:00");
    const told = { ...running(), slaWarnedAt: late, slaBreachedAt: late };
    const longer = { ...rules, policies: [{ ...byDefault, targetMinutes: 1_440 }] };
    const next = recount(rules, longer, told, late);
    expect(next).toMatchObject({ dueAt: at("2026-11-18T13:00:00-05:00"), slaBreachedAt: null });
    expect(next).not.toHaveProperty("slaWarnedAt");
  });

  test("lengthens what a stopped clock has left", () => {
    const stopped = { ...running(), ...stopClock(rules, running(), now) };
    const longer = { ...rules, policies: [{ ...byDefault, targetMinutes: 1_080 }] };
    expect(recount(rules, longer, stopped, now)).toMatchObject({ slaRemainingMs: 8 * hour, slaTargetMs: 18 * hour });
    const shut = { ...lab, days: [{ date: "2026-11-17", name: "Storm", hours: null }] };
    expect(recount(rules, { ...rules, calendars: [shut] }, stopped, now)).toBeNull();
  });

  test("made and taken back is as before", () => {
    const longer = { ...rules, policies: [{ ...byDefault, targetMinutes: 2_000, warnPercent: 50 }] };
    const there = { ...running(), ...recount(rules, longer, running(), now) };
    expect(leftOf(longer, there, now)).toBe(leftOf(rules, running(), now) + (2_000 - 960) * 60_000);
    expect({ ...there, ...recount(longer, rules, there, now) }).toEqual(running());
  });
});
