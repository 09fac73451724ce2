/**
 * How an endpoint is reached, and what goes with each way.
 *
 * reach: the settings of an endpoint as people type them, by transport; what is secret of it is sealed apart.
 * breaker: an endpoint that failed several times in a row; nobody tries it again before `openUntil`, then one does.
 * access key: what a far end shows to push messages to us; only its hash is kept.
 * hosted account: one connection's account on the lab's own SFTP server; its name never changes.
 * hosted key: a public key that opens an account, until it is revoked. Not part of a configuration version: a key that
 *   was lost is revoked at once, whatever the connection is doing.
 * hosted file: a file of the lab's own SFTP server, put there by a partner (`to-lab`) or for one (`from-lab`).
 * host key: what the lab's own SFTP server shows, one per algorithm: prepared → shown → retired.
 * gateway: a process partners connect to; it says what it listens on and that it is alive.
 * pull cursor: how far an endpoint we ask has been read; moved in the commit that stores what was read.
 * drop sequence: the last number given to a file dropped into a folder whose names are numbered.
 */
import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytes, moment } from "./columns";
import { connections, type Sealed } from "./connections";
import { users } from "./people";

/**
 * What to do when the far end may or may not have got a message: send the same bytes again under the same name and
 * control id (it can tell), or hold it for a person (it cannot).
 */
export type InDoubt = "resend" | "hold";

/** The partner's SFTP server. */
export type SftpReach = {
  transport: "sftp";
  host: string;
  port: number;
  username: string;
  authKind: "password" | "private-key";
  /** Null: nothing comes in this way. */
  pickupDirectory: string | null;
  /** Null: nothing goes out this way. */
  dropDirectory: string | null;
  /** Null: taken files are deleted. */
  archiveDirectory: string | null;
  /** Folders right below the pickup folder that are looked into as well: those named, or every one (`*` alone). */
  subfolders: string[];
  filePattern: string;
  pollSeconds: number;
  /**
   * When a file is whole: it stands still (`stable`), it appears under its name only when it is (`renamed`), or the sign
   * its sender gives lies beside it (`done-file`).
   */
  completion: "stable" | "renamed" | "done-file";
  /** What that sign is called: `{name}` stands for the file's name, `{stem}` for that without its ending. */
  doneSign: string;
  /** Whether a file is moved into `.processing` below the pickup folder before it is read: of several readers one has it. */
  claim: boolean;
  /** What dropped files are called, folders included; see `drop-name.ts`. Empty: by type and control ID. */
  dropNames: string;
  /** Whether folders that `dropNames` calls for are made. */
  makeFolders: boolean;
  /** The sign we put beside a dropped file once it is whole, written as `doneSign`; empty: none. */
  dropSign: string;
  /** Whether an acknowledgment file is put into the drop folder for each file taken. */
  ackFiles: boolean;
  inDoubt: InDoubt;
  quirks: SftpQuirks;
};

/** What an SFTP server does otherwise than most. */
export type SftpQuirks = {
  /** It answers no question about a single file: what was written and read is trusted. */
  noStat: boolean;
  /** It renames nothing: a dropped file is written under its own name, and the sign says when it is whole. */
  noRename: boolean;
  /** It only speaks SHA-1 signatures, key exchange or MACs. */
  legacyAlgorithms: boolean;
  /** Sessions in use or idle at once, in one worker process; null for no limit. */
  maxSessions: number | null;
  /** Whether an idle session is kept for the next use. */
  keepSession: boolean;
  /** How long it may take to end a session, in seconds. */
  closeSeconds: number;
};

/** A server like most. */
export const plainQuirks: SftpQuirks = {
  noStat: false,
  noRename: false,
  legacyAlgorithms: false,
  maxSessions: null,
  keepSession: true,
  closeSeconds: 2,
};

/** What of the settings of an SFTP server may be left as it is for most. */
export const plainSftp = {
  subfolders: [] as string[],
  doneSign: "{name}.done",
  claim: false,
  dropNames: "",
  makeFolders: false,
  dropSign: "",
  quirks: plainQuirks,
};

/** An account on the lab's own SFTP server. */
export type HostedSftpReach = {
  transport: "hosted-sftp";
  /** Names the account through all changes of its settings. */
  account: string;
  username: string;
  filePattern: string;
  ackFiles: boolean;
};

export type RestAuthSettings =
  | { kind: "none" }
  | { kind: "api-key"; header: string }
  | { kind: "basic"; username: string }
  | { kind: "oauth2"; tokenUrl: string; clientId: string; scope: string };

/** The partner's REST interface; what it pushes to us comes in by an access key. */
export type RestReach = {
  transport: "rest";
  /** Where messages are posted to; null when nothing is sent this way. */
  url: string | null;
  auth: RestAuthSettings;
  /** PEM: whom to believe instead of the public authorities, and our certificate where one is asked for. */
  ca: string | null;
  certificate: string | null;
  /** Where messages are asked for; null when the far end pushes. */
  pullUrl: string | null;
  /** The query parameter that carries how far we have read. */
  cursorParameter: string;
  pollSeconds: number;
  inDoubt: InDoubt;
};

/** The partner's MLLP listener, and ours for it. */
export type MllpReach = {
  transport: "mllp";
  /** Null, and the port with it, when nothing is sent to it. */
  host: string | null;
  port: number | null;
  tls: boolean;
  ca: string | null;
  certificate: string | null;
  /** Our port for this far end; null when it sends nothing this way. */
  listenPort: number | null;
  /** Addresses it may connect from; empty means any that shows the right certificate. */
  allowedAddresses: string[];
  inDoubt: InDoubt;
};

export type Reach = SftpReach | HostedSftpReach | RestReach | MllpReach;
export type Transport = Reach["transport"];

export const breakers = pgTable("breakers", {
  endpointId: text("endpoint_id").primaryKey(),
  failures: integer("failures").notNull(),
  openUntil: moment("open_until").notNull(),
  reason: text("reason").notNull(),
  since: moment("since").notNull().defaultNow(),
});

export const accessKeys = pgTable(
  "access_keys",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id),
    side: text("side").$type<"emr" | "lis">().notNull(),
    sha256: text("sha256").notNull().unique(),
    /** Its first characters, so that people can tell keys apart. */
    hint: text("hint").notNull(),
    createdBy: text("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    /** Within a minute; null while nobody has shown it. */
    lastUsedAt: moment("last_used_at"),
    revokedAt: moment("revoked_at"),
  },
  (table) => [index("access_keys_connection").on(table.connectionId, table.side)],
);

export const hostedAccounts = pgTable("hosted_accounts", {
  id: text("id").primaryKey(),
  username: text("username").notNull().unique(),
  connectionId: text("connection_id")
    .notNull()
    .unique()
    .references(() => connections.id),
  createdAt: moment("created_at").notNull().defaultNow(),
});

export const hostedKeys = pgTable(
  "hosted_keys",
  {
    id: text("id").primaryKey(),
    account: text("account")
      .notNull()
      .references(() => hostedAccounts.id),
    /** As in OpenSSH's `authorized_keys`: algorithm and key. */
    line: text("line").notNull(),
    /** `SHA256:…` as `ssh-keygen -l` prints it. */
    sha256: text("sha256").notNull(),
    comment: text("comment").notNull(),
    createdBy: text("created_by").references(() => users.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    revokedBy: text("revoked_by").references(() => users.id),
    revokedAt: moment("revoked_at"),
  },
  (table) => [uniqueIndex("hosted_keys_open").on(table.account, table.sha256).where(sql`${table.revokedAt} is null`)],
);

export type HostedFolderName = "to-lab" | "from-lab";

export const hostedFiles = pgTable(
  "hosted_files",
  {
    account: text("account").notNull(),
    folder: text("folder").$type<HostedFolderName>().notNull(),
    name: text("name").notNull(),
    bytes: bytes("bytes").notNull(),
    size: bigint("size", { mode: "number" }).notNull(),
    /** The message a file for the partner holds. */
    messageId: text("message_id"),
    modifiedAt: moment("modified_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.account, table.folder, table.name] })],
);

/** One key of each is shown; who knows neither cannot connect. SHA-1 signatures (`ssh-rsa`) are nowhere among them. */
export const hostKeyAlgorithms = ["ssh-ed25519", "ecdsa-sha2-nistp256"] as const;
export type HostKeyAlgorithm = (typeof hostKeyAlgorithms)[number];

export const hostKeys = pgTable("host_keys", {
  id: text("id").primaryKey(),
  /** The private key in PEM, sealed. */
  secret: jsonb("secret").$type<Sealed>().notNull(),
  algorithm: text("algorithm").$type<HostKeyAlgorithm>().notNull(),
  sha256: text("sha256").notNull(),
  createdAt: moment("created_at").notNull().defaultNow(),
  /** Since when it is shown; null while it is prepared and announced. */
  shownAt: moment("shown_at"),
  retiredAt: moment("retired_at"),
});

/** Why a port of ours is not listened on, or null when it is. */
export type Listener = { port: number; error: string | null };

export const gateways = pgTable("gateways", {
  id: text("id").primaryKey(),
  machine: text("machine").notNull(),
  pid: integer("pid").notNull(),
  /** Where partners reach our SFTP server, as host and port; null when it is not switched on. */
  sftpAddress: text("sftp_address"),
  /** Our MLLP listeners by endpoint id; null when they are not switched on. */
  listeners: jsonb("listeners").$type<Record<string, Listener>>(),
  startedAt: moment("started_at").notNull().defaultNow(),
  seenAt: moment("seen_at").notNull().defaultNow(),
});

export const pullCursors = pgTable("pull_cursors", {
  /** Whose messages, at which address: the same address may show each of its users another list. */
  source: text("source").primaryKey(),
  cursor: text("cursor").notNull(),
  at: moment("at").notNull().defaultNow(),
});

export const dropSequences = pgTable("drop_sequences", {
  /** The folder at its far end, as `host:port:user folder`: settings may change, the folder's numbers go on. */
  folder: text("folder").primaryKey(),
  last: bigint("last", { mode: "number" }).notNull(),
});
