import { IANAZone } from "luxon";
import { z } from "zod";
import { modes, tiers } from "~/db/schema/requests";
import { defaultPolicyId, type Hours, type SpecialDay } from "~/db/schema/sla";

/** What people fill in to change a policy or a calendar, as plain text, and what it comes to. */
const name = z.string().trim().min(1, "It needs a name.").max(60, "At most 60 characters.");
const clock = /^([01]?\d|2[0-4]):([0-5]\d)$/;

/** "08:00-18:00" in minutes of the day; empty or "closed" is null. `undefined` when it is neither. */
export function parseHours(text: string): Hours | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === "" || trimmed === "closed") return null;
  const [opensAt, closesAt, ...more] = trimmed.split(/\s*[-–]\s*/).map((part) => {
    const match = clock.exec(part);
    return match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  });
  if (opensAt === undefined || closesAt === undefined || more.length > 0) return undefined;
  return opensAt < closesAt && closesAt <= 1_440 ? { opensAt, closesAt } : undefined;
}

const dayLine = /^(\d{4}-\d{2}-\d{2})\s+(?:(\d\d?:\d\d\s*[-–]\s*\d\d?:\d\d)\s+)?(\S.*)$/;
const isDate = (text: string) => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

/** One line a day: "2026-12-25 Christmas", or with hours "2026-12-24 08:00-12:00 Christmas Eve". */
export function parseSpecialDays(text: string): { days: SpecialDay[] } | { error: string } {
  const days: SpecialDay[] = [];
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "") continue;
    const [, date = "", hours = "", dayName = ""] = dayLine.exec(line) ?? [];
    const open = parseHours(hours);
    if (!isDate(date) || open === undefined) {
      return { error: `Line ${i + 1} is not a date, hours if it is half a day, and a name.` };
    }
    if (days.some((day) => day.date === date))
      return { error: `Line ${i + 1} names a date that stands there already.` };
    days.push({ date, name: dayName.slice(0, 60), hours: open });
  }
  if (days.length > 400) return { error: "At most 400 days." };
  return { days: days.sort((a, b) => a.date.localeCompare(b.date)) };
}

const hours = z.string().transform((text, context) => {
  const parsed = parseHours(text);
  if (parsed === undefined) context.addIssue("Such as 08:00-18:00, or empty when the lab is closed.");
  return parsed ?? null;
});

export const calendarForm = z
  .object({
    name,
    timeZone: z.string().refine((zone) => IANAZone.isValidZone(zone), "Choose a time zone."),
    monday: hours,
    tuesday: hours,
    wednesday: hours,
    thursday: hours,
    friday: hours,
    saturday: hours,
    sunday: hours,
    days: z.string().transform((text, context) => {
      const parsed = parseSpecialDays(text);
      if ("error" in parsed) context.addIssue(parsed.error);
      return "days" in parsed ? parsed.days : [];
    }),
  })
  .transform(({ name, timeZone, days, ...week }, context) => {
    const { monday, tuesday, wednesday, thursday, friday, saturday, sunday } = week;
    const all = [monday, tuesday, wednesday, thursday, friday, saturday, sunday];
    if (all.every((day) => day === null)) {
      context.addIssue({
        code: "custom",
        path: ["monday"],
        message: "The lab has to be open on some day of the week.",
      });
    }
    return { name, timeZone, week: all, days };
  });

const either = <T extends string>(values: readonly T[]) =>
  z.string().transform((text) => values.find((value) => value === text) ?? null);

export const policyForm = z.object({
  name,
  mode: either(modes),
  tier: either(tiers),
  targetMinutes: z.coerce
    .number("A number of hours, such as 16.")
    .min(0.25, "At least a quarter of an hour.")
    .max(400, "At most 400 hours.")
    .transform((given) => Math.round(given * 60)),
  warnPercent: z.coerce
    .number("A number from 1 to 99.")
    .int("A whole number.")
    .min(1, "At least 1.")
    .max(99, "At most 99."),
  escalationEmail: z.union([z.literal(""), z.email("This does not look like an e-mail address.")]),
  calendarId: z.string().min(1, "Choose a calendar."),
  position: z.coerce.number("A number.").int("A whole number.").min(1, "From 1.").max(999, "Up to 999."),
});

export type CalendarInput = z.infer<typeof calendarForm>;
export type PolicyInput = z.infer<typeof policyForm>;

/** The default fits every request and comes last, whatever the form says. */
export const asDefault = (policy: PolicyInput, id: string): PolicyInput =>
  id === defaultPolicyId ? { ...policy, mode: null, tier: null, position: 1_000 } : policy;
