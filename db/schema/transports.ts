/**
 * How an endpoint is reached, and what goes with each way.
 *
 * reach: the settings of an endpoint as people type them, by transport; what is secret of it is sealed apart.
 * breaker: an endpoint that failed several times in a row; nobody tries it again before `openUntil`, then one does.
 * access key: what a far end shows to push messages to us; only its hash is kept.
 * hosted file: a file of the lab's own SFTP server, put there by a partner (`to-lab`) or for one (`from-lab`).
 * host key: what the lab's own SFTP server shows; two are in use while it is changed.
 * pull cursor: how far an endpoint we ask has been read; moved in the commit that stores what was read.
 */
import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
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
  pickupDirectory: string;
  dropDirectory: string;
  /** Null: taken files are deleted. */
  archiveDirectory: string | null;
  filePattern: string;
  pollSeconds: number;
  /**
   * When a file is whole: it stands still (`stable`), it appears under its name only when it is (`renamed`), or a file of
   * the same name and `.done` lies beside it (`done-file`).
   */
  completion: "stable" | "renamed" | "done-file";
  /** Whether an acknowledgment file is put into the drop folder for each file taken. */
  ackFiles: boolean;
  inDoubt: InDoubt;
};

/** An account on the lab's own SFTP server. */
export type HostedSftpReach = {
  transport: "hosted-sftp";
  /** Names the account through all changes of its settings. */
  account: string;
  username: string;
  /** Lines as in OpenSSH's `authorized_keys`. */
  publicKeys: string[];
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
  host: string;
  port: number;
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

export type HostedFolderName = "to-lab" | "from-lab";

export const hostedFiles = pgTable(
  "hosted_files",
  {
    account: text("account").notNull(),
    folder: text("folder").$type<HostedFolderName>().notNull(),
    name: text("name").notNull(),
    bytes: bytes("bytes").notNull(),
    size: bigint("size", { mode: "number" }).notNull(),
    modifiedAt: moment("modified_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.account, table.folder, table.name] })],
);

export const hostKeys = pgTable("host_keys", {
  id: text("id").primaryKey(),
  /** The private key in PEM, sealed. */
  secret: jsonb("secret").$type<Sealed>().notNull(),
  sha256: text("sha256").notNull(),
  createdAt: moment("created_at").notNull().defaultNow(),
  retiredAt: moment("retired_at"),
});

export const pullCursors = pgTable("pull_cursors", {
  /** Whose messages, at which address: the same address may show each of its users another list. */
  source: text("source").primaryKey(),
  cursor: text("cursor").notNull(),
  at: moment("at").notNull().defaultNow(),
});
