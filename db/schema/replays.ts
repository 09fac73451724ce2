/**
 * replay job: many messages that a person wants sent again or discarded, as one piece of work that is previewed, limited in
 *   its pace, and on record. What it works through was fixed when it was asked for.
 * replay item: one of its messages and what became of it.
 * routing rule: to which connection results go that no order number of ours leads to, by who they name. Rules are ended,
 *   never changed.
 */
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { connections } from "./connections";
import { users } from "./people";

/** `replay`: the stored original through today's mapping. `resend`: the same outgoing bytes. `discard`: nowhere. */
export const replayActions = ["replay", "resend", "discard"] as const;
export type ReplayAction = (typeof replayActions)[number];

/** `waiting`: for a second person. `refused`: that person said no. */
export const replayJobStates = ["waiting", "running", "finished", "cancelled", "refused"] as const;
export type ReplayJobState = (typeof replayJobStates)[number];

/** `sent`: on its way or discarded. `stopped`: the cause is not mended. `skipped`: nothing to do any more. `failed`: our fault. */
export const replayOutcomes = ["sent", "stopped", "skipped", "failed"] as const;
export type ReplayOutcome = (typeof replayOutcomes)[number];

export const replayJobs = pgTable(
  "replay_jobs",
  {
    id: text("id").primaryKey(),
    action: text("action").$type<ReplayAction>().notNull(),
    state: text("state").$type<ReplayJobState>().notNull(),
    reason: text("reason").notNull(),
    /** What was chosen, in words. */
    chosen: text("chosen").notNull(),
    total: integer("total").notNull(),
    /** Messages a second at most. */
    rate: real("rate").notNull(),
    /** Why a second person has to agree; null when nobody has to. */
    approvalReason: text("approval_reason"),
    createdBy: text("created_by").notNull(),
    createdByName: text("created_by_name").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    decidedBy: text("decided_by").references(() => users.id),
    decidedByName: text("decided_by_name"),
    decidedAt: moment("decided_at"),
    /** What the second person, or who cancelled it, said. */
    decision: text("decision"),
    finishedAt: moment("finished_at"),
    /** The runner's lease, as a lane has one. */
    owner: text("owner"),
    epoch: bigint("epoch", { mode: "number" }).notNull().default(0),
    expiresAt: moment("expires_at"),
  },
  (table) => [index("replay_jobs_created").on(table.createdAt), index("replay_jobs_state").on(table.state)],
);

export const replayItems = pgTable(
  "replay_items",
  {
    jobId: text("job_id")
      .notNull()
      .references(() => replayJobs.id),
    position: integer("position").notNull(),
    messageId: text("message_id").notNull(),
    /** It had arrived when it was chosen: sending it once more is what was agreed to. */
    wasDelivered: boolean("was_delivered").notNull().default(false),
    /** Counted before each try, so that a message that kills the process is counted too. */
    attempts: integer("attempts").notNull().default(0),
    outcome: text("outcome").$type<ReplayOutcome>(),
    detail: text("detail"),
    at: moment("at"),
  },
  (table) => [
    primaryKey({ columns: [table.jobId, table.position] }),
    uniqueIndex("replay_items_message").on(table.jobId, table.messageId),
    index("replay_items_of").on(table.messageId),
  ],
);

/** What a result says of whom it is for; a rule asks for some of it, exactly. */
export type RoutingMatch = {
  /** MSH-4.1 */
  sendingFacility?: string;
  /** MSH-6.1 */
  receivingFacility?: string;
  /** PID-18.1, the account the lab keeps for its client */
  accountNumber?: string;
  /** OBR-16.1 or ORC-12.1 */
  providerNpi?: string;
};

export const routingRules = pgTable(
  "routing_rules",
  {
    id: text("id").primaryKey(),
    match: jsonb("match").$type<RoutingMatch>().notNull(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    /** The lowest number that matches decides. */
    priority: integer("priority").notNull(),
    reason: text("reason").notNull(),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    endedBy: text("ended_by").references(() => users.id),
    endedAt: moment("ended_at"),
  },
  (table) => [index("routing_rules_in_force").on(table.endedAt, table.priority)],
);
