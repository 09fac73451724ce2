/**
 * system code map: what an EMR system's users call the lab's codes, for all connections to that system. Versions are
 * numbered and never change; a connection takes one with a new configuration version, and keeps its own entries above it.
 */
import { index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import type { CodeMapEntry } from "./connections";
import { users } from "./people";
import { emrSystems } from "./requests";

export type SystemCode = Pick<CodeMapEntry, "labCode" | "emrCode" | "emrText">;

export const systemCodeMaps = pgTable(
  "system_code_maps",
  {
    emrSystemId: text("emr_system_id")
      .notNull()
      .references(() => emrSystems.id),
    version: integer("version").notNull(),
    /** In the order of the lab codes. */
    entries: jsonb("entries").$type<SystemCode[]>().notNull(),
    note: text("note").notNull(),
    createdBy: text("created_by").references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.emrSystemId, table.version] }),
    index("system_code_maps_created").on(table.emrSystemId, table.createdAt),
  ],
);
