import type { BusinessCalendar } from "~/workflows/request/sla";

/** Minutes of the day as "08:00"; 1440 is "24:00". */
export const clockWords = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** "Mon to Fri 08:00–18:00, Sat 09:00–12:00, America/New York". */
export function hoursWords({ week, timeZone }: Pick<BusinessCalendar, "week" | "timeZone">): string {
  const spans: { from: number; to: number; words: string }[] = [];
  week.forEach((hours, day) => {
    if (!hours) return;
    const words = `${clockWords(hours.opensAt)}–${clockWords(hours.closesAt)}`;
    const last = spans.at(-1);
    if (last && last.to === day - 1 && last.words === words) last.to = day;
    else spans.push({ from: day, to: day, words });
  });
  const days = spans.map(
    ({ from, to, words }) => `${from === to ? names[from] : `${names[from]} to ${names[to]}`} ${words}`,
  );
  return [...days, timeZone.replaceAll("_", " ")].join(", ");
}
