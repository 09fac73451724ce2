import { DateTime } from "luxon";

/** A moment as somebody typed it, or what is wrong with it. */
export type PlannedTime = { kind: "at"; at: Date } | { kind: "none" } | { kind: "wrong"; message: string };

const farthestDays = 90;

/**
 * Reads `2026-12-01T08:00`, a wall-clock time in the lab's zone, as a moment to come. Of a time that comes twice when clocks
 * are put back the first is meant; one that is skipped when they are put forward is refused. Pure.
 */
export function plannedTime(text: string, zone: string, now: Date): PlannedTime {
  const typed = text.trim();
  if (typed === "") return { kind: "none" };
  const [read = DateTime.invalid("no such time")] = DateTime.fromISO(typed, { zone }).getPossibleOffsets();
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(typed) || !read.isValid) {
    return { kind: "wrong", message: "Give a day and a time, such as 1 December 2026, 08:00." };
  }
  if (read.toFormat("yyyy-MM-dd'T'HH:mm") !== typed) {
    return { kind: "wrong", message: "Clocks are put forward that night; this time does not come. Choose another." };
  }
  if (read.toJSDate() <= now) return { kind: "wrong", message: "This time is over. Choose one that is to come." };
  if (read.toMillis() - now.getTime() > farthestDays * 86_400_000) {
    return { kind: "wrong", message: `Choose a time within the next ${farthestDays} days.` };
  }
  return { kind: "at", at: read.toJSDate() };
}
