/**
 * LOINC: the public codes for what is ordered and observed (Logical Observation Identifiers Names and Codes).
 * LOINC term: one code with its six parts (LOINC Users' Guide, chapter 2) and what became of it.
 * LOINC table: all terms that are loaded: Gatehouse's own short list, or a release of LOINC as somebody loaded it.
 */
import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { users } from "./people";

export const loincStatuses = [
  "ACTIVE",
  /** new, and may still change */
  "TRIAL",
  /** not for new use; there is a better one */
  "DISCOURAGED",
  /** not to be used any more */
  "DEPRECATED",
] as const;
export type LoincStatus = (typeof loincStatuses)[number];

export const loincTerms = pgTable(
  "loinc_terms",
  {
    code: text("code").primaryKey(),
    component: text("component").notNull(),
    property: text("property").notNull(),
    timeAspect: text("time_aspect").notNull(),
    system: text("system").notNull(),
    scale: text("scale").notNull(),
    method: text("method").notNull(),
    longName: text("long_name").notNull(),
    shortName: text("short_name").notNull(),
    /** What the short list calls it, in the words laboratories use; empty where it lacks the term. */
    plainName: text("plain_name").notNull().default(""),
    class: text("class").notNull(),
    status: text("status").$type<LoincStatus>().notNull(),
    /** The codes LOINC names instead of one that should not be used. */
    replacedBy: text("replaced_by").array().notNull().default([]),
    /** Order, Observation, Both or Subset; empty where the file did not say. */
    orderObs: text("order_obs").notNull(),
    /** Examples of units, UCUM, with semicolons between them; empty where there is none. */
    units: text("units").notNull(),
    /** Place among the tests laboratories report most, from 1; null where it has none. */
    rank: integer("rank"),
    /** What a search looks in: code, names and system, in small letters. */
    search: text("search").generatedAlwaysAs(
      sql`loinc_search_text(code, component, system, long_name, short_name, plain_name)`,
    ),
  },
  (table) => [index("loinc_terms_words").using("gin", sql`loinc_words(${table.search})`)],
);

/** What is loaded; one row. */
export const loincTable = pgTable("loinc_table", {
  id: integer("id").primaryKey(),
  /** Whether it is a release of LOINC and not the short list: only then a code it lacks is one LOINC does not have. */
  whole: boolean("whole").notNull(),
  /** The release, such as 2.80; empty for the short list. */
  version: text("version").notNull(),
  terms: integer("terms").notNull(),
  /** Terms with a replacement; 0 until the file of replacements was loaded. */
  replacements: integer("replacements").notNull().default(0),
  fileName: text("file_name").notNull(),
  /** SHA-256 of the file. */
  sha256: text("sha256").notNull(),
  loadedBy: text("loaded_by").references(() => users.id),
  loadedAt: moment("loaded_at").notNull().defaultNow(),
});
