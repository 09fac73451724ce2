import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import type { Hours } from "~/db/schema/sla";
import { addBusinessTime, type BusinessCalendar, businessTimeBetween } from "~/workflows/request/sla";
import { labHours } from "../support/calendar";

const hour = 3_600_000;
const at = (iso: string) => new Date(iso);
const holidays: BusinessCalendar = {
  ...labHours,
  days: [
    { date: "2026-11-26", name: "Thanksgiving", hours: null },
    { date: "2026-12-24", name: "Christmas Eve", hours: { opensAt: 8 * 60, closesAt: 12 * 60 } },
    { date: "2026-12-25", name: "Christmas", hours: null },
    { date: "2026-12-26", name: "Stocktaking", hours: { opensAt: 10 * 60, closesAt: 12 * 60 } },
  ],
};
const night: Hours = { opensAt: 0, closesAt: 12 * 60 };
/** Open at weekends only, round the change of the clocks. */
const nights: BusinessCalendar = { ...labHours, week: [null, null, null, null, null, night, night] };

/** Zones whose clocks change in spring and autumn, by half an hour, at midnight, the other way round, or never. */
const zones = [
  "America/New_York",
  "America/Los_Angeles",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Asia/Beirut",
  "UTC",
];
const span = fc
  .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 1, max: 1_440 }))
  .map(([opensAt, length]) => ({ opensAt, closesAt: Math.min(1_440, opensAt + length) }));
const hours = fc.option(span, { nil: null });
const date = fc
  .date({ min: at("2026-01-01T00:00:00Z"), max: at("2027-12-31T00:00:00Z"), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const anyCalendar: fc.Arbitrary<BusinessCalendar> = fc.record({
  timeZone: fc.constantFrom(...zones),
  week: fc.tuple(span, hours, hours, hours, hours, hours, hours),
  days: fc.uniqueArray(fc.record({ date, name: fc.constant("Special"), hours }), {
    maxLength: 6,
    selector: (day) => day.date,
  }),
});
const anyMoment = fc.date({ min: at("2026-01-01T00:00:00Z"), max: at("2027-06-01T00:00:00Z"), noInvalidDate: true });
const anySpan = fc.integer({ min: 0, max: 60 * hour });
/** Whether the moment lies in an open span, its ends included. */
function isOpen(moment: Date, { timeZone, week, days }: BusinessCalendar): boolean {
  const here = DateTime.fromJSDate(moment, { zone: timeZone });
  return [here, here.minus({ days: 1 })].some((day) => {
    const exception = days.find((one) => one.date === day.toISODate());
    const open = exception ? exception.hours : week[day.weekday - 1];
    if (!open) return false;
    const minute = (of: number) => day.startOf("day").set({ hour: Math.floor(of / 60), minute: of % 60 });
    const end = open.closesAt === 1_440 ? day.startOf("day").plus({ days: 1 }) : minute(open.closesAt);
    return minute(open.opensAt) <= here && here <= end;
  });
}

describe("business time", () => {
  const table: [string, string, number, string, BusinessCalendar][] = [
    ["within a day", "2026-11-17T10:00:00-05:00", 3, "2026-11-17T13:00:00-05:00", labHours],
    ["over a night", "2026-11-17T17:00:00-05:00", 3, "2026-11-18T10:00:00-05:00", labHours],
    ["over a weekend", "2026-11-20T17:00:00-05:00", 3, "2026-11-23T10:00:00-05:00", labHours],
    ["from before the lab opens", "2026-11-17T05:00:00-05:00", 1, "2026-11-17T09:00:00-05:00", labHours],
    ["from after it closes", "2026-11-17T20:00:00-05:00", 1, "2026-11-18T09:00:00-05:00", labHours],
    ["from a Sunday", "2026-11-22T12:00:00-05:00", 16, "2026-11-24T14:00:00-05:00", labHours],
    ["over a holiday", "2026-11-25T17:00:00-05:00", 3, "2026-11-27T10:00:00-05:00", holidays],
    [
      "over half a day, a holiday and a weekend day with hours",
      "2026-12-24T11:00:00-05:00",
      4,
      "2026-12-28T09:00:00-05:00",
      holidays,
    ],
    ["on a holiday", "2026-11-26T12:00:00-05:00", 1, "2026-11-27T09:00:00-05:00", holidays],
    ["over the weekend of the spring change", "2026-03-06T17:00:00-05:00", 2, "2026-03-09T09:00:00-04:00", labHours],
    ["over the weekend of the autumn change", "2026-10-30T17:00:00-04:00", 2, "2026-11-02T09:00:00-05:00", labHours],
    ["through the night an hour is missing", "2026-03-08T00:00:00-05:00", 11, "2026-03-08T12:00:00-04:00", nights],
    ["through the night an hour comes twice", "2026-11-01T00:00:00-04:00", 13, "2026-11-01T12:00:00-05:00", nights],
  ];
  test.each(table)("%s", (_name, start, hours, end, calendar) => {
    expect(addBusinessTime(at(start), hours * hour, calendar).toISOString()).toBe(at(end).toISOString());
    expect(businessTimeBetween(at(start), at(end), calendar)).toBe(hours * hour);
    expect(businessTimeBetween(at(end), at(start), calendar)).toBe(-hours * hour);
  });

  test("does not pass while the lab is closed", () => {
    expect(businessTimeBetween(at("2026-11-20T18:00:00-05:00"), at("2026-11-23T08:00:00-05:00"), labHours)).toBe(0);
    expect(businessTimeBetween(at("2026-11-26T00:00:00-05:00"), at("2026-11-27T00:00:00-05:00"), holidays)).toBe(0);
  });

  test("of none is none, also from a closed lab", () => {
    const evening = at("2026-11-17T20:00:00-05:00");
    const due = addBusinessTime(evening, 0, labHours);
    expect(businessTimeBetween(evening, due, labHours)).toBe(0);
  });

  test("cannot be counted where the lab never opens", () => {
    expect(() =>
      addBusinessTime(new Date(), hour, { ...labHours, week: [null, null, null, null, null, null, null] }),
    ).toThrow("no working hours");
  });

  test("added and measured again is the same, in any zone, over changes of the clock and special days", () => {
    fc.assert(
      fc.property(anyMoment, anySpan, anyCalendar, (from, ms, calendar) => {
        expect(businessTimeBetween(from, addBusinessTime(from, ms, calendar), calendar)).toBe(ms);
      }),
      { numRuns: 120, seed: 11 },
    );
  });

  test("ends in an hour in which the lab is open", () => {
    fc.assert(
      fc.property(anyMoment, anySpan, anyCalendar, (from, ms, calendar) => {
        expect(isOpen(addBusinessTime(from, ms, calendar), calendar)).toBe(true);
      }),
      { numRuns: 120, seed: 12 },
    );
  });

  test("more of it never ends earlier, nor does a later start", () => {
    fc.assert(
      fc.property(anyMoment, anyMoment, anySpan, anySpan, anyCalendar, (one, other, less, more, calendar) => {
        const [early, late] = one < other ? [one, other] : [other, one];
        const end = addBusinessTime(early, less, calendar).getTime();
        expect(addBusinessTime(early, less + more, calendar).getTime()).toBeGreaterThanOrEqual(end);
        expect(addBusinessTime(late, less, calendar).getTime()).toBeGreaterThanOrEqual(end);
      }),
      { numRuns: 60, seed: 13 },
    );
  });

  test("a day more that is closed never makes it end earlier", () => {
    fc.assert(
      fc.property(anyMoment, anySpan, anyCalendar, date, (from, ms, calendar, closed) => {
        const days = [
          ...calendar.days.filter((day) => day.date !== closed),
          { date: closed, name: "Shut", hours: null },
        ];
        const end = addBusinessTime(from, ms, { ...calendar, days }).getTime();
        expect(end).toBeGreaterThanOrEqual(addBusinessTime(from, ms, calendar).getTime());
      }),
      { numRuns: 60, seed: 14 },
    );
  });

  test("of two spans one after the other is the sum", () => {
    fc.assert(
      fc.property(fc.tuple(anyMoment, anyMoment, anyMoment), anyCalendar, (three, calendar) => {
        const [a, b, c] = three.sort((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date];
        const sum = businessTimeBetween(a, b, calendar) + businessTimeBetween(b, c, calendar);
        expect(businessTimeBetween(a, c, calendar)).toBe(sum);
      }),
      { numRuns: 30, seed: 15 },
    );
  });
});
