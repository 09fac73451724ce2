const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

interface Clock {
  year: number;
  month: number;
  day: number;
  weekday: string;
  time: string;
  seconds: string;
  zone: string;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  formatters.set(key, made);
  return made;
}

function part(at: Date, locale: string, timeZone: string, type: Intl.DateTimeFormatPartTypes): string {
  return (
    formatter(locale, timeZone)
      .formatToParts(at)
      .find((piece) => piece.type === type)?.value ?? ""
  );
}

/** American zones have their letters in en-US, European ones only in en-GB. */
function zoneName(at: Date, timeZone: string): string {
  const american = part(at, "en-US", timeZone, "timeZoneName");
  return american.startsWith("GMT") ? part(at, "en-GB", timeZone, "timeZoneName") : american;
}

function clock(at: Date, timeZone: string): Clock {
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(part(at, "en-US", timeZone, type));
  const year = number("year");
  const month = number("month");
  const day = number("day");
  const time = `${part(at, "en-US", timeZone, "hour")}:${part(at, "en-US", timeZone, "minute")}`;
  return {
    year,
    month,
    day,
    weekday: weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? "",
    time,
    seconds: `${part(at, "en-US", timeZone, "second")}.${String(at.getUTCMilliseconds()).padStart(3, "0")}`,
    zone: zoneName(at, timeZone),
  };
}

/** How much of a moment to write. */
export type TimeStyle = "full" | "date" | "time" | "precise";

/** "Fri 20 Nov 2026, 12:48 EST", or the part of it asked for; the year only when it is not this one. */
export function timeWords(iso: string, timeZone: string, style: TimeStyle, now: number): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "unknown";
  const here = clock(at, timeZone);
  const year = here.year === clock(new Date(now), timeZone).year ? "" : ` ${here.year}`;
  const date = `${here.weekday} ${here.day} ${months[here.month - 1] ?? ""}${year}`;
  if (style === "date") return date;
  if (style === "time") return `${here.time} ${here.zone}`;
  if (style === "precise") return `${here.time}:${here.seconds}`;
  return `${date}, ${here.time} ${here.zone}`;
}

/** "3 h 20 min", "2 d 4 h", "41 s": at most two units. */
export function durationWords(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${String(minutes % 60).padStart(2, "0")} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 && days < 7 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/** "8 ms", "1.84 s", "38.2 s", then as durationWords. */
export function hopWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return durationWords(ms);
}

/** "just now", "3 min ago", "in 2 h". */
export function relativeWords(iso: string, now: number): string {
  const distance = new Date(iso).getTime() - now;
  if (Number.isNaN(distance)) return "unknown";
  if (Math.abs(distance) < 10_000) return "just now";
  const words = durationWords(distance).split(" ").slice(0, 2).join(" ");
  return distance < 0 ? `${words} ago` : `in ${words}`;
}
