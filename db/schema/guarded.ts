/**
 * guarded test: one test of an order whose code should not have been ordered, and what became of it: held, something else
 * put for it, or let on with a warning. It says how the message stands now; what happened to it before is in its hops.
 */
import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { CodeReason, GuardOutcome } from "~/engine/mapping";
import { moment } from "./columns";

export const guardedTests = pgTable(
  "guarded_tests",
  {
    messageId: text("message_id").notNull(),
    /** Of the test in the order, from 0. */
    position: integer("position").notNull(),
    receivedAt: moment("received_at").notNull(),
    connectionId: text("connection_id").notNull(),
    testRunId: text("test_run_id"),
    placerOrderNumber: text("placer_order_number"),
    emrCode: text("emr_code").notNull(),
    /** Null where the code map had none. */
    labCode: text("lab_code"),
    reason: text("reason").$type<CodeReason>().notNull(),
    outcome: text("outcome").$type<GuardOutcome>().notNull(),
    putCode: text("put_code"),
    words: text("words").notNull(),
    /** When the practice was told that something was put for the code; null while it was not. */
    toldAt: moment("told_at"),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.position] }),
    index("guarded_tests_received").on(table.receivedAt),
    index("guarded_tests_code").on(table.connectionId, table.labCode, table.receivedAt),
    index("guarded_tests_put").on(table.placerOrderNumber).where(sql`${table.outcome} = 'substituted'`),
    index("guarded_tests_untold")
      .on(table.connectionId)
      .where(sql`${table.outcome} = 'substituted' and ${table.toldAt} is null and ${table.testRunId} is null`),
  ],
);
