/**
 * ledger check: one connection's messages of one day, compared with what the audit trail says of them. Kept, so that a
 * day that was whole can be shown to have been, and one that is not names what is missing.
 * archive check: the files we moved into a far end's archive on one day by our record, looked for there.
 */
import { date, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";

/**
 * missing: recorded as received, and not stored any more. unrecorded: stored, and no record of its receipt.
 * altered: other bytes than were recorded. untold: delivered, and no record of it. short: a file with fewer messages
 * than it held. stateless: in no known state. gap, repeat: its sender's sequence numbers leave some out before it, or
 * another message has its number.
 */
export const findingKinds = [
  "missing",
  "unrecorded",
  "altered",
  "untold",
  "short",
  "stateless",
  "gap",
  "repeat",
] as const;
export type FindingKind = (typeof findingKinds)[number];
export type LedgerFinding = {
  kind: FindingKind;
  /** A message's id, or a file's for `short`. */
  id: string;
  /** More of it in words, never a value of a message but its sequence number. */
  detail?: string;
};

export const ledgerChecks = pgTable(
  "ledger_checks",
  {
    /** A connection's id, or `unrouted`. */
    connectionId: text("connection_id").notNull(),
    /** In the lab's time zone. */
    day: date("day").notNull(),
    checkedAt: moment("checked_at").notNull().defaultNow(),
    messages: integer("messages").notNull(),
    /** Sum of the SHA-256 of every message, modulo 2^60 in hex: as recorded at their receipt, and of the bytes kept now. */
    recordedHash: text("recorded_hash").notNull(),
    keptHash: text("kept_hash").notNull(),
    /** The first hundred. */
    findings: jsonb("findings").$type<LedgerFinding[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.day] })],
);

export const archiveChecks = pgTable(
  "archive_checks",
  {
    endpointId: text("endpoint_id").notNull(),
    /** In the lab's time zone. */
    day: date("day").notNull(),
    checkedAt: moment("checked_at").notNull().defaultNow(),
    /** Files archived that day by our record, and how many of them are in the archive with the size they had. */
    recorded: integer("recorded").notNull(),
    present: integer("present").notNull(),
    /** The archive names of the others, the first hundred. */
    missing: jsonb("missing").$type<string[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.endpointId, table.day] })],
);
