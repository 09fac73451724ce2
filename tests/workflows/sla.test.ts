import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addBusinessTime, businessTimeBetween, defaultCalendar, type LabCalendar } from "~/workflows/request/sla";

const hour = 3_600_000;
const at = (iso: string) => new Date(iso);
const holidays: LabCalendar = { ...defaultCalendar, holidays: ["2026-11-26"] };
/** Open on Sundays too, round the change of the clocks. */
const nights: LabCalendar = { ...defaultCalendar, workdays: [6, 7], opensAt: 0, closesAt: 12 * 60 };

describe("business time", () => {
  const table: [string, string, number, string, LabCalendar][] = [
    ["within a day", "2026-11-17T10:00:00-05:00", 3, "2026-11-17T13:00:00-05:00", defaultCalendar],
    ["over a night", "2026-11-17T17:00:00-05:00", 3, "2026-11-18T10:00:00-05:00", defaultCalendar],
    ["over a weekend", "2026-11-20T17:00:00-05:00", 3, "2026-11-23T10:00:00-05:00", defaultCalendar],
    ["from before the lab opens", "2026-11-17T05:00:00-05:00", 1, "2026-11-17T09:00:00-05:00", defaultCalendar],
    ["from after it closes", "2026-11-17T20:00:00-05:00", 1, "2026-11-18T09:00:00-05:00", defaultCalendar],
    ["from a Sunday", "2026-11-22T12:00:00-05:00", 16, "2026-11-24T14:00:00-05:00", defaultCalendar],
    ["over a holiday", "2026-11-25T17:00:00-05:00", 3, "2026-11-27T10:00:00-05:00", holidays],
    ["on a holiday", "2026-11-26T12:00:00-05:00", 1, "2026-11-27T09:00:00-05:00", holidays],
    [
      "over the weekend of the spring change",
      "2026-03-06T17:00:00-05:00",
      2,
      "2026-03-09T09:00:00-04:00",
      defaultCalendar,
    ],
    [
      "over the weekend of the autumn change",
      "2026-10-30T17:00:00-04:00",
      2,
      "2026-11-02T09:00:00-05:00",
      defaultCalendar,
    ],
    ["through the night an hour is missing", "2026-03-08T00:00:00-05:00", 11, "2026-03-08T12:00:00-04:00", nights],
    ["through the night an hour comes twice", "2026-11-01T00:00:00-04:00", 13, "2026-11-01T12:00:00-05:00", nights],
  ];
  test.each(table)("%s", (_name, start, hours, end, calendar) => {
    expect(addBusinessTime(at(start), hours * hour, calendar).toISOString()).toBe(at(end).toISOString());
    expect(businessTimeBetween(at(start), at(end), calendar)).toBe(hours * hour);
    expect(businessTimeBetween(at(end), at(start), calendar)).toBe(-hours * hour);
  });

  test("does not pass while the lab is closed", () => {
    expect(businessTimeBetween(at("2026-11-20T18:00:00-05:00"), at("2026-11-23T08:00:00-05:00"), defaultCalendar)).toBe(
      0,
    );
    expect(businessTimeBetween(at("2026-11-26T00:00:00-05:00"), at("2026-11-27T00:00:00-05:00"), holidays)).toBe(0);
  });

  test("of none is none, also from a closed lab", () => {
    const evening = at("2026-11-17T20:00:00-05:00");
    const due = addBusinessTime(evening, 0, defaultCalendar);
    expect(businessTimeBetween(evening, due, defaultCalendar)).toBe(0);
  });

  test("cannot be counted where the lab never opens", () => {
    expect(() => addBusinessTime(new Date(), hour, { ...defaultCalendar, workdays: [] })).toThrow("no working hours");
  });

  test("added and measured again is the same, in any zone and year", () => {
    const start = fc.date({ min: at("2020-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z"), noInvalidDate: true });
    const calendar = fc.record<LabCalendar>({
      timeZone: fc.constantFrom(
        "America/New_York",
        "America/Los_Angeles",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "UTC",
      ),
      workdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
      opensAt: fc.integer({ min: 0, max: 11 * 60 }),
      closesAt: fc.integer({ min: 12 * 60, max: 23 * 60 + 59 }),
      holidays: fc.constantFrom([], ["2026-12-25", "2027-01-01"]),
    });
    fc.assert(
      fc.property(start, fc.integer({ min: 0, max: 100 * hour }), calendar, (from, ms, open) => {
        expect(businessTimeBetween(from, addBusinessTime(from, ms, open), open)).toBe(ms);
      }),
      { numRuns: 300 },
    );
  });

  test("of two spans one after the other is the sum", () => {
    const moment = fc.date({ min: at("2026-01-01T00:00:00Z"), max: at("2027-01-01T00:00:00Z"), noInvalidDate: true });
    fc.assert(
      fc.property(fc.tuple(moment, moment, moment), (three) => {
        const [a, b, c] = three.sort((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date];
        const sum = businessTimeBetween(a, b, holidays) + businessTimeBetween(b, c, holidays);
        expect(businessTimeBetween(a, c, holidays)).toBe(sum);
      }),
      { numRuns: 100 },
    );
  });
});
