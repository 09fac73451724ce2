/**
 * compendium: the lab's catalogue of what can be ordered.
 * test: one orderable with its own code. panel: several tests under one code, at a preferred price.
 * revision: a number that grows with every change, so evidence can say which catalogue it was made with.
 */
import { index, integer, jsonb, pgTable, serial, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { users } from "./people";

export const testStatuses = ["active", "discontinued"] as const;
export type TestStatus = (typeof testStatuses)[number];

export const tests = pgTable(
  "tests",
  {
    code: text("code").primaryKey(),
    name: text("name").notNull(),
    specimen: text("specimen").notNull(),
    container: text("container").notNull(),
    volume: text("volume").notNull(),
    turnaroundDays: integer("turnaround_days").notNull(),
    cpt: text("cpt").notNull(),
    loinc: text("loinc").notNull(),
    listPriceCents: integer("list_price_cents").notNull(),
    status: text("status").$type<TestStatus>().notNull(),
    replacementCode: text("replacement_code"),
    /** The revision that last touched this test. */
    revision: integer("revision").notNull(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [index("tests_name").on(table.name)],
);

export const panels = pgTable("panels", {
  code: text("code").primaryKey(),
  name: text("name").notNull(),
  members: text("members").array().notNull(),
  preferredPriceCents: integer("preferred_price_cents").notNull(),
  status: text("status").$type<TestStatus>().notNull(),
  revision: integer("revision").notNull(),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});

export const compendiumRevisions = pgTable("compendium_revisions", {
  revision: serial("revision").primaryKey(),
  code: text("code").notNull(),
  change: jsonb("change").$type<Record<string, { from: unknown; to: unknown }>>().notNull(),
  changedBy: text("changed_by").references(() => users.id),
  at: moment("at").notNull().defaultNow(),
});
