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

const dayMs = 86_400_000;

/** The open spans from `start` on, as milliseconds since 1970, for ten years. */
function* openings(start: Date, calendar: BusinessCalendar): Generator<[number, number]> {
  const { year, month, day } = DateTime.fromJSDate(start, { zone: calendar.timeZone });
  const first = Date.UTC(year, month - 1, day);
  for (let i = 0; i < 3_660; i++) {
    const span = spanOf(calendar, first + i * dayMs);
    if (!span) continue;
    const opens = Math.max(start.getTime(), span[0]);
    if (opens < span[1]) yield [opens, span[1]];
  }
}

/** A queue asks for the same few days row by row, and finding a moment in a time zone is what takes the time. */
const spans = new WeakMap<BusinessCalendar, Map<number, [number, number] | null>>();

/** When the lab is open on a date, given as its midnight in UTC; null when it is not. */
function spanOf(calendar: BusinessCalendar, date: number): [number, number] | null {
  const known = spans.get(calendar) ?? new Map<number, [number, number] | null>();
  if (known.size === 0) spans.set(calendar, known);
  const kept = known.get(date);
  if (kept !== undefined) return kept;
  const exception = calendar.days.find((one) => one.date === new Date(date).toISOString().slice(0, 10));
  const weekday = (new Date(date).getUTCDay() + 6) % 7;
  const hours = exception === undefined ? calendar.week[weekday] : exception.hours;
  const at = (minutes: number) => atMinute(date, minutes, calendar.timeZone);
  const span: [number, number] | null = hours ? [at(hours.opensAt), at(hours.closesAt)] : null;
  known.set(date, span);
  return span;
}

/** Wall-clock minutes, so that a day with a daylight-saving change still opens when its clock says so. 1440 is its end. */
function atMinute(date: number, minutes: number, zone: string): number {
  const wall = new Date(date + (minutes >= 1_440 ? dayMs : 0));
  const day = DateTime.fromObject(
    { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() },
    { zone },
  ).startOf("day");
  return minutes >= 1_440
    ? day.toMillis()
    : day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
}
