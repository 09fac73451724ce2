import { DateTime } from "luxon";

/** When the lab works. Minutes count from midnight in `timeZone`; weekdays are ISO (1 is Monday); holidays are `YYYY-MM-DD`. */
export type LabCalendar = {
  timeZone: string;
  workdays: number[];
  opensAt: number;
  closesAt: number;
  holidays: string[];
};

/** How long Sales has to answer, and when it gets a warning. */
export type SlaPolicy = { targetMs: number; warnAt: number };

const hour = 3_600_000;
export const defaultSla: SlaPolicy = { targetMs: 16 * hour, warnAt: 0.75 };
export const defaultCalendar: LabCalendar = {
  timeZone: "America/New_York",
  workdays: [1, 2, 3, 4, 5],
  opensAt: 8 * 60,
  closesAt: 18 * 60,
  holidays: [],
};

/** The moment at which `ms` of business time have passed since `start`. Needs a calendar that opens on some day. */
export function addBusinessTime(start: Date, ms: number, calendar: LabCalendar): Date {
  let left = ms;
  for (const [opens, closes] of openings(start, calendar)) {
    const span = closes - opens;
    if (left <= span) return new Date(opens + left);
    left -= span;
  }
  throw new Error("The lab's calendar has no working hours in the ten years to come.");
}

/** Business time from `start` to `end` in milliseconds; negative when `end` lies before `start`. */
export function businessTimeBetween(start: Date, end: Date, calendar: LabCalendar): number {
  if (end < start) return -businessTimeBetween(end, start, calendar);
  let total = 0;
  for (const [opens, closes] of openings(start, calendar)) {
    if (opens >= end.getTime()) break;
    total += Math.min(closes, end.getTime()) - opens;
  }
  return total;
}

/** The open spans from `start` on, as milliseconds since 1970, for ten years. */
function* openings(start: Date, calendar: LabCalendar): Generator<[number, number]> {
  let day = DateTime.fromJSDate(start, { zone: calendar.timeZone }).startOf("day");
  for (let i = 0; i < 3_660; i++, day = day.plus({ days: 1 })) {
    if (!calendar.workdays.includes(day.weekday) || calendar.holidays.includes(day.toISODate() ?? "")) continue;
    const opens = Math.max(start.getTime(), atMinute(day, calendar.opensAt));
    const closes = atMinute(day, calendar.closesAt);
    if (opens < closes) yield [opens, closes];
  }
}

/** Wall-clock minutes, so that a day with a daylight-saving change still opens when its clock says so. */
const atMinute = (day: DateTime, minutes: number) =>
  day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
