import { describe, expect, test } from "vitest";
import { calendarForm, parseHours, parseSpecialDays, policyForm } from "~/workflows/request/sla-form";

describe("hours", () => {
  test.each([
    ["08:00-18:00", { opensAt: 480, closesAt: 1_080 }],
    [" 8:30 – 12:00 ", { opensAt: 510, closesAt: 720 }],
    ["00:00-24:00", { opensAt: 0, closesAt: 1_440 }],
    ["", null],
    ["closed", null],
    ["18:00-08:00", undefined],
    ["08:00-24:30", undefined],
    ["8-18", undefined],
    ["08:00-12:00-13:00", undefined],
  ])("%j", (text, hours) => {
    expect(parseHours(text)).toEqual(hours);
  });
});

describe("special days", () => {
  test("are holidays and half days, sorted by date", () => {
    const text = "2026-12-25 Christmas\n\n 2026-12-24 08:00-12:00 Christmas Eve ";
    expect(parseSpecialDays(text)).toEqual({
      days: [
        { date: "2026-12-24", name: "Christmas Eve", hours: { opensAt: 480, closesAt: 720 } },
        { date: "2026-12-25", name: "Christmas", hours: null },
      ],
    });
  });

  test.each([
    ["2026-02-30 Nothing", "Line 1"],
    ["2026-12-25 Christmas\n25 December", "Line 2"],
    ["2026-12-24 12:00-08:00 Eve", "Line 1"],
    ["2026-12-25 One\n2026-12-25 Two", "stands there already"],
  ])("%j is refused with its line", (text, words) => {
    expect(parseSpecialDays(text)).toEqual({ error: expect.stringContaining(words) });
  });
});

const week = { monday: "", tuesday: "", wednesday: "", thursday: "", friday: "", saturday: "", sunday: "" };

test("a calendar is open on some day, in a zone that exists", () => {
  const calendar = { name: "Lab", timeZone: "Mars/Base", ...week, days: "" };
  expect(calendarForm.safeParse(calendar).error?.issues.map(({ path }) => path[0])).toContain("timeZone");
  const closed = calendarForm.safeParse({ ...calendar, timeZone: "UTC" });
  expect(closed.error?.issues.map(({ path }) => path[0])).toEqual(["monday"]);
  const open = calendarForm.parse({ ...calendar, timeZone: "UTC", sunday: "10:00-12:00" });
  expect(open.week[6]).toEqual({ opensAt: 600, closesAt: 720 });
});

test("a policy takes hours and keeps minutes", () => {
  const typed = { name: "Large", mode: "", tier: "A", targetMinutes: "7.5", warnPercent: "80", calendarId: "cal_lab" };
  expect(policyForm.parse({ ...typed, escalationEmail: "", position: "2" })).toMatchObject({
    mode: null,
    tier: "A",
    targetMinutes: 450,
    position: 2,
  });
  const wrong = policyForm.safeParse({
    ...typed,
    targetMinutes: "0",
    warnPercent: "100",
    escalationEmail: "x",
    position: "0",
  });
  expect(wrong.error?.issues.map(({ path }) => path[0])).toEqual([
    "targetMinutes",
    "warnPercent",
    "escalationEmail",
    "position",
  ]);
});
