/**
 * HL7 times (DTM and TS, v2.5.1 chapter 2A.22) and ISO 8601 text. Precision is information and is kept: `2026` stays
 * `2026`. A time without a zone is the sender's local time; no zone is invented.
 */

const ZERO = 0x30;
const DOT = 0x2e;
const PLUS = 0x2b;
const MINUS = 0x2d;
const COLON = 0x3a;
const LETTER_Z = 0x5a;

/** What stands before month, day, hour, minute and second in ISO 8601. */
const MARKS = "--T::";
/** Year, month, day, hour, minute and second without marks. */
const MOST_DIGITS = 14;
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

/** Whether digits, year first, are a time that exists; parts that are not there do not count. */
function isCalendarTime(digits: string, length: number): boolean {
  if (length >= 6) {
    const month = twoDigits(digits, 4);
    if (month < 1 || month > 12) return false;
    if (length >= 8) {
      const day = twoDigits(digits, 6);
      const year = twoDigits(digits, 0) * 100 + twoDigits(digits, 2);
      if (day < 1 || day > daysIn(year, month)) return false;
    }
  }
  if (length >= 10 && twoDigits(digits, 8) > 23) return false;
  if (length >= 12 && twoDigits(digits, 10) > 59) return false;
  return length < MOST_DIGITS || twoDigits(digits, 12) <= 59;
}

const isPrecision = (digits: number) => digits >= 4 && digits <= MOST_DIGITS && digits % 2 === 0;

/** `20261120094107-0500` → `2026-11-20T09:41:07-05:00`; undefined when it is not a time that exists. */
export function parseDtm(text: string): string | undefined {
  const time = text.trim();
  const length = digitsEnd(time, 0);
  if (!isPrecision(length) || !isCalendarTime(time, length)) return undefined;
  const end = length === MOST_DIGITS ? fractionEnd(time, length) : length;
  if (!endsInZone(time, end, false)) return undefined;
  // Characters one by one: joining slices would leave the work of joining them to the next reader.
  const iso: number[] = [];
  for (let at = 0; at < time.length; at++) {
    if (at >= 4 && at < length && at % 2 === 0) iso.push(MARKS.charCodeAt((at - 4) / 2));
    if (at === end + 3) iso.push(COLON);
    iso.push(time.charCodeAt(at));
  }
  return String.fromCharCode(...iso);
}

export type DtmPrecision = "year" | "month" | "day" | "minute" | "second";
const DIGITS: Record<DtmPrecision, number> = { year: 4, month: 6, day: 8, minute: 12, second: 14 };

/**
 * `2026-11-20T09:41:07-05:00` → `20261120094107-0500`; undefined when the text is not ISO.
 * @param precision cut to at most this; a fraction and, for dates, the zone go too
 */
export function formatDtm(iso: string, precision?: DtmPrecision): string | undefined {
  if (digitsEnd(iso, 0) !== 4) return undefined;
  let digits = iso.slice(0, 4);
  let at = 4;
  for (let mark = 0; mark < MARKS.length; mark++, at += 3) {
    // After a year or a month `-05:00` is a zone and `-05` a part of the date.
    if (iso[at] !== MARKS[mark] || digitsEnd(iso, at + 1) !== at + 3) break;
    if (mark < 2 && iso.charCodeAt(at + 3) === COLON) break;
    digits += iso.slice(at + 1, at + 3);
  }
  const end = digits.length === MOST_DIGITS ? fractionEnd(iso, at) : at;
  if (!endsInZone(iso, end, true) || !isCalendarTime(digits, digits.length)) return undefined;
  const zone = iso.charCodeAt(end) === LETTER_Z ? "+0000" : iso.slice(end, end + 3) + iso.slice(end + 4);
  if (!precision) return `${digits}${iso.slice(at, end)}${zone}`;
  return digits.slice(0, DIGITS[precision]) + (DIGITS[precision] > 8 ? zone : "");
}
