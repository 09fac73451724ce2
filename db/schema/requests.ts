/**
 * connection request: a practice asks for a connection; Sales answers within the SLA.
 * SLA clock: runs in business hours while the request is `submitted`; `due_at` is where it ends, `sla_remaining_ms`
 *   what was left of it when the lab asked for information.
 */
import { bigint, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { practices, users } from "./people";

export const requestStates = ["draft", "submitted", "info-requested", "approved", "rejected", "withdrawn"] as const;
export type RequestState = (typeof requestStates)[number];

export const modes = ["bidirectional", "results-only"] as const;
export type Mode = (typeof modes)[number];

export type Contact = { name: string; email: string; phone: string };

/** What the provider filled in; every field may be empty while the request is a draft. */
export type RequestForm = {
  practice: {
    legalName: string;
    npi: string;
    labAccountNumber: string;
    addressLine: string;
    city: string;
    state: string;
    postalCode: string;
    timeZone: string;
    specialty: string;
    sites: string;
  };
  emr: { systemId: string; otherName: string; version: string; vendorName: string };
  mode: Mode;
  transport: "sftp" | "rest" | "unknown";
  sftpHost: "practice" | "vendor" | "lab" | "unknown";
  volume: { orders: string; results: string };
  targetDate: string;
  tests: string[];
  panels: string[];
  contacts: { clinical: Contact; technical: Contact; vendor: Contact; signer: Contact };
  notes: string;
};

/** What Sales decided, kept with the request for good. */
export type Decision = {
  by: string;
  reason: string;
  transport?: "sftp" | "rest";
  recommended?: "sftp" | "rest";
  overrideReason?: string;
  tier?: "A" | "B" | "C";
  ordersPerMonth?: number;
  tests?: string[];
  panels?: string[];
  targetDate?: string;
  reasonCode?: string;
  scores?: { sftp: number; rest: number };
};

/** One score from 1 (poor) to 5 (excellent) per criterion of the decision matrix, in its order. */
export type MatrixScores = { sftp: number[]; rest: number[]; note: string };

export const emrSystems = pgTable("emr_systems", {
  id: text("id").primaryKey(),
  vendor: text("vendor").notNull(),
  product: text("product").notNull(),
  matrix: jsonb("matrix").$type<MatrixScores>().notNull(),
  /** The mapping template that fits best. */
  templateName: text("template_name").notNull(),
});

export const connectionRequests = pgTable(
  "connection_requests",
  {
    id: text("id").primaryKey(),
    practiceId: text("practice_id")
      .notNull()
      .references(() => practices.id),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    state: text("state").$type<RequestState>().notNull(),
    stateSince: moment("state_since").notNull().defaultNow(),
    machineVersion: integer("machine_version").notNull(),
    form: jsonb("form").$type<RequestForm>().notNull(),
    emrSystemId: text("emr_system_id").references(() => emrSystems.id),
    emrName: text("emr_name").notNull(),
    submittedAt: moment("submitted_at"),
    dueAt: moment("due_at"),
    slaRemainingMs: bigint("sla_remaining_ms", { mode: "number" }),
    slaWarnAt: moment("sla_warn_at"),
    slaWarnedAt: moment("sla_warned_at"),
    slaBreachedAt: moment("sla_breached_at"),
    decision: jsonb("decision").$type<Decision>(),
    decidedAt: moment("decided_at"),
    decidedBy: text("decided_by").references(() => users.id),
    connectionId: text("connection_id"),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("requests_queue").on(table.state, table.dueAt, table.id),
    index("requests_practice").on(table.practiceId, table.createdAt),
  ],
);
