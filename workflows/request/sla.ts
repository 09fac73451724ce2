import { DateTime } from "luxon";
import type { Hours, SpecialDay } from "~/db/schema/sla";

/** When the lab works; the shapes and units are those of the table `business_calendars`. */
export type BusinessCalendar = { timeZone: string; week: readonly Hours[]; days: readonly SpecialDay[] };

/** The moment at which `ms` of business time have passed since `start`. Needs a calendar that opens on some day. */
export function addBusinessTime(start: Date, ms: number, calendar: BusinessCalendar): Date {
  let left = ms;
  for (const [opens, closes] of openings(start, calendar)) {
    const span = closes - opens;
    if (left <= span) return new Date(opens + left);
    left -= span;
  }
  throw new Error("The lab's calendar has no working hours in the ten years to come.");
}

/** Business time from `start` to `end` in milliseconds; negative when `end` lies before `start`. */
export function businessTimeBetween(start: Date, end: Date, calendar: BusinessCalendar): number {
  if (end < start) return -businessTimeBetween(end, start, calendar);
  let total = 0;
  for (const [opens, closes] of openings(start, calendar)) {
    if (opens >= end.getTime()) break;
    total += Math.min(closes, end.getTime()) - opens;
  }
  return total;
}

/** The open spans from `start` on, as milliseconds since 1970, for ten years. */
function* openings(start: Date, calendar: BusinessCalendar): Generator<[number, number]> {
  const special = new Map(calendar.days.map((day) => [day.date, day.hours]));
  let day = DateTime.fromJSDate(start, { zone: calendar.timeZone }).startOf("day");
  for (let i = 0; i < 3_660; i++, day = day.plus({ days: 1 })) {
    const exception = special.get(day.toISODate() ?? "");
    const hours = exception === undefined ? calendar.week[day.weekday - 1] : exception;
    if (!hours) continue;
    const opens = Math.max(start.getTime(), atMinute(day, hours.opensAt));
    const closes = atMinute(day, hours.closesAt);
    if (opens < closes) yield [opens, closes];
  }
}

/** Wall-clock minutes, so that a day with a daylight-saving change still opens when its clock says so. 1440 is its end. */
const atMinute = (day: DateTime, minutes: number) =>
  minutes >= 1_440
    ? day.plus({ days: 1 }).startOf("day").toMillis()
    : day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
