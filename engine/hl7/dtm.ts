/**
 * HL7 times (DTM and TS, v2.5.1 chapter 2A.22) and ISO 8601 text. Precision is information and is kept: `2026` stays
 * `2026`. A time without a zone is the sender's local time; no zone is invented.
 */

const HL7_TIME = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(\.\d{1,6})?)?)?)?)?)?(Z|[+-]\d{4})?$/;
const ISO_TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2})(?::(\d{2})(?::(\d{2})(\.\d{1,6})?)?)?)?)?)?(Z|[+-]\d{2}:\d{2})?$/;

function inRange(text: string | undefined, low: number, high: number): boolean {
  return text === undefined || (Number(text) >= low && Number(text) <= high);
}

function isCalendarTime(parts: readonly (string | undefined)[]): boolean {
  const [year, month, day, hour, minute, second] = parts;
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month ?? 1), 0)).getUTCDate();
  return (
    inRange(month, 1, 12) &&
    inRange(day, 1, daysInMonth) &&
    inRange(hour, 0, 23) &&
    inRange(minute, 0, 59) &&
    inRange(second, 0, 59)
  );
}

/** `20261120094107-0500` → `2026-11-20T09:41:07-05:00`; undefined when it is not a time that exists. */
export function parseDtm(text: string): string | undefined {
  const match = HL7_TIME.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  if (!isCalendarTime([year, month, day, hour, minute, second])) return undefined;
  const date = [year, month, day].filter(Boolean).join("-");
  const time = [hour, minute, second].filter(Boolean).join(":");
  const offset = zone === undefined || zone === "Z" ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return `${date}${time && `T${time}`}${fraction ?? ""}${offset ?? ""}`;
}

export type DtmPrecision = "year" | "month" | "day" | "minute" | "second";
const DIGITS: Record<DtmPrecision, number> = { year: 4, month: 6, day: 8, minute: 12, second: 14 };

/**
 * `2026-11-20T09:41:07-05:00` → `20261120094107-0500`; undefined when the text is not ISO.
 * @param precision cut to at most this; a fraction and, for dates, the zone go too
 */
export function formatDtm(iso: string, precision?: DtmPrecision): string | undefined {
  const match = ISO_TIME.exec(iso);
  if (!match || !isCalendarTime(match.slice(1, 7))) return undefined;
  const digits = match.slice(1, 7).join("");
  const zone = match[8] === "Z" ? "+0000" : (match[8]?.replace(":", "") ?? "");
  if (!precision) return `${digits}${match[7] ?? ""}${zone}`;
  return digits.slice(0, DIGITS[precision]) + (DIGITS[precision] > 8 ? zone : "");
}
