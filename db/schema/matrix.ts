/**
 * The decision matrix: which transport suits an EMR system.
 *
 * criterion: what is scored, by whole weights; 0 does not count. `usual` is the score of a system nobody has rated.
 * score: what the lab says of one EMR system over one transport, 1 (poor) to 5 (excellent), why, and where that is from.
 */
import { sql } from "drizzle-orm";
import { check, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { users } from "./people";
import { emrSystems } from "./requests";

export const matrixTransports = ["sftp", "rest"] as const;
export type MatrixTransport = (typeof matrixTransports)[number];

export const matrixCriteria = pgTable("matrix_criteria", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  meaning: text("meaning").notNull(),
  weight: integer("weight").notNull(),
  position: integer("position").notNull(),
  sftpUsual: integer("sftp_usual").notNull(),
  restUsual: integer("rest_usual").notNull(),
  updatedAt: moment("updated_at").notNull().defaultNow(),
  updatedBy: text("updated_by").references(() => users.id),
});

export const matrixScores = pgTable(
  "matrix_scores",
  {
    emrSystemId: text("emr_system_id")
      .notNull()
      .references(() => emrSystems.id),
    transport: text("transport").$type<MatrixTransport>().notNull(),
    criterionId: text("criterion_id")
      .notNull()
      .references(() => matrixCriteria.id, { onDelete: "cascade" }),
    score: integer("score").notNull(),
    note: text("note").notNull(),
    /** A link, or words such as "Call with the vendor". */
    source: text("source").notNull(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
    updatedBy: text("updated_by").references(() => users.id),
  },
  (table) => [
    primaryKey({ columns: [table.emrSystemId, table.transport, table.criterionId] }),
    check("matrix_scores_range", sql`${table.score} between 1 and 5`),
  ],
);
