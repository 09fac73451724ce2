/**
 * What is done on the way to a connection beside its configuration.
 *
 * endpoint check: one try of everything a connection needs of a server, step by step; kept, so that "it worked on Tuesday"
 *   can be looked up.
 * to-do: something a person has to do, such as letting our address through a firewall, with whose turn it is.
 */
import { sql } from "drizzle-orm";
import { boolean, date, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { connections, endpoints, type ProbeStep } from "./connections";
import { users } from "./people";

export const endpointChecks = pgTable(
  "endpoint_checks",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    endpointId: text("endpoint_id")
      .notNull()
      .references(() => endpoints.id),
    side: text("side").$type<"emr" | "lis">().notNull(),
    ok: boolean("ok").notNull(),
    /** Milliseconds that its steps took together. */
    ms: integer("ms").notNull(),
    steps: jsonb("steps").$type<ProbeStep[]>().notNull(),
    checkedBy: text("checked_by").references(() => users.id),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("endpoint_checks_connection").on(table.connectionId, table.at)],
);

/** Whose turn a to-do is: ours, the practice's, or that of whoever runs their EMR. */
export const toDoParties = ["lab", "practice", "vendor"] as const;
export type ToDoParty = (typeof toDoParties)[number];

/**
 * `go-live`: the practice asks for it after its test. `orders`: the lab agreed to take orders too, and is to set them up.
 * `evidence`: what a ready connection rests on becomes too old, or has.
 */
export type ToDoTopic = "go-live" | "orders" | "evidence";

export const toDos = pgTable(
  "to_dos",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    what: text("what").notNull(),
    party: text("party").$type<ToDoParty>().notNull(),
    /** Who does it, by name, and how to reach them; empty when only the party is known. */
    owner: text("owner").notNull(),
    due: date("due", { mode: "string" }),
    /** Null where the clock put it on the list. */
    createdBy: text("created_by").references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    /** When its owner was told that it is overdue; said once for each due day. */
    overdueToldAt: moment("overdue_told_at"),
    doneBy: text("done_by").references(() => users.id),
    doneAt: moment("done_at"),
    /** What asked for it, where that was no person's own words; one about a topic is open at a time. */
    topic: text("topic").$type<ToDoTopic>(),
  },
  (table) => [
    index("to_dos_connection").on(table.connectionId, table.createdAt),
    uniqueIndex("to_dos_topic").on(table.connectionId, table.topic).where(sql`${table.doneAt} is null`),
  ],
);
