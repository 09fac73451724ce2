/**
 * HL7 times (DTM and TS, v2.5.1 chapter 2A.22) and ISO 8601 text. Precision is information and is kept: `2026` stays
 * `2026`. A time without a zone is the sender's local time; no zone is invented.
 */

const ZERO = 0x30;
const DOT = 0x2e;
const PLUS = 0x2b;
const MINUS = 0x2d;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/** What stands before month, day, hour, minute and second in ISO 8601. */
const MARKS = "--T::";
const LONGEST_FRACTION = 6;

/** Where the digits that begin at `from` end. */
function digitsEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
  }
  return at;
}

/** Where a fraction of a second that begins at `from` ends; `from` when there is none. */
function fractionEnd(text: string, from: number): number {
  if (text.charCodeAt(from) !== DOT) return from;
  const end = digitsEnd(text, from + 1);
  return end > from + 1 && end <= from + 1 + LONGEST_FRACTION ? end : from;
}

/** Whether nothing, `Z`, or an offset such as `-0500` (`-05:00` with a colon) is all that stands from `at` on. */
function endsInZone(text: string, at: number, colon: boolean): boolean {
  if (at === text.length) return true;
  const sign = text.charCodeAt(at);
  if (sign === LETTER_Z) return text.length === at + 1;
  if (sign !== PLUS && sign !== MINUS) return false;
  if (!colon) return text.length === at + 5 && digitsEnd(text, at + 1) === text.length;
  return text.length === at + 6 && digitsEnd(text, at + 1) === at + 3 && isOffsetMinutes(text, at + 3);
}
const isOffsetMinutes = (text: string, at: number) =>
  text.charCodeAt(at) === COLON && digitsEnd(text, at + 1) === at + 3;

const twoDigits = (text: string, at: number) => (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
}

/** Most parts a time has: year, month, day, hour, minute, second. */
const MOST_PARTS = 6;
/** Where a part begins, counted from 0; `gap` characters stand before each but the year. */
const partStart = (part: number, gap: number) => (part === 0 ? 0 : 4 + gap + (part - 1) * (2 + gap));

const partEnd = (part: number, gap: number) => partStart(part, gap) + (part === 0 ? 4 : 2);

/** Whether the first parts of a text are a time that exists. */
function isCalendarTime(text: string, parts: number, gap: number): boolean {
  if (parts > 1) {
    const month = twoDigits(text, 4 + gap);
    if (month < 1 || month > 12) return false;
    if (parts > 2) {
      const day = twoDigits(text, partStart(2, gap));
      if (day < 1 || day > daysIn(twoDigits(text, 0) * 100 + twoDigits(text, 2), month)) return false;
    }
  }
  if (parts > 3 && twoDigits(text, partStart(3, gap)) > 23) return false;
  for (let part = 4; part < parts; part++) if (twoDigits(text, partStart(part, gap)) > 59) return false;
  return true;
}

/** `20261120094107-0500` → `2026-11-20T09:41:07-05:00`; undefined when it is not a time that exists. */
export function parseDtm(text: string): string | undefined {
  const time = text.trim();
  const length = digitsEnd(time, 0);
  const parts = length / 2 - 1;
  if (length < 4 || parts > MOST_PARTS || !Number.isInteger(parts) || !isCalendarTime(time, parts, 0)) return undefined;
  const end = parts === MOST_PARTS ? fractionEnd(time, length) : length;
  if (!endsInZone(time, end, false)) return undefined;
  const zone = time.length > end + 3 ? `${time.slice(end, end + 3)}:${time.slice(end + 3)}` : time.slice(end);
  return withMarks(time).slice(0, partEnd(parts - 1, 1)) + time.slice(length, end) + zone;
}

/** All parts with their marks, whether they are there or not: one call is quicker than joining what is. */
function withMarks(time: string): string {
  const at = (index: number) => time.charCodeAt(index);
  // biome-ignore format: as it reads
  return String.fromCharCode(
    at(0), at(1), at(2), at(3), MINUS, at(4), at(5), MINUS, at(6), at(7),
    LETTER_T, at(8), at(9), COLON, at(10), at(11), COLON, at(12), at(13),
  );
}

export type DtmPrecision = "year" | "month" | "day" | "minute" | "second";
const PARTS: Record<DtmPrecision, number> = { year: 1, month: 2, day: 3, minute: 5, second: 6 };

/** How many parts an ISO text has. After a year or a month `-05:00` is a zone, and `-05` the next part. */
function isoParts(iso: string): number {
  for (let part = 1; part < MOST_PARTS; part++) {
    const mark = partStart(part, 1) - 1;
    if (iso[mark] !== MARKS[part - 1] || digitsEnd(iso, mark + 1) !== mark + 3) return part;
    if (part < 3 && iso.charCodeAt(mark + 3) === COLON) return part;
  }
  return MOST_PARTS;
}

/**
 * `2026-11-20T09:41:07-05:00` → `20261120094107-0500`; undefined when the text is not ISO.
 * @param precision cut to at most this; a fraction and, for dates, the zone go too
 */
export function formatDtm(iso: string, precision?: DtmPrecision): string | undefined {
  if (digitsEnd(iso, 0) !== 4) return undefined;
  const parts = isoParts(iso);
  const length = partEnd(parts - 1, 1);
  const end = parts === MOST_PARTS ? fractionEnd(iso, length) : length;
  if (!endsInZone(iso, end, true) || !isCalendarTime(iso, parts, 1)) return undefined;
  const shown = Math.min(parts, precision ? PARTS[precision] : MOST_PARTS);
  const digits = withoutMarks(iso).slice(0, partEnd(shown - 1, 0));
  const fraction = precision ? "" : iso.slice(length, end);
  if (precision && PARTS[precision] <= PARTS.day) return digits;
  const zone = iso.charCodeAt(end) === LETTER_Z ? "+0000" : iso.slice(end, end + 3) + iso.slice(end + 4);
  return digits + fraction + zone;
}

/** The digits of all parts, whether they are there or not. */
function withoutMarks(iso: string): string {
  const at = (index: number) => iso.charCodeAt(index);
  // biome-ignore format: as it reads
  return String.fromCharCode(
    at(0), at(1), at(2), at(3), at(5), at(6), at(8), at(9),
    at(11), at(12), at(14), at(15), at(17), at(18),
  );
}
