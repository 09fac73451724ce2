/** Times between precisions and zones. Nothing is invented: a zone is added only where the template says which. */

const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2})(?::(\d{2})(?::(\d{2})(\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/;
const OFFSET = /^[+-]\d{2}:\d{2}$/;

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError when there is no such zone */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, format);
  return format;
}

/** Whether it is an offset or the name of a zone. */
export function isZone(zone: string): boolean {
  if (OFFSET.test(zone)) return true;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Minutes east of UTC in a zone at a moment (milliseconds since 1970). */
function offsetAt(zone: string, moment: number): number {
  if (OFFSET.test(zone)) {
    const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
    return zone.startsWith("-") ? -minutes : minutes;
  }
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(moment)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000) / 60_000);
}

function offsetText(minutes: number): string {
  const sign = minutes < 0 ? "-" : "+";
  const two = (number: number) => String(number).padStart(2, "0");
  return `${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

const hasTime = (iso: string) => iso.includes("T");
/** Whether a time says its zone. */
export const hasZone = (iso: string) => /T.*(Z|[+-]\d{2}:\d{2})$/.test(iso);

/** A local time with the offset its zone has then. Dates and times that have a zone stay as they are. */
export function inZone(iso: string, zone: string): string {
  if (!hasTime(iso) || hasZone(iso)) return iso;
  const [, year, month, day, hour, minute = "0", second = "0"] = ISO.exec(iso) ?? [];
  const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // The first guess may lie on the other side of a change of the clocks; the second is right.
  const guess = offsetAt(zone, asUtc - offsetAt(zone, asUtc) * 60_000);
  return iso + offsetText(offsetAt(zone, asUtc - guess * 60_000));
}

/** The same moment as another zone's clock shows it, as precise as it was. Without a zone there is nothing to convert. */
export function convertZone(iso: string, zone: string): string {
  if (!hasZone(iso)) return iso;
  const [, year, month, day, hour, minute, second, fraction = "", own = "Z"] = ISO.exec(iso) ?? [];
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  const moment = local - (own === "Z" ? 0 : offsetAt(own, local)) * 60_000;
  const offset = offsetAt(zone, moment);
  const shown = new Date(moment + offset * 60_000).toISOString().slice(0, 19);
  const length = second !== undefined ? 19 : minute !== undefined ? 16 : 13;
  return shown.slice(0, length) + (second === undefined ? "" : fraction) + offsetText(offset);
}
