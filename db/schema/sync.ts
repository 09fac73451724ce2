/**
 * sync: one release, or the whole menu, brought to the EMR of one connection.
 * sync profile: in which format and by which way an EMR takes it.
 * told: the codes an EMR was told of last; what is offered today and was not told goes with the next sync.
 */

import { sql } from "drizzle-orm";
import { boolean, date, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytes, moment } from "./columns";
import { type ItemKind, releases } from "./compendium";
import { connections } from "./connections";
import { users } from "./people";

export const syncFormats = ["mfn", "csv", "xlsx", "json"] as const;
export type SyncFormat = (typeof syncFormats)[number];

/** By the connection's own endpoint, or by a link the EMR's vendor opens. */
export const syncWays = ["endpoint", "link"] as const;
export type SyncWay = (typeof syncWays)[number];

/** What happens to a code at the EMR: HL7 table 0180, as MFE-1 says it. */
export type SyncAction = "add" | "update" | "remove";
export type SyncChange = { kind: ItemKind; code: string; action: SyncAction };
/** Changes as they are kept: codes by action and kind, since a whole menu has thousands. */
export type PackedChanges = Partial<Record<SyncAction, Partial<Record<ItemKind, string[]>>>>;

export const syncStates = ["pending", "sent", "acknowledged", "failed", "replaced"] as const;
export type SyncState = (typeof syncStates)[number];

export const syncProfiles = pgTable("sync_profiles", {
  connectionId: text("connection_id")
    .primaryKey()
    .references(() => connections.id),
  format: text("format").$type<SyncFormat>().notNull(),
  way: text("way").$type<SyncWay>().notNull(),
  /** A column layout of its own for CSV and XLSX, as keys in their order; null: the usual one. */
  columns: jsonb("columns").$type<string[]>(),
  /** MFI-3: every release replaces the whole file, or brings what has changed. */
  whole: boolean("whole").notNull().default(false),
  withPrices: boolean("with_prices").notNull().default(true),
  /** Who loads it at the EMR's vendor; told by mail when it goes by link, and reminded. */
  contact: text("contact").notNull().default(""),
  dueDays: integer("due_days").notNull().default(7),
  /** Null until the first sync was made. */
  toldRelease: integer("told_release").references(() => releases.number),
  toldTests: text("told_tests").array().notNull().default([]),
  toldPanels: text("told_panels").array().notNull().default([]),
  /** Prices of the practice's own that were told, in cents by code. */
  toldPrices: jsonb("told_prices").$type<Record<string, number>>().notNull().default({}),
  changedBy: text("changed_by").references(() => users.id),
  changedAt: moment("changed_at").notNull().defaultNow(),
});

export const syncs = pgTable(
  "syncs",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    release: integer("release")
      .notNull()
      .references(() => releases.number),
    /** The whole menu rather than what changed. */
    whole: boolean("whole").notNull(),
    format: text("format").$type<SyncFormat>().notNull(),
    way: text("way").$type<SyncWay>().notNull(),
    state: text("state").$type<SyncState>().notNull(),
    changes: jsonb("changes").$type<PackedChanges>().notNull(),
    changeCount: integer("change_count").notNull(),
    /** Null until it was made for sending; its bytes do not change then. */
    fileName: text("file_name"),
    sha256: text("sha256"),
    file: bytes("file"),
    /** MSH-10 of each message in the file, to know its acknowledgement by. */
    controlIds: text("control_ids").array().notNull().default([]),
    tries: integer("tries").notNull().default(0),
    /** A worker is sending it until then; or, after a failure, nobody tries before then. */
    notBefore: moment("not_before"),
    /** SHA-256 of each token whose link opens it, one for each mail. */
    linkSha256: text("link_sha256").array().notNull().default([]),
    /** Why the last try failed, in plain words. */
    failure: text("failure"),
    createdAt: moment("created_at").notNull().defaultNow(),
    sentAt: moment("sent_at"),
    dueOn: date("due_on").notNull(),
    openedAt: moment("opened_at"),
    opens: integer("opens").notNull().default(0),
    remindedAt: moment("reminded_at"),
    acknowledgedAt: moment("acknowledged_at"),
    /** Who says that it is loaded: a name typed at the link, a person of the lab, or the EMR itself. */
    acknowledgedBy: text("acknowledged_by"),
    acknowledgedHow: text("acknowledged_how").$type<"link" | "person" | "message">(),
  },
  (table) => [
    // One delta of a release for a connection, whoever publishes or sweeps at the same time.
    uniqueIndex("syncs_delta").on(table.connectionId, table.release).where(sql`not ${table.whole}`),
    index("syncs_release").on(table.release, table.connectionId),
    index("syncs_open").on(table.state, table.dueOn).where(sql`${table.state} in ('pending', 'sent', 'failed')`),
    index("syncs_control_ids").using("gin", table.controlIds),
    index("syncs_links").using("gin", table.linkSha256),
  ],
);
