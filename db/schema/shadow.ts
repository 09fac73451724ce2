/**
 * shadow: real messages of a live connection, understood a second time with its candidate; nothing of that is sent.
 * outcome: how the two compare for one message. Paths and codes only: values are in the message and nowhere else.
 * kind: in what messages came out otherwise: a path without its repetitions (`OBX-3`), or what one of the two fails of.
 * acceptance: an engineer looked at a kind of difference and wants it.
 */
import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { connections } from "./connections";
import type { Direction } from "./messages";
import { users } from "./people";

export const shadowComparisons = [
  /** the same bytes under the same name, or nothing from either */
  "same",
  "different",
  "live-only-fails",
  "candidate-only-fails",
  "both-fail",
] as const;
export type ShadowComparison = (typeof shadowComparisons)[number];

export const shadowOutcomes = pgTable(
  "shadow_outcomes",
  {
    /** No reference: writing an outcome must not wait for who holds the connection's row, nor keep it waiting. */
    connectionId: text("connection_id").notNull(),
    candidateVersion: integer("candidate_version").notNull(),
    messageId: text("message_id").notNull(),
    /** The version in force it was held against. */
    liveVersion: integer("live_version").notNull(),
    direction: text("direction").$type<Direction>().notNull(),
    receivedAt: moment("received_at").notNull(),
    comparison: text("comparison").$type<ShadowComparison>().notNull(),
    /** In what it differs; empty when nothing does. */
    kinds: text("kinds").array().notNull(),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.connectionId, table.candidateVersion, table.messageId] }),
    index("shadow_outcomes_received").on(table.connectionId, table.candidateVersion, table.receivedAt),
  ],
);

export const shadowAcceptances = pgTable(
  "shadow_acceptances",
  {
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    candidateVersion: integer("candidate_version").notNull(),
    direction: text("direction").$type<Direction>().notNull(),
    kind: text("kind").notNull(),
    note: text("note").notNull(),
    /** How many messages it had been seen in by then. */
    messages: integer("messages").notNull(),
    acceptedBy: text("accepted_by")
      .notNull()
      .references(() => users.id),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({
      name: "shadow_acceptances_pk",
      columns: [table.connectionId, table.candidateVersion, table.direction, table.kind],
    }),
  ],
);
