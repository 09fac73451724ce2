/**
 * go-live plan: somebody asked that a connection goes live, at once or at a later time, or that a change of what is live
 *   comes into force; where the lab wants it, a second person agrees. It ends live, refused (with why) or cancelled. One is
 *   open at a time.
 * signer change: the authority to sign for a practice was given to another person of it, or taken back.
 * first-day tick: an item of the checklist after a go-live that only a person can tick.
 */
import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { connections } from "./connections";
import { users } from "./people";

export const goLivePlanStates = ["open", "live", "refused", "cancelled"] as const;
export type GoLivePlanState = (typeof goLivePlanStates)[number];

/** What a plan is of: a first go-live, or a switch-over to the candidate beside what is live. */
export type PlannedStep = "go-live" | "switch-over";

export const goLivePlans = pgTable(
  "go_live_plans",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    step: text("step").$type<PlannedStep>().notNull().default("go-live"),
    /** What goes live; with another configuration in force the plan is worth nothing. */
    configurationVersion: integer("configuration_version").notNull(),
    state: text("state").$type<GoLivePlanState>().notNull(),
    askedBy: text("asked_by")
      .notNull()
      .references(() => users.id),
    askedAt: moment("asked_at").notNull().defaultNow(),
    /** When it goes live by itself; null: as soon as nothing is missing. */
    scheduledFor: moment("scheduled_for"),
    agreedBy: text("agreed_by").references(() => users.id),
    agreedAt: moment("agreed_at"),
    endedAt: moment("ended_at"),
    endedBy: text("ended_by").references(() => users.id),
    /** Why it was refused or cancelled, in plain words. */
    endedWhy: text("ended_why"),
  },
  (table) => [
    uniqueIndex("go_live_plans_open").on(table.connectionId).where(sql`${table.state} = 'open'`),
    index("go_live_plans_due").on(table.scheduledFor).where(sql`${table.state} = 'open'`),
    index("go_live_plans_connection").on(table.connectionId, table.askedAt),
    check("go_live_two_people", sql`${table.agreedBy} <> ${table.askedBy}`),
  ],
);

export const signerChanges = pgTable(
  "signer_changes",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    kind: text("kind").$type<"given" | "taken-back">().notNull(),
    fromName: text("from_name").notNull(),
    fromEmail: text("from_email").notNull(),
    toName: text("to_name").notNull(),
    toEmail: text("to_email").notNull(),
    changedBy: text("changed_by")
      .notNull()
      .references(() => users.id),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("signer_changes_connection").on(table.connectionId, table.at)],
);

export const firstDayTicks = pgTable(
  "first_day_ticks",
  {
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    /** The go-live it belongs to. */
    liveAt: moment("live_at").notNull(),
    item: text("item").notNull(),
    tickedBy: text("ticked_by")
      .notNull()
      .references(() => users.id),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.liveAt, table.item] })],
);
