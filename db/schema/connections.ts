/**
 * connection: one practice's EMR joined to the lab.
 * endpoint: one side of a connection and how it is reached. Rows do not change: other settings are a new row.
 * configuration version: immutable and numbered; template with overrides, code map and both endpoints. Evidence belongs to one version.
 * test run: an order picked up, delivered, its result brought back, with a drill on the way.
 * scenario: one thing a run lets happen on purpose, with what is expected of it.
 * evidence: a record of what was seen for one gate item; the gate is computed from these rows, nothing sets it.
 * candidate: a configuration version beside the one in force of a live connection; see `shadow.ts`.
 * sign-off: an authorised signer of the practice signed the summary of a run.
 */
import { sql } from "drizzle-orm";
import { bigserial, boolean, check, index, integer, json, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { CodePolicies, Overrides } from "~/engine/mapping";
import { moment } from "./columns";
import { practices, users } from "./people";
import { connectionRequests, emrSystems, type Mode } from "./requests";
import type { Reach } from "./transports";

export const connectionStates = ["provisioning", "testing", "ready", "live", "paused", "retired", "cancelled"] as const;
export type ConnectionState = (typeof connectionStates)[number];

export const gateItems = [
  "mapping",
  "roundTrip",
  "reconciliation",
  "auditTrail",
  "retries",
  "codes",
  "signOff",
] as const;
export type GateItem = (typeof gateItems)[number];

/** One orderable as both sides name it. `from`: the version of its EMR system's code map it was taken from; absent: its own. */
export type CodeMapEntry = { labCode: string; emrCode: string; emrText?: string; from?: number };

/** A sealed secret: AES-256-GCM under a data key that is itself wrapped by the key `kid`; all base64. */
export type Sealed = { v: 1; kid: string; wrapped: string; nonce: string; ct: string; tag: string };

export type ProbeStep = { step: string; ok: boolean; ms: number; detail: string };

export const endpoints = pgTable(
  "endpoints",
  {
    id: text("id").primaryKey(),
    side: text("side").$type<"emr" | "lis">().notNull(),
    name: text("name").notNull(),
    /** How it is reached; see `transports.ts`. */
    reach: jsonb("reach").$type<Reach>().notNull(),
    /** What `reach` leaves out because it is secret; null when nothing is. */
    secret: jsonb("secret").$type<Sealed>(),
    secretSetAt: moment("secret_set_at").notNull().defaultNow(),
    /** The server's key as OpenSSH prints it, without the `SHA256:`; null until somebody confirmed it. */
    hostKeySha256: text("host_key_sha256"),
    /** The key the server is going to show after a change its operator announced; both are accepted until then. */
    nextHostKeySha256: text("next_host_key_sha256"),
    hostKeyPinnedBy: text("host_key_pinned_by").references(() => users.id),
    hostKeyPinnedAt: moment("host_key_pinned_at"),
    /** The endpoint a new connection starts with on the lab's side. */
    labDefault: boolean("lab_default").notNull().default(false),
    checkedAt: moment("checked_at"),
    checkOk: boolean("check_ok"),
    checkSteps: jsonb("check_steps").$type<ProbeStep[]>(),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [index("endpoints_side").on(table.side)],
);

export const connections = pgTable(
  "connections",
  {
    id: text("id").primaryKey(),
    requestId: text("request_id")
      .notNull()
      .references(() => connectionRequests.id),
    practiceId: text("practice_id")
      .notNull()
      .references(() => practices.id),
    emrSystemId: text("emr_system_id").references(() => emrSystems.id),
    emrName: text("emr_name").notNull(),
    mode: text("mode").$type<Mode>().notNull(),
    transport: text("transport").$type<"sftp" | "rest">().notNull(),
    state: text("state").$type<ConnectionState>().notNull(),
    stateSince: moment("state_since").notNull().defaultNow(),
    machineVersion: integer("machine_version").notNull(),
    /** The configuration version in force; null until the first is saved. */
    configurationVersion: integer("configuration_version"),
    /** A changed configuration beside the one in force, until it is put into force or discarded; null mostly. */
    candidateVersion: integer("candidate_version"),
    /** MSH-4 on the lab's side: how the LIS knows the practice, and how its results find their way back. */
    facilityCode: text("facility_code").notNull().unique(),
    offeredTests: text("offered_tests").array().notNull(),
    offeredPanels: text("offered_panels").array().notNull(),
    alertContacts: text("alert_contacts").array().notNull(),
    signerName: text("signer_name").notNull(),
    signerEmail: text("signer_email").notNull(),
    targetDate: text("target_date"),
    testRunNumber: integer("test_run_number").notNull().default(0),
    liveAt: moment("live_at"),
    /** Until then it is watched closely after its go-live. */
    hypercareUntil: moment("hypercare_until"),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    index("connections_state").on(table.state, table.stateSince),
    index("connections_practice").on(table.practiceId),
    index("connections_emr").on(table.emrSystemId, table.transport),
    index("connections_candidate").on(table.id).where(sql`${table.candidateVersion} is not null`),
    // Numbers only grow: what is not in force yet is younger than what is.
    check("connections_candidate_newer", sql`${table.candidateVersion} > ${table.configurationVersion}`),
  ],
);

/**
 * Who is offered a code: the menus of `connections`, one row an entry, kept in step by the database itself. Menus hold tens
 * of thousands of codes; looking for one in hundreds of them is no work for a page.
 */
export const menuEntries = pgTable(
  "menu_entries",
  { code: text("code").notNull(), connectionId: text("connection_id").notNull() },
  (table) => [primaryKey({ columns: [table.code, table.connectionId] })],
);

export const configurationVersions = pgTable(
  "configuration_versions",
  {
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    version: integer("version").notNull(),
    /** What flows with it; that of the version in force is the connection's. */
    mode: text("mode").$type<Mode>().notNull(),
    templateName: text("template_name").notNull(),
    templateVersion: text("template_version").notNull(),
    lisTemplateName: text("lis_template_name").notNull(),
    lisTemplateVersion: text("lis_template_version").notNull(),
    emrEndpointId: text("emr_endpoint_id").references(() => endpoints.id),
    lisEndpointId: text("lis_endpoint_id").references(() => endpoints.id),
    /** Whole: the connection's own entries, and beneath them those of its EMR system's map. */
    codeMap: jsonb("code_map").$type<CodeMapEntry[]>().notNull(),
    /** What becomes of orders with a code that should not be ordered, by the reason. */
    codePolicies: jsonb("code_policies")
      .$type<CodePolicies>()
      .notNull()
      .default({ unknown: "hold", discontinued: "hold", notOffered: "hold", notYet: "hold" }),
    /** The version of the EMR system's code map it was made with; null where there was none. */
    systemMapVersion: integer("system_map_version"),
    /** What this connection does otherwise than its mapping template: rules replaced by name, removed, added. */
    overrides: json("overrides").$type<Overrides>().notNull().default({}),
    note: text("note").notNull(),
    createdBy: text("created_by").references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.connectionId, table.version] }),
    index("configuration_emr_endpoint").on(table.emrEndpointId),
    index("configuration_lis_endpoint").on(table.lisEndpointId),
  ],
);

export const testRunStates = ["waiting", "passed", "failed", "cancelled"] as const;
export type TestRunState = (typeof testRunStates)[number];

/** The far end is made to fail: `armed` → `cut` (the first attempt failed) → `recovered` (a retry succeeded). */
export type DrillState = "armed" | "cut" | "recovered";

/** The ways in which a drill makes the far end fail. */
export const drillWays = ["refused", "cut", "rejected", "silence"] as const;
export type DrillWay = (typeof drillWays)[number];

/** One failure of a drill: not yet, or what was seen of it. `at` is ISO 8601. */
export type DrillStep = { way: DrillWay; seen: { messages: string[]; reason: string; at: string } | null };

/**
 * The pickup at an endpoint that only the tested change uses, proved by one file of the run's own. `seen`: when it was taken
 * (ISO 8601). `problem`: why not yet, in plain words.
 */
export type PickupProof = {
  side: "emr" | "lis";
  endpointId: string;
  folder: string;
  name: string;
  seen: string | null;
  problem: string | null;
};

/** What was at the two ends of a run: the practice's and the lab's own systems, or the demo's simulators. */
export type FarEnds = { emr: "real" | "sandbox"; lis: "real" | "sandbox" };

/** What a scenario expected and whether it was seen. */
export type ScenarioCheck = { text: string; state: "met" | "open" | "broken"; seen: string };

export const testRuns = pgTable(
  "test_runs",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    number: integer("number").notNull(),
    configurationVersion: integer("configuration_version").notNull(),
    state: text("state").$type<TestRunState>().notNull(),
    drill: text("drill").$type<DrillState>().notNull(),
    /** The failures of the drill, in their order. */
    drillSteps: jsonb("drill_steps").$type<DrillStep[]>().notNull().default([]),
    farEnds: jsonb("far_ends").$type<FarEnds>().notNull().default({ emr: "real", lis: "real" }),
    /** The endpoint that stands in for the lab's own system, where a practice tests by itself against the simulator. */
    labStandIn: text("lab_stand_in").references(() => endpoints.id),
    /** Of a run beside live traffic: the pickups it has to prove. */
    pickups: jsonb("pickups").$type<PickupProof[]>().notNull().default([]),
    startedBy: text("started_by").references(() => users.id),
    startedAt: moment("started_at").notNull().defaultNow(),
    deadlineAt: moment("deadline_at").notNull(),
    finishedAt: moment("finished_at"),
    orderMessageId: text("order_message_id"),
    resultMessageId: text("result_message_id"),
    /** Why it failed or what it showed, in plain words. */
    outcome: text("outcome"),
    /** What the signer signs: the lines of the run's summary. */
    summary: jsonb("summary").$type<string[]>(),
  },
  (table) => [index("test_runs_connection").on(table.connectionId, table.number)],
);

/** The scenarios a run was started with; what was seen of each is kept when the run ends. */
export const testRunScenarios = pgTable(
  "test_run_scenarios",
  {
    runId: text("run_id")
      .notNull()
      .references(() => testRuns.id),
    key: text("key").notNull(),
    position: integer("position").notNull(),
    /** Without it the run does not pass. */
    required: boolean("required").notNull(),
    state: text("state").$type<"waiting" | "passed" | "failed">().notNull(),
    /** Order numbers its messages are known by, where a simulator plays it; else they are known by their kind. */
    numbers: jsonb("numbers").$type<string[]>().notNull().default([]),
    playedAt: moment("played_at"),
    firstAt: moment("first_at"),
    finishedAt: moment("finished_at"),
    messageIds: jsonb("message_ids").$type<string[]>().notNull().default([]),
    checks: jsonb("checks").$type<ScenarioCheck[]>().notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.runId, table.key] })],
);

export const evidence = pgTable(
  "evidence",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    item: text("item").$type<GateItem>().notNull(),
    configurationVersion: integer("configuration_version").notNull(),
    contractVersion: text("contract_version").notNull().default("1.0"),
    compendiumRevision: integer("compendium_revision").notNull(),
    messageIds: jsonb("message_ids").$type<string[]>().notNull().default([]),
    ok: boolean("ok").notNull(),
    reason: text("reason").notNull(),
    details: jsonb("details").$type<Record<string, unknown>>().notNull(),
    runId: text("run_id").references(() => testRuns.id),
    producedBy: text("produced_by").notNull(),
    at: moment("at").notNull().defaultNow(),
    /** SHA-256 over the record, also in the audit event of its transaction; null for those made before it was kept. */
    sha256: text("sha256"),
  },
  (table) => [index("evidence_connection").on(table.connectionId, table.item, table.at)],
);

export const signOffs = pgTable("sign_offs", {
  id: text("id").primaryKey(),
  connectionId: text("connection_id")
    .notNull()
    .references(() => connections.id),
  runId: text("run_id")
    .notNull()
    .references(() => testRuns.id),
  configurationVersion: integer("configuration_version").notNull(),
  userId: text("user_id")
    .notNull()
    .references(() => users.id),
  typedName: text("typed_name").notNull(),
  address: text("address").notNull(),
  /** Which browser session it was done in, as `sessionName` makes it; null where there was none. */
  session: text("session"),
  summary: jsonb("summary").$type<string[]>().notNull(),
  summarySha256: text("summary_sha256").notNull(),
  at: moment("at").notNull().defaultNow(),
});

/** One row per change of state of a request or a connection. */
export const stateHistory = pgTable(
  "state_history",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    subjectId: text("subject_id").notNull(),
    event: text("event").notNull(),
    fromState: text("from_state").notNull(),
    toState: text("to_state").notNull(),
    actorId: text("actor_id"),
    actorName: text("actor_name").notNull(),
    reason: text("reason"),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("state_history_subject").on(table.subjectId, table.at)],
);
