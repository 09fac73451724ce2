/**
 * connection request: a practice asks for a connection; Sales answers within the SLA.
 * SLA clock: runs in business hours while the request is `submitted`; `due_at` is where it ends, `sla_remaining_ms`
 *   what was left of it when the lab asked for information. It last started at `sla_started_at` with `sla_budget_ms` to
 *   go, so that the same clock can be counted again when its policy or calendar changes.
 * tier: how much a practice would send, read off its form: A from 1,500 orders a month, B from 500, else C.
 * change: a request about a connection there is, answered by the same people within the same time.
 * assignee: who of Sales looks after the request.
 */
import { type SQL, sql } from "drizzle-orm";
import { type AnyPgColumn, bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns";
import { practices, users } from "./people";

export const requestStates = ["draft", "submitted", "info-requested", "approved", "rejected", "withdrawn"] as const;
export type RequestState = (typeof requestStates)[number];

export const modes = ["bidirectional", "results-only"] as const;
export type Mode = (typeof modes)[number];

export const tiers = ["A", "B", "C"] as const;
export type Tier = (typeof tiers)[number];

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
  tier?: Tier;
  ordersPerMonth?: number;
  tests?: string[];
  panels?: string[];
  targetDate?: string;
  reasonCode?: string;
  scores?: { sftp: number; rest: number };
  /** The matrix as it was then, whatever becomes of it. Absent from decisions made before it was kept. */
  matrix?: RatedCriterion[];
};

/** One criterion of the decision matrix with its scores for one EMR system: 1 is poor, 5 excellent. */
export type RatedCriterion = { name: string; weight: number; sftp: number; rest: number };

/** Whether a product can do something; `ask` where it depends on the edition or the contract. */
export type EmrAbility = "yes" | "no" | "ask";

/** What is known of an EMR product before anybody has asked its vendor. `hosting`: who runs the servers it lives on. */
export type EmrProfile = {
  sftp: EmrAbility;
  rest: EmrAbility;
  fhir: EmrAbility;
  hosting: "vendor" | "practice" | "either";
};

export const emrSystems = pgTable(
  "emr_systems",
  {
    id: text("id").primaryKey(),
    vendor: text("vendor").notNull(),
    product: text("product").notNull(),
    /** What the entry is about, where versions differ in what they can do; empty for all of them. */
    version: text("version").notNull().default(""),
    /** One sentence that is shown with the recommendation and to practices that choose this system. */
    note: text("note").notNull().default(""),
    /** The mapping template that fits best. */
    templateName: text("template_name").notNull(),
    profile: jsonb("profile")
      .$type<EmrProfile>()
      .notNull()
      .default({ sftp: "ask", rest: "ask", fhir: "ask", hosting: "either" }),
    /** Not offered to practices any more; what used it keeps it. */
    retiredAt: moment("retired_at"),
    updatedAt: moment("updated_at").notNull().defaultNow(),
    updatedBy: text("updated_by").references(() => users.id),
  },
  (table) => [
    uniqueIndex("emr_systems_name").on(
      sql`lower(${table.vendor})`,
      sql`lower(${table.product})`,
      sql`lower(${table.version})`,
    ),
  ],
);

/** What the queue is sorted by; as the index has it. */
export const queueOrder = (dueAt: AnyPgColumn): SQL => sql`coalesce(${dueAt}, 'infinity'::timestamptz)`;

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
    mode: text("mode")
      .$type<Mode>()
      .notNull()
      .generatedAlwaysAs((): SQL => sql`form ->> 'mode'`),
    tier: text("tier")
      .$type<Tier>()
      .notNull()
      .generatedAlwaysAs(
        (): SQL =>
          sql`case when form #>> '{volume,orders}' ~ '^0*([1-9][0-9]{4,}|[2-9][0-9]{3}|1[5-9][0-9]{2})$' then 'A' when form #>> '{volume,orders}' ~ '^0*([1-9][0-9]{3}|[5-9][0-9]{2})$' then 'B' else 'C' end`,
      ),
    /** Goes up with every save of the form, so that an older page cannot overwrite a newer one. */
    formVersion: integer("form_version").notNull().default(1),
    formSavedBy: text("form_saved_by").references(() => users.id),
    /** The withdrawn or rejected request this one was begun from. */
    copiedFrom: text("copied_from"),
    emrSystemId: text("emr_system_id").references(() => emrSystems.id),
    emrName: text("emr_name").notNull(),
    submittedAt: moment("submitted_at"),
    dueAt: moment("due_at"),
    assigneeId: text("assignee_id").references(() => users.id),
    assignedAt: moment("assigned_at"),
    slaPolicyId: text("sla_policy_id"),
    slaTargetMs: bigint("sla_target_ms", { mode: "number" }),
    slaStartedAt: moment("sla_started_at"),
    slaBudgetMs: bigint("sla_budget_ms", { mode: "number" }),
    slaRemainingMs: bigint("sla_remaining_ms", { mode: "number" }),
    slaWarnAt: moment("sla_warn_at"),
    slaWarnedAt: moment("sla_warned_at"),
    slaBreachedAt: moment("sla_breached_at"),
    decision: jsonb("decision").$type<Decision>(),
    decidedAt: moment("decided_at"),
    decidedBy: text("decided_by").references(() => users.id),
    connectionId: text("connection_id"),
    /** The connection it wants changed; null where it asks for a new one. */
    changesConnectionId: text("changes_connection_id"),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("requests_queue").on(table.state, table.dueAt, table.id),
    index("requests_practice").on(table.practiceId, table.createdAt),
    // The queue: the clock that ends first leads, those that stand still come last.
    index("requests_waiting")
      .on(queueOrder(table.dueAt), table.id)
      .where(sql`${table.state} in ('submitted', 'info-requested')`),
    index("requests_decided").on(table.decidedAt, table.id).where(sql`${table.decidedAt} is not null`),
    uniqueIndex("requests_change")
      .on(table.changesConnectionId)
      .where(sql`${table.state} in ('draft', 'submitted', 'info-requested')`),
    index("requests_sent").on(table.submittedAt, table.id).where(sql`${table.submittedAt} is not null`),
  ],
);
