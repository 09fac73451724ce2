/**
 * business calendar: when the lab works. `week` has seven entries, Monday first; `days` are the exceptions by date, a
 *   holiday (closed) or a half day (its own hours), each with its name. Minutes count from midnight in `time_zone`.
 * SLA policy: how long Sales has to answer a request, in business time of a calendar. The first that fits a request's
 *   mode and tier counts, by `position`; the default fits every request and comes last.
 * raid item: a risk, assumption, issue or dependency of the program, raised by a person or by the system.
 */
import { sql } from "drizzle-orm";
import { boolean, date, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { users } from "./people";
import type { Mode, Tier } from "./requests";

/** Open from and to, in minutes of the day; null is closed. */
export type Hours = { opensAt: number; closesAt: number } | null;
/** `date` is `YYYY-MM-DD`. */
export type SpecialDay = { date: string; name: string; hours: Hours };

/** The lab's own calendar, whose time zone the lab's days are counted in. */
export const labCalendarId = "cal_lab";
/** The policy of every request that no other fits. */
export const defaultPolicyId = "sla_default";

export const businessCalendars = pgTable("business_calendars", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  timeZone: text("time_zone").notNull(),
  week: jsonb("week").$type<Hours[]>().notNull(),
  days: jsonb("days").$type<SpecialDay[]>().notNull(),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});

export const slaPolicies = pgTable("sla_policies", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  position: integer("position").notNull(),
  /** Only requests of this mode, of this tier; null fits all. */
  mode: text("mode").$type<Mode>(),
  tier: text("tier").$type<Tier>(),
  targetMinutes: integer("target_minutes").notNull(),
  /** Share of the target after which Sales is warned. */
  warnPercent: integer("warn_percent").notNull(),
  /** Who is told of a breach besides Sales; empty is the lab's escalation contact. */
  escalationEmail: text("escalation_email").notNull(),
  calendarId: text("calendar_id")
    .notNull()
    .references(() => businessCalendars.id),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});

export const raidTypes = ["risk", "assumption", "issue", "dependency"] as const;
export const raidSeverities = ["low", "medium", "high"] as const;

export const raidItems = pgTable(
  "raid_items",
  {
    id: text("id").primaryKey(),
    type: text("type", { enum: raidTypes }).notNull(),
    severity: text("severity", { enum: raidSeverities }).notNull(),
    title: text("title").notNull(),
    ownerId: text("owner_id").references(() => users.id),
    due: date("due"),
    /** The request or connection it is about. */
    subjectId: text("subject_id"),
    /** Raised by the system, which also closes it. */
    bySystem: boolean("by_system").notNull(),
    raisedBy: text("raised_by").notNull(),
    raisedAt: moment("raised_at").notNull().defaultNow(),
    closedAt: moment("closed_at"),
    closedWhy: text("closed_why"),
  },
  (table) => [
    index("raid_open").on(table.raisedAt).where(sql`${table.closedAt} is null`),
    uniqueIndex("raid_by_system")
      .on(table.subjectId, table.type)
      .where(sql`${table.closedAt} is null and ${table.bySystem}`),
  ],
);
