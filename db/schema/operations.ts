/**
 * audit event: who did what, when; append-only, hash-chained, one chain per connection and one for the system.
 * mail: one letter in the outbox, written in the transaction that causes it, sent after it.
 * alert: something a person should look at. worker: a process that says it is alive.
 */
import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import type { Sealed } from "./connections";

export const auditEvents = pgTable(
  "audit_events",
  {
    /** A connection's id, or `system`. */
    chain: text("chain").notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    at: moment("at").notNull(),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    objectId: text("object_id").notNull(),
    outcome: text("outcome").notNull(),
    reason: text("reason"),
    /** JSON text, kept as written because the hash covers it. Holds ids and counts, never patient data. */
    meta: text("meta").notNull(),
    previous: text("previous").notNull(),
    hash: text("hash").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.chain, table.seq] }),
    index("audit_object").on(table.objectId, table.at),
    index("audit_at").on(table.at),
  ],
);

export const auditHeads = pgTable("audit_heads", {
  chain: text("chain").primaryKey(),
  seq: bigint("seq", { mode: "number" }).notNull(),
  hash: text("hash").notNull(),
});

export type Letter = {
  subject: string;
  heading: string;
  paragraphs: string[];
  /** What a person wrote, shown as theirs. */
  quote?: { by: string; text: string };
  facts?: { label: string; value: string }[];
  /** Where the thing it is about stands, in order; `at` is a date as it is read. */
  steps?: { label: string; state: "done" | "now" | "next"; at?: string }[];
  /**
   * `path` is below PUBLIC_URL. `sealed`: the secret that ends it, for a link that lets somebody in; it is opened only to
   * be sent, and goes when it has been.
   */
  action?: { label: string; path: string; sealed?: Sealed };
};

export const mailStates = ["pending", "sending", "sent", "failed", "in-doubt"] as const;
export type MailState = (typeof mailStates)[number];

export const mails = pgTable(
  "mails",
  {
    id: text("id").primaryKey(),
    to: text("to").notNull(),
    subject: text("subject").notNull(),
    /** What the letter says; rendered when it is sent. */
    letter: jsonb("letter").$type<Letter>().notNull(),
    cause: text("cause").notNull(),
    state: text("state").$type<MailState>().notNull(),
    attempts: integer("attempts").notNull().default(0),
    lastError: text("last_error"),
    createdAt: moment("created_at").notNull().defaultNow(),
    claimedAt: moment("claimed_at"),
    sentAt: moment("sent_at"),
  },
  (table) => [index("mails_created").on(table.createdAt), index("mails_state").on(table.state, table.createdAt)],
);

export const alerts = pgTable(
  "alerts",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id"),
    messageId: text("message_id"),
    testRunId: text("test_run_id"),
    kind: text("kind").notNull(),
    severity: text("severity").$type<"warn" | "stop">().notNull(),
    title: text("title").notNull(),
    detail: text("detail").notNull(),
    /** One open alert per key: the same trouble does not ring twice. */
    key: text("key").notNull(),
    mailedAt: moment("mailed_at"),
    raisedAt: moment("raised_at").notNull().defaultNow(),
    acknowledgedAt: moment("acknowledged_at"),
    acknowledgedBy: text("acknowledged_by"),
    resolvedAt: moment("resolved_at"),
  },
  (table) => [
    index("alerts_open").on(table.resolvedAt, table.raisedAt),
    index("alerts_key").on(table.key),
    index("alerts_connection").on(table.connectionId).where(sql`${table.testRunId} is null`),
  ],
);

export const workers = pgTable("workers", {
  id: text("id").primaryKey(),
  kind: text("kind").notNull(),
  pid: integer("pid").notNull(),
  startedAt: moment("started_at").notNull().defaultNow(),
  seenAt: moment("seen_at").notNull().defaultNow(),
});

/** Facts about this installation: the lab's name, its calendar, the check value of the secret key. */
export const settings = pgTable("settings", {
  key: text("key").primaryKey(),
  value: text("value").notNull(),
});

/** One row per form that was accepted; the same form sent twice finds its first answer here. */
export const submissions = pgTable("submissions", {
  nonce: text("nonce").primaryKey(),
  userId: text("user_id").notNull(),
  result: text("result").notNull(),
  at: moment("at").notNull().defaultNow(),
});
