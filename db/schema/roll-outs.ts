/**
 * roll-out: a template version on its way to the connections that run the template, wave by wave.
 * wave: connections that get it together. The next starts when a person says so, once the one before is live and clean.
 * member: a connection in a roll-out; moved when it has its new configuration version, left when it could not take it.
 */

import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { connections } from "./connections";
import { users } from "./people";

export const rollOutStates = ["ready", "rolling", "stopped", "finished", "cancelled"] as const;
export type RollOutState = (typeof rollOutStates)[number];

export const rollOuts = pgTable(
  "roll_outs",
  {
    id: text("id").primaryKey(),
    templateName: text("template_name").notNull(),
    version: text("version").notNull(),
    state: text("state").$type<RollOutState>().notNull(),
    stateSince: moment("state_since").notNull().defaultNow(),
    machineVersion: integer("machine_version").notNull(),
    /** The wave started last; 0 before the first. */
    wave: integer("wave").notNull().default(0),
    /** That wave has been live and clean for as long as was asked. */
    waveClean: boolean("wave_clean").notNull().default(false),
    /** How long a wave has to be live without a failure of its mapping. */
    cleanMinutes: integer("clean_minutes").notNull(),
    /** Since when the wave under way is watched: its start, or when somebody let it go on. */
    watchFrom: moment("watch_from").notNull().defaultNow(),
    /** Why it is stopped or was ended. */
    reason: text("reason"),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("roll_outs_open").on(table.templateName).where(sql`${table.state} not in ('finished', 'cancelled')`),
    index("roll_outs_template").on(table.templateName, table.createdAt),
  ],
);

export const rollOutMembers = pgTable(
  "roll_out_members",
  {
    rollOutId: text("roll_out_id")
      .notNull()
      .references(() => rollOuts.id),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    /** Counted from 1. */
    wave: integer("wave").notNull(),
    /** Null: its wave has not come to it yet. */
    outcome: text("outcome").$type<"moved" | "left">(),
    /** Why it was left. */
    reason: text("reason"),
    /** It was live or paused before: the wave waits until it is live again. */
    wasRunning: boolean("was_running").notNull().default(false),
    /** The configuration version that brought it the template version. */
    configurationVersion: integer("configuration_version"),
    movedAt: moment("moved_at"),
  },
  (table) => [primaryKey({ columns: [table.rollOutId, table.connectionId] })],
);
