/**
 * The message store.
 *
 * inbound file: one generation of a file seen in a pickup folder (same name with other size, time or content is a new one),
 *   named by its path below that folder; or one push to us, whose name is what the sender called the push by.
 * message: one HL7 message, its bytes as received, what it maps to and the bytes that go out; one destination each.
 * hop: one step of a message's way, in order; what happened, when, with what outcome. Never changed.
 * lane: one piece of work that has one runner at a time: the intake of an endpoint, or the deliveries of a connection in
 *   one direction. The lease has an epoch; a commit under an old epoch is refused.
 * order key: messages of one key keep their order (placer order number, else filler, else the message itself). An edited
 *   copy takes the place of its original, with the same `sequence`.
 * order route: which connection an order number came in on, so that its results find their way back.
 *
 * `messages` and `hops` are partitioned by month of `received_at`; a message id carries that time.
 */
import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytes, deflatedJson, moment } from "./columns";

export const messageStates = [
  /** waiting to go out */
  "queued",
  /** a runner has it now, or died with it */
  "sending",
  /** at the destination, checked */
  "delivered",
  /** seen before, same sender, id and content; not delivered again */
  "duplicate",
  /** needs a person: no connection, a code that may not be ordered, the connection paused for it */
  "held",
  /** will not be tried again without a person */
  "dead",
  /** a person decided it goes nowhere */
  "discarded",
] as const;
export type MessageState = (typeof messageStates)[number];
/** The other leg: what the source is owed as an answer. Where messages go and what their sender was told are two things. */
export type AckState = "not-owed" | "pending" | "delivered" | "undelivered";
export type Direction = "order" | "result";

/** What the sender of a push was told of one of its messages. Says where it stopped, never what stood there. */
export type Receipt = {
  messageId: string;
  controlId: string | null;
  /**
   * accepted: ours from now on. duplicate: came before, and is not delivered again. held: ours, and a person looks after
   * it. refused: kept for a person to see, and goes nowhere unless one says so; sending it again as it is is useless.
   */
  state: "accepted" | "duplicate" | "held" | "refused";
  code: string | null;
  reason: string | null;
  /** Where the fault is, as in `OBR-4.1`. */
  path: string | null;
};

export const fileStates = [
  /** about to be read */
  "claimed",
  /** its messages are ours; it still has to be moved away */
  "stored",
  "disposed",
  /** stored, and the source does not let it be moved away */
  "undisposed",
  /** set aside with a reason, until a person looks after it */
  "quarantined",
  /** gone before it was read: another reader has it, or its sender took it back */
  "elsewhere",
] as const;
export type FileState = (typeof fileStates)[number];

export const inboundFiles = pgTable(
  "inbound_files",
  {
    id: text("id").primaryKey(),
    endpointId: text("endpoint_id").notNull(),
    name: text("name").notNull(),
    size: bigint("size", { mode: "number" }).notNull(),
    mtime: bigint("mtime", { mode: "number" }).notNull(),
    generation: integer("generation").notNull(),
    sha256: text("sha256"),
    state: text("state").$type<FileState>().notNull(),
    /** Counted before each read, so that a file that kills the process is counted too. */
    attempts: integer("attempts").notNull(),
    messageCount: integer("message_count"),
    /** Its name in `.processing`, written down before it is moved there; null where files are read in their place. */
    claimedAs: text("claimed_as"),
    archiveName: text("archive_name"),
    reason: text("reason"),
    /** A push only: its answer, given again when it comes again. */
    receipts: jsonb("receipts").$type<Receipt[]>(),
    seenAt: moment("seen_at").notNull().defaultNow(),
    storedAt: moment("stored_at"),
    disposedAt: moment("disposed_at"),
  },
  (table) => [
    uniqueIndex("inbound_files_generation").on(table.endpointId, table.name, table.generation),
    index("inbound_files_seen").on(table.endpointId, table.seenAt),
    // What was cut short; nearly all are done.
    index("inbound_files_open").on(table.endpointId).where(sql`${table.state} in ('claimed', 'stored', 'undisposed')`),
  ],
);

export const messages = pgTable(
  "messages",
  {
    id: text("id").notNull(),
    receivedAt: moment("received_at").notNull(),
    connectionId: text("connection_id"),
    configurationVersion: integer("configuration_version"),
    direction: text("direction").$type<Direction>().notNull(),
    sourceEndpointId: text("source_endpoint_id").notNull(),
    fileId: text("file_id"),
    fileName: text("file_name"),
    ordinal: integer("ordinal").notNull(),
    testRunId: text("test_run_id"),
    messageType: text("message_type"),
    controlId: text("control_id"),
    placerOrderNumber: text("placer_order_number"),
    fillerOrderNumber: text("filler_order_number"),
    orderKey: text("order_key").notNull(),
    title: text("title").notNull(),
    corrected: boolean("corrected").notNull().default(false),
    raw: bytes("raw").notNull(),
    contentSha256: text("content_sha256").notNull(),
    state: text("state").$type<MessageState>().notNull(),
    reasonCode: text("reason_code"),
    reason: text("reason"),
    /** HL7 path at fault, e.g. `OBR-4.1`. */
    reasonPath: text("reason_path"),
    mapped: deflatedJson("mapped"),
    unmapped: jsonb("unmapped").$type<{ path: string; name?: string }[]>(),
    outbound: bytes("outbound"),
    outboundName: text("outbound_name"),
    /** The name given at its first delivery where the far end's files are named by a pattern; every later try uses it. */
    dropName: text("drop_name"),
    outboundSha256: text("outbound_sha256"),
    destinationEndpointId: text("destination_endpoint_id"),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: moment("next_attempt_at"),
    /** Set and committed before the rename that makes the file visible; set and not delivered means in doubt. */
    renameIntentAt: moment("rename_intent_at"),
    deliveryEpoch: bigint("delivery_epoch", { mode: "number" }),
    deliveredAt: moment("delivered_at"),
    ack: text("ack").$type<AckState>().notNull().default("not-owed"),
    duplicateOf: text("duplicate_of"),
    /** The stopped message of which this is the edited copy. */
    replayOf: text("replay_of"),
    resolvedBy: text("resolved_by"),
    /** When a person last let it go again; for how long it is tried counts from then. */
    releasedAt: moment("released_at"),
    /** Grows with every message a lane stores; the order of delivery within an order key. */
    sequence: bigserial("sequence", { mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.receivedAt] }),
    index("messages_deliver")
      .on(table.connectionId, table.direction, table.sequence)
      .where(sql`${table.state} in ('queued', 'sending')`),
    index("messages_received").on(table.receivedAt),
    index("messages_connection").on(table.connectionId, table.receivedAt),
    // Nearly all are delivered; what is looked for by its state are the others.
    index("messages_state").on(table.state, table.receivedAt).where(sql`${table.state} <> 'delivered'`),
    index("messages_placer").on(table.placerOrderNumber),
    index("messages_filler").on(table.fillerOrderNumber),
    index("messages_control").on(table.controlId),
    index("messages_order_key")
      .on(table.connectionId, table.orderKey, table.sequence)
      .where(sql`${table.state} in ('queued', 'sending', 'held', 'dead')`),
    index("messages_ack").on(table.sourceEndpointId, table.receivedAt).where(sql`${table.ack} = 'pending'`),
    index("messages_replay_of").on(table.replayOf).where(sql`${table.replayOf} is not null`),
    index("messages_test_run").on(table.testRunId).where(sql`${table.testRunId} is not null`),
  ],
);

export const hopNames = [
  "received",
  "parsed",
  "deduplicated",
  "mapped",
  "delivered",
  "acknowledged",
  /** taken by the partner from our own SFTP server */
  "fetched",
  "retried",
  "held",
  "dead",
  "replayed",
  "resent",
  "edited",
  "routed",
  "discarded",
] as const;
export type HopName = (typeof hopNames)[number];

export const hops = pgTable(
  "hops",
  {
    /** Order of all hops; a message's hops in order of `seq` are its way. */
    seq: bigserial("seq", { mode: "number" }).notNull(),
    messageId: text("message_id").notNull(),
    receivedAt: moment("received_at").notNull(),
    hop: text("hop").$type<HopName>().notNull(),
    ok: boolean("ok").notNull(),
    detail: text("detail").notNull(),
    at: moment("at").notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.seq, table.receivedAt] }),
    index("hops_message").on(table.messageId, table.seq),
  ],
);

/** Which message ids were seen, for as long as a sender may repeat them (400 days). Hashes only. */
export const messageKeys = pgTable(
  "message_keys",
  {
    /** The sender: a connection's id, or the lab system as `lis:host:port:user`. */
    scope: text("scope").notNull(),
    /** SHA-256 over MSH-3, MSH-4 and MSH-10. */
    keySha256: text("key_sha256").notNull(),
    contentSha256: text("content_sha256").notNull(),
    messageId: text("message_id").notNull(),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.keySha256, table.contentSha256] })],
);

export const orderRoutes = pgTable(
  "order_routes",
  {
    placerOrderNumber: text("placer_order_number").notNull(),
    connectionId: text("connection_id").notNull(),
    messageId: text("message_id").notNull(),
    /** MSH-3 and MSH-4 of the order: where its results are addressed to. */
    senderApplication: text("sender_application"),
    senderFacility: text("sender_facility"),
    testRunId: text("test_run_id"),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.placerOrderNumber, table.connectionId] })],
);

export const lanes = pgTable("lanes", {
  /** `intake/<endpoint>` or `deliver/<connection>/<direction>`. */
  name: text("name").primaryKey(),
  owner: text("owner"),
  epoch: bigint("epoch", { mode: "number" }).notNull().default(0),
  expiresAt: moment("expires_at"),
  /** Not before this time: the poll interval, or the backoff after a failure. */
  nextRunAt: moment("next_run_at").notNull().defaultNow(),
  lastRunAt: moment("last_run_at"),
  lastError: text("last_error"),
  failures: integer("failures").notNull().default(0),
});
